import Agents
import Datasets
import Documents
import Transfer

/// Everything that a run is made of: with the same one, the same bytes come out.
///
/// Resolved in this order, later ones winning: the defaults of the algorithm or
/// `SupervisedConfiguration`, what the task's definition recommends, `--set`, the flags.
public struct RunConfiguration: Sendable, Hashable {
  /// Version of the layout of `configuration.yaml`.
  public static let formatVersion = 2

  /// Id of the environment or data set.
  public var task: String
  /// Version of the environment's rules or of the data.
  public var taskVersion: Int
  /// The task's whole YAML definition, so that the run needs no other file (but the data).
  public var definition: String
  /// The one seed of the run.
  public var seed: UInt64 = 1
  /// Environment steps from checkpoint to checkpoint, in a run on a data set updates; at least 1.
  public var checkpointInterval = 10_000
  /// How the task is learned.
  public var learner: LearnerConfiguration
  /// What is carried over from another policy; nil for a training from scratch.
  public var transfer: TransferPlan?
  /// How many labelled examples of the data set are learned from; nil for all.
  public var labels: LabelBudget?
  /// The policies that teach; none where rewards alone do, or demonstrations.
  public var teachers: [SourceFile] = []
  /// The state of another run, whose replay this one begins with; nil where it begins empty.
  public var carriedReplay: SourceFile?
  /// Threads to use, at least 1; no result depends on it.
  public var threads = 1
  /// The folder of the data, as the user named it; nil where none was named.
  public var dataFolder: String?
  /// The command line that began the run; no result depends on it.
  public var command = ""

  /// The fields that are not the learner's.
  static let fields = FieldTable<RunConfiguration>([
    Field("seed", \.seedNumber, "the seed of the run, 0 or more") {
      $0 >= 0 ? nil : "a whole number of at least 0"
    },
    Field(
      "checkpointInterval", \.checkpointInterval,
      "environment steps (on a data set: updates) between checkpoints"
    ) {
      $0 >= 1 ? nil : "at least 1"
    },
  ])

  /// The seed as a whole number, for the field table.
  private var seedNumber: Int {
    get { Int(clamping: seed) }
    set { seed = UInt64(clamping: newValue) }
  }

  /// The configuration that a task's definition recommends.
  ///
  /// - Parameters:
  ///   - definition: The task.
  ///   - algorithm: The name of the agent's algorithm for an environment; nil takes DQN.
  ///   - network: The kind of network for a data set; nil takes the recommended one.
  /// - Throws: `InputError` with file and line where the definition recommends something faulty, or
  ///   for an algorithm or a network that there is not.
  public init(
    definition: TaskDefinition, algorithm: String? = nil, network: String? = nil
  ) throws {
    task = definition.id
    taskVersion = definition.version
    self.definition = Self.unixLines(definition.text)
    switch definition {
    case .environment(let environment):
      guard network == nil else {
        throw InputError(
          "--network is for data sets; '\(environment.id)' is an environment",
          remedy:
            "an agent's network is a field of its own: --set network=mlp --set hiddenSizes=[64,64]")
      }
      let algorithm = try algorithm.map { try AgentSettings.algorithm(named: $0) } ?? .dqn
      learner = .agent(try AgentSettings(algorithm, for: environment))
    case .dataset(let dataset):
      guard algorithm == nil else {
        throw InputError(
          "--agent is for environments; '\(dataset.id)' is a data set",
          remedy: "say which network learns it: --network mlp")
      }
      checkpointInterval = 500
      learner = .supervised(
        try SupervisedConfiguration.recommended(for: dataset, network: network))
    }
  }

  /// A pretraining on a data set's examples without their labels.
  ///
  /// - Parameters:
  ///   - definition: The data set.
  ///   - method: The name of what is learned; see `PretrainingConfiguration.Method`.
  ///   - network: `mlp` or `cnn`; nil takes what suits the method.
  /// - Throws: `InputError` for a method or a network that there is not, or that does not fit.
  public init(
    pretraining definition: DatasetDefinition, method: String, network: String? = nil
  ) throws {
    self.init(
      definition,
      .pretraining(
        try PretrainingConfiguration.recommended(for: definition, method: method, network: network)
      ), checkpointInterval: 1000)
  }

