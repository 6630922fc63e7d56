import Agents
import Determinism
import Documents
import Environments
import NeuralNetworks
import TensorCore

/// An agent with the copies of its environment.
final class EnvironmentLearner: TaskLearner {
  private let definition: EnvironmentDefinition
  private let algorithm: Algorithm
  private let environment: any VectorEnvironment
  private let evaluationEnvironment: any VectorEnvironment
  private var agent: any Agent
  /// Known from the beginning, because it is asked for while the agent trains.
  let furtherMetrics: [String]
  private var bestScores: EvaluationScores?

  init(
    _ settings: AgentSettings, in definition: EnvironmentDefinition, dataFile: String?,
    teachers: [Teacher], carriedReplay: CarriedReplay?, random: RandomStream
  ) throws {
    self.definition = definition
    algorithm = settings.algorithm
    let plan = settings.configuration.plan
    environment = try definition.makeVector(count: plan.environments, random: random)
    evaluationEnvironment = try environment.makeEvaluation(
      count: plan.evaluationEpisodes, random: random.evaluationEpisodes)
    agent = try settings.configuration.makeAgent(
      for: AgentTask(
        definition: definition, observationSpace: environment.observationSpace,
        actionSpace: environment.actionSpace, random: random, dataFile: dataFile,
        teachers: teachers, carriedReplay: carriedReplay))
    furtherMetrics = agent.metricNames
  }

  var step: Int { agent.step }
  var totalSteps: Int { agent.plan.steps }
  var rounds: Int { agent.episodes }
  var updates: Int { agent.updates }
  var parameters: [Parameter] { agent.parameters }
  var buffers: [Parameter] { (agent.policy as? QNetwork)?.network.buffers ?? [] }
  var notes: [String] { agent.notes }
  var bestEvaluation: String? { bestScores?.text }
  var metricsHeader: String { MetricsRow.header(MetricsRow.columns + furtherMetrics) }

  func initializeParameters(_ body: ([Parameter]) throws -> Void) rethrows {
    try agent.initializeParameters(body)
  }

  /// Learns; where policies are kept, it stops after each evaluation, writes what was evaluated, and
  /// goes on, which changes nothing of what is learned.
  func train(
    until step: Int, keeper: PolicyKeeper?, shouldContinue: () -> Bool,
    report: (RunEvent) -> Void
  ) throws {
    var found: EvaluationScores?
    repeat {
      found = nil
      try agent.train(
        in: environment, evaluatingIn: evaluationEnvironment, until: step,
        shouldContinue: { (keeper == nil || found == nil) && shouldContinue() },
        report: { event in
          if case .evaluation(_, let evaluation, let isBest) = event {
            let scores = EvaluationScores(evaluation)
            if isBest { self.bestScores = scores }
            found = scores
          }
          report(.environment(event))
        })
      if let keeper, let found {
        try policy(agent.policy, step: agent.step, found, keeper.configuration).write(
          to: keeper.folder.keptPolicy(step: agent.step))
      }
    } while keeper != nil && found != nil && agent.step < step
  }

  /// The mean return in the episodes of the training's own evaluations.
  func score() throws -> Double {
    let start = try evaluationEnvironment.snapshot()
    let evaluation = try Evaluation.run(agent.policy, in: evaluationEnvironment)
    try evaluationEnvironment.restore(start)
    return evaluation.meanReturn
  }

  func checkpoint() throws -> SafeTensors { try agent.checkpoint(of: environment) }

  func restore(_ file: SafeTensors, bestEvaluation: String?) throws {
    try agent.restore(file, environment: environment)
    bestScores = try bestEvaluation.map { text in
      guard let scores = EvaluationScores(text: text) else {
        throw InputError("has damaged metadata", remedy: "train anew")
      }
      return scores
    }
  }

  func writePolicies(to folder: RunFolder, _ configuration: RunConfiguration) throws {
    try policy(agent.policy, step: agent.step, nil, configuration).write(to: folder.lastPolicy)
    try policy(
      agent.bestPolicy(), step: agent.best?.step ?? agent.step, bestScores, configuration
    ).write(to: folder.policy)
  }

  /// What acts, with all that is needed to play it.
  private func policy(
    _ acting: any ActingPolicy, step: Int, _ scores: EvaluationScores?,
    _ configuration: RunConfiguration
  ) throws -> Policy {
    Policy(
      acting: acting, algorithm: algorithm.rawValue,
      definition: try environment.normalization.map(definition.normalized) ?? definition,
      configuration: configuration.policyYAML, seed: configuration.seed, step: step,
      scores: scores)
  }
}
