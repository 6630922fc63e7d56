import Agents
import Determinism
import Environments
import TensorCore
import Testing

/// Each task isolates one skill; each threshold lies above what random or untrained play reaches,
/// and a faulty rule for the targets does not reach it.
@Suite struct PQNLearningTests {
  static let seeds: [UInt64] = [1, 2, 3]

  @Test(arguments: seeds) func banditLearnsTheBestArm(seed: UInt64) throws {
    var training = try PQNTraining(Bandit(), seed: seed) { $0.epsilonEnd = 1 }
    _ = try training.run()
    for (value, truth) in zip(training.values(of: [1]), [0, 1, 0.5] as [Float]) {
      #expect(abs(value - truth) < 0.1, "values \(training.values(of: [1]))")
    }
  }

  /// Values of going right by hand, discount 0.9: 0.9⁴, 0.9³, 0.9², 0.9, 1.
  private func chainIsLearned(seed: UInt64, rule: PQN.TargetRule? = nil) throws -> Bool {
    var training = try PQNTraining(Chain(), seed: seed) {
      $0.steps = 16_384
      $0.lambda = 0.5
    }
    if let rule { training.agent.targetRule = rule }
    _ = try training.run()
    return ([0.6561, 0.729, 0.81, 0.9, 1] as [Float]).enumerated().allSatisfy { place, truth in
      var observation = [Float](repeating: 0, count: 5)
      observation[place] = 1
      let values = training.values(of: observation)
      return values[1] > values[0] && abs(values[1] - truth) < 0.15
    }
  }

  @Test(arguments: seeds) func chainLearnsTheValuesOfTheFarReward(seed: UInt64) throws {
    #expect(try chainIsLearned(seed: seed))
  }

