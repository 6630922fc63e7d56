import Agents
import Determinism
import Documents
import Environments
import Foundation
import NeuralNetworks
import TensorCore
import Testing

private typealias Rule = TabularConfiguration.Rule

private func prepare(
  _ world: some Environment, timeLimit: Int? = 100, seed: UInt64 = 1,
  _ configure: (inout TabularConfiguration) -> Void
) throws -> AgentTraining<TabularQLearning> {
  var configuration = TabularConfiguration()
  configuration.evaluationInterval = 0
  configure(&configuration)
  return try AgentTraining(
    world, timeLimit: timeLimit, copies: configuration.environments, seed: seed
  ) {
    try TabularQLearning(
      configuration: configuration, observationSpace: $0, actionSpace: $1, random: $2)
  }
}

private func prepare(
  registered id: String, seed: UInt64 = 1, _ configure: (inout TabularConfiguration) -> Void
) throws -> AgentTraining<TabularQLearning> {
  var configuration = TabularConfiguration()
  configuration.evaluationInterval = 0
  configure(&configuration)
  return try AgentTraining(registered: id, copies: configuration.environments, seed: seed) {
    try TabularQLearning(
      configuration: configuration, observationSpace: $0, actionSpace: $1, random: $2)
  }
}

/// One state from which "left" leads to ten actions worth ±1 − 0.1, "right" to an end worth nothing.
///
/// - Source: Sutton & Barto 2018, example 6.7, with two-valued rewards.
private struct ManyActions: Environment {
  struct State: Codable, Hashable, Sendable {
    var place = 0
  }
  var state = State()
  let observationSpace = Box(shape: [1], range: 0...1)
  let actionSpace = Discrete(names: (0..<10).map { "a\($0)" })
  let rewardRange: ClosedRange<Float> = -1.1...0.9

  mutating func reset(using random: inout RandomStream) { state = State() }
  mutating func step(_ action: Int, using random: inout RandomStream) -> StepResult {
    guard state.place == 0 else {
      return StepResult(reward: random.uniform() < 0.5 ? 0.9 : -1.1, terminated: true)
    }
    state.place = 1
    return StepResult(reward: 0, terminated: action > 0)
  }
  func writeObservation(into observation: UnsafeMutableBufferPointer<Float>) {
    observation[0] = Float(state.place)
  }
  func render() -> Frame { Frame(width: 1, height: 1) }
}

@Suite struct TabularQLearningTests {
  /// Values 1, 4, 2; in the other table 10, 20, 30; the next action is the third, ε = 0.3.
  ///
  ///     Q-learning  max = 4
  ///     Double      the best here is the second, worth 20 there
  ///     SARSA       that of the third, 2; without a next action as expected SARSA
  ///     expected    0.7 · 4 + 0.3 · (1 + 4 + 2) / 3 = 3.5
  ///
  /// Without the second action: 2; the third, 30; 2; 0.7 · 2 + 0.3 · (1 + 2) / 2 = 1.85.
  @Test func nextValuesAreThoseOfTheBook() {
    func check(_ rule: Rule, _ action: Int?, _ mask: [Bool]?, _ expected: Float) {
      let value = (mask ?? []).withUnsafeBufferPointer { flags in
        rule.nextValue(
          ActionValues(values: [1, 4, 2], row: 0, count: 3),
          other: ActionValues(values: [10, 20, 30], row: 0, count: 3), action: action,
          epsilon: 0.3, mask == nil ? nil : flags)
      }
      #expect(abs(value - expected) < 1e-6, "\(rule) \(mask ?? [])")
    }
    let masked = [true, false, true]
    for (rule, all, some) in [
      (Rule.qLearning, 4, 2), (.doubleQLearning, 20, 30), (.sarsa, 2, 2),
      (.expectedSarsa, 3.5, 1.85),
    ] as [(Rule, Float, Float)] {
      check(rule, 2, nil, all)
      check(rule, 2, masked, some)
    }
    check(.sarsa, nil, nil, 3.5)
  }

