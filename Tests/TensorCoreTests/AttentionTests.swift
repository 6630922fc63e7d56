import Determinism
import TensorCore
import TestSupport
import Testing

/// Query, key and value `[B, H, T, D]`.
private func inputs(
  _ batch: Int, _ heads: Int, queries: Int, keys: Int, size: Int, seed: UInt64
) -> [Tensor] {
  [(queries, seed), (keys, seed + 1), (keys, seed + 2)].map {
    randomTensor([batch, heads, $0.0, size], seed: $0.1, in: -2..<2)
  }
}

/// A sum that gives each element another weight.
private func weighted(_ tensor: Tensor) -> Tensor {
  (tensor * randomTensor(tensor.shape, seed: 999)).sum()
}

private func attention(_ x: [Tensor], _ options: AttentionOptions = .init()) -> Tensor {
  Tensor.scaledDotProductAttention(query: x[0], key: x[1], value: x[2], options: options)
}

@Suite struct AttentionTests {
  private static func variants() -> [(String, AttentionOptions)] {
    var causal = AttentionOptions()
    causal.isCausal = true
    var cached = causal
    cached.firstQuery = 3
    var padded = AttentionOptions()
    padded.keyLengths = [4, 0]
    var masked = AttentionOptions()
    masked.mask = randomTensor([2, 1, 3, 7], seed: 50)
    masked.scale = 0.4
    var dropped = AttentionOptions()
    dropped.dropout = 0.4
    dropped.dropoutSeed = 3
    dropped.isCausal = true
    dropped.firstQuery = 4
    return [
      ("plain", .init()), ("causal", causal), ("cached", cached), ("padded", padded),
      ("masked", masked), ("dropped", dropped),
    ]
  }

  @Test func gradientsAreThoseOfDifferences() {
    for (_, options) in Self.variants() {
      expectGradient(inputs(2, 2, queries: 3, keys: 7, size: 4, seed: 1)) {
        weighted(attention($0, options))
      }
    }
  }

  @Test func gradientsOfLongSequencesAreThoseOfDifferences() {
    var options = AttentionOptions()
    options.isCausal = true
    options.keyLengths = [133]
    expectGradient(inputs(1, 1, queries: 140, keys: 150, size: 3, seed: 4)) {
      weighted(attention($0, options))
    }
  }

