import Agents
import Determinism
import Environments
import NeuralNetworks
import TensorCore
import Testing

@Suite struct EvaluationTests {
  /// Returns 1, 2 and 6: mean 3, deviations −2, −1 and 3, variance 14 / 3.
  @Test func statisticsByHand() {
    let evaluation = Evaluation(
      returns: [1, 2, 6], lengths: [4, 5, 9], successes: [true, false, true])
    #expect(evaluation.episodes == 3)
    #expect(evaluation.meanReturn == 3)
    #expect(abs(evaluation.stdReturn - (14.0 / 3).squareRoot()) < 1e-12)
    #expect(evaluation.meanLength == 6)
    #expect(abs(evaluation.successRate - 2.0 / 3) < 1e-12)
  }

  private func network(for definition: EnvironmentDefinition, seed: UInt64) throws -> QNetwork {
    let environment = try definition.makeVector(count: 1, random: RandomStream(seed: 0))
    var random = RandomStream(seed: seed)
    return try QNetwork(
      specification: try .mlp(
        inputShape: environment.observationSpace.shape, hiddenSizes: [16],
        outputSize: environment.actionSpace.count),
      observationSpace: environment.observationSpace, actionSpace: environment.actionSpace,
      using: &random)
  }

  @Test func sameStreamPlaysTheSameAndTheFirstEpisodesDoNotDependOnTheirNumber() throws {
    let definition = try EnvironmentRegistry.definition("cartpole")
    let network = try network(for: definition, seed: 5)
    func run(_ episodes: Int, seed: UInt64) throws -> Evaluation {
      try Evaluation.run(
        network, in: definition, episodes: episodes, random: RandomStream(seed: seed))
    }
    let many = try run(150, seed: 1)
    #expect(many == (try run(150, seed: 1)))
    #expect(many.returns != (try run(150, seed: 2)).returns)
    #expect(Array(many.returns.prefix(10)) == (try run(10, seed: 1)).returns)
    #expect(many.returns.suffix(22) != many.returns.prefix(22))
  }

  /// In cartpole each step is worth 1: the return is the length.
  @Test func returnsAndLengthsBelongToOneEpisode() throws {
    let definition = try EnvironmentRegistry.definition("cartpole")
    let evaluation = try Evaluation.run(
      network(for: definition, seed: 5), in: definition, episodes: 20,
      random: RandomStream(seed: 3))
    #expect(evaluation.returns == evaluation.lengths.map(Float.init))
    #expect(evaluation.lengths.allSatisfy { (1...500).contains($0) })
  }

  /// The greedy action of one row is what the batch chooses, with the same bits.
  @Test func oneObservationIsValuedAsInABatch() throws {
    let definition = try EnvironmentRegistry.definition("cartpole")
    let network = try network(for: definition, seed: 6)
    var random = RandomStream(seed: 1)
    let observations = (0..<36).map { _ in random.uniform(in: -1..<1) }
    let batch = withoutGradients { network(Tensor(observations, shape: [9, 4])).scalars }
    for row in 0..<9 {
      let values = network.values(of: Array(observations[(4 * row)..<(4 * row + 4)]))
      #expect(values == Array(batch[(2 * row)..<(2 * row + 2)]))
    }
  }

  @Test func evaluationDuringTrainingIsAlwaysOfTheSameEpisodesAndTiesGoToTheLater() throws {
    var training = try Training(Salary(end: nil), timeLimit: 5) {
      $0.steps = 1_000
      $0.evaluationInterval = 300
    }
    let evaluation = UniformVector(
      of: Salary(end: nil), count: 3, definition: try Training.definition(timeLimit: 5),
      random: RandomStream(seed: 9))
    let before = try evaluation.snapshot()
    var found: [(Int, Double, Bool)] = []
    for case .evaluation(let step, let result, let isBest) in try training.run(
      evaluatingIn: evaluation)
    {
      found.append((step, result.meanReturn, isBest))
    }
    #expect(found.map(\.0) == [300, 600, 900, 1_000])
    #expect(found.allSatisfy { $0.1 == 5 && $0.2 })
    #expect(training.agent.best?.step == 1_000)
    #expect(try evaluation.snapshot() == before)
  }

  @Test func aNetworkThatDoesNotFitTheSpacesIsRefused() throws {
    var random = RandomStream(seed: 0)
    let space = Box(shape: [4], range: -1...1)
    for specification in try [
      NetworkSpecification.mlp(inputShape: [5], hiddenSizes: [8], outputSize: 2),
      .mlp(inputShape: [4], hiddenSizes: [8], outputSize: 3),
    ] {
      #expect(throws: (any Error).self) {
        try QNetwork(
          specification: specification, observationSpace: space,
          actionSpace: Discrete(names: ["left", "right"]), using: &random)
      }
    }
  }
}
