import Datasets
import Determinism
import Documents
import NeuralNetworks
import TensorCore
import Testing
import Transfer

@Suite(.serialized) struct PretrainingLearnerTests {
  typealias Method = PretrainingConfiguration.Method

  /// Images of 8×8 pixels with a bright L somewhere, whose foot is longer in class 1.
  static func letters(_ count: Int, seed: UInt64) -> Dataset {
    var random = RandomStream(seed: seed)
    var features = [Float](repeating: 0, count: count * 64)
    for index in 0..<count {
      let (row, column) = (random.integer(below: 4), random.integer(below: 4))
      let light = 0.7 + 0.3 * random.uniform()
      for place in 0..<5 { features[index * 64 + (row + place - row / 4) % 8 * 8 + column] = light }
      for place in 0..<(index % 2 == 0 ? 3 : 5) where column + place < 8 {
        features[index * 64 + (row + 4) * 8 + column + place] = light
      }
    }
    return Dataset(
      name: "letters", exampleShape: [1, 8, 8], features: features,
      labels: (0..<count).map { Int32($0 % 2) }, classNames: ["short", "long"])
  }

  static func configuration(
    _ method: Method, _ change: (inout PretrainingConfiguration) -> Void = { _ in }
  ) -> PretrainingConfiguration {
    var configuration = PretrainingConfiguration()
    configuration.method = method
    let takesImages = method == .rotation || method == .simclr
    configuration.training.network = takesImages ? .cnn : .mlp
    configuration.training.channels = [8]
    configuration.training.hiddenSizes = [24]
    configuration.training.batchSize = 32
    configuration.training.learningRate = 0.01
    configuration.training.reportInterval = 7
    configuration.updates = 150
    configuration.projectionSizes = [16]
    (configuration.shift, configuration.turn) = (1, 10)
    change(&configuration)
    return configuration
  }

  static func learner(
    _ method: Method, seed: UInt64 = 1,
    _ change: (inout PretrainingConfiguration) -> Void = { _ in }
  ) throws -> PretrainingLearner {
    try PretrainingLearner(
      configuration: configuration(method, change), dataset: letters(200, seed: 1),
      random: RandomStream(seed: seed))
  }

  // MARK: What is learned

  /// What the trained learner reaches on images that it never saw.
  private func scores(
    _ method: Method, _ change: (inout PretrainingConfiguration) -> Void = { _ in }
  ) throws -> PretrainingScores {
    var learner = try Self.learner(method, change)
    try learner.train()
    return learner.evaluate(on: Self.letters(300, seed: 2))
  }

  @Test func anAutoencoderGivesImagesAgain() throws {
    // The mean image alone has a loss of 0.3.
    #expect(try scores(.autoencoder).loss < 0.12)
    // Without a step of any size nothing is learned.
    #expect(try scores(.autoencoder) { $0.training.learningRate = 1e-9 }.loss > 0.3)
  }

  @Test func aDenoisingAutoencoderRestoresWhatIsMissing() throws {
    #expect(try scores(.denoisingAutoencoder).loss < 0.2)
    // A learner that never saw damage fares worse with it than one that did.
    var plain = try Self.learner(.autoencoder)
    try plain.train()
    let judge = try Self.learner(.denoisingAutoencoder)
    for (own, other) in zip(judge.parameters, plain.parameters) { own.value = other.value }
    let images = Self.letters(300, seed: 2)
    #expect(try judge.evaluate(on: images).loss > scores(.denoisingAutoencoder).loss + 0.01)
  }

  @Test func convolutionsAndTheirDecoderLearnToo() throws {
    let found = try scores(.denoisingAutoencoder) { $0.training.network = .cnn }
    #expect(found.loss < 0.2 && found.accuracy == nil)
  }

  @Test func turnsAreTold() throws {
    // By chance one in four is right.
    #expect(try #require(try scores(.rotation).accuracy) > 0.9)
    #expect(
      try #require(try scores(.rotation) { $0.training.learningRate = 1e-9 }.accuracy) < 0.5)
  }

