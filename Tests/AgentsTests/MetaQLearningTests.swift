import Agents
import Determinism
import Documents
import Environments
import Foundation
import NeuralNetworks
import TensorCore
import Testing

@Suite struct MetaQLearningTests {
  @Test func layoutsAreFixedSolvableAndDifferBetweenTheParts() throws {
    let tasks = try GridTaskDistribution(field())
    var maps: Set<String> = []
    for number in 0..<10 {
      for part in [GridTaskDistribution.Part.training, .unseen] {
        let task = try tasks.task(number, of: part)
        #expect(try tasks.task(number, of: part).describe() == task.describe())
        let solution = try #require(try task.solve())
        #expect(solution.terminationProbability == 1)
        maps.insert(task.describe().sections.first { $0.title == "Map" }?.lines.joined() ?? "")
      }
    }
    // Nine cells for two things: some maps may come twice.
    #expect(maps.count > 10)
  }

  @Test(arguments: ["four-rooms", "cartpole"])
  func aTaskWithoutAGeneratorIsRefused(id: String) throws {
    let definition = try EnvironmentRegistry.definition(id)
    let error = #expect(throws: InputError.self) { try GridTaskDistribution(definition) }
    #expect(error?.description.contains("generator") == true)
  }

  @Test func aTaskThatWouldBeSeenOtherwiseIsRefused() throws {
    let plain = try field(rewards: "{step: -0.02, goal: 1}")
    #expect(throws: InputError.self) { try GridTaskDistribution(plain) }
  }

  /// One task from the same beginning, by hand: θ goes a quarter of the way to what came out.
  @Test func theInitializationGoesAPartOfTheWay() throws {
    var training = try meta { $0.outerRate = 0.25 }
    let before = training.agent.parameters.map(\.value.scalars)
    var random = RandomStream(seed: 1).stream("tasks").stream("0")
    let layout = random.integer(below: training.agent.configuration.layouts)
    var learner = try TaskAdaptation(
      training.agent.configuration.inner,
      in: training.agent.tasks.task(layout, of: .training),
      from: training.agent.parameters, random: random)
    try learner.learn(untilEpisode: training.agent.configuration.episodesPerTask)
    _ = try training.run(until: 1)
    #expect(training.agent.tasksLearned == 1)
    #expect(training.agent.step == learner.agent.step)
    let after = training.agent.parameters.map(\.value.scalars)
    let reached = learner.agent.parameters.map(\.value.scalars)
    for (index, values) in after.enumerated() {
      for (place, value) in values.enumerated() {
        let (from, to) = (before[index][place], reached[index][place])
        #expect(abs(value - (from + 0.25 * (to - from))) < 1e-6)
      }
    }
    #expect(before != reached)
  }

  /// What was learned of other fields solves many new ones before any episode there; an
  /// initialization that hardly moved solves few.
  @Test func unseenLayoutsAreSolvedAtOnce() throws {
    var learned = try meta { $0.steps = 12_000 }
    _ = try learned.run()
    var broken = try meta {
      $0.steps = 12_000
      $0.outerRate = 1e-6
    }
    _ = try broken.run()
    let (many, few) = (try learned.solvedAtOnce(), try broken.solvedAtOnce())
    #expect(many >= 12 && few <= 6, "\(many) and \(few) of 30")
  }

  /// The same by MAML; and where nothing moves the initialization, few are solved.
  @Test(arguments: [MetaQLearningConfiguration.Method.maml, .fomaml])
  func mamlSolvesUnseenLayoutsAtOnce(method: MetaQLearningConfiguration.Method) throws {
    func solved(_ configure: (inout MetaQLearningConfiguration) -> Void) throws -> Int {
      var learned = try meta {
        ($0.method, $0.steps, $0.episodesPerTask) = (method, 16_000, 3)
        ($0.learning.epsilonStart, $0.learning.epsilonEnd) = (1, 0.5)
        configure(&$0)
      }
      _ = try learned.run()
      return try learned.solvedAtOnce()
    }
    let many = try solved { $0.outerUpdates = 60 }
    let few = try solved { ($0.outerUpdates, $0.learning.learningRate) = (1, 1e-8) }
    #expect(many >= 12 && few <= 6, "\(many) and \(few) of 30")
  }

  @Test(arguments: [("prioritized", "true"), ("noisy", "true"), ("distribution", "iqn")])
  func mamlRefusesWhatIsDrawn(key: String, value: String) throws {
    var configuration = MetaQLearningConfiguration()
    try MetaQLearningConfiguration.fields.set(&configuration, key: key, text: value)
    try configuration.validate()
    configuration.method = .maml
    let error = #expect(throws: InputError.self) { try configuration.validate() }
    #expect(error?.description.contains("\(key) (\(value))") == true)
    #expect(error?.description.contains("method (maml)") == true)
  }

  @Test(arguments: MetaQLearningConfiguration.Method.allCases)
  func slicesAreTheSameAsOneRun(method: MetaQLearningConfiguration.Method) throws {
    try AgentTraining<MetaQLearning>.expectSlicesChangeNothing { try meta { $0.method = method } }
  }

