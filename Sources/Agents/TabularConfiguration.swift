import Documents

/// Everything that decides how ``TabularQLearning`` learns, apart from the task and the seed.
public struct TabularConfiguration: AgentConfiguration {
  /// What the value of the next state is.
  public enum Rule: String, CaseIterable, Sendable, Hashable {
    /// That of its best action.
    case qLearning = "q-learning"
    /// Of two tables, one names the best action and the other says what it is worth.
    case doubleQLearning = "double-q-learning"
    /// That of the action which is taken next.
    case sarsa
    /// The mean over the actions, as likely as they are taken.
    case expectedSarsa = "expected-sarsa"
  }

  /// How long, in how many copies, how often evaluated.
  public var plan = TrainingPlan()
  /// The rule.
  public var rule = Rule.qLearning
  /// γ: what a reward one step later is worth; 0...1.
  public var discount: Float = 0.99

  /// α at the start: how far a value goes towards its target; 0 < α ≤ 1.
  public var learningRate: Float = 0.5
  /// α at the last step, reached linearly, as a part of `learningRate`; 0...1, 1 constant.
  public var learningRateEnd: Float = 0.02
  /// ω: α is divided by n^ω, n being the visits of the state and action; 0...1, 0 for no division.
  public var visitExponent: Float = 0
  /// The value of every action of a state not met before.
  public var initialValue: Float = 0
  /// β: a reward grows by β/√n in the eyes of the learner; ≥ 0.
  public var countBonus: Float = 0
  /// Different observations that the table holds at most; ≥ 1.
  public var maximumStates = 100_000

  /// ε at the first step; 0...1.
  public var epsilonStart: Float = 1
  /// ε from `epsilonSteps` on; 0...1.
  public var epsilonEnd: Float = 0.05
  /// Environment steps over which ε falls linearly; ≥ 0.
  public var epsilonSteps = 10_000

  /// The default configuration: Q-learning.
  public init() {}

  /// The default configuration of SARSA.
  public static var sarsa: TabularConfiguration {
    var configuration = TabularConfiguration()
    configuration.rule = .sarsa
    return configuration
  }

  /// Whether visits of states and actions are counted.
  var countsVisits: Bool { visitExponent > 0 || countBonus > 0 }
}

// MARK: - Fields by name

extension TabularConfiguration {
  /// Every field by its key, in the order in which a configuration is written.
  public static let fields = FieldTable<TabularConfiguration>(
    lengthFields + [
      Field("rule", \.rule, "q-learning, double-q-learning, sarsa or expected-sarsa"),
      discountField(\.discount),
      Field(
        "learningRate", \.learningRate,
        "how far a value goes towards its target at the start; 0 < x <= 1",
        check: { $0 > 0 && $0 <= 1 ? nil : "a number above 0, at most 1" }),
      learningRateEndField(\.learningRateEnd),
      Field(
        "visitExponent", \.visitExponent,
        "the rate is divided by the visits of state and action to this power; 0...1, 0 for none",
        check: FieldCheck.within(0...1)),
      Field("initialValue", \.initialValue, "value of every action of a state not met before"),
      Field(
        "countBonus", \.countBonus,
        "added to a reward, divided by the root of the visits of state and action; >= 0",
        check: FieldCheck.notNegative),
      Field(
        "maximumStates", \.maximumStates, "different observations in the table; 1...100000000",
        check: FieldCheck.within(1...100_000_000)),
    ]
      + epsilonFields(start: \.epsilonStart, end: \.epsilonEnd, steps: \.epsilonSteps)
      + evaluationFields)

  /// Checks what single fields cannot: that they fit one another.
  ///
  /// - Throws: `InputError` that names both keys, both values and a remedy.
  public func validate() throws {
    if epsilonEnd > epsilonStart {
      throw InputError(
        "epsilonEnd (\(epsilonEnd)) is above epsilonStart (\(epsilonStart)): epsilon must not rise",
        remedy: "set epsilonEnd to at most \(epsilonStart)")
    }
    if environments > steps {
      throw InputError(
        "environments (\(environments)) is larger than steps (\(steps)): one vector step would "
          + "overshoot the training",
        remedy: "set environments to at most \(steps)")
    }
  }

  /// Makes a ``TabularQLearning``.
  public func makeAgent(for task: AgentTask) throws -> any Agent {
    try TabularQLearning(
      configuration: self, observationSpace: task.observationSpace, actionSpace: task.actionSpace,
      random: task.random)
  }

  /// ε after `step` environment steps: linear from `epsilonStart` to `epsilonEnd`.
  func epsilon(at step: Int) -> Float {
    guard step < epsilonSteps else { return epsilonEnd }
    return epsilonStart + (epsilonEnd - epsilonStart) * (Float(step) / Float(epsilonSteps))
  }

  /// α after `step` environment steps, before it is divided by visits.
  func learningRate(at step: Int) -> Float {
    guard learningRateEnd < 1 else { return learningRate }
    return learningRate * (1 + (learningRateEnd - 1) * min(1, Float(step) / Float(steps)))
  }
}