  @Test func viewsOfTheSameImageAreFound() throws {
    // Among 599 others by chance: ln 599 = 6.4. Many of the images are the same, so that no loss is small.
    let found = try scores(.simclr)
    let untrained = try scores(.simclr) { $0.training.learningRate = 1e-9 }
    #expect(found.loss < untrained.loss - 0.5, "\(found.loss) after \(untrained.loss)")
  }

  // MARK: Exactness

  private func bytes(_ learner: PretrainingLearner) throws -> [UInt8] {
    try learner.checkpoint().serialized()
  }

  @Test(arguments: Method.allCases) func aRestoredLearnerGoesOnBitForBit(method: Method) throws {
    func make() throws -> PretrainingLearner { try Self.learner(method) { $0.updates = 20 } }
    var whole = try make()
    var events: [String] = []
    try whole.train(report: { events.append("\($0)") })
    let end = try bytes(whole)
    // 200 images, 32 at a time: 6 updates a pass.
    for pause in [0, 1, 6, 7, 19] {
      var first = try make()
      var heard: [String] = []
      try first.train(until: pause, report: { heard.append("\($0)") })
      let saved = try SafeTensors(bytes: bytes(first), file: "checkpoint")
      var second = try make()
      try second.restore(saved)
      try second.train(report: { heard.append("\($0)") })
      #expect(try bytes(second) == end, "paused at \(pause)")
      #expect(heard == events, "paused at \(pause)")
    }
  }

  @Test(arguments: Method.allCases) func threadsChangeNoBit(method: Method) throws {
    defer { Parallel.threads = 1 }
    let results = try [1, 2].map { threads in
      Parallel.threads = threads
      var learner = try Self.learner(method) {
        $0.updates = 8
        $0.training.batchSize = 128
      }
      try learner.train()
      return try bytes(learner)
    }
    #expect(results[0] == results[1])
  }

  @Test func goldenHashesOfTheParameters() throws {
    let expected: [Method: String] = [
      .autoencoder: "7637d0d410d02bc2c3bb6ffd2ca7c4ed48df9e7a22126f8c0391c2e7a50783f0",
      .denoisingAutoencoder: "8babbfa062ad4e23945cf8221ad1ee836dfdd4bed5ebe3424ae99ac92e814ce6",
      .rotation: "49cab471dbd51e9001525b343f0deda102127db8433c12f3390c2d68adbcd09b",
      .simclr: "96fc50899e98e68322ff2059613128a7d42be9feddc9a5c68ef6138ef6d09f06",
    ]
    for method in Method.allCases {
      var learner = try Self.learner(method) { $0.updates = 20 }
      try learner.train()
      let words = learner.parameters.flatMap { $0.value.scalars.map(\.bitPattern) }
      let hash = words.map(\.littleEndian).withUnsafeBytes { SHA256.hex(of: $0) }
      #expect(hash == expected[method], "\(method)")
    }
  }

  @Test func theSeedDecidesEverything() throws {
    func trained(_ seed: UInt64) throws -> [UInt8] {
      var learner = try Self.learner(.denoisingAutoencoder, seed: seed) { $0.updates = 5 }
      try learner.train()
      return try bytes(learner)
    }
    #expect(try trained(3) == trained(3))
    #expect(try trained(3) != trained(4))
  }

  /// The labels of the examples are never looked at.
  @Test func labelsChangeNothing() throws {
    let images = Self.letters(64, seed: 1)
    let others = Dataset(
      name: "letters", exampleShape: [1, 8, 8], features: images.features,
      labels: [Int32](repeating: 0, count: 64), classNames: ["short", "long"])
    let weights = try [images, others].map { data in
      var learner = try PretrainingLearner(
        configuration: Self.configuration(.simclr) { $0.updates = 4 }, dataset: data,
        random: RandomStream(seed: 1))
      try learner.train()
      return learner.parameters.flatMap { $0.value.scalars }
    }
    #expect(weights[0] == weights[1])
  }

