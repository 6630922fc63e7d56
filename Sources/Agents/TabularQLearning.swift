import Determinism
import Environments
import NeuralNetworks
import TensorCore

/// Tabular Q-learning and SARSA: a table of values, corrected after every step.
///
/// After each step the value of the action taken goes a part α of the way towards the reward plus
/// the discounted value of the next state. The rules differ in what that last value is: of the best
/// action (Q-learning), of the action taken next (SARSA), or the mean of both kinds (expected).
///
/// Papers: Watkins 1989; Rummery & Niranjan 1994; van Hasselt 2010 (Double Q-learning). Text book:
/// Sutton & Barto, *Reinforcement Learning*, 2nd edition 2018, sections 6.4 to 6.7.
///
/// Differences from the book:
/// 1. n copies of the environment step together; they correct one table, in the copies' order.
/// 2. A time limit is no end of the task: a truncated step bootstraps from its last observation.
///    SARSA, which takes no action there, bootstraps from the mean over the actions.
/// 3. ε and α may fall linearly, and α with the visits of a state and action (`visitExponent`).
/// 4. A reward may grow by β/√n (`countBonus`): Strehl & Littman 2008, in place of their model.
/// 5. What counts in the end is the best policy by periodic evaluation, ε = 0.
/// 6. Double Q-learning acts by the mean of its two tables, which is also its policy.
///
/// Command: `apus train taxi --agent q-learning`; expected: the solved optimum.
/// Documentation/Tabular.md has the fields, the metrics and the results.
public struct TabularQLearning: Agent {
  /// What decides how it learns.
  public let configuration: TabularConfiguration
  /// The rows, and the values; of Double Q-learning the first ones.
  var table: TablePolicy
  /// The second values of Double Q-learning; else none.
  var second: [Float] = []
  /// Visits of each row's actions, where they count.
  var visits: [Int32] = []
  /// Two streams, so that neither shifts the other; the second tosses Double Q-learning's coin.
  var exploration, coin: RandomStream

  /// Counters, returns of the last episodes, and the best policy by evaluation.
  public internal(set) var record: TrainingRecord
  /// What each copy does next.
  var actions: [Int32]
  /// The rows of what each copy sees, saw before its last step, and reached with it; they differ
  /// where an episode ended.
  var rows, origins, successors: [Int]

  /// Creates an agent that has learned nothing.
  ///
  /// - Parameters:
  ///   - configuration: checked with ``TabularConfiguration/validate()``.
  ///   - observationSpace: of the task.
  ///   - actionSpace: of the task.
  ///   - random: the run's root; its children "exploration" and "coin" are used.
  /// - Throws: `InputError` where the configuration contradicts itself.
  public init(
    configuration: TabularConfiguration, observationSpace: Box, actionSpace: Discrete,
    random: RandomStream
  ) throws {
    try configuration.validate()
    self.configuration = configuration
    table = TablePolicy(
      observationCount: observationSpace.count, actionCount: actionSpace.count,
      initialValue: configuration.initialValue)
    exploration = random.stream("exploration")
    coin = random.stream("coin")
    record = TrainingRecord(copies: configuration.environments)
    actions = Array(repeating: 0, count: configuration.environments)
    rows = Array(repeating: 0, count: configuration.environments)
    origins = rows
    successors = rows
  }

  // MARK: The loop

  /// Learns until a step is reached; see ``Agent``.
  ///
  /// - Throws: `InputError` where more than `maximumStates` different observations are met, or an
  ///   external environment fails; ``DivergedTraining`` where a value is not finite.
  public mutating func train(
    in environment: any VectorEnvironment,
    evaluatingIn evaluation: (any VectorEnvironment)? = nil,
    until end: Int? = nil,
    shouldContinue: () -> Bool = { true },
    report: (TrainingEvent) -> Void = { _ in }
  ) throws {
    try begin(in: environment)
    let evaluation = try evaluation.map { (environment: $0, start: try $0.snapshot()) }
    let end = min(end ?? configuration.steps, configuration.steps)
    while step < end, shouldContinue() {
      let taken = actions
      taken.withUnsafeBufferPointer { environment.stepInParallel($0) }
      if let failure = environment.failure { throw failure }
      let before = step
      record.countStep(of: environment, report: report)
      try arrive(in: environment)

      // SARSA alone has to know the next actions first.
      if configuration.rule == .sarsa { chooseActions(in: environment) }
      for copy in taken.indices { try learn(action: Int(taken[copy]), copy, in: environment) }
      if configuration.rule != .sarsa { chooseActions(in: environment) }
      try record.evaluateAndReport(
        since: before, plan: plan, policy: { [self] in policy }, evaluation: evaluation,
        epsilon: configuration.epsilon(at: step), further: { [table] in [Double(table.count)] },
        report: report)
    }
  }

  // MARK: Acting

  /// ε-greedy: for each copy in order, one draw decides, and one more chooses where it explores.
  mutating func chooseActions(in environment: any VectorEnvironment) {
    let (epsilon, masks) = (configuration.epsilon(at: step), environment.actionMasks)
    for copy in actions.indices {
      if exploration.uniform() < epsilon {
        actions[copy] = Int32(exploration.action(below: table.actionCount, of: copy, masks: masks))
      } else {
        let values = ActionValues(table, second, row: rows[copy])
        actions[copy] = Int32(values.greedyAction(mask(of: copy, masks)))
      }
    }
  }

  // MARK: Learning

  /// Corrects the value of the action by which a copy left its origin.
  private mutating func learn(
    action: Int, _ copy: Int, in environment: any VectorEnvironment
  ) throws {
    let place = origins[copy] * table.actionCount + action
    let usesSecond = configuration.rule == .doubleQLearning && coin.uniform() < 0.5
    var (target, rate) = weigh(environment.rewards[copy], at: place)
    if !environment.terminated[copy] {
      let goesOn = !environment.truncated[copy]
      let values = ActionValues(table, row: successors[copy])
      let others = second.isEmpty ? values : values.replacing(second)
      target +=
        configuration.discount
        * configuration.rule.nextValue(
          usesSecond ? others : values, other: usesSecond ? values : others,
          action: goesOn ? Int(actions[copy]) : nil, epsilon: configuration.epsilon(at: step),
          mask(of: copy, goesOn ? environment.actionMasks : environment.finalActionMasks))
    }
    let old = usesSecond ? second[place] : table.values[place]
    let error = target - old
    let new = old + rate * error
    guard new.isFinite else { throw DivergedTraining(step: step, quantity: "an action's value") }
    if usesSecond { second[place] = new } else { table.values[place] = new }
    record.updates += 1
    record.unreported.add(loss: error * error, meanValue: old)
  }

  /// The reward with its bonus, and α, by how often this was done before.
  private mutating func weigh(_ reward: Float, at place: Int) -> (reward: Float, rate: Float) {
    let rate = configuration.learningRate(at: step)
    guard configuration.countsVisits else { return (reward, rate) }
    visits[place] &+= 1
    let count = Double(visits[place])
    return (
      reward + configuration.countBonus / Float(count.squareRoot()),
      rate / Float(ExactMath.pow(count, Double(configuration.visitExponent)))
    )
  }
}
