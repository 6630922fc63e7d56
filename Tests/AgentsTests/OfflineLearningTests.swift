import Agents
import Determinism
import Documents
import Environments
import Foundation
import NeuralNetworks
import TensorCore
import Testing

/// A room with a wall in it; episodes begin anywhere, and every step costs 1.
private let room = """
  id: small-room
  version: 1
  summary: A room.
  grid:
    map: |
      #########
      #SSSSSSS#
      #SSSSSSS#
      #SSS#SSS#
      #SSS#SSS#
      #SSS#SSS#
      #SSSSSSS#
      #SSSSSSG#
      #########
    legend:
      "#": wall
      ".": floor
      S: start
      G: goal
  observation: one-hot
  actions: [up, right, down, left]
  rewards: {step: -1}
  termination: [goal]
  timeLimit: 40
  success: terminated
  """

/// What the tests learn from: best play and chance, mixed.
private struct Recording {
  let definition: EnvironmentDefinition
  let recorded: RecordedTransitions

  /// One copy for each ε plays.
  init(epsilons: [Double], steps: Int, seed: UInt64 = 1) throws {
    definition = try EnvironmentDefinition.parse(room, file: "room.yaml")
    var expert = try ValueIteration(
      configuration: ValueIterationConfiguration(), observationSpace: definition.observationSpace,
      actionSpace: definition.actionSpace, random: RandomStream(seed: 1))
    try expert.train(in: definition.makeVector(count: 1, random: RandomStream(seed: 1)))
    recorded = try RecordedTransitions.record(
      expert.policy, behaviour: "exact", in: definition, epsilons: epsilons, steps: steps,
      seed: seed)
  }

  /// The mean greedy return over two hundred episodes.
  func play(_ policy: any ActingPolicy) throws -> Double {
    try Evaluation.run(policy, in: definition, episodes: 200, random: RandomStream(seed: 9))
      .meanReturn
  }

  func task(seed: UInt64) -> AgentTask {
    AgentTask(
      definition: definition, observationSpace: definition.observationSpace,
      actionSpace: definition.actionSpace, random: RandomStream(seed: seed))
  }

  func cql(
    seed: UInt64 = 1, _ configure: (inout OfflineQLearningConfiguration) -> Void = { _ in }
  ) throws -> AgentTraining<OfflineQLearning> {
    var configuration = OfflineQLearningConfiguration()
    configuration.offline.hiddenSizes = []
    configuration.offline.learningRate = 2e-2
    configuration.steps = 2_000
    configuration.targetInterval = 50
    configuration.discount = 0.95
    configuration.evaluationInterval = 0
    configure(&configuration)
    return try AgentTraining(in: definition, seed: seed) { _, _, _ in
      try OfflineQLearning(
        configuration: configuration, recorded: recorded, for: task(seed: seed))
    }
  }

  func clone(
    seed: UInt64 = 1, _ configure: (inout BehaviourCloningConfiguration) -> Void = { _ in }
  ) throws -> AgentTraining<BehaviourCloning> {
    var configuration = BehaviourCloningConfiguration()
    configuration.offline.hiddenSizes = []
    configuration.offline.learningRate = 2e-2
    configuration.steps = 2_000
    configuration.evaluationInterval = 0
    configure(&configuration)
    return try AgentTraining(in: definition, seed: seed) { _, _, _ in
      try BehaviourCloning(
        configuration: configuration, recorded: recorded, for: task(seed: seed))
    }
  }
}

