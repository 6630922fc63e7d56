import Agents
import Determinism
import Environments
import TensorCore
import Testing

/// Each task isolates one skill; each threshold lies above what random or untrained play reaches.
@Suite struct DQNLearningTests {
  static let seeds: [UInt64] = [1, 2, 3]

  @Test(arguments: seeds) func banditLearnsTheBestArm(seed: UInt64) throws {
    var training = try Training(Bandit(), seed: seed)
    _ = try training.run()
    let values = training.agent.online.values(of: [1])
    for (value, truth) in zip(values, [0, 1, 0.5] as [Float]) {
      #expect(abs(value - truth) < 0.1, "values \(values)")
    }
  }

  /// Values of going right by hand, discount 0.9: 0.9⁴, 0.9³, 0.9², 0.9, 1.
  @Test(arguments: seeds, [false, true])
  func chainLearnsTheValuesOfTheFarReward(seed: UInt64, doubleQ: Bool) throws {
    var training = try Training(Chain(), seed: seed) {
      $0.doubleQ = doubleQ
      $0.steps = 4_000
      $0.epsilonEnd = 0.3
      $0.loss = doubleQ ? .huber : .mse
    }
    _ = try training.run()
    for (place, truth) in ([0.6561, 0.729, 0.81, 0.9, 1] as [Float]).enumerated() {
      var observation = [Float](repeating: 0, count: 5)
      observation[place] = 1
      let values = training.agent.online.values(of: observation)
      #expect(values[1] > values[0], "place \(place): \(values)")
      #expect(abs(values[1] - truth) < 0.1, "place \(place): \(values)")
    }
  }

  @Test(arguments: seeds, [Box.ElementType.float32, .uint8])
  func identityActsOnWhatItSees(seed: UInt64, elementType: Box.ElementType) throws {
    var training = try Training(
      Identity(elementType: elementType), timeLimit: 20, seed: seed
    ) { $0.environments = 4 }
    _ = try training.run()
    for symbol in 0..<4 {
      var observation = [Float](repeating: 0, count: 4)
      observation[symbol] = 1
      let action = observation.withUnsafeBufferPointer { training.agent.online.greedyAction($0) }
      #expect(action == symbol)
    }
  }

  /// One state, 1 a step, discount 0.5.
  ///
  /// Endless: 1 / (1 − 0.5) = 2, and a time limit of 3 must not
  /// change it. Where the task itself ends at the third step, the steps are worth 1 + v/2, 1 + v/2
  /// and 1, which cannot be told apart: their mean v = (3 + v) / 3 gives 1.5.
  @Test(arguments: seeds) func truncationBootstrapsAndTerminationDoesNot(seed: UInt64) throws {
    func value(end: Int?) throws -> Float {
      var training = try Training(Salary(end: end), timeLimit: 3, seed: seed) {
        $0.discount = 0.5
        $0.learningRate = 2e-3
        $0.loss = .mse
        $0.batchSize = 128
      }
      _ = try training.run()
      return training.agent.online.values(of: [1])[0]
    }
    let (truncated, terminated) = (try value(end: nil), try value(end: 3))
    #expect(abs(truncated - 2) < 0.05)
    #expect(abs(terminated - 1.5) < 0.15)
  }

  /// A random player of catch gets about −0.6, one that never learned stays below 0.
  @Test(arguments: seeds) func catchIsLearned(seed: UInt64) throws {
    var training = try Training(registered: "catch", seed: seed) {
      $0.steps = 12_000
      $0.hiddenSizes = [64]
      $0.learningRate = 2e-3
      $0.environments = 8
      $0.trainInterval = 8
      $0.bufferCapacity = 8_000
      $0.learningStarts = 500
      $0.epsilonSteps = 5_000
    }
    _ = try training.run()
    let evaluation = try Evaluation.run(
      training.agent.online, in: EnvironmentRegistry.definition("catch"), episodes: 100,
      random: RandomStream(seed: 99))
    #expect(evaluation.meanReturn > 0.9)
  }

  @Test func divergedTrainingStopsBeforeAnythingIsKept() throws {
    var training = try Training(Salary(end: nil), timeLimit: 10) {
      $0.learningRate = 1e30
      $0.optimizer = .sgd
      $0.gradientClip = 0
      $0.evaluationInterval = 100
      $0.loss = .mse
    }
    let evaluation = try #require(
      UniformVector(
        of: Salary(end: nil), count: 2, definition: Training.definition(timeLimit: 10),
        random: RandomStream(seed: 7)) as any VectorEnvironment)
    let error = #expect(throws: DivergedTraining.self) {
      try training.run(evaluatingIn: evaluation)
    }
    #expect(error?.step == 104)
    #expect(error?.description.contains("learningRate") == true)
    let best = try #require(training.agent.best)
    #expect(best.tensors.allSatisfy { $0.value.scalars.allSatisfy(\.isFinite) })
  }
}
