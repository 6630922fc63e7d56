import Documents

/// Everything that decides how ``ValueIteration`` computes, apart from the task.
///
/// Durations are sweeps over all states: no step of an environment is made.
public struct ValueIterationConfiguration: AgentConfiguration {
  /// How many sweeps, how often evaluated.
  public var plan: TrainingPlan
  /// γ: what a reward one step later is worth; 0 ≤ γ < 1.
  public var discount = 0.99
  /// States that the task has at most; ≥ 1.
  public var maximumStates = 100_000

  /// The default configuration.
  public init() {
    plan = TrainingPlan()
    plan.steps = 2_000
    plan.evaluationInterval = 500
    plan.reportInterval = 100
  }

  /// Every field by its key, in the order in which a configuration is written.
  public static let fields = FieldTable<ValueIterationConfiguration>(
    [
      Field(
        "steps", \.plan.steps, "sweeps over all states; >= 1", check: FieldCheck.atLeast(1)),
      Field(
        "discount", \.discount, "worth of a reward one step later; 0 <= x < 1",
        check: { $0 >= 0 && $0 < 1 ? nil : "a number of at least 0, below 1" }),
      Field(
        "maximumStates", \.maximumStates, "states that the task has at most; 1...100000000",
        check: FieldCheck.within(1...100_000_000)),
    ] + evaluationFields(countedIn: "sweeps"))

  /// Single fields are all that there is to check.
  public func validate() throws {}

  /// Makes a ``ValueIteration``, where the task's states can be listed.
  public func makeAgent(for task: AgentTask) throws -> any Agent {
    _ = try ValueIteration.enumerable(task.definition, maximumStates: maximumStates)
    return try ValueIteration(
      configuration: self, observationSpace: task.observationSpace, actionSpace: task.actionSpace,
      random: task.random)
  }
}
