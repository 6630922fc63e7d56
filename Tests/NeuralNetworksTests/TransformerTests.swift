import Determinism
import NeuralNetworks
import TensorCore
import TestSupport
import Testing

private func weighted(_ tensor: Tensor) -> Tensor {
  (tensor * randomTensor(tensor.shape, seed: 999)).sum()
}

/// Runs `body` with the parameters standing at the first inputs, for a check of their gradients.
private func expectGradients(
  of parameters: [Parameter], at input: Tensor, tolerance: Float = 1e-3,
  _ body: (Tensor) -> Tensor
) {
  // A direction in all parameters and the input at once, by moving the parameters' values.
  let start = parameters.map(\.value)
  let directions = start.enumerated().map { randomTensor($1.shape, seed: UInt64(100 + $0)) }
  let along = randomTensor(input.shape, seed: 99)
  let count = (directions + [along]).reduce(0) { $0 + $1.count }
  let unit = 1 / (Float(count) / 3).squareRoot()
  let leaf = Parameter(input)
  for parameter in parameters { parameter.gradient = nil }
  body(leaf.tensor).backward()
  var slope: Float = 0
  var norm: Float = 0
  for (gradient, direction) in zip(
    parameters.map(\.gradient) + [leaf.gradient], directions + [along])
  {
    guard let gradient else { continue }
    slope += (gradient * direction).sum().item * unit
    norm += gradient.squared().sum().item
  }
  func value(_ step: Float) -> Float {
    for (index, parameter) in parameters.enumerated() {
      parameter.value = start[index] + directions[index] * (step * unit)
    }
    return body(input + along * (step * unit)).item
  }
  let difference = (value(1e-2) - value(-1e-2)) / 2e-2
  for (index, parameter) in parameters.enumerated() { parameter.value = start[index] }
  #expect(
    abs(slope - difference) <= tolerance * norm.squareRoot(),
    "the gradient says \(slope), the difference \(difference), norm \(norm.squareRoot())")
}

struct TransformerTests {
  private func random() -> RandomStream { RandomStream(seed: 3).stream("network") }

  private func encoder(normFirst: Bool = true, dropout: Float = 0) -> TransformerEncoder {
    var random = random()
    let rotary = RotaryPositions(size: 4, length: 300)
    let blocks = (0..<2).map { _ in
      TransformerEncoderBlock(
        size: 8, heads: 2, feedForwardSize: 12, dropout: dropout, activation: .geluTanh,
        normFirst: normFirst, rotary: rotary, using: &random)
    }
    return TransformerEncoder(blocks, norm: LayerNorm(8))
  }

  private func decoder(normFirst: Bool = true) -> TransformerDecoder {
    var random = random()
    let blocks = (0..<2).map { _ in
      TransformerDecoderBlock(
        size: 8, heads: 2, feedForwardSize: 12, dropout: 0, activation: .gelu,
        normFirst: normFirst, using: &random)
    }
    return TransformerDecoder(blocks, norm: LayerNorm(8))
  }

  @Test func namesAreThoseOfPyTorch() {
    let own = [
      "self_attn.in_proj_weight", "self_attn.in_proj_bias", "self_attn.out_proj.weight",
      "self_attn.out_proj.bias",
    ]
    let maps = ["linear1.weight", "linear1.bias", "linear2.weight", "linear2.bias"]
    let norms = (1...3).flatMap { ["norm\($0).weight", "norm\($0).bias"] }
    let encoderNames = (0..<2).flatMap { i in
      (own + maps + norms[0..<4]).map { "layers.\(i).\($0)" }
    }
    #expect(encoder().parameters.map(\.name) == encoderNames + ["norm.weight", "norm.bias"])
    let cross = own.map { $0.replacing("self_attn", with: "multihead_attn") }
    let decoderNames = (0..<2).flatMap { i in
      (own + cross + maps + norms).map { "layers.\(i).\($0)" }
    }
    #expect(decoder().parameters.map(\.name) == decoderNames + ["norm.weight", "norm.bias"])
  }

