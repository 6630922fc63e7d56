import Agents
import Determinism
import Documents
import Environments
import NeuralNetworks
import TensorCore

/// A DQN agent with the copies of its environment.
final class EnvironmentLearner: TaskLearner {
  private let definition: EnvironmentDefinition
  private let environment: any VectorEnvironment
  private let evaluationEnvironment: any VectorEnvironment
  private var dqn: DQN
  private var bestScores: EvaluationScores?

  init(
    _ agent: DQNConfiguration, in definition: EnvironmentDefinition, random: RandomStream
  ) throws {
    self.definition = definition
    environment = try definition.makeVector(count: agent.environments, random: random)
    evaluationEnvironment = try environment.makeEvaluation(
      count: agent.evaluationEpisodes, random: random.stream("evaluation"))
    dqn = try DQN(
      configuration: agent, observationSpace: environment.observationSpace,
      actionSpace: environment.actionSpace, random: random)
  }

  var step: Int { dqn.step }
  var totalSteps: Int { dqn.configuration.steps }
  var rounds: Int { dqn.episodes }
  var updates: Int { dqn.updates }
  var parameters: [Parameter] { dqn.online.parameters }
  var bestEvaluation: String? { bestScores?.text }
  var metricsHeader: String { MetricsRow.header(MetricsRow.columns) }

  func initializeParameters(_ body: ([Parameter]) throws -> Void) rethrows {
    try dqn.initializeParameters(body)
  }

  func train(until step: Int, shouldContinue: () -> Bool, report: (RunEvent) -> Void) throws {
    try dqn.train(
      in: environment, evaluatingIn: evaluationEnvironment, until: step,
      shouldContinue: shouldContinue,
      report: { event in
        if case .evaluation(_, let evaluation, isBest: true) = event {
          self.bestScores = EvaluationScores(evaluation)
        }
        report(.environment(event))
      })
  }

  /// The mean return in the episodes of the training's own evaluations.
  func score() throws -> Double {
    let start = try evaluationEnvironment.snapshot()
    let evaluation = try Evaluation.run(dqn.online, in: evaluationEnvironment)
    try evaluationEnvironment.restore(start)
    return evaluation.meanReturn
  }

  func checkpoint() throws -> SafeTensors { try dqn.checkpoint(of: environment) }

  func restore(_ file: SafeTensors, bestEvaluation: String?) throws {
    try dqn.restore(file, environment: environment)
    bestScores = try bestEvaluation.map { text in
      guard let scores = EvaluationScores(text: text) else {
        throw InputError("has damaged metadata", remedy: "train anew")
      }
      return scores
    }
  }

  func writePolicies(to folder: RunFolder, _ configuration: RunConfiguration) throws {
    let definition = try environment.normalization.map(definition.normalized) ?? definition
    func write(_ network: QNetwork, step: Int, _ scores: EvaluationScores?, _ path: String) throws {
      try Policy(
        network: network, definition: definition, configuration: configuration.resultYAML,
        seed: configuration.seed, step: step, scores: scores
      ).write(to: path)
    }
    try write(dqn.online, step: dqn.step, nil, folder.lastPolicy)
    try write(
      try dqn.online.copy(with: dqn.best?.tensors ?? dqn.online.tensors),
      step: dqn.best?.step ?? dqn.step, bestScores, folder.policy)
  }
}
