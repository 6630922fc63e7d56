import Agents
import Determinism
import Environments
import TensorCore
import Testing

/// Each task needs a memory; each threshold lies above what can be reached without one.
@Suite struct DRQNLearningTests {
  static let seeds: [UInt64] = [1, 2, 3]

  /// A corridor of four cells: guessing where to turn succeeds in half of the episodes at best.
  static let corridor = memoryCorridor(length: 4)
  static func corridor(_ learning: inout DQNConfiguration) {
    learning.steps = 6_000
    learning.environments = 4
    learning.discount = 0.95
    learning.learningRate = 3e-3
    learning.batchSize = 32
    learning.bufferCapacity = 8_000
    learning.epsilonSteps = 4_000
    learning.trainInterval = 4
    learning.targetInterval = 100
  }

  static func success(_ policy: any ActingPolicy) throws -> Double {
    let evaluation = UniformVector(
      of: corridor, count: 100, definition: try Training.definition(timeLimit: 20),
      random: RandomStream(seed: 99))
    return try Evaluation.run(policy, in: evaluation).successRate
  }

  @Test(arguments: seeds) func theMemoryCorridorIsSolved(seed: UInt64) throws {
    var training = try RecurrentTraining(Self.corridor, timeLimit: 20, seed: seed) {
      Self.corridor(&$0.learning)
    }
    _ = try training.run()
    #expect(try Self.success(training.agent.policy) >= 0.95)
    // The same network, but forgetting at every step: no more than guessing.
    #expect(try Self.success(Forgetful(policy: training.agent.policy)) < 0.7)
  }

  /// The broken copy: learning from single steps that begin with an empty memory.
  @Test(arguments: seeds) func aMemoryForgottenAtEveryStepDoesNotSolveIt(seed: UInt64) throws {
    var training = try RecurrentTraining(Self.corridor, timeLimit: 20, seed: seed) {
      Self.corridor(&$0.learning)
      $0.sequenceLength = 1
      $0.sequenceStride = 1
      $0.burnIn = 0
      $0.storedState = .zero
    }
    _ = try training.run()
    #expect(try Self.success(training.agent.policy) < 0.7)
    #expect(try Self.success(Forgetful(policy: training.agent.policy)) < 0.7)
  }

  @Test(arguments: seeds) func dqnWithTheSameBudgetDoesNotSolveIt(seed: UInt64) throws {
    var training = try Training(Self.corridor, timeLimit: 20, seed: seed) { Self.corridor(&$0) }
    _ = try training.run()
    #expect(try Self.success(training.agent.policy) < 0.7)
  }

  /// One state that looks the same always, 1 a step, discount 0.5, three steps an episode.
  ///
  /// Where the third step terminates, the steps are worth 1 + 0.75, 1 + 0.5 and 1: only a memory
  /// tells them apart. Where it is the clock that ends the episode, each is worth 1 / (1 − 0.5) = 2,
  /// and without the bootstrap at the time limit it would not be.
  @Test(arguments: seeds, [true, false])
  func truncationBootstrapsThroughTheMemory(seed: UInt64, terminates: Bool) throws {
    var training = try RecurrentTraining(
      Salary(end: terminates ? 3 : nil), timeLimit: 3, seed: seed
    ) {
      $0.learning.discount = 0.5
      $0.learning.loss = .mse
      $0.learning.steps = 3_000
    }
    _ = try training.run()
    var memory = training.agent.policy.makeMemory(copies: 1)
    for truth in (terminates ? [1.75, 1.5, 1] : [2, 2, 2]) as [Float] {
      let value = training.agent.policy.values(of: [1], memory: &memory)[0]
      #expect(abs(value - truth) < 0.06, "expected \(truth), got \(value)")
    }
  }

  /// Sums over 3 steps, a GRU, several copies: the chain's values by hand as in DQN's test.
  @Test(arguments: seeds) func nStepTargetsGiveTheSameValues(seed: UInt64) throws {
    var training = try RecurrentTraining(Chain(), seed: seed) {
      $0.cell = .gru
      $0.learning.nStep = 3
      $0.environments = 4
      $0.learning.steps = 6_000
      $0.learning.epsilonEnd = 0.02
      $0.learning.doubleQ = false
    }
    _ = try training.run()
    var memory = training.agent.policy.makeMemory(copies: 1)
    for (place, truth) in ([0.6561, 0.729, 0.81, 0.9, 1] as [Float]).enumerated() {
      let observation = (0..<5).map { $0 == place ? Float(1) : 0 }
      let values = training.agent.policy.values(of: observation, memory: &memory)
      #expect(values[1] > values[0] && abs(values[1] - truth) < 0.1, "place \(place): \(values)")
    }
  }
}