  @Test func gradientsOfBlocksAreThoseOfDifferences() {
    for normFirst in [true, false] {
      let encoder = encoder(normFirst: normFirst)
      expectGradients(of: encoder.parameters, at: randomTensor([2, 5, 8], seed: 1)) {
        weighted(encoder($0, isCausal: true, lengths: [5, 3]))
      }
      let decoder = decoder(normFirst: normFirst)
      let memory = randomTensor([2, 4, 8], seed: 2)
      expectGradients(of: decoder.parameters, at: randomTensor([2, 3, 8], seed: 1)) {
        weighted(decoder($0, memory: memory, memoryLengths: [2, 4]))
      }
    }
  }

  @Test func gradientsFlowIntoTheMemory() throws {
    let decoder = decoder()
    let input = randomTensor([2, 3, 8], seed: 3)
    expectGradient([randomTensor([2, 4, 8], seed: 4)]) { weighted(decoder(input, memory: $0[0])) }
  }

  @Test func gradientsWithDropoutAreThoseOfDifferences() {
    let encoder = encoder(dropout: 0.3)
    expectGradient([randomTensor([2, 5, 8], seed: 1)]) { inputs in
      var random = RandomStream(seed: 6)
      return withTrainingMode(using: &random) { weighted(encoder(inputs[0])) }
    }
    let x = randomTensor([2, 5, 8], seed: 1)
    var random = RandomStream(seed: 6)
    let first = withTrainingMode(using: &random) { encoder(x).scalars }
    let second = withTrainingMode(using: &random) { encoder(x).scalars }
    #expect(first != second)
    #expect(encoder(x).scalars == encoder(x).scalars)
  }

  @Test(arguments: [[1], [5, 1, 1], [130, 3], [2, 127, 1]])
  func decodingWithACacheGivesTheBitsOfOnePass(_ pieces: [Int]) {
    let encoder = encoder()
    let time = pieces.reduce(0, +)
    let x = randomTensor([2, time, 8], seed: 7)
    let whole = encoder(x, isCausal: true)
    var caches = encoder.makeCaches(batch: 2, capacity: 3)
    let decoder = decoder()
    let memory = randomTensor([2, 4, 8], seed: 8)
    let decoded = decoder(x, memory: memory, memoryLengths: [4, 1])
    var cache = decoder.makeCache(memory: memory, lengths: [4, 1], capacity: 3)
    var first = 0
    for piece in pieces {
      let range = first..<first + piece
      expectEqual(
        encoder(x.sliced(range, axis: 1), caches: &caches).scalars,
        whole.sliced(range, axis: 1).scalars, "positions \(range)")
      expectEqual(
        decoder(x.sliced(range, axis: 1), cache: &cache).scalars,
        decoded.sliced(range, axis: 1).scalars, "decoder, positions \(range)")
      first += piece
    }
    #expect(caches.allSatisfy { $0.count == time } && cache.count == time)
  }

  @Test func aCopyOfACacheGoesItsOwnWay() {
    let encoder = encoder()
    var caches = encoder.makeCaches(batch: 1)
    _ = encoder(randomTensor([1, 4, 8], seed: 9), caches: &caches)
    var branch = caches
    let next = randomTensor([1, 1, 8], seed: 10)
    let expected = encoder(next, caches: &caches).scalars
    _ = encoder(randomTensor([1, 1, 8], seed: 11), caches: &branch)
    branch[0].truncate(to: 4)
    branch[1].truncate(to: 4)
    expectEqual(encoder(next, caches: &branch).scalars, expected)
    #expect(branch[0].count == 5 && branch[0].capacity == 64)
  }

