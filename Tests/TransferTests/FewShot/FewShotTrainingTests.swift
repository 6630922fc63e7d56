import Datasets
import Determinism
import Documents
import NeuralNetworks
import TensorCore
import Testing
import Transfer

/// Few-shot learning on patterns beside noise, and on the digits that come with the program.
@Suite struct FewShotTrainingTests {
  private func makeTraining(
    _ kind: FewShotConfiguration.Method = .prototypical, updates: Int, seed: UInt64 = 1
  ) throws -> FewShotTraining {
    let definition = try DatasetRegistry.definition("digits")
    var configuration = try FewShotConfiguration.recommended(for: definition, method: kind)
    configuration.channels = [16, 16]
    configuration.updates = updates
    configuration.validationInterval = 10
    configuration.validationEpisodes = 5
    configuration.reportInterval = 5
    return try FewShotTraining(
      configuration: configuration, definition: definition,
      data: try definition.load(from: nil, orElse: nil), random: RandomStream(seed: seed))
  }

  private func score(_ method: any FewShotMethod, _ training: FewShotTraining) -> Double {
    FewShotScores.measure(
      method, on: training.pools.test, shape: EpisodeShape(ways: 5, shots: 1, queries: 5),
      episodes: 60, random: RandomStream(seed: 9)
    ).accuracy
  }

  @Test func thePoolsShareNoClass() throws {
    let training = try makeTraining(updates: 1)
    #expect(training.pools.training.members.map(\.label) == [0, 1, 2, 3, 4])
    #expect(training.pools.test.members.map(\.label) == [5, 6, 7, 8, 9])
    #expect(training.pools.training.dataset.count == 1438)
    #expect(training.pools.validation.dataset.count == 359)
  }

  /// Patterns of 64 zeros and ones, of which one in twenty is wrong, beside a channel of noise of twice
  /// their size: 35 classes to learn with, 20 to test.
  private func patterns() throws -> (DatasetDefinition, DatasetSplits) {
    let definition = try DatasetDefinition.parse(
      """
      id: patterns
      version: 1
      summary: Patterns beside noise.
      source: here
      licence: none
      whereToGet: Nowhere.
      images: {training: {images: a, labels: b}, test: {images: c, labels: d}}
      inputs: a pattern, and noise
      exampleShape: [2, 8, 8]
      trainingCount: 400
      testCount: 200
      classes: {G: 35, V: 5, H: 20}
      split: by class
      fewShot: {validation: [V], test: [H]}
      """, file: "patterns.yaml")
    var random = RandomStream(seed: 5)
    let patterns = (0..<60).map { _ in (0..<64).map { _ in random.bernoulli(0.5) } }
    func part(_ classes: Range<Int>) -> Dataset {
      var features: [Float] = []
      var labels: [Int32] = []
      for label in classes {
        for _ in 0..<10 {
          features += patterns[label].map { $0 != random.bernoulli(0.05) ? 1 : 0 }
          features += (0..<64).map { _ in 2 * random.normal() }
          labels.append(Int32(label))
        }
      }
      return Dataset(
        name: "patterns", exampleShape: [2, 8, 8], features: features, labels: labels,
        classNames: definition.targets.classNames)
    }
    return (definition, DatasetSplits(training: part(0..<40), test: part(40..<60)))
  }

  private func learnPatterns(
    _ kind: FewShotConfiguration.Method, seed: UInt64
  ) throws -> FewShotTraining {
    let (definition, data) = try patterns()
    var configuration = try FewShotConfiguration.recommended(for: definition, method: kind)
    (configuration.ways, configuration.queries, configuration.channels) = (20, 3, [16, 16])
    (configuration.updates, configuration.learningRate) = (200, 0.005)
    (configuration.validationEpisodes, configuration.validationInterval) = (5, 1000)
    return try FewShotTraining(
      configuration: configuration, definition: definition, data: data,
      random: RandomStream(seed: seed))
  }

