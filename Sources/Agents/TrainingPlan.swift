import Documents

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
}

extension AgentConfiguration {
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
  static var evaluationFields: [Field<Self>] {
    [
      Field(
        "evaluationInterval", \.plan.evaluationInterval,
        "environment steps from one evaluation to the next; 0 for none",
        check: FieldCheck.atLeast(0)),
      Field(
        "evaluationEpisodes", \.plan.evaluationEpisodes, "episodes of an evaluation; 1...4096",
        check: FieldCheck.within(1...4_096)),
      Field(
        "reportInterval", \.plan.reportInterval,
        "environment steps from one progress report to the next; >= 1",
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
