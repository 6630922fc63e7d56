import Determinism
import Documents
import NeuralNetworks
import TensorCore
import TestSupport
import Testing

/// Noisy linear, dueling, quantile embedding and one-hot planes.
struct ValueLayerTests {
  private func noisy(_ inputs: Int, _ outputs: Int) -> NoisyLinear {
    var random = RandomStream(seed: 1)
    return NoisyLinear(inputSize: inputs, outputSize: outputs, using: &random)
  }

  // MARK: Noisy linear

  @Test func meansAreALinearsAndDeviationsAreHalfOfOneOverTheRoot() {
    var random = RandomStream(seed: 1)
    let linear = Linear(inputSize: 4, outputSize: 3, using: &random)
    let layer = noisy(4, 3)
    #expect(layer.parameters.map(\.name) == ["weight", "bias", "weight_sigma", "bias_sigma"])
    #expect(layer.mean.weight.value.scalars == linear.weight.value.scalars)
    // 0.5 / √4
    #expect(layer.weightDeviation.value.scalars == Array(repeating: 0.25, count: 12))
    #expect(layer.biasDeviation.value.scalars == [0.25, 0.25, 0.25])
    let input = randomTensor([5, 4], seed: 2)
    #expect(layer(input).scalars == linear(input).scalars)
  }

  /// W = (1, 2), Σ = (0.1, 0.2), b = 0.5, σ = 0.3; with n₁, n₂ the inputs' noise and m the output's
  /// (after f), y(x) = x₁ (1 + 0.1 m n₁) + x₂ (2 + 0.2 m n₂) + 0.5 + 0.3 m.
  @Test func theNoiseIsTheProductOfTheInputsAndTheOutputs() {
    let layer = noisy(2, 1)
    layer.mean.weight.value = Tensor([1, 2], shape: [1, 2])
    layer.mean.bias?.value = Tensor([0.5])
    layer.weightDeviation.value = Tensor([0.1, 0.2], shape: [1, 2])
    layer.biasDeviation.value = Tensor([0.3])
    var (noise, replayed) = (RandomStream(seed: 7), RandomStream(seed: 7))
    for _ in 0..<5 {
      let output = withTrainingMode(using: &noise) {
        layer(Tensor([1, 0, 3, -2], shape: [2, 2])).scalars
      }
      let drawn = (0..<3).map { _ in
        let number = replayed.normal()
        return number < 0 ? -number.magnitude.squareRoot() : number.squareRoot()
      }
      let (n1, n2, m) = (drawn[0], drawn[1], drawn[2])
      let (w1, w2, b) = (1 + 0.1 * m * n1, 2 + 0.2 * m * n2, 0.5 + 0.3 * m)
      expectNear(output, [w1 + b, 3 * w1 - 2 * w2 + b], "noisy")
    }
    #expect(noise.position == replayed.position)
  }

  @Test(arguments: [UInt64(1), 2, 3]) func gradientsOfANoisyLayerAreRight(_ seed: UInt64) {
    let layer = noisy(3, 4)
    let values = layer.parameters.map { randomTensor($0.shape, seed: seed &+ 10) }
    expectGradient([randomTensor([5, 3], seed: seed)] + values, seed: seed) { inputs in
      var noise = RandomStream(seed: seed)
      return layer.withValues(Array(inputs.dropFirst())) {
        withTrainingMode(using: &noise) { layer(inputs[0], activation: .tanh) }
      }.squared().mean()
    }
  }

  // MARK: Dueling

  /// V = 10; A = (1, 2, 6) has mean 3, so Q = 10 + (−2, −1, 3).
  @Test func duelingSubtractsTheMeanAdvantage() {
    let layer = Dueling(value: TakeColumns(0..<1), advantage: TakeColumns(1..<4), actions: 3)
    #expect(layer(Tensor([10, 1, 2, 6], shape: [1, 4])).scalars == [8, 9, 13])
  }

  /// Two actions of two atoms: V = (10, 20), A = (1, 2), (5, −2) with means (3, 0) over the actions.
  @Test func duelingHoldsForEachAtom() {
    let layer = Dueling(
      value: TakeColumns(0..<2), advantage: TakeColumns(2..<6), actions: 2, atoms: 2)
    let output = layer(Tensor([10, 20, 1, 2, 5, -2], shape: [1, 6]))
    #expect(output.shape == [1, 2, 2])
    #expect(output.scalars == [8, 22, 12, 18])
  }

  @Test(arguments: ["", ", atoms: 4", ", atoms: 3, hidden: 6, activation: tanh, layer_norm: true"])
  func gradientsOfDuelingAreRight(_ rest: String) throws {
    var random = RandomStream(seed: 3)
    let network = try NetworkSpecification(
      yaml: "input: [5]\nlayers:\n  - dueling: {actions: 3\(rest)}\n", file: "net.yaml"
    ).makeNetwork(using: &random)
    let values = network.parameters.map { $0.value }
    expectGradient([randomTensor([4, 5], seed: 4)] + values) { inputs in
      network.withValues(Array(inputs.dropFirst())) { network(inputs[0]) }.squared().mean()
    }
  }

  // MARK: Quantile embedding