  /// One state, one action, reward 1, α = ½, γ = ½.
  ///
  ///     0 + ½ (1 + ½ · 0 − 0) = 0.5;  0.5 + ½ (1 + 0.25 − 0.5) = 0.875
  ///     third step, the clock ends it:  0.875 + ½ (1 + 0.4375 − 0.875) = 1.15625
  ///     third step, the task ends it:   0.875 + ½ (1 − 0.875) = 0.9375
  @Test(arguments: [Rule.qLearning, .sarsa, .expectedSarsa])
  func onlyTerminationStopsTheBootstrap(rule: TabularConfiguration.Rule) throws {
    for (end, expected) in [(nil, 1.15625), (3, 0.9375)] as [(Int?, Float)] {
      var training = try prepare(Salary(end: end), timeLimit: 3) {
        $0.rule = rule
        $0.discount = 0.5
        $0.learningRate = 0.5
        $0.learningRateEnd = 1
        $0.steps = 3
      }
      _ = try training.run()
      #expect(training.agent.policy.tensors[1].value.scalars == [expected])
    }
  }

  /// The same with α = n^(−1) and a bonus of 1/√n: targets 1 + 1, then 1 + 1/√2 + ½ · 2.
  ///
  /// First 2, then 2 + ½ (2.7071068 − 2) = 2.3535534.
  @Test func visitsWeighRateAndReward() throws {
    var training = try prepare(Salary(end: nil), timeLimit: 3) {
      $0.discount = 0.5
      $0.learningRate = 1
      $0.learningRateEnd = 1
      $0.visitExponent = 1
      $0.countBonus = 1
      $0.steps = 2
    }
    _ = try training.run()
    #expect(abs(training.agent.policy.tensors[1].value.scalars[0] - 2.353_553_4) < 1e-6)
  }

  /// Going left is worth 0.1 at once; only bootstrapping finds the 1 behind five steps.
  @Test(arguments: [Rule.qLearning, .doubleQLearning, .sarsa, .expectedSarsa])
  func everyRuleLearnsTheChainAndWithoutBootstrapNoneDoes(
    rule: TabularConfiguration.Rule
  ) throws {
    for seed in 1...3 as ClosedRange<UInt64> {
      for discount in [0.9, 0] as [Float] {
        var training = try prepare(Chain(), seed: seed) {
          $0.rule = rule
          $0.discount = discount
          $0.steps = 6_000
          $0.epsilonSteps = 4_000
        }
        _ = try training.run()
        var memory = PolicyMemory()
        let values = training.agent.policy.values(of: [1, 0, 0, 0, 0], memory: &memory)
        #expect((values[1] > values[0]) == (discount > 0), "seed \(seed): \(values)")
      }
    }
  }

  /// With ε = 0.1 throughout, SARSA keeps away from the cliff where Q-learning walks along it.
  @Test(arguments: 1...3) func sarsaTakesTheSaferPath(seed: UInt64) throws {
    func reached(_ rule: Rule) throws -> Double {
      var training = try prepare(registered: "cliff-walking", seed: seed) {
        $0.rule = rule
        $0.discount = 1
        $0.learningRate = 0.3
        $0.learningRateEnd = 0.02
        $0.epsilonStart = 0.1
        $0.epsilonEnd = 0.1
        $0.steps = 60_000
      }
      _ = try training.run()
      return try training.meanReturn(in: "cliff-walking", episodes: 1)
    }
    #expect(try reached(.qLearning) == -13)
    #expect(try (-17 ... -15).contains(reached(.sarsa)))
  }