  /// Chance is 0.2, the nearest neighbour in pixels reaches 0.29.
  @Test(arguments: [FewShotConfiguration.Method.prototypical, .matching, .baseline])
  func newClassesAreLearnedFromOneExample(kind: FewShotConfiguration.Method) throws {
    for seed in [1, 2] as [UInt64] {
      var training = try learnPatterns(kind, seed: seed)
      let before = score(training.method, training)
      try training.train()
      let after = score(training.method, training)
      #expect(after > Self.threshold, "seed \(seed): \(before) to \(after)")
      #expect(before < Self.threshold, "seed \(seed)")
      #expect(score(NearestNeighbour(), training) < Self.threshold)
    }
  }

  /// A method whose training loss goes by the farthest prototype learns nothing of use.
  @Test func aWrongSignFailsTheThreshold() throws {
    let training = try learnPatterns(.prototypical, seed: 1)
    var broken: any FewShotMethod = BrokenMethod(
      sound: PrototypicalNetwork(network: training.network))
    var optimizer: any Optimizer = Adam(learningRate: 0.005)
    for index in 0..<200 {
      var random = RandomStream(seed: 1).stream("episodes/", number: index)
      let episode = training.pools.training.episode(
        training.configuration.trainingShape, using: &random)
      _ = try broken.metaStep(on: [episode], optimizer: &optimizer)
    }
    #expect(score(training.method, training) < Self.threshold)
  }

  private struct BrokenMethod: EmbeddingMethod {
    let sound: PrototypicalNetwork
    var network: Sequential { sound.network }
    var isTransductive: Bool { false }
    func logits(support: Tensor, query: Tensor, shape: EpisodeShape) -> Tensor {
      sound.logits(support: support, query: query, shape: shape) * -1
    }
  }

  private static let threshold = 0.45