  /// A few-shot training with what its method and the data set recommend.
  ///
  /// - Parameters:
  ///   - dataset: The data set.
  ///   - method: How queries are named.
  /// - Throws: `InputError` where the data set is not for few-shot learning.
  public init(fewShot dataset: DatasetDefinition, method: FewShotConfiguration.Method) throws {
    self.init(
      dataset, .fewShot(try FewShotConfiguration.recommended(for: dataset, method: method)),
      checkpointInterval: 500)
  }

  /// A training of this kind on a data set.
  private init(
    _ dataset: DatasetDefinition, _ learner: LearnerConfiguration, checkpointInterval: Int
  ) {
    task = dataset.id
    taskVersion = dataset.version
    definition = Self.unixLines(dataset.text)
    self.checkpointInterval = checkpointInterval
    self.learner = learner
  }

  /// The agent's algorithm and configuration; nil in a run on a data set, where setting it has no
  /// effect.
  public var agent: AgentSettings? {
    get { if case .agent(let agent) = learner { agent } else { nil } }
    set { if case .agent = learner, let newValue { learner = .agent(newValue) } }
  }

  /// The configuration of a training on a data set; nil for an environment, where setting it has no
  /// effect.
  public var training: SupervisedConfiguration? {
    get { if case .supervised(let training) = learner { training } else { nil } }
    set { if case .supervised = learner, let newValue { learner = .supervised(newValue) } }
  }

  /// The configuration of a pretraining; nil for any other run, where setting it has no effect.
  public var pretraining: PretrainingConfiguration? {
    get { if case .pretraining(let training) = learner { training } else { nil } }
    set { if case .pretraining = learner, let newValue { learner = .pretraining(newValue) } }
  }

  /// The configuration of a few-shot training; nil for any other run, where setting it has no effect.
  public var fewShot: FewShotConfiguration? {
    get { if case .fewShot(let training) = learner { training } else { nil } }
    set { if case .fewShot = learner, let newValue { learner = .fewShot(newValue) } }
  }

  /// What the run's folder is called before seed and number: "cartpole-dqn", "mnist-cnn".
  public var name: String {
    switch learner {
    case .agent(let agent): "\(task)-\(agent.algorithm.rawValue)"
    case .supervised(let training): "\(task)-\(training.network.rawValue)"
    case .pretraining(let training): "\(task)-\(training.method.rawValue)"
    case .fewShot(let training): "\(task)-\(training.method.rawValue)"
    }
  }

  /// Sets one field by its key.
  ///
  /// - Parameters:
  ///   - key: A key of the run's own fields or of the learner's.
  ///   - text: The value as text; a list as "[64, 64]".
  ///   - file: Where the text stands, for the message.
  ///   - line: Its line.
  /// - Throws: `InputError` for an unknown key (with the nearest and all valid ones) or a value out of range.
  public mutating func set(
    _ key: String, _ text: String, file: String? = nil, line: Int? = nil
  ) throws {
    if Self.fields.keys.contains(key) {
      try Self.fields.set(&self, key: key, text: text, file: file, line: line)
    } else if learner.keys.contains(key) {
      try learner.set(key, text, file: file, line: line)
    } else {
      throw unknownWord(
        "key", key, among: learner.keys + Self.fields.keys, file: file, line: line)
    }
  }

  /// Sets a field from "key=value", as `--set` takes it.
  ///
  /// - Throws: As `set(_:_:file:line:)`, and where there is no "=".
  public mutating func set(argument: String) throws {
    let (key, text) = try Self.parts(of: argument)
    try set(key, text)
  }

  /// Key and text of "key=value".
  static func parts(of argument: String) throws -> (key: String, text: String) {
    guard let equals = argument.firstIndex(of: "="), equals > argument.startIndex else {
      throw InputError(
        "expected key=value after --set, got '\(shown(argument))'",
        remedy: "for example --set learningRate=0.001")
    }
    let key = argument[..<equals].trimmingSpaces
    let text = argument[argument.index(after: equals)...].trimmingSpaces
    return (String(key), String(text))
  }

  /// The text with line ends "\n" and one at its end, as it comes back from YAML.
  private static func unixLines(_ text: String) -> String {
    var result = ""
    for character in text {
      result.append(character == "\r\n" || character == "\r" ? "\n" : character)
    }
    while result.hasSuffix("\n") { result.removeLast() }
    return result + "\n"
  }
}

extension Substring {
  /// Without spaces and tabs at both ends.
  fileprivate var trimmingSpaces: Substring {
    var text = self
    while let first = text.first, first == " " || first == "\t" { text.removeFirst() }
    while let last = text.last, last == " " || last == "\t" { text.removeLast() }
    return text
  }
}