  @Test func everyLayoutGivesTheSameBits() throws {
    let (b, t, h, d) = (2, 5, 3, 4)
    let packed = Parameter(randomTensor([b, t, 3 * h * d], seed: 7))
    let weights = randomTensor([b, t, h * d], seed: 8)
    var options = AttentionOptions()
    options.keyLengths = [5, 3]
    options.isCausal = true
    let first = Tensor.multiHeadAttention(packed: packed.tensor, heads: h, options: options)
    (first * weights).sum().backward()
    let gradient = try #require(packed.gradient)
    packed.gradient = nil

    func part(_ n: Int, of x: Tensor) -> Tensor { x.sliced(n * h * d..<(n + 1) * h * d, axis: 2) }
    let x = packed.tensor
    let (query, keyValue) = (part(0, of: x), x.sliced(h * d..<3 * h * d, axis: 2))
    let apart = (0..<3).map { part($0, of: x) }
    let heads = apart.map { $0.reshaped([b, t, h, d]).permuted([0, 2, 1, 3]) }
    let others = [
      Tensor.multiHeadAttention(query: query, keyValue: keyValue, heads: h, options: options),
      Tensor.multiHeadAttention(
        query: apart[0], key: apart[1], value: apart[2], heads: h, options: options),
      attention(heads, options).permuted([0, 2, 1, 3]).reshaped([b, t, h * d]),
    ]
    for (number, other) in others.enumerated() {
      expectEqual(other.scalars, first.scalars, "layout \(number)")
      (other * weights).sum().backward(retainingGraph: true)
      expectEqual(
        try #require(packed.gradient).scalars, gradient.scalars, "gradient, layout \(number)")
      packed.gradient = nil
    }
    let single = attention(
      [Tensor.ones([2, 3]), randomTensor([4, 3], seed: 1), randomTensor([4, 3], seed: 2)])
    #expect(single.shape == [2, 3])
  }

  @Test func aQueryThatSeesNothingHasZerosAndSendsNothing() throws {
    let x = inputs(2, 1, queries: 2, keys: 3, size: 2, seed: 9).map { Parameter($0) }
    var options = AttentionOptions()
    options.keyLengths = [0, 3]
    options.mask = Tensor([0, 0, 0, -.infinity, -.infinity, -.infinity], shape: [2, 3])
    let y = attention(x.map(\.tensor), options)
    #expect(Array(y.scalars[0..<4]) == [0, 0, 0, 0])
    #expect(Array(y.scalars[6..<8]) == [0, 0])
    #expect(y.scalars[4] != 0)
    weighted(y).backward()
    let gradients = try x.map { try #require($0.gradient).scalars }
    #expect(gradients.allSatisfy { $0.prefix($0.count / 2).allSatisfy { $0 == 0 } })
    #expect(Array(gradients[0][6..<8]) == [0, 0])
    #expect(gradients.allSatisfy { $0.allSatisfy(\.isFinite) && $0.contains { $0 != 0 } })
  }

  @Test func paddingIsNotEvenRead() throws {
    let x = inputs(1, 2, queries: 3, keys: 5, size: 2, seed: 10)
    var spoiled = x
    for part in 1...2 {
      spoiled[part].withUnsafeMutableScalars { values in
        for h in 0..<2 { for i in 8..<10 { values[h * 10 + i] = .nan } }
      }
    }
    var options = AttentionOptions()
    options.keyLengths = [4]
    let parameters = spoiled.map { Parameter($0) }
    let y = attention(parameters.map(\.tensor), options)
    expectEqual(y.scalars, attention(x, options).scalars)
    weighted(y).backward()
    #expect(try #require(parameters[0].gradient).isFinite)
    let dk = try #require(parameters[1].gradient).scalars
    #expect(dk[8] == 0 && dk[9] == 0 && dk[18] == 0 && dk[0] != 0)
  }

  @Test func notANumberStaysWithItsQuery() {
    var x = inputs(1, 1, queries: 3, keys: 4, size: 2, seed: 11)
    x[0].withUnsafeMutableScalars { $0[2] = .nan }
    let y = attention(x).scalars
    #expect(y[2].isNaN && y[3].isNaN)
    #expect(y[0].isFinite && y[1].isFinite && y[4].isFinite && y[5].isFinite)
  }

  @Test func emptySequencesAndBatchesAreDefined() throws {
    #expect(attention(inputs(0, 2, queries: 3, keys: 4, size: 2, seed: 12)).shape == [0, 2, 3, 2])
    #expect(attention(inputs(1, 2, queries: 0, keys: 4, size: 2, seed: 12)).count == 0)
    let x = inputs(1, 2, queries: 3, keys: 0, size: 2, seed: 12).map { Parameter($0) }
    let y = attention(x.map(\.tensor))
    #expect(y.scalars == [Float](repeating: 0, count: 12))
    y.sum().backward()
    #expect(try #require(x[0].gradient).scalars == [Float](repeating: 0, count: 12))
  }

  @Test func memoryGrowsWithTheLengthNotItsSquare() {
    func saved(_ time: Int) -> Int {
      let packed = Parameter(Tensor.zeros([1, time, 3 * 16]))
      let before = TensorMemory.bytesInUseOfThread
      let y = Tensor.multiHeadAttention(packed: packed.tensor, heads: 4)
      let bytes = TensorMemory.bytesInUseOfThread - before
      #expect(y.shape == [1, time, 16])
      return bytes
    }
    let (short, long) = (saved(512), saved(1_024))
    // The output, 16 floats for each position, and 4 logarithms; scores would be 4 · 1,024² floats.
    #expect(long == 2 * short)
    #expect(long == 1_024 * 20 * 4)
  }

  @Test func savedTensorsAreReleasedByTheBackwardPass() {
    let x = inputs(1, 2, queries: 64, keys: 64, size: 8, seed: 13).map { Parameter($0) }
    let before = TensorMemory.bytesInUseOfThread
    do {
      let product = x.map { $0.tensor * 2 }
      let loss = weighted(attention(product))
      loss.backward()
    }
    withExtendedLifetime(x) {
      for parameter in x { parameter.gradient = nil }
      #expect(TensorMemory.bytesInUseOfThread == before)
    }
  }

  @Test func mistakesInShapesStopTheProgram() async {
    await #expect(processExitsWith: .failure) {
      _ = attention([Tensor.zeros([2, 3]), Tensor.zeros([4, 2]), Tensor.zeros([4, 3])])
    }
    await #expect(processExitsWith: .failure) {
      _ = attention([Tensor.zeros([2, 3]), Tensor.zeros([4, 3]), Tensor.zeros([5, 3])])
    }
    await #expect(processExitsWith: .failure) {
      _ = Tensor.multiHeadAttention(packed: Tensor.zeros([1, 2, 12]), heads: 3)
    }
    await #expect(processExitsWith: .failure) {
      var options = AttentionOptions()
      options.mask = Tensor.zeros([3, 1])
      _ = attention(inputs(1, 1, queries: 3, keys: 4, size: 2, seed: 1), options)
    }
    await #expect(processExitsWith: .failure) {
      var options = AttentionOptions()
      options.keyLengths = [5]
      _ = attention(inputs(1, 1, queries: 3, keys: 4, size: 2, seed: 1), options)
    }
    await #expect(processExitsWith: .failure) {
      _ = Tensor.zeros([2, 6]).rotated(
        cosines: Tensor.zeros([2, 2]), sines: Tensor.zeros([2, 2]), heads: 1, rotatedHeads: 1)
    }
  }

  @Test func rotationsHaveGradients() {
    for pairsNeighbours in [false, true] {
      expectGradient([randomTensor([2, 3, 12], seed: 14)]) {
        weighted(
          $0[0].rotated(
            cosines: randomTensor([5, 2], seed: 15), sines: randomTensor([5, 2], seed: 16),
            heads: 3, rotatedHeads: 2, first: 2, pairsNeighbours: pairsNeighbours))
      }
    }
  }

  @Test func goldenBits() {
    var hash = SHA256()
    for (_, options) in Self.variants() {
      let x = inputs(2, 2, queries: 3, keys: 7, size: 4, seed: 17).map { Parameter($0) }
      let y = attention(x.map(\.tensor), options)
      weighted(y).backward()
      for scalars in [y.scalars] + x.map({ $0.gradient?.scalars ?? [] }) {
        for scalar in scalars {
          withUnsafeBytes(of: scalar.bitPattern.littleEndian) { hash.update($0) }
        }
      }
    }
    #expect(
      SHA256.hex(of: hash.finalize())
        == "aac38c35de0d0a453609c8a3c0f54b99d335602cde4d11b108e2f52a6179cf51")
  }
}

@Suite(.serialized) struct AttentionThreadTests {
  @Test func everyNumberOfThreadsGivesTheSameBits() {
    defer { Parallel.threads = 1 }
    func results() -> [[Float]] {
      let x = inputs(3, 5, queries: 70, keys: 140, size: 16, seed: 20).map { Parameter($0) }
      var options = AttentionOptions()
      options.keyLengths = [140, 3, 99]
      let y = attention(x.map(\.tensor), options)
      weighted(y).backward()
      return [y.scalars] + x.map { $0.gradient?.scalars ?? [] }
    }
    Parallel.threads = 1
    let alone = results()
    #expect(alone.allSatisfy { !$0.isEmpty })
    for threads in [2, 3, 7] {
      Parallel.threads = threads
      for (index, (got, expected)) in zip(results(), alone).enumerated() {
        expectEqual(got, expected, "\(threads) threads, result \(index)")
      }
    }
  }
}