@Suite struct OfflineLearningTests {
  /// Values log 1, log 3 and log 4: their softmax's sum is 8.
  ///
  ///     recorded the first   log 8 − log 1 = log 8
  ///     recorded the third   log 8 − log 4 = log 2;   mean (log 8 + log 2) / 2 = log 4
  ///
  /// The gradient of a row is softmax − recorded, over two rows: (1/8 − 1, 3/8, 4/8) / 2.
  @Test func distrustIsTheSoftmaxLessTheRecorded() {
    let row: [Float] = [0, log(3), log(4)]
    let values = Parameter(Tensor(row + row, shape: [2, 3]), name: "values")
    let loss = conservatism(values.tensor, recorded: [0, 2])
    #expect(abs(loss.item - log(4)) < 1e-6)
    loss.backward()
    let expected: [Float] = [-7 / 16, 3 / 16, 4 / 16, 1 / 16, 3 / 16, -4 / 16]
    for (slope, right) in zip(values.gradient?.scalars ?? [], expected) {
      #expect(abs(slope - right) < 1e-6)
    }
    #expect(values.gradient != nil)
    // Without the third action the first row's sum is 4; the second row's is recorded, so it stays.
    let masked = conservatism(
      values.tensor, recorded: [0, 2], masks: [true, true, false, true, true, false])
    #expect(abs(masked.item - (log(4) + log(2)) / 2) < 1e-6)
  }

  /// Few good episodes among random ones: cloning does what chance did most, plain DQN believes in
  /// what was never tried; CQL does better than both, with all of them scored in the same episodes.
  @Test(arguments: 1...3) func distrustBeatsCloningAndPlainQLearning(seed: UInt64) throws {
    let recording = try Recording(epsilons: [0, 1, 1, 1, 1, 1, 1, 1], steps: 480, seed: seed)
    var (cql, plain) = (
      try recording.cql(seed: seed), try recording.cql(seed: seed) { $0.conservatism = 0 }
    )
    var clone = try recording.clone(seed: seed)
    let (cautiously, trustingly) = (try cql.run(), try plain.run())
    let cautious = try #require(greedyValue(of: cautiously))
    let trusting = try #require(greedyValue(of: trustingly))
    _ = try clone.run()
    let (good, bad, cloned) = (
      try recording.play(cql.agent.policy), try recording.play(plain.agent.policy),
      try recording.play(clone.agent.policy)
    )
    #expect(good > bad + 5 && good > cloned + 5, "\(good), \(bad), \(cloned)")
    // What was never done in a state seems worth more there than anything can be.
    #expect(trusting > cautious + 1, "\(trusting), \(cautious)")
  }

  private func greedyValue(of events: [TrainingEvent]) -> Double? {
    var value: Double?
    for case .progress(let progress) in events { value = progress.further[2] }
    return value
  }

  /// What an expert did alone, cloning does too; what chance did is worth nothing.
  @Test(arguments: 1...3) func cloningDoesWhatWasDone(seed: UInt64) throws {
    var (good, bad) = (
      try Recording(epsilons: [0], steps: 2_000, seed: seed).clone(seed: seed),
      try Recording(epsilons: [1], steps: 2_000, seed: seed).clone(seed: seed)
    )
    _ = try good.run()
    _ = try bad.run()
    let optimum = try #require(try EnvironmentDefinition.parse(room, file: "room.yaml").solve())
    let (taught, untaught) = (
      try Recording(epsilons: [0], steps: 1).play(good.agent.policy),
      try Recording(epsilons: [0], steps: 1).play(bad.agent.policy)
    )
    #expect(taught > optimum.optimalReturn - 2, "\(taught)")
    #expect(untaught < optimum.optimalReturn - 10, "\(untaught)")
  }

  /// See ``DQNDeterminismTests/goldenHashOfAShortTraining(threads:)``.
  @Test(arguments: [1, 2]) func goldenHashes(threads: Int) async throws {
    let result = await #expect(
      processExitsWith: .success, observing: [\.standardOutputContent]
    ) { [threads] in
      Parallel.threads = threads
      let recording = try Recording(epsilons: [0.2, 1], steps: 600)
      var cql = try recording.cql {
        ($0.steps, $0.nStep, $0.offline.batchSize) = (200, 2, 256)
        $0.offline.hiddenSizes = [128, 128]
      }
      var clone = try recording.clone {
        ($0.steps, $0.offline.batchSize) = (200, 256)
        $0.offline.hiddenSizes = [128, 128]
      }
      _ = try cql.run()
      _ = try clone.run()
      let lines = "cql \(cql.parameterHash)\nclone \(clone.parameterHash)\n"
      FileHandle.standardOutput.write(Data(lines.utf8))
    }
    let output = String(decoding: try #require(result).standardOutputContent, as: UTF8.self)
    for line in offlineHashes.split(separator: "\n") {
      #expect(output.contains(line), "expected \(line), got \(output)")
    }
  }

