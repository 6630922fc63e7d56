import Agents
import Determinism
import Documents
import Environments
import NeuralNetworks
import TensorCore
import Testing

@Suite struct QNetworkShapeTests {
  private static let game = Box(shape: [4, 10, 10], range: 0...1, elementType: .uint8)
  private static let screen = Box(shape: [4, 84, 84], range: 0...255, elementType: .uint8)
  private static let vector = Box(shape: [4], range: -1...1)
  private static let six = Discrete(names: ["a", "b", "c", "d", "e", "f"])

  private func layers(
    _ space: Box, _ hiddenSizes: [Int], _ change: (inout QNetworkShape) -> Void = { _ in }
  ) throws -> [String] {
    var shape = QNetworkShape(hiddenSizes: hiddenSizes)
    change(&shape)
    return try shape.specification(observationSpace: space, actionSpace: Self.six).yaml
      .split(separator: "\n").dropFirst(2).map { $0.drop { " -".contains($0) } }.map(String.init)
  }

  /// What was there before there were kinds: golden hashes depend on it.
  @Test(arguments: [[], [64], [128, 128]]) func thePlainNetworkIsTheMLP(_ sizes: [Int]) throws {
    for space in [Self.vector, Box(shape: [1, 5, 5], range: 0...1, elementType: .uint8)] {
      for activation in [Activation.relu, .tanh, .none] {
        let shape = QNetworkShape(hiddenSizes: sizes, activation: activation)
        let specification = try shape.specification(
          observationSpace: space, actionSpace: Self.six)
        let mlp = try NetworkSpecification.mlp(
          inputShape: space.shape, hiddenSizes: sizes, outputSize: 6, activation: activation)
        #expect(specification == mlp)
      }
    }
  }