  /// The maximum over ten noisy estimates looks good; two tables do not fall for it.
  @Test func doubleQLearningDoesNotOverestimate() throws {
    func left(_ rule: Rule) throws -> Float {
      var sum: Float = 0
      for seed in 1...20 as ClosedRange<UInt64> {
        var training = try prepare(ManyActions(), seed: seed) {
          $0.rule = rule
          $0.discount = 1
          $0.epsilonEnd = 1
          $0.steps = 1_500
        }
        _ = try training.run()
        var memory = PolicyMemory()
        sum += training.agent.policy.values(of: [0], memory: &memory)[0]
      }
      return sum / 20
    }
    #expect(try left(.qLearning) > 0.05)
    #expect(try left(.doubleQLearning) < 0)
  }

  @Test(arguments: ["taxi", "frozen-lake-4x4", "maze", "cliff-walking"])
  func gridTasksReachTheSolvedOptimum(id: String) throws {
    var training = try prepare(registered: id, seed: 1) {
      $0.steps = id == "taxi" ? 150_000 : 40_000
      $0.learningRate = 0.5
    }
    _ = try training.run()
    let optimum = try #require(try EnvironmentRegistry.definition(id).solve()).optimalReturn
    let reached = try training.meanReturn(in: id, episodes: 2_000)
    // 1 %, and 1 % by which the mean of two thousand beginnings may lie beside that of all.
    #expect(reached >= optimum - 0.02 * abs(optimum), "\(reached), optimum \(optimum)")
  }

  @Test func aFullTableSaysWhatToDo() throws {
    var training = try prepare(registered: "cartpole") { $0.maximumStates = 50 }
    let error = #expect(throws: InputError.self) { try training.run() }
    #expect(error?.description.contains("maximumStates (50)") == true)
    #expect(error?.description.contains("--agent dqn") == true)
  }

  @Test(arguments: [Rule.qLearning, .doubleQLearning, .sarsa])
  func interruptedAndRestoredIsTheSame(rule: TabularConfiguration.Rule) throws {
    try AgentTraining<TabularQLearning>.expectInterruptionsChangeNothing {
      let training = try prepare(Chain(), timeLimit: 7) {
        $0.rule = rule
        $0.environments = 3
        $0.steps = 1_200
        $0.visitExponent = rule == .sarsa ? 0 : 0.5
        $0.countBonus = 0.1
        $0.evaluationInterval = 250
        $0.reportInterval = 100
      }
      let evaluation = UniformVector(
        of: Chain(), count: 2, definition: try Training.definition(timeLimit: 7),
        random: RandomStream(seed: 77))
      return (training, evaluation)
    }
  }

  @Test(arguments: [
    "agent.counters", "agent.streams", "agent.actions", "table.observations", "table.values",
    "table.visits", "environment.snapshot",
  ])
  func aDamagedCheckpointIsRefused(name: String) throws {
    func fresh() throws -> AgentTraining<TabularQLearning> {
      try prepare(Chain()) { $0.countBonus = 1 }
    }
    var training = try fresh()
    _ = try training.run(until: 150)
    // Any position is a position of a stream: only its absence can be told.
    guard name != "agent.streams" else { return }
    try training.expectDamageIsRefused(name, twin: fresh)
  }

  @Test(arguments: [1, 2]) func goldenHashOfAShortTraining(threads: Int) async throws {
    let result = await #expect(
      processExitsWith: .success, observing: [\.standardOutputContent]
    ) { [threads] in
      Parallel.threads = threads
      var training = try prepare(registered: "taxi") {
        $0.environments = 4
        $0.steps = 20_000
        $0.rule = .doubleQLearning
        $0.learningRate = 0.1
        $0.learningRateEnd = 1
      }
      _ = try training.run()
      FileHandle.standardOutput.write(Data("hash \(training.policyHash)".utf8))
    }
    let output = String(decoding: result?.standardOutputContent ?? [], as: UTF8.self)
    let hash = "6abac0266a52529deea374503e7fbbc6fe7c201487ab9fffd65ddd09e06f8b18"
    #expect(output.hasSuffix("hash \(hash)"), "\(output)")
  }
}
