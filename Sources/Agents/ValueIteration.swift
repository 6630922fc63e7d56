import Determinism
import Documents
import Environments
import NeuralNetworks
import TensorCore

/// Value iteration: computes the values of all states from the rules, without playing.
///
/// In every sweep each state's value becomes that of its best action, by the values of the sweep
/// before; under a discount below 1 they settle. It needs what no learner is given, the list of
/// all states and what follows from them, and so tells what learning could reach at best.
///
/// Source: Bellman 1957; Sutton & Barto 2018, section 4.4.
///
/// Differences from the book:
/// 1. All states are swept at once, each from the values before the sweep.
/// 2. The number of sweeps is given; once nothing changes any more, they cost nothing.
/// 3. The time limit is no part of it: the values are those of a task that only its rules end.
///
/// Command: `apus train four-rooms --agent value-iteration`; expected: the solved optimum.
/// Documentation/Tabular.md has the fields, the metrics and the results.
public struct ValueIteration: Agent {
  /// What decides how it computes.
  public let configuration: ValueIterationConfiguration
  /// The value of each state, by its number.
  public private(set) var values: [Double] = []
  /// The largest change in the last sweep.
  private var change = Double.infinity
  /// What the task lists, and what its states look like; found at the beginning.
  private var transitions: ListedTransitions?
  private var numbers: [Int] = []
  private var table: TablePolicy
  private let random: RandomStream

  /// Counters (steps and updates are sweeps) and the best policy by evaluation.
  public private(set) var record: TrainingRecord

  /// Creates an agent that has computed nothing.
  ///
  /// - Parameters:
  ///   - configuration: checked with ``ValueIterationConfiguration/validate()``.
  ///   - observationSpace: of the task.
  ///   - actionSpace: of the task.
  ///   - random: the run's root; its child "states" finds what states look like.
  /// - Throws: `InputError` where the configuration contradicts itself.
  public init(
    configuration: ValueIterationConfiguration, observationSpace: Box, actionSpace: Discrete,
    random: RandomStream
  ) throws {
    try configuration.validate()
    self.configuration = configuration
    self.random = random.stream("states")
    table = TablePolicy(observationCount: observationSpace.count, actionCount: actionSpace.count)
    record = TrainingRecord(copies: configuration.environments)
  }

  // MARK: The loop

  /// Sweeps until a number of sweeps is reached; see ``Agent``.
  ///
  /// No environment is stepped but to evaluate.
  ///
  /// - Throws: `InputError` where the states of the task cannot be listed, are too many, or look
  ///   the same.
  public mutating func train(
    in environment: any VectorEnvironment,
    evaluatingIn evaluation: (any VectorEnvironment)? = nil,
    until end: Int? = nil,
    shouldContinue: () -> Bool = { true },
    report: (TrainingEvent) -> Void = { _ in }
  ) throws {
    let transitions = try begin(environment.definition)
    let evaluation = try evaluation.map { (environment: $0, start: try $0.snapshot()) }
    let end = min(end ?? plan.steps, plan.steps)
    while step < end, shouldContinue() {
      let before = step
      if change > 0 {
        change = transitions.sweep(&values, discount: configuration.discount)
        record.updates += 1
      }
      record.step += 1
      try record.evaluateAndReport(
        since: before, plan: plan, policy: { [self] in policy }, evaluation: evaluation,
        epsilon: 0, further: { [change, numbers] in [Double(numbers.count), change] },
        report: report)
    }
  }

  /// The table of the values: `Q(s, a) = Σ p (r + γ V(s′))`, for every state that play can reach.
  public var policy: any ActingPolicy {
    guard let transitions else { return table }
    var policy = table
    for (row, state) in numbers.enumerated() {
      for action in 0..<table.actionCount {
        policy.values[row * table.actionCount + action] = Float(
          transitions.value(
            of: state, action: action, values, discount: configuration.discount))
      }
    }
    return policy
  }

  // MARK: The beginning

  /// Lists the task's states, once.
  private mutating func begin(_ definition: EnvironmentDefinition) throws -> ListedTransitions {
    if let transitions { return transitions }
    let world = try Self.enumerable(definition, maximumStates: configuration.maximumStates)
    let listed = ListedTransitions(of: world)
    try look(at: world)
    if values.isEmpty { values = Array(repeating: 0, count: world.stateCount) }
    guard values.count == world.stateCount else {
      throw InputError("'values' holds \(values.count) states; the task has \(world.stateCount)")
    }
    transitions = listed
    record.hasBegun = true
    return listed
  }

  private mutating func look(at world: some EnumerableEnvironment) throws {
    let seen = try StateObservations(of: world, random: random)
    (numbers, table) = (seen.numbers, seen.table)
  }

  /// The task as a list of states.
  ///
  /// - Throws: `InputError` with the reason where there is none, or it is too long.
  public static func enumerable(
    _ definition: EnvironmentDefinition, maximumStates: Int
  ) throws -> any EnumerableEnvironment {
    let remedy = "learn it: --agent q-learning for few different observations, --agent dqn else"
    guard definition.wrappers.isEmpty else {
      throw InputError(
        "value-iteration needs the rules themselves, but '\(definition.id)' has wrappers",
        remedy: remedy)
    }
    guard let world = definition.makeEnumerable() else {
      let reason =
        definition.externalNature.map { "it \($0)" }
        ?? "they are too many, or no whole numbers tell them apart"
      throw InputError(
        "value-iteration needs a list of all states, and those of '\(definition.id)' cannot be "
          + "listed: \(reason)", remedy: remedy)
    }
    guard world.stateCount <= maximumStates else {
      throw InputError(
        "'\(definition.id)' has \(world.stateCount) states, more than maximumStates "
          + "(\(maximumStates))", remedy: "raise maximumStates where memory allows it")
    }
    return world
  }
}

// MARK: - Bookkeeping

extension ValueIteration {
  /// How many sweeps, and how often it is evaluated.
  public var plan: TrainingPlan { configuration.plan }
  /// None: there is no network.
  public var parameters: [Parameter] { [] }
  /// The states that play can reach, and the largest change of the last sweep.
  public static var furtherMetrics: [String] { ["states", "change"] }

  /// Calls the body with no parameter.
  public mutating func initializeParameters(_ body: ([Parameter]) throws -> Void) rethrows {
    try body([])
  }

  /// The values, the last change, and the record.
  public func checkpoint(of environment: any VectorEnvironment) throws -> SafeTensors {
    var file = SafeTensors()
    file.append("values", doubles: values)
    file.append("change", doubles: [change])
    record.write(to: &file)
    return file
  }

  /// Goes on from a checkpoint of an agent with the same configuration and task.
  ///
  /// - Throws: `InputError` that names the entry that is missing or does not fit.
  public mutating func restore(_ file: SafeTensors, environment: any VectorEnvironment) throws {
    values = try file.doubles("values")
    change = try file.doubles("change", count: 1)[0]
    guard values.allSatisfy(\.isFinite), change >= 0 else {
      throw InputError("'values' or 'change' holds a number out of range", file: file.file)
    }
    try record.read(from: file, copies: plan.environments, shapes: nil)
    transitions = nil
    _ = try begin(environment.definition)
  }
}
