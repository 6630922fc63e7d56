import Determinism
import NeuralNetworks
import TensorCore
import Testing

@Suite struct LowRankAdapterTests {
  private func stream() -> RandomStream { RandomStream(seed: 7).stream("lora") }

  /// Three steps of Adam on the factors, from PyTorch's numbers (Reference/lora.py).
  private func steps(
    _ parameter: Parameter, down: [Float], loss: () -> Tensor
  ) -> (adapter: LowRankAdapter, state: [String]) {
    var random = stream()
    let adapter = LowRankAdapter(adapting: parameter, rank: 1, alpha: 2, using: &random)
    adapter.restore(
      base: parameter.value, down: Tensor(down, shape: [1, down.count]), up: .zeros([2, 1]))
    var optimizer = Adam(learningRate: 0.1)
    for _ in 0..<3 {
      parameter.gradient = nil
      loss().backward()
      optimizer.step([parameter])
    }
    return (adapter, optimizer.state.map(\.name))
  }

  private func expectNear(_ values: [Float], _ expected: [Float]) {
    #expect(values.count == expected.count)
    for (value, expected) in zip(values, expected) { #expect(abs(value - expected) < 2e-6) }
  }

  @Test func aLinearLayerLearnsThroughItsFactorsAsInPyTorch() {
    let weight = Parameter(
      Tensor([0.5, -1, 2, 1.5, 0.25, -0.75], shape: [2, 3]), name: "0.weight")
    let layer = Linear(weight: weight, bias: nil)
    let x = Tensor([1, 2, 3, -1, 0.5, 2], shape: [2, 3])
    let y = Tensor([1, 0, 0, 1], shape: [2, 2])
    let (_, state) = steps(weight, down: [0.3, -0.2, 0.1]) { meanSquaredError(layer(x), y) }
    expectNear(
      weight.value.scalars,
      [0.254051321, -0.977814082, 1.861070297, 1.245344324, 0.272971337, -0.893848048])
    #expect(
      state == [
        "adam.m.0.weight.lowRankA", "adam.m.0.weight.lowRankB", "adam.updates.0.weight.lowRankA",
        "adam.updates.0.weight.lowRankB", "adam.v.0.weight.lowRankA", "adam.v.0.weight.lowRankB",
      ], "moments are kept of the factors alone")
  }

  @Test func aConvolutionLearnsThroughItsFactorsAsInPyTorch() {
    let weight = Parameter(
      Tensor((0..<8).map { Float($0) / 4 - 1 }, shape: [2, 1, 2, 2]), name: "0.weight")
    let layer = Conv2d(weight: weight, bias: nil)
    let x = Tensor((0..<9).map { Float($0) / 8 }, shape: [1, 1, 3, 3])
    let y = Tensor.ones([1, 2, 2, 2])
    _ = steps(weight, down: [0.1, -0.3, 0.2, 0.4]) { meanSquaredError(layer(x), y) }
    expectNear(
      weight.value.scalars,
      [
        -0.845156527, -0.835139694, -0.285312906, 0.084625997, -0.025371087, 0.263950130,
        0.464823542, 0.695171565,
      ])
  }