  /// By hand, with three cosines.
  ///
  /// c(0.5) = (1, 0, −1), c(1) = (1, −1, 1).
  /// Row 1 of W: (1, 2, 3), b = 2.5: 1 − 3 + 2.5 = 0.5 and 1 − 2 + 3 + 2.5 = 4.5.
  /// Row 2: (−1, 0, 1), b = 1.5: −1 − 1 + 1.5 < 0, so 0, and −1 + 1 + 1.5 = 1.5.
  @Test func featuresAreMultipliedByWhatTheCosinesGive() {
    var random = RandomStream(seed: 1)
    let layer = QuantileEmbedding(cosines: 3, size: 2, using: &random)
    layer.map.weight.value = Tensor([1, 2, 3, -1, 0, 1], shape: [2, 3])
    layer.map.bias?.value = Tensor([2.5, 1.5])
    let features = Tensor([2, 10, -1, 4], shape: [2, 2])
    let output = layer(features, fractions: Tensor([0.5, 1, 1, 1], shape: [2, 2]))
    #expect(output.shape == [4, 2])
    expectNear(output.scalars, [1, 0, 9, 15, -4.5, 6, -4.5, 6], "embedding")
    expectNear(layer(features).scalars, [1, 0, -0.5, 0], "median")
  }

  @Test func gradientsOfTheEmbeddingAreRight() {
    var random = RandomStream(seed: 2)
    let layer = QuantileEmbedding(cosines: 8, size: 4, using: &random)
    let fractions = randomTensor([3, 5], seed: 9, in: 0..<1)
    let values = layer.parameters.map { $0.value + 1 }
    expectGradient([randomTensor([3, 4], seed: 5)] + values) { inputs in
      layer.withValues(Array(inputs.dropFirst())) { layer(inputs[0], fractions: fractions) }
        .squared().mean()
    }
  }

  // MARK: One-hot planes

  /// Two planes of two cells: (2, 0) of three numbers, (1, 9) of two; 9 is no number of the second.
  @Test func codesBecomePlanes() {
    let layer = OneHotPlanes([3, 2])
    let output = layer(Tensor([2, 0, 1, 9], shape: [1, 2, 1, 2]))
    #expect(output.shape == [1, 5, 1, 2])
    #expect(output.scalars == [0, 1, 0, 0, 1, 0, 0, 0, 1, 0])
    #expect(layer(Tensor([-1, .nan, .infinity, 2], shape: [1, 2, 2])).scalars.max() == 0)
  }

  // MARK: As text

  private static let text = """
    input: [2, 4]
    layers:
      - one_hot: [11, 6]
      - flatten
      - noisy_linear: 12
      - relu
      - quantile_embedding: 64
      - dueling: {actions: 6, atoms: 51, hidden: 16, activation: tanh, layer_norm: true, noisy: true}

    """

  @Test func theTextReadsBackAndTellsWhatTheNetworkHolds() throws {
    let specification = try NetworkSpecification(yaml: Self.text, file: "net.yaml")
    #expect(specification.yaml == Self.text)
    #expect(specification.outputShape == [6, 51])
    var random = RandomStream(seed: 1)
    let network = specification.makeNetwork(using: &random)
    #expect(network.state.map(\.name) == specification.stateShapes.map(\.name))
    #expect(network.state.map(\.shape.dimensions) == specification.stateShapes.map(\.shape))
    #expect(network.parameterCount == specification.parameterCount)
    #expect(network.parameter(named: "5.advantage.3.weight_sigma")?.shape == [306, 16])
    #expect(network(Tensor.zeros([3, 2, 4])).shape == [3, 6, 51])
  }

  @Test(arguments: [
    ("noisy_linear", "needs its output size"),
    ("noisy_linear: 0", "expected a whole number from 1"),
    ("noisy_linaer: 3", "did you mean 'noisy_linear'?"),
    ("dueling: 6", "expected"),
    ("dueling: {hidden: 6}", "'actions' is missing"),
    ("dueling: {actions: 6, atom: 3}", "did you mean 'atoms'?"),
    ("dueling: {actions: 6, activation: relo}", "did you mean 'relu'?"),
    ("dueling: {actions: 16777216, atoms: 2}", "expected actions times atoms from 1"),
    ("dueling: {actions: 2}", "expected an input [features], got [2, 4]"),
    ("quantile_embedding: 64", "expected an input [features], got [2, 4]"),
    ("quantile_embedding", "needs its cosines"),
    ("one_hot: [3]", "expected 2 numbers from 1 to 256"),
    ("one_hot: [3, 0]", "expected 2 numbers from 1 to 256"),
    ("one_hot", "needs the numbers that each plane knows"),
  ])
  func mistakesAreNamed(_ layer: String, _ words: String) throws {
    let error = #expect(throws: InputError.self) {
      try NetworkSpecification(yaml: "input: [2, 4]\nlayers:\n  - \(layer)\n", file: "net.yaml")
    }
    #expect(error?.line == 3)
    #expect(error?.message.contains(words) == true, "\(String(describing: error))")
  }

  @Test func hostileSizesAreRefused() {
    var wide = DuelingSpecification(actions: .max)
    wide.atoms = .max
    var deep = DuelingSpecification(actions: 2)
    deep.hidden = .max
    for layer in [
      ValueLayerSpecification.dueling(wide), .dueling(deep), .dueling(.init(actions: -1)),
      .noisyLinear(.max), .noisyLinear(-1), .quantileEmbedding(.max), .oneHot([.max]),
    ] {
      #expect(throws: InputError.self, "\(layer)") {
        try NetworkSpecification(inputShape: [1 << 20], layers: [.value(layer)])
      }
    }
  }
}

/// Some columns of `[B, F]`, as a layer without parameters.
private struct TakeColumns: Module {
  let range: Range<Int>

  init(_ range: Range<Int>) { self.range = range }

  var parameters: [Parameter] { [] }

  func callAsFunction(_ input: Tensor) -> Tensor { input.sliced(range, axis: 1) }
}
