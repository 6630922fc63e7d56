import Determinism
import Documents
import Environments

/// How long an agent trains, in how many copies, and how often it is evaluated and reported on.
///
/// Durations are environment steps, counted over all copies.
public struct TrainingPlan: Sendable, Hashable {
  /// Environment steps of the whole training; ≥ 1.
  public var steps = 50_000
  /// Copies of the environment that step together; ≥ 1.
  public var environments = 1
  /// Environment steps from one evaluation to the next; 0 for none.
  public var evaluationInterval = 5_000
  /// Episodes of an evaluation; ≥ 1.
  public var evaluationEpisodes = 32
  /// Environment steps from one progress report (a row of metrics) to the next; ≥ 1.
  public var reportInterval = 1_000

  /// Creates the default plan.
  public init() {}
}

/// A configuration of an agent: a training plan, and fields of its own that are set by name.
public protocol AgentConfiguration: Sendable, Hashable {
  /// The default configuration.
  init()
  /// How long, in how many copies, how often evaluated.
  var plan: TrainingPlan { get set }
  /// Every field by its key, in the order in which a configuration is written.
  static var fields: FieldTable<Self> { get }
  /// Checks what single fields cannot: that they fit one another.
  ///
  /// - Throws: `InputError` that names both keys, both values and a remedy.
  func validate() throws
  /// Makes an agent that has learned nothing.
  ///
  /// - Parameter task: what it is made for.
  /// - Returns: the agent.
  /// - Throws: `InputError` where the configuration does not fit the task.
  func makeAgent(for task: AgentTask) throws -> any Agent
  /// The keys that decide the layers of the network, so that fine-tuning can carry them over.
  static var networkKeys: [String] { get }
  /// Keys that are left out of files where they have no part, as all do when they are at their
  /// defaults.
  static var optionalKeys: [String] { get }
  /// Keys each of which is left out of files where it is at its default.
  static var sparseKeys: [String] { get }
  /// Whether ``optionalKeys`` have a part.
  var writesOptionalKeys: Bool { get }
}

/// What an agent is made for.
public struct AgentTask {
  /// The task.
  public var definition: EnvironmentDefinition
  /// What an observation is in the vector that is trained in.
  public var observationSpace: Box
  /// What can be done there.
  public var actionSpace: Discrete
  /// The run's root; children by name are used.
  public var random: RandomStream
  /// The file of recorded transitions, for an agent that learns from one; nil where none was named.
  public var dataFile: String?
  /// Policies that teach, for an agent that learns from them.
  public var teachers: [Teacher]
  /// What another run's replay held, for an agent that begins with it; nil where none was named.
  public var carriedReplay: CarriedReplay?

  /// Collects what an agent is made for.
  public init(
    definition: EnvironmentDefinition, observationSpace: Box, actionSpace: Discrete,
    random: RandomStream, dataFile: String? = nil, teachers: [Teacher] = [],
    carriedReplay: CarriedReplay? = nil
  ) {
    self.definition = definition
    self.observationSpace = observationSpace
    self.actionSpace = actionSpace
    self.random = random
    self.dataFile = dataFile
    self.teachers = teachers
    self.carriedReplay = carriedReplay
  }
}

extension AgentConfiguration {
  /// None.
  public static var networkKeys: [String] { [] }
  /// None.
  public static var optionalKeys: [String] { [] }
  /// None.
  public static var sparseKeys: [String] { [] }
  /// There are none.
  public var writesOptionalKeys: Bool { false }

  /// Environment steps of the whole training; ≥ 1.
  public var steps: Int {
    get { plan.steps }
    set { plan.steps = newValue }
  }
  /// Copies of the environment that step together; ≥ 1.
  public var environments: Int {
    get { plan.environments }
    set { plan.environments = newValue }
  }
  /// Environment steps from one evaluation to the next; 0 for none.
  public var evaluationInterval: Int {
    get { plan.evaluationInterval }
    set { plan.evaluationInterval = newValue }
  }
  /// Episodes of an evaluation; ≥ 1.
  public var evaluationEpisodes: Int {
    get { plan.evaluationEpisodes }
    set { plan.evaluationEpisodes = newValue }
  }
  /// Environment steps from one progress report (a row of metrics) to the next; ≥ 1.
  public var reportInterval: Int {
    get { plan.reportInterval }
    set { plan.reportInterval = newValue }
  }

  /// The fields that say how long is trained: the first of a table.
  static var lengthFields: [Field<Self>] {
    [
      Field(
        "steps", \.plan.steps, "environment steps of the whole training; >= 1",
        check: FieldCheck.atLeast(1)),
      Field(
        "environments", \.plan.environments, "copies that step together; 1...4096",
        check: FieldCheck.within(1...4_096)),
    ]
  }

  /// The fields that say how often is evaluated and reported: the last of a table.
  static var evaluationFields: [Field<Self>] { evaluationFields(countedIn: "environment steps") }

  /// The same for an agent whose step is something else.
  static func evaluationFields(countedIn unit: String) -> [Field<Self>] {
    [
      Field(
        "evaluationInterval", \.plan.evaluationInterval,
        "\(unit) from one evaluation to the next; 0 for none",
        check: FieldCheck.atLeast(0)),
      Field(
        "evaluationEpisodes", \.plan.evaluationEpisodes, "episodes of an evaluation; 1...4096",
        check: FieldCheck.within(1...4_096)),
      Field(
        "reportInterval", \.plan.reportInterval,
        "\(unit) from one progress report to the next; >= 1",
        check: FieldCheck.atLeast(1)),
    ]
  }
}

/// Ranges of fields, as the tables of the agents' configurations check them.
enum FieldCheck {
  static func atLeast(_ bound: Int) -> @Sendable (Int) -> String? {
    { $0 >= bound ? nil : "a whole number >= \(bound)" }
  }

  static func within(_ range: ClosedRange<Int>) -> @Sendable (Int) -> String? {
    { range.contains($0) ? nil : "a whole number in \(range)" }
  }

  static func within(_ range: ClosedRange<Float>) -> @Sendable (Float) -> String? {
    { range.contains($0) ? nil : "a number in \(range)" }
  }

  @Sendable static func finite(_ value: Float) -> String? {
    value.isFinite ? nil : "a finite number"
  }

  @Sendable static func positive(_ value: Float) -> String? {
    value > 0 && value.isFinite ? nil : "a number > 0"
  }

  @Sendable static func notNegative(_ value: Float) -> String? {
    value >= 0 && value.isFinite ? nil : "a number >= 0"
  }

  @Sendable static func widths(_ values: [Int]) -> String? {
    values.allSatisfy { (1...65_536).contains($0) } ? nil : "widths in 1...65536"
  }
}
