import Agents
import Determinism
import Environments

/// Whole trainings with the peers' hyperparameters; the evaluation is not timed.
enum TrainBenchmark {
  /// A training that a peer makes as well.
  struct Workload {
    /// What `--only` calls it.
    var name: String
    /// The bench without its "_wall".
    var bench: String
    /// The id of the environment.
    var environment: String
    var configuration: any AgentConfiguration
  }

  /// The trainings, in the order in which they are measured.
  static var workloads: [Workload] {
    [
      Workload(
        name: "zoo", bench: "dqn_cartpole", environment: "cartpole", configuration: zoo),
      Workload(
        name: "cleanrl", bench: "dqn_cartpole", environment: "cartpole", configuration: cleanRL),
      Workload(
        name: "purejax", bench: "dqn_cartpole", environment: "cartpole", configuration: pureJAX),
      Workload(
        name: "minatar", bench: "dqn_minatar", environment: "breakout", configuration: minAtar),
      Workload(
        name: "pqn-breakout", bench: "pqn_breakout", environment: "breakout",
        configuration: pqnBreakout),
      Workload(
        name: "pqn-cartpole", bench: "pqn_cartpole", environment: "cartpole",
        configuration: pqnCartPole),
    ]
  }

  static func run(_ watch: Stopwatch, only: [String]) throws {
    for workload in workloads where only.isEmpty || only.contains(workload.name) {
      guard StopSignals.allowContinuing else { return }
      try measure(watch, workload)
    }
  }

  /// The tuned CartPole configuration of Stable-Baselines3's zoo.
  private static var zoo: DQNConfiguration {
    var configuration = DQNConfiguration()
    configuration.steps = 50_000
    configuration.hiddenSizes = [256, 256]
    configuration.doubleQ = false
    configuration.learningRate = 2.3e-3
    configuration.batchSize = 64
    configuration.bufferCapacity = 100_000
    configuration.learningStarts = 1000
    configuration.trainInterval = 256
    configuration.updatesPerInterval = 128
    configuration.targetInterval = 10
    configuration.epsilonEnd = 0.04
    configuration.epsilonSteps = 8000
    configuration.evaluationInterval = 0
    return configuration
  }

  /// CleanRL's `dqn.py` with 100,000 steps.
  private static var cleanRL: DQNConfiguration {
    var configuration = DQNConfiguration()
    configuration.steps = 100_000
    configuration.hiddenSizes = [120, 84]
    configuration.doubleQ = false
    configuration.loss = .mse
    configuration.gradientClip = 0
    configuration.learningRate = 2.5e-4
    configuration.batchSize = 128
    configuration.bufferCapacity = 10_000
    configuration.learningStarts = 10_000
    configuration.trainInterval = 10
    configuration.targetInterval = 500
    configuration.epsilonEnd = 0.05
    configuration.epsilonSteps = 50_000
    configuration.evaluationInterval = 0
    return configuration
  }

  /// purejaxrl's `dqn.py` with 10 environments and 500,000 steps.
  private static var pureJAX: DQNConfiguration {
    var configuration = cleanRL
    configuration.steps = 500_000
    configuration.environments = 10
    configuration.epsilonSteps = 250_000
    return configuration
  }

  /// Benchmarks/dqn_minatar_torch.py: one environment, an update of 32 transitions every 4 steps.
  private static var minAtar: DQNConfiguration {
    var configuration = DQNConfiguration()
    configuration.steps = 200_000
    configuration.network = .minatar
    configuration.hiddenSizes = [128]
    configuration.doubleQ = false
    configuration.gradientClip = 0
    configuration.learningRate = 2.5e-4
    configuration.batchSize = 32
    configuration.bufferCapacity = 100_000
    configuration.learningStarts = 5000
    configuration.trainInterval = 4
    configuration.targetInterval = 1000
    configuration.epsilonEnd = 0.1
    configuration.epsilonSteps = 100_000
    configuration.evaluationInterval = 0
    return configuration
  }

  /// Benchmarks/pqn_jax.py on Breakout: PQN's defaults for 100 rollouts.
  private static var pqnBreakout: PQNConfiguration {
    var configuration = PQNConfiguration()
    configuration.steps = 409_600
    configuration.evaluationInterval = 0
    return configuration
  }

  /// Benchmarks/pqn_jax.py on CartPole.
  private static var pqnCartPole: PQNConfiguration {
    var configuration = pqnBreakout
    configuration.environments = 32
    configuration.rolloutSteps = 64
    configuration.epochs = 4
    configuration.hiddenSizes = [128, 128]
    configuration.lambda = 0.95
    configuration.learningRate = 2.5e-4
    return configuration
  }

  private static func measure(_ watch: Stopwatch, _ workload: Workload) throws {
    let definition = try EnvironmentRegistry.definition(workload.environment)
    let random = RandomStream(seed: 1)
    let start = watch.now
    let environment = try definition.makeVector(
      count: workload.configuration.plan.environments, random: random)
    var agent = try workload.configuration.makeAgent(
      for: AgentTask(
        definition: definition, observationSpace: environment.observationSpace,
        actionSpace: environment.actionSpace, random: random))
    try agent.train(
      in: environment, evaluatingIn: nil, until: nil,
      shouldContinue: { StopSignals.allowContinuing }, report: { _ in })
    let seconds = watch.now - start
    let evaluation = try Evaluation.run(
      agent.policy, in: definition, episodes: 100, random: random.stream("test"))
    watch.print("\(workload.bench)_wall", seconds, "s") { config in
      config.add("hyperparameters", workload.name)
      config.add("env_steps", agent.step)
      config.add("updates", agent.updates)
      config.add("steps_per_s", Double(agent.step) / seconds)
      config.add("updates_per_s", Double(agent.updates) / seconds)
      config.add("return", evaluation.meanReturn)
    }
  }
}