  @Test func interruptedAndRestoredIsTheSame() throws {
    let recording = try Recording(epsilons: [0.5, 1], steps: 400)
    func evaluation() throws -> any VectorEnvironment {
      try recording.definition.makeVector(count: 2, random: RandomStream(seed: 77))
    }
    try AgentTraining<OfflineQLearning>.expectInterruptionsChangeNothing(longest: 60) {
      let training = try recording.cql {
        ($0.steps, $0.evaluationInterval, $0.reportInterval) = (300, 100, 30)
        ($0.nStep, $0.targetRate) = (2, 0.5)
      }
      return (training, try evaluation())
    }
    try AgentTraining<BehaviourCloning>.expectInterruptionsChangeNothing(longest: 60) {
      let training = try recording.clone {
        ($0.steps, $0.evaluationInterval, $0.reportInterval) = (300, 100, 30)
        $0.offline.hiddenSizes = [16]
      }
      return (training, try evaluation())
    }
  }

  @Test(arguments: [
    "agent.data", "agent.counters", "agent.sums", "online.", "target.",
  ])
  func aDamagedCheckpointIsRefused(prefix: String) throws {
    let recording = try Recording(epsilons: [1], steps: 200)
    func fresh() throws -> AgentTraining<OfflineQLearning> {
      try recording.cql { $0.offline.data = String(repeating: "a", count: 64) }
    }
    var training = try fresh()
    _ = try training.run(until: 40)
    let sound = try training.agent.checkpoint(of: training.environment)
    let name = try #require(sound.names.first { $0.hasPrefix(prefix) })
    try training.expectDamageIsRefused(
      name, damaged: { _ in SafeTensors.Entry(name: name, type: .u8, shape: [1], bytes: [7]) },
      isAlwaysNamed: true, twin: fresh)
  }

  /// The file is known by its SHA-256: without one, or with another, nothing begins.
  @Test func anotherFileIsRefused() throws {
    let recording = try Recording(epsilons: [1], steps: 100)
    let path = FileManager.default.temporaryDirectory.appending(
      path: "\(UUID().uuidString).safetensors"
    ).path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try recording.recorded.file.write(to: path)
    var task = recording.task(seed: 1)
    var configuration = OfflineQLearningConfiguration()
    let none = #expect(throws: InputError.self) { try configuration.makeAgent(for: task) }
    #expect(none?.description.contains("apus datasets record small-room") == true)
    task.dataFile = path
    configuration.offline.data = String(repeating: "0", count: 64)
    let other = #expect(throws: InputError.self) { try configuration.makeAgent(for: task) }
    #expect(other?.description.contains(configuration.offline.data) == true)
    configuration.offline.data = try #require(RecordedTransitions(contentsOf: path).hash)
    _ = try configuration.makeAgent(for: task)
  }

  @Test func aTargetThatNeverChangesIsRefused() {
    var configuration = OfflineQLearningConfiguration()
    configuration.steps = 100
    let error = #expect(throws: InputError.self) { try configuration.validate() }
    #expect(error?.description.contains("targetInterval (500)") == true)
    #expect(error?.description.contains("steps (100)") == true)
  }
}

/// The beginning of each hash; see ``DQNDeterminismTests/goldenHashOfAShortTraining(threads:)``.
private let offlineHashes = """
  cql cfccba437c63dbc6cac3889f71589f40
  clone 8b392823bccc2170a7416fac02efc656
  """