  @Test func theMergedLayerEqualsTheAdaptedOneUpToRounding() {
    var random = stream()
    let layer = Linear(inputSize: 16, outputSize: 12, using: &random)
    let before = layer.weight.value
    let adapter = LowRankAdapter(adapting: layer.weight, rank: 3, alpha: 6, using: &random)
    #expect(layer.weight.value.scalars == before.scalars, "B begins at zero")
    let x = Initializer.kaimingNormal().tensor(shape: [5, 16], using: &random)
    var optimizer = SGD(learningRate: 0.5)
    for _ in 0..<4 {
      layer.zeroGradients()
      (layer(x) * layer(x)).mean().backward()
      optimizer.step([layer.weight])
    }
    let merged = layer(x)
    // The two paths of the paper: x W₀ᵀ + b, and α/r (x Aᵀ) Bᵀ beside it.
    let adapted =
      Linear(weight: Parameter(before), bias: layer.bias)(x)
      + x.matmul(adapter.down.value, transposeOther: true)
      .matmul(adapter.up.value, transposeOther: true) * 2
    #expect(before.scalars != layer.weight.value.scalars)
    for (one, other) in zip(merged.scalars, adapted.scalars) { #expect(abs(one - other) < 1e-5) }
    #expect(adapter.merged.scalars == layer.weight.value.scalars)
    adapter.unmerge(from: layer.weight)
    #expect(layer.weight.value.scalars == before.scalars, "bit for bit")
  }

  @Test func aWeightThatIsFrozenStaysAndSoDoItsFactors() {
    var random = stream()
    let layer = Linear(inputSize: 3, outputSize: 2, using: &random)
    let adapter = LowRankAdapter(adapting: layer.weight, rank: 1, alpha: 1, using: &random)
    layer.weight.isTrainable = false
    var optimizer = Adam(learningRate: 0.1)
    layer(.ones([1, 3])).sum().backward()
    optimizer.step(layer.parameters)
    #expect(adapter.up.value.scalars == [0, 0])
    #expect(optimizer.state.map(\.name).allSatisfy { !$0.contains("lowRank") })
  }

  @Test func anOptimizerGoesOnWithTheMomentsOfTheFactors() throws {
    func make() -> (Linear, LowRankAdapter) {
      var random = stream()
      let layer = Linear(inputSize: 3, outputSize: 2, using: &random)
      layer.weight.name = "0.weight"
      return (layer, LowRankAdapter(adapting: layer.weight, rank: 2, alpha: 2, using: &random))
    }
    func step(_ layer: Linear, _ optimizer: inout Adam) {
      layer.zeroGradients()
      (layer(.ones([2, 3])) * 3).tanh().sum().backward()
      optimizer.step(layer.parameters)
    }
    let (whole, _) = make()
    var optimizer = Adam(learningRate: 0.05)
    for _ in 0..<5 { step(whole, &optimizer) }

    let (part, before) = make()
    var first = Adam(learningRate: 0.05)
    for _ in 0..<2 { step(part, &first) }
    let (resumed, after) = make()
    for (one, other) in zip(resumed.parameters, part.parameters) { one.value = other.value }
    after.restore(base: before.base, down: before.down.value, up: before.up.value)
    var second = Adam(learningRate: 0.05)
    try second.restore(
      state: Dictionary(uniqueKeysWithValues: first.state.map { ($0.name, $0.tensor) }),
      updates: first.updates, for: resumed.parameters)
    for _ in 0..<3 { step(resumed, &second) }
    #expect(resumed.weight.value.scalars == whole.weight.value.scalars)
  }

  @Test(arguments: [true, false])
  func aChangeOfRankOneIsLearnedThroughTheFactorsAndNotWithoutThem(learns: Bool) {
    var random = stream()
    let base = Initializer.kaimingNormal().tensor(shape: [6, 8], using: &random)
    let left = Initializer.kaimingNormal().tensor(shape: [6, 1], using: &random)
    let right = Initializer.kaimingNormal().tensor(shape: [1, 8], using: &random)
    let wanted = base + left.matmul(right)
    let weight = Parameter(base, name: "0.weight")
    let adapter = LowRankAdapter(adapting: weight, rank: 1, alpha: 1, using: &random)
    // The broken variant: with A and B both at zero no gradient reaches either.
    if !learns { adapter.restore(base: base, down: .zeros([1, 8]), up: .zeros([6, 1])) }
    let x = Initializer.kaimingNormal(gain: 3).tensor(shape: [32, 8], using: &random)
    let layer = Linear(weight: weight, bias: nil)
    let y = x.matmul(wanted, transposeOther: true)
    var optimizer = Adam(learningRate: 0.05)
    let before = meanSquaredError(layer(x), y).item
    for _ in 0..<300 {
      weight.gradient = nil
      meanSquaredError(layer(x), y).backward()
      optimizer.step([weight])
    }
    #expect((meanSquaredError(layer(x), y).item < before / 1000) == learns)
  }

  @Test func aFrozenBodyCostsNoBackwardPassAndNoMoments() {
    var random = stream()
    let network = Sequential([
      Linear(inputSize: 64, outputSize: 256, using: &random), ReLU(),
      Linear(inputSize: 256, outputSize: 256, using: &random), ReLU(),
      Linear(inputSize: 256, outputSize: 4, using: &random),
    ])
    let x = Initializer.kaimingNormal().tensor(shape: [128, 64], using: &random)
    /// Bytes that a recorded forward pass holds for its backward pass, blocks taken by that pass, and the scalars of moments.
    func cost() -> (held: Int, blocks: Int, moments: Int) {
      var optimizer = Adam(learningRate: 1e-3)
      network.zeroGradients()
      let before = TensorMemory.bytesInUseOfThread
      let loss = network(x).sum()
      let held = TensorMemory.bytesInUseOfThread - before
      let blocks = TensorMemory.blocksTakenOfThread
      loss.backward()
      let backward = TensorMemory.blocksTakenOfThread - blocks
      optimizer.step(network.parameters)
      let moments = optimizer.state.filter { !$0.name.contains("updates") }
      return (held, backward, moments.reduce(0) { $0 + $1.tensor.count })
    }
    _ = cost()
    let whole = cost()
    for parameter in network.part(0..<4).parameters { parameter.isTrainable = false }
    _ = cost()
    let frozen = cost()
    #expect(whole.moments == 2 * network.parameterCount)
    #expect(frozen.moments == 2 * (256 * 4 + 4), "moments of the last layer alone")
    // Of the activations only the input of the last layer (256 × 128) waits for the backward pass.
    #expect(frozen.held < whole.held - 128 * 256 * 4 / 2, "\(frozen.held) of \(whole.held)")
    #expect(frozen.blocks < whole.blocks / 2, "\(frozen.blocks) of \(whole.blocks)")
    #expect(network.part(0..<4).parameters.allSatisfy { $0.gradient == nil })
  }
}