  @Test func layersOfTheVariants() throws {
    #expect(
      try layers(Self.game, [128]) { $0.kind = .minatar } == [
        "conv2d: {channels: 16, kernel: 3}", "relu", "flatten", "linear: 128", "relu", "linear: 6",
      ])
    #expect(
      try layers(Self.game, [128]) {
        $0.kind = .minatar
        $0.layerNorm = true
      } == [
        "conv2d: {channels: 16, kernel: 3}", "group_norm: 1", "relu", "flatten", "linear: 128",
        "layer_norm", "relu", "linear: 6",
      ])
    #expect(
      try layers(Self.vector, [64, 32]) {
        ($0.noisy, $0.distribution) = (true, .categorical(atoms: 51, minimum: -10, maximum: 10))
      } == ["linear: 64", "relu", "noisy_linear: 32", "relu", "noisy_linear: 306"])
    #expect(
      try layers(Self.vector, [64, 32]) {
        ($0.dueling, $0.noisy, $0.distribution) = (true, true, .quantiles(20))
      } == ["linear: 64", "relu", "dueling: {actions: 6, atoms: 20, hidden: 32, noisy: true}"])
    #expect(try layers(Self.vector, []) { $0.dueling = true } == ["dueling: {actions: 6}"])
  }

  /// Fractions enter before the last hidden layer, but never before anything was learned of the
  /// observation, unless there is no hidden layer at all.
  @Test func whereFractionsEnter() throws {
    func implicit(_ space: Box, _ sizes: [Int], dueling: Bool = false) throws -> [String] {
      try layers(space, sizes) {
        ($0.distribution, $0.dueling) = (.implicitQuantiles(embedding: 64), dueling)
      }
    }
    let embedding = "quantile_embedding: 64"
    #expect(try implicit(Self.vector, []) == [embedding, "linear: 6"])
    #expect(try implicit(Self.vector, [32]) == ["linear: 32", "relu", embedding, "linear: 6"])
    #expect(
      try implicit(Self.vector, [32], dueling: true)
        == ["linear: 32", "relu", embedding, "dueling: {actions: 6}"])
    #expect(
      try implicit(Self.vector, [32, 16])
        == ["linear: 32", "relu", embedding, "linear: 16", "relu", "linear: 6"])
    #expect(
      try implicit(Self.game, [128]).suffix(4) == [embedding, "linear: 128", "relu", "linear: 6"])
  }

  @Test func theEncoderEndsWithTheLastHiddenLayer() throws {
    var shape = QNetworkShape(hiddenSizes: [64, 32])
    (shape.noisy, shape.dueling) = (true, true)
    let encoder = try shape.encoder(observationSpace: Self.vector)
    #expect(
      encoder.layers == [.linear(64), .activation(.relu), .linear(32), .activation(.relu)])
    #expect(encoder.outputShape == [32])
  }

  /// Weights and biases, counted by hand.
  ///
  /// Nature: 4·64·32 + 32, 32·16·64 + 64, 64·9·64 + 64, 3136·512 + 512, 512·6 + 6.
  /// MinAtar: 4·9·16 + 16, 1024·128 + 128, 128·6 + 6.
  /// IMPALA: stacks of 592 + 4 · 2320, 4640 + 4 · 9248 and 5 · 9248; 32·11·11·256 + 256; 256·6 + 6.
  @Test func sizesAreThoseOfThePapers() throws {
    func count(
      _ kind: NetworkKind, _ space: Box, _ sizes: [Int], actions: Int = 6
    ) throws -> Int {
      let actionSpace = Discrete(names: (0..<actions).map { "\($0)" })
      var shape = QNetworkShape(hiddenSizes: sizes)
      shape.kind = kind
      return try shape.specification(observationSpace: space, actionSpace: actionSpace)
        .parameterCount
    }
    // The other rows of Documentation/QNetworks.md: 980·128 + 128, 128·128 + 128, 128·7 + 7, and so on.
    let codes = try EnvironmentRegistry.definition("minigrid-doorkey-6x6").observationSpace
    #expect(try count(.auto, codes, [128, 128], actions: 7) == 142_983)
    #expect(try count(.mlp, Self.game, [256, 128]) == 136_326)
    #expect(try count(.nature, Self.screen, [512]) == 1_687_206)
    #expect(try count(.minatar, Self.game, [128]) == 132_566)
    #expect(try count(.impala, Self.screen, [256]) == 1_090_774)
  }

  @Test(arguments: [
    ("cartpole", NetworkKind.mlp), ("four-rooms", .mlp), ("catch", .mlp), ("deep-sea", .mlp),
    ("connect-four", .mlp), ("snake", .mlp), ("game-2048", .mlp), ("sokoban", .mlp),
    ("random-maze", .mlp), ("minigrid-doorkey-6x6", .codes), ("minigrid-fourrooms", .codes),
    ("breakout", .minatar), ("asterix", .minatar), ("freeway", .minatar), ("seaquest", .minatar),
    ("space-invaders", .minatar),
  ])
  func autoChoosesByTheObservation(_ id: String, _ kind: NetworkKind) throws {
    let environment = try EnvironmentRegistry.definition(id).makeVector(
      count: 1, random: RandomStream(seed: 0))
    #expect(NetworkKind.auto.resolved(for: environment.observationSpace) == kind)
    #expect(NetworkKind.auto.resolved(for: Self.screen) == .nature)
  }

  @Test func kindsThatDoNotSuitTheObservationAreRefused() {
    for (kind, space, words) in [
      (NetworkKind.nature, Self.game, "'nature' needs observations"),
      (.minatar, Self.vector, "'minatar' needs observations"),
      (.impala, Self.vector, "'impala' needs observations"),
      (.codes, Self.vector, "'codes' needs observations"),
      (.codes, Box(shape: [1, 3, 3], range: 0...1), "'codes' needs observations of whole numbers"),
    ] {
      var shape = QNetworkShape(hiddenSizes: [8])
      shape.kind = kind
      let error = #expect(throws: InputError.self) {
        try shape.specification(observationSpace: space, actionSpace: Self.six)
      }
      #expect(error?.message.contains(words) == true, "\(String(describing: error))")
      #expect(error?.remedy?.contains("auto") == true)
    }
  }

  @Test(arguments: [
    ValueDistribution.none, .categorical(atoms: 51, minimum: -10, maximum: 2.5), .quantiles(200),
    .implicitQuantiles(embedding: 64),
  ])
  func theTextOfADistributionReadsBack(_ distribution: ValueDistribution) throws {
    #expect(try ValueDistribution(text: distribution.text) == distribution)
  }
}