  @Test(arguments: [MetaQLearningConfiguration.Method.reptile, .maml])
  func interruptedAndRestoredIsTheSameAsUninterrupted(
    method: MetaQLearningConfiguration.Method
  ) throws {
    try AgentTraining<MetaQLearning>.expectInterruptionsChangeNothing(longest: 400) {
      let training = try meta {
        $0.evaluationInterval = 300
        $0.method = method
      }
      let evaluation = try training.environment.makeEvaluation(
        count: 2, random: RandomStream(seed: 77))
      return (training, evaluation)
    }
  }

  @Test(arguments: ["agent.counters", "agent.tasks", "agent.adapted", "online.1.weight"])
  func aDamagedCheckpointIsRefused(name: String) throws {
    var training = try meta()
    _ = try training.run(until: 100)
    try training.expectDamageIsRefused(
      name, damaged: { SafeTensors.Entry(name: name, type: $0.type, shape: [0], bytes: []) },
      twin: { try meta() })
  }

  @Test(arguments: ["optimizer.updates", "target.1.weight"])
  func aDamagedCheckpointOfMAMLIsRefused(name: String) throws {
    var training = try meta { $0.method = .maml }
    _ = try training.run(until: 100)
    try training.expectDamageIsRefused(
      name, damaged: { SafeTensors.Entry(name: name, type: $0.type, shape: [0], bytes: []) },
      twin: { try meta { $0.method = .maml } })
  }

  /// The whole chain of arithmetic in one number; see DQN's.
  @Test(arguments: [1, 2], ["reptile", "maml", "fomaml"])
  func goldenHashOfAShortTraining(threads: Int, method: String) async throws {
    let result = await #expect(
      processExitsWith: .success, observing: [\.standardOutputContent]
    ) { [threads, method] in
      Parallel.threads = threads
      var training = try meta {
        $0.method = MetaQLearningConfiguration.Method(rawValue: method) ?? .reptile
      }
      _ = try training.run()
      FileHandle.standardOutput.write(Data("hash \(training.parameterHash)".utf8))
    }
    let output = String(decoding: try #require(result).standardOutputContent, as: UTF8.self)
    #expect(output.contains("hash \(try #require(goldenMetaHashes[method]))"), "\(output)")
  }

  /// Documentation/MetaLearning.md has a row for each field.
  @Test func itsPageListsEveryFieldWithItsDefault() throws {
    let page = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Documentation/MetaLearning.md").standardizedFileURL
    let text = try String(contentsOf: page, encoding: .utf8)
    for field in MetaQLearningConfiguration.fields.fields {
      let row =
        "| `\(field.key)` | \(field.text(of: MetaQLearningConfiguration())) | \(field.summary) |"
      #expect(text.contains(row), "expected the row \(row)")
    }
  }
}

/// See ``MetaQLearningTests/goldenHashOfAShortTraining(threads:method:)``.
let goldenMetaHashes = [
  "reptile": "12f0bc2ad6946358a1f3edf0b9fc189bc7341bc43e29660696c59b4f95e739cd",
  "maml": "1bc41c8b496603983b8a9ce56fb58f8f2c814641d10708cc2058d8ec8615751c",
  "fomaml": "a19abfabca387e65b664f03651b692db50cdbccba99530ee7331707c736f6e87",
]

/// Nine free cells, a start and a goal: another two in every episode.
private func field(
  rewards: String = "{step: -0.02, bump: -0.02, goal: 1}"
) throws -> EnvironmentDefinition {
  try EnvironmentDefinition.parse(
    """
    id: field
    version: 1
    summary: Find the goal of a small field.
    grid:
      generator: {kind: random-walls, width: 5, height: 5, density: 0, seed: episode}
      legend: {"#": wall, ".": floor, S: start, G: goal}
    observation: layers
    actions: [up, right, down, left]
    rewards: \(rewards)
    termination: [goal]
    timeLimit: 20
    success: terminated
    """, file: "field.yaml")
}

/// A training on such fields.
private func meta(
  _ configure: (inout MetaQLearningConfiguration) -> Void = { _ in }
) throws -> AgentTraining<MetaQLearning> {
  var configuration = MetaQLearningConfiguration()
  configuration.steps = 1_500
  configuration.episodesPerTask = 5
  configuration.learning.hiddenSizes = [32]
  configuration.learning.learningStarts = 16
  configuration.evaluationInterval = 0
  configuration.reportInterval = 300
  configure(&configuration)
  let definition = try field()
  return try AgentTraining(in: definition) {
    try MetaQLearning(
      configuration: configuration,
      task: AgentTask(
        definition: definition, observationSpace: $0, actionSpace: $1, random: $2))
  }
}

extension AgentTraining where Learner == MetaQLearning {
  /// How many of thirty unseen layouts greedy play solves before any episode there.
  fileprivate func solvedAtOnce() throws -> Int {
    try (0..<30).filter { layout in
      let task = try agent.tasks.task(layout, of: .unseen)
      let optimum = try #require(try task.solve()).optimalReturn
      var adaptation = try TaskAdaptation(
        agent.configuration.inner, in: task, from: agent.parameters,
        random: RandomStream(seed: UInt64(layout)))
      return try adaptation.episodes(until: 0.9 * optimum, most: 0) == .learned(0)
    }.count
  }
}