  // MARK: What is refused

  @Test func aDamagedCheckpointIsRefusedByName() throws {
    let learner = try Self.learner(.rotation)
    let whole = try learner.checkpoint()
    func refusal(_ change: (inout SafeTensors) -> Void) throws -> String {
      var file = whole
      change(&file)
      var other = try Self.learner(.rotation)
      do {
        try other.restore(file)
        return ""
      } catch let error as InputError {
        return error.description
      }
    }
    func without(_ name: String) -> (inout SafeTensors) -> Void {
      { file in
        var rest = SafeTensors()
        for entry in file.tensors where entry.name != name { rest.tensors.append(entry) }
        file = rest
      }
    }
    #expect(try refusal(without("network.head.0.bias")).contains("network.head.0.bias"))
    #expect(try refusal(without("learner.counters")).contains("learner.counters"))
    #expect(
      try refusal { file in
        without("learner.counters")(&file)
        file.append("learner.counters", integers: [99_999_999, 0, 0, 0])
      }.contains("out of range"))
    var other = try PretrainingLearner(
      configuration: Self.configuration(.rotation), dataset: Self.letters(200, seed: 9),
      random: RandomStream(seed: 1))
    #expect(throws: InputError.self) { try other.restore(whole) }
  }

  @Test func whatCannotWorkIsRefused() throws {
    let images = Self.letters(40, seed: 1)
    func refusal(
      _ method: Method, _ dataset: Dataset, _ change: (inout PretrainingConfiguration) -> Void
    ) -> String {
      do {
        _ = try PretrainingLearner(
          configuration: Self.configuration(method, change), dataset: dataset,
          random: RandomStream(seed: 1))
        return "nothing"
      } catch { return "\(error)" }
    }
    #expect(refusal(.rotation, images) { _ in } == "nothing")
    #expect(refusal(.rotation, images) { $0.training.network = .linear }.contains("'linear'"))
    #expect(refusal(.autoencoder, images) { $0.training.hiddenSizes = [] }.contains("hiddenSizes"))
    #expect(refusal(.simclr, images) { $0.training.batchSize = 1 }.contains("batchSize"))
    #expect(refusal(.simclr, images) { $0.training.batchSize = 41 }.contains("batchSize"))
    #expect(refusal(.denoisingAutoencoder, images) { $0.noise = 1 }.contains("noise"))
    let rows = Dataset(
      name: "rows", exampleShape: [4], features: [Float](repeating: 2, count: 160),
      labels: [Int32](repeating: 0, count: 40), classNames: ["a", "b"])
    #expect(refusal(.simclr, rows) { $0.training.network = .mlp }.contains("simclr"))
    #expect(refusal(.autoencoder, rows) { _ in }.contains("crossEntropy"))
    #expect(refusal(.autoencoder, rows) { $0.reconstruction = .squaredError } == "nothing")
    #expect(
      refusal(.denoisingAutoencoder, rows) {
        $0.reconstruction = .squaredError
        $0.corruption = .tiles
      }.contains("tiles"))
  }

  @Test func theBodyHasTheNamesOfTheNetworkThatIsFineTuned() throws {
    for network in [SupervisedConfiguration.Network.mlp, .cnn] {
      let learner = try Self.learner(.autoencoder) { $0.training.network = network }
      var supervised = SupervisedConfiguration()
      try supervised.takeLayers(of: learner.specification)
      #expect(supervised.network == network && supervised.hiddenSizes == [24])
      let other = try SupervisedLearner(
        configuration: supervised, dataset: Self.letters(20, seed: 1),
        random: RandomStream(seed: 1))
      let report = try WeightTransfer.load(
        from: learner.body.parameters, into: other.network.parameters)
      #expect(report.loaded == learner.body.parameters.map(\.name))
      #expect(report.reinitialized.count == 2 && report.ignored.isEmpty)
    }
  }
}