  /// The parameters and buffers after a short training, as they are on every machine.
  @Test(arguments: [1, 2]) func goldenHashOfAShortFewShotTraining(threads: Int) throws {
    let previous = Parallel.threads
    Parallel.threads = threads
    defer { Parallel.threads = previous }
    var hashes: [String] = []
    for kind in [FewShotConfiguration.Method.prototypical, .matching, .baseline] {
      var training = try makeTraining(kind, updates: 12)
      try training.train()
      var bytes: [UInt8] = []
      for parameter in training.network.state {
        parameter.value.withUnsafeScalars { bytes += UnsafeRawBufferPointer($0) }
      }
      hashes.append(SHA256.hex(of: bytes))
    }
    #expect(
      hashes == [
        "9e12fdc5265acc2885cf0e1846a1c8b86bb8be23f7a63aaf0d52d88a94514a1c",
        "20c05e3733816e7f7b425822c1b52a5a418fedc452ec7fd44e92e1da8fe1a5ab",
        "48eb07badcb7ac81cd4fd5749450684a8641af918993a4cb77d3bda21052d5cc",
      ])
  }

  @Test func savedAndRestoredAtAnyUpdateItEndsInTheSameBytes() throws {
    var whole = try makeTraining(updates: 24)
    var events: [String] = []
    try whole.train(report: { events.append("\($0)") })
    let end = try whole.checkpoint().serialized()
    #expect(events.count == 5 + 3)
    for pause in [1, 7, 10, 23] {
      var first = try makeTraining(updates: 24)
      try first.train(until: pause)
      let saved = try SafeTensors(bytes: first.checkpoint().serialized(), file: "checkpoint")
      var second = try makeTraining(updates: 24)
      try second.restore(saved)
      #expect(second.step == pause)
      try second.train()
      #expect(try second.checkpoint().serialized() == end, "paused at \(pause)")
    }
  }

  @Test func aDamagedCheckpointIsRefusedByName() throws {
    var first = try makeTraining(updates: 24)
    try first.train(until: 11)
    let saved = try first.checkpoint()
    for name in saved.names {
      var damaged = saved
      damaged.tensors.removeAll { $0.name == name }
      var second = try makeTraining(updates: 24)
      let found = refusal { try second.restore(damaged) }
      // An optimizer's entries are named without the prefix, or by those that depend on them.
      #expect(
        name.hasPrefix("optimizer.") ? found != "no error" : found.contains(name),
        "without \(name): \(found)")
    }
    for (name, values) in [
      ("learner.counters", [1 << 40, 0]), ("learner.counters", [3, 4]), ("best.step", [12]),
      ("learner.isTrainable", (0..<first.network.parameters.count).map { $0 == 0 ? 2 : 1 }),
    ] as [(String, [Int64])] {
      var damaged = saved
      damaged.tensors.removeAll { $0.name == name }
      damaged.append(name, integers: values)
      var second = try makeTraining(updates: 24)
      #expect(refusal { try second.restore(damaged) }.contains("out of range"), "\(name)")
    }
  }

  /// The classes of the validation are learned too; the network of the last update stands.
  @Test func withTheValidationsClassesNothingIsChosen() throws {
    let (definition, data) = try patterns()
    var configuration = try FewShotConfiguration.recommended(
      for: definition, method: .prototypical)
    (configuration.channels, configuration.ways, configuration.updates) = ([4], 40, 6)
    configuration.validationInterval = 2
    #expect(
      refusal { try configuration.validate(for: definition) }.hasPrefix(
        "ways is 40, but data set 'patterns' has 35 classes to draw from"))
    configuration.trainOnValidation = true
    func begin() throws -> FewShotTraining {
      try FewShotTraining(
        configuration: configuration, definition: definition, data: data,
        random: RandomStream(seed: 1))
    }
    var whole = try begin()
    #expect(whole.pools.training.count == 40)
    let tested = Set(whole.pools.test.members.map(\.label))
    #expect(tested.isDisjoint(with: whole.pools.training.members.map(\.label)))
    var validations = 0
    try whole.train(report: { if case .validation = $0 { validations += 1 } })
    #expect(validations == 0 && whole.best == nil)
    #expect(
      zip(whole.bestNetwork().state, whole.network.state).allSatisfy {
        $0.value.scalars == $1.value.scalars
      })
    var paused = try begin()
    try paused.train(until: 3)
    let saved = try SafeTensors(bytes: paused.checkpoint().serialized(), file: "checkpoint")
    var second = try begin()
    try second.restore(saved)
    try second.train()
    #expect(try second.checkpoint().serialized() == whole.checkpoint().serialized())
  }

  @Test func aTrainingThatCannotWorkIsRefusedWithItsKeys() throws {
    let digits = try DatasetRegistry.definition("digits")
    var configuration = try FewShotConfiguration.recommended(for: digits, method: .prototypical)
    #expect(configuration.ways == 5 && configuration.channels.count == 3)
    configuration.ways = 6
    #expect(
      refusal { try configuration.validate(for: digits) }.hasPrefix(
        "ways is 6, but data set 'digits' has 5 classes to draw from"))
    configuration.ways = 5
    configuration.method = .baseline
    configuration.transductive = true
    #expect(
      refusal { try configuration.validate(for: digits) }.hasPrefix(
        "transductive is true, but method 'baseline'"))
    (configuration.method, configuration.transductive) = (.prototypical, false)
    configuration.trainOnValidation = true
    #expect(
      refusal { try configuration.validate(for: digits) }.hasPrefix(
        "trainOnValidation is true, but data set 'digits' has no classes for validation"))
    let iris = try DatasetRegistry.definition("iris")
    #expect(
      refusal { _ = try FewShotConfiguration.recommended(for: iris, method: .matching) }.hasPrefix(
        "data set 'iris' is not divided for few-shot learning"))
    configuration = FewShotConfiguration(method: .nearestNeighbour)
    (configuration.ways, configuration.channels) = (5, [16])
    #expect(
      refusal {
        _ = try FewShotTraining(
          configuration: configuration, definition: digits,
          data: try digits.load(from: nil, orElse: nil), random: RandomStream(seed: 1))
      }.hasPrefix("method 'nearest-neighbour' has nothing to learn"))
    configuration = FewShotConfiguration()
    (configuration.ways, configuration.channels, configuration.shots) = (5, [16], 500)
    #expect(
      refusal {
        _ = try FewShotTraining(
          configuration: configuration, definition: digits,
          data: try digits.load(from: nil, orElse: nil), random: RandomStream(seed: 1))
      }.hasPrefix("episodes (ways 5, shots 500, queries 5) need 5 classes of 505 examples"))
  }

  private func refusal(_ action: () throws -> Void) -> String {
    do {
      try action()
      return "no error"
    } catch { return "\(error)" }
  }
}