  @Test(arguments: seeds) func withoutBootstrapTheChainIsNotLearned(seed: UInt64) throws {
    #expect(
      try !chainIsLearned(seed: seed) { rewards, values, terminated, truncated, copies, _, lambda in
        lambdaReturns(
          rewards: rewards, nextValues: values, terminated: terminated, truncated: truncated,
          copies: copies, discount: 0, lambda: lambda)
      })
  }

  @Test(arguments: seeds) func withRewardsOfTheWrongSignTheChainIsNotLearned(seed: UInt64) throws {
    #expect(
      try !chainIsLearned(seed: seed) {
        rewards, values, terminated, truncated, copies, discount, lambda in
        lambdaReturns(
          rewards: rewards.map { -$0 }, nextValues: values, terminated: terminated,
          truncated: truncated, copies: copies, discount: discount, lambda: lambda)
      })
  }

  /// One state, 1 a step, discount 0.5.
  ///
  /// Endless: 1 / (1 − 0.5) = 2, and a time limit of 3 must not change it. Where the task itself
  /// ends at the third step, the values are 1 + v/2, 1 + v/2 and 1 with λ = 0, which cannot be
  /// told apart: their mean v = (3 + v) / 3 gives 1.5.
  private func salary(
    end: Int?, seed: UInt64, rule: PQN.TargetRule? = nil
  ) throws -> Float {
    var training = try PQNTraining(Salary(end: end), timeLimit: 3, seed: seed) {
      $0.discount = 0.5
      $0.lambda = 0
      $0.rolloutSteps = 9
      $0.batchSize = 72
      $0.steps = 40_000
    }
    if let rule { training.agent.targetRule = rule }
    _ = try training.run()
    return training.values(of: [1])[0]
  }

  @Test(arguments: seeds) func truncationBootstrapsAndTerminationDoesNot(seed: UInt64) throws {
    #expect(abs(try salary(end: nil, seed: seed) - 2) < 0.05)
    #expect(abs(try salary(end: 3, seed: seed) - 1.5) < 0.05)
  }

  /// With the two endings the wrong way round the endless task is worth what the other is.
  @Test(arguments: seeds) func confusingTheEndingsShows(seed: UInt64) throws {
    let value = try salary(end: nil, seed: seed) {
      rewards, values, terminated, truncated, copies, discount, lambda in
      lambdaReturns(
        rewards: rewards, nextValues: values, terminated: truncated, truncated: terminated,
        copies: copies, discount: discount, lambda: lambda)
    }
    #expect(abs(value - 1.5) < 0.05, "value \(value)")
  }

  @Test(arguments: seeds, [Box.ElementType.float32, .uint8])
  func identityActsOnWhatItSees(seed: UInt64, elementType: Box.ElementType) throws {
    var training = try PQNTraining(
      Identity(elementType: elementType), timeLimit: 20, seed: seed
    ) {
      $0.steps = 8_192
      $0.discount = 0.5
      $0.lambda = 0
    }
    _ = try training.run()
    for symbol in 0..<4 {
      var observation = [Float](repeating: 0, count: 4)
      observation[symbol] = 1
      let action = observation.withUnsafeBufferPointer { training.agent.online.greedyAction($0) }
      #expect(action == symbol)
    }
  }

  /// A random player of catch gets about −0.6, one that never learned stays below 0.
  @Test(arguments: seeds) func catchIsLearned(seed: UInt64) throws {
    var training = try PQNTraining(registered: "catch", seed: seed) {
      $0.steps = 24_000
      $0.environments = 16
      $0.rolloutSteps = 16
      $0.batchSize = 64
      $0.hiddenSizes = [64]
      $0.learningRate = 2e-3
    }
    _ = try training.run()
    let evaluation = try Evaluation.run(
      training.agent.online, in: try EnvironmentRegistry.definition("catch"), episodes: 64,
      random: RandomStream(seed: 900 + seed))
    #expect(evaluation.meanReturn > 0.9, "return \(evaluation.meanReturn)")
  }

  /// The third action is never possible, is worth 100, and is valued highest: it is not taken,
  /// exploring or not, and its value is no one's future.
  @Test func impossibleActionsAreNeitherTakenNorCounted() throws {
    var training = try PQNTraining(Gated(), timeLimit: 5) { $0.epsilonEnd = 0.5 }
    training.agent.initializeParameters { parameters in
      parameters.last?.value = Tensor([0, 0, 1000])
    }
    final class Box { var largest: Float = 0 }
    nonisolated(unsafe) let seen = Box()
    training.agent.targetRule = {
      rewards, values, terminated, truncated, copies, discount, lambda in
      for row in values.indices where !truncated[row] {
        seen.largest = max(seen.largest, values[row])
      }
      return lambdaReturns(
        rewards: rewards, nextValues: values, terminated: terminated, truncated: truncated,
        copies: copies, discount: discount, lambda: lambda)
    }
    let episodes = try training.run(until: 64).compactMap { event -> Float? in
      if case .episode(let summary) = event { summary.episodeReturn } else { nil }
    }
    #expect(episodes.count == 8)
    #expect(episodes.allSatisfy { $0 <= 5 }, "\(episodes)")
    #expect(seen.largest < 10, "a value of \(seen.largest)")
  }
}

/// Two actions worth 0 and 1, and a third that is never possible.
private struct Gated: Environment {
  struct State: Codable, Hashable, Sendable {}
  var state = State()
  let observationSpace = Box(shape: [1], range: 1...1)
  let actionSpace = Discrete(names: ["nothing", "one", "forbidden"])
  let rewardRange: ClosedRange<Float> = 0...100
  var hasActionMask: Bool { true }

  mutating func reset(using random: inout RandomStream) {}
  mutating func step(_ action: Int, using random: inout RandomStream) -> StepResult {
    StepResult(reward: [0, 1, 100][action])
  }
  func writeActionMask(into mask: UnsafeMutableBufferPointer<Bool>) {
    for action in mask.indices { mask[action] = action < 2 }
  }
  func writeObservation(into observation: UnsafeMutableBufferPointer<Float>) { observation[0] = 1 }
  func render() -> Frame { Frame(width: 1, height: 1) }
}
