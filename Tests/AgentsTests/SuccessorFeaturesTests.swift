import Agents
import Determinism
import Documents
import Environments
import Foundation
import NeuralNetworks
import TensorCore
import Testing

@Suite struct SuccessorFeaturesTests {
  /// Two rows, two actions, two policies, two features.
  ///
  /// Row 0: policy 0 (weights 1, 0) sees 1 and 3 of feature 0, takes action 1: ψ′ there is (5, 6);
  /// policy 1 (weights 0, 1) sees 4 and 2 of feature 1, takes action 0: ψ′ there is (3, 4).
  /// With φ = (1, 0) and g = ½: (1 + 2.5, 3) and (1 + 1.5, 2). Row 1 has ended: φ alone.
  @Test func targetsAreThoseOfATableByHand() {
    let chooser = Tensor(
      [1, 0, 0, 4, 3, 0, 0, 2, 1, 1, 1, 1, 1, 1, 1, 1], shape: [2, 2, 4])
    let next = Tensor([1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9, 9, 9, 9, 9, 9], shape: [2, 2, 4])
    let target = successorTarget(
      features: Tensor([1, 0, 0, 2], shape: [2, 2]), bootstrap: Tensor([0.5, 0]),
      chooser: chooser, next: next, policies: Tensor([1, 0, 0, 1], shape: [2, 2]))
    #expect(target.shape == [2, 4])
    #expect(target.scalars == [3.5, 3, 2.5, 2, 0, 2, 0, 2])
  }

  /// ψ of two actions by two policies; for weights (1, −1) action 0 is worth max(2 − 1, 0 − 3) = 1
  /// and action 1 max(5 − 5, 4 − 1) = 3.
  @Test func improvementTakesTheBestPolicyForEachAction() {
    let features = Tensor([2, 1, 0, 3, 5, 5, 4, 1], shape: [1, 2, 4])
    let weights = Tensor([1, -1], shape: [1, 2])
    #expect(improvedValues(features, weights: weights).scalars == [1, 3])
    // Both policies, for (1, 0) and (0, 1), prefer action 1 and 0: (5, 5) and (0, 3).
    let policies = Tensor([1, 0, 0, 1], shape: [2, 2])
    #expect(
      selectedValues(features, weights: weights, policies: policies).scalars == [-3, 0])
    // Where both take action 1, action 0 comes behind it, however much is hoped of it.
    let alike = Tensor([1, 0, 1, 0], shape: [2, 2])
    let hoped = Tensor([2, -9, 0, 3, 5, 5, 4, 1], shape: [1, 2, 4])
    let values = selectedValues(hoped, weights: weights, policies: alike).scalars
    #expect(values == [Float(3).nextDown, 3])
    let broken = Tensor([2, .nan, 0, 3, 5, 5, 4, 1], shape: [1, 2, 4])
    #expect(!improvedValues(broken, weights: weights).isFinite)
  }

  /// Learns to take the apple; then takes the berry where that is worth more, as well as is possible.
  @Test func otherRewardsNeedNoNewTraining() throws {
    var training = try makeFork()
    _ = try training.run()
    #expect(try training.returns(for: [-0.1, 1, -1]) == (0.8, 0.8))
    #expect(try training.returns(for: [-0.1, -1, 1]) == (0.8, 0.8))
    #expect(try training.returns(for: [-0.1, 0.5, 2]) == (1.8, 1.8))
  }

  /// With no policy that takes the berry there is nothing to choose: the threshold above is not met.
  @Test func aSinglePolicyCannotPlanAnew() throws {
    var training = try makeFork { $0.policies = 1 }
    _ = try training.run()
    #expect(try training.returns(for: [-0.1, 1, -1]) == (0.8, 0.8))
    #expect(try training.returns(for: [-0.1, -1, 1]).reached < 0)
  }

  @Test func slicesAreTheSameAsOneRun() throws {
    try AgentTraining<SuccessorFeatures>.expectSlicesChangeNothing {
      try makeFork { $0.steps = 500 }
    }
  }

  @Test func interruptedAndRestoredIsTheSameAsUninterrupted() throws {
    try AgentTraining<SuccessorFeatures>.expectInterruptionsChangeNothing {
      let training = try makeFork {
        $0.steps = 700
        $0.learning.bufferCapacity = 200
        $0.evaluationInterval = 200
      }
      let evaluation = try training.environment.makeEvaluation(
        count: 2, random: RandomStream(seed: 77))
      return (training, evaluation)
    }
  }

  /// Each entry in turn is put out of range or left out; every time the error says which.
  @Test(arguments: [
    "agent.counters", "agent.streams", "agent.pursued", "replay.features", "replay.actions",
    "online.0.weight", "target.2.bias", "environment.snapshot",
  ])
  func aDamagedCheckpointIsRefused(name: String) throws {
    var training = try makeFork()
    _ = try training.run(until: 150)
    try training.expectDamageIsRefused(
      name, damaged: { SafeTensors.Entry(name: name, type: $0.type, shape: [0], bytes: []) },
      twin: { try makeFork() })
  }

  @Test func aPolicyOutOfRangeIsRefused() throws {
    var training = try makeFork()
    _ = try training.run(until: 150)
    try training.expectDamageIsRefused(
      "agent.pursued", isAlwaysNamed: true, twin: { try makeFork() })
  }

  /// The whole chain of arithmetic in one number; see DQN's.
  @Test(arguments: [1, 2]) func goldenHashOfAShortTraining(threads: Int) async throws {
    let result = await #expect(
      processExitsWith: .success, observing: [\.standardOutputContent]
    ) { [threads] in
      Parallel.threads = threads
      var training = try makeFork {
        $0.learning.hiddenSizes = [64]
        $0.learning.batchSize = 64
      }
      _ = try training.run()
      FileHandle.standardOutput.write(Data("hash \(training.parameterHash)".utf8))
    }
    let output = String(decoding: try #require(result).standardOutputContent, as: UTF8.self)
    #expect(output.contains("hash \(goldenSuccessorHash)"), "\(output)")
  }

  @Test func aPolicyComesBackFromItsTensors() throws {
    var training = try makeFork()
    _ = try training.run(until: 300)
    let policy = training.agent.online
    func read(_ tensors: [(name: String, value: Tensor)]) throws -> SuccessorNetwork {
      try SuccessorNetwork.make(
        from: policy.description, tensors: tensors,
        observationSpace: training.environment.observationSpace,
        actionSpace: training.environment.actionSpace)
    }
    let again = try read(policy.tensors)
    #expect(again.tensors.map(\.value.scalars) == policy.tensors.map(\.value.scalars))
    for name in policy.tensors.map(\.name) {
      let error = #expect(throws: InputError.self) {
        try read(policy.tensors.filter { $0.name != name })
      }
      #expect(error?.description.contains(name) == true)
    }
  }

  /// Documentation/SuccessorFeatures.md has a row for each field.
  @Test func itsPageListsEveryFieldWithItsDefault() throws {
    let page = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Documentation/SuccessorFeatures.md").standardizedFileURL
    let text = try String(contentsOf: page, encoding: .utf8)
    for field in SuccessorFeaturesConfiguration.fields.fields {
      let row =
        "| `\(field.key)` | \(field.text(of: SuccessorFeaturesConfiguration())) | "
        + "\(field.summary) |"
      #expect(text.contains(row), "expected the row \(row)")
    }
  }
}