  @Test func rotaryScoresDependOnTheDistanceAlone() {
    for pairsNeighbours in [false, true] {
      let rotary = RotaryPositions(size: 6, length: 40, pairsNeighbours: pairsNeighbours)
      let (q, k) = (randomTensor([1, 6], seed: 12), randomTensor([1, 6], seed: 13))
      func score(_ i: Int, _ j: Int) -> Float {
        (rotary.rotated(q, heads: 1, first: i) * rotary.rotated(k, heads: 1, first: j)).sum().item
      }
      #expect(abs(score(3, 1) - score(33, 31)) < 1e-5)
      #expect(abs(score(3, 1) - score(3, 2)) > 1e-3)
      expectEqual(rotary.rotated(q, heads: 1).scalars, q.scalars, "position 0 is not turned")
    }
  }

  @Test func positionsAreAdded() throws {
    // sin and cos of t and of t / 100, worked by hand for t = 2.
    let waves = SinusoidalPositions(length: 5, size: 4)
    let row = waves(Tensor.zeros([1, 1, 4]), first: 2).scalars
    expectNear(row, [0.9092974, -0.4161468, 0.0199987, 0.9998], tolerance: 1e-6)
    var random = random()
    let learned = LearnedPositions(length: 5, size: 3, using: &random)
    let x = randomTensor([2, 4, 3], seed: 14)
    expectEqual(
      learned(x, first: 1).scalars, (x + learned.weight.value.sliced(1..<5)).scalars)
    learned(x).sum().backward()
    let gradient = try #require(learned.weight.gradient).scalars
    #expect(gradient == [Float](repeating: 2, count: 12) + [0, 0, 0])
  }

  @Test func mistakesInShapesStopTheProgram() async {
    await #expect(processExitsWith: .failure) {
      var random = RandomStream(seed: 1)
      _ = MultiHeadAttention(size: 6, heads: 4, using: &random)
    }
    await #expect(processExitsWith: .failure) {
      var random = RandomStream(seed: 1)
      _ = MultiHeadAttention(size: 6, heads: 2, using: &random)(Tensor.zeros([2, 6]))
    }
    await #expect(processExitsWith: .failure) {
      var random = RandomStream(seed: 1)
      let layer = MultiHeadAttention(size: 6, heads: 2, using: &random)
      _ = layer(Tensor.zeros([1, 2, 6]), memory: Tensor.zeros([1, 2, 5]))
    }
    await #expect(processExitsWith: .failure) {
      var cache = KeyValueCache(batch: 1, size: 6)
      var random = RandomStream(seed: 1)
      let layer = MultiHeadAttention(size: 6, heads: 2, using: &random)
      _ = layer(Tensor.zeros([2, 2, 6]), cache: &cache)
    }
    await #expect(processExitsWith: .failure) { _ = SinusoidalPositions(length: 4, size: 3) }
    await #expect(processExitsWith: .failure) {
      _ = SinusoidalPositions(length: 4, size: 2)(Tensor.zeros([1, 5, 2]))
    }
  }

  @Test func goldenBits() {
    func hash(_ tensors: [Tensor?]) -> String {
      var hash = SHA256()
      for scalar in tensors.flatMap({ $0?.scalars ?? [] }) {
        withUnsafeBytes(of: scalar.bitPattern.littleEndian) { hash.update($0) }
      }
      return SHA256.hex(of: hash.finalize())
    }
    let x = randomTensor([2, 5, 8], seed: 15)
    let encoder = encoder()
    let encoded = encoder(x, isCausal: true)
    weighted(encoded).backward()
    #expect(
      hash([encoded] + encoder.parameters.map(\.gradient))
        == "03f1c6eca1145e2d31b3b92425fbebdd57cbde96dafa0fcd5903c5e26962868a")
    let decoder = decoder()
    let decoded = decoder(x, memory: randomTensor([2, 4, 8], seed: 16))
    weighted(decoded).backward()
    #expect(
      hash([decoded] + decoder.parameters.map(\.gradient))
        == "9e284ffd03b663b619f94609da4d25af163697496931a45e396746a8e662058b")
    let tables = [SinusoidalPositions(length: 50, size: 6).table]
    #expect(hash(tables) == "8a2eb3eea3c4e4bf79f91610fe43c184ad17ae42a0e5a80391c9c87dc7661c68")
  }
}