/// See ``SuccessorFeaturesTests/goldenHashOfAShortTraining(threads:)``.
let goldenSuccessorHash = "32a4efc471762de99e10aefbc0e8ea644efd8ccf9beabf3739e01ec59273c4c1"

/// A training at the fork.
private func makeFork(
  _ configure: (inout SuccessorFeaturesConfiguration) -> Void = { _ in }
) throws -> AgentTraining<SuccessorFeatures> {
  var configuration = SuccessorFeaturesConfiguration()
  configuration.steps = 1_500
  configuration.environments = 2
  configuration.learning.hiddenSizes = [32]
  configuration.learning.discount = 0.9
  configuration.learning.learningRate = 5e-3
  configuration.learning.batchSize = 32
  configuration.learning.bufferCapacity = 1_000
  configuration.learning.learningStarts = 100
  configuration.learning.trainInterval = 2
  configuration.learning.updatesPerInterval = 1
  configuration.learning.targetInterval = 50
  configuration.learning.epsilonSteps = 1_000
  configuration.evaluationInterval = 0
  configuration.reportInterval = 100
  configure(&configuration)
  let definition = try EnvironmentDefinition.parse(forkDefinition, file: "fork.yaml")
  return try AgentTraining(in: definition, copies: configuration.environments) {
    try SuccessorFeatures(
      configuration: configuration,
      task: AgentTask(
        definition: definition, observationSpace: $0, actionSpace: $1, random: $2))
  }
}

extension AgentTraining where Learner == SuccessorFeatures {
  /// What the policy reaches where the rewards are others, and what is possible; two decimals.
  fileprivate func returns(for weights: [Double]) throws -> (reached: Double, best: Double) {
    let changed = try agent.rewards.definition(weights: weights)
    let policy = agent.online.replanned(for: agent.online.inUnits(weights))
    let reached = try Evaluation.run(
      policy, in: changed, episodes: 1, random: RandomStream(seed: 1)
    ).meanReturn
    let best = try #require(try changed.solve()).optimalReturn
    return ((reached * 100).rounded() / 100, (best * 100).rounded() / 100)
  }
}
