import Agents
import Determinism
import Environments

/// Whole trainings on CartPole with the peers' hyperparameters; the evaluation is not timed.
enum TrainBenchmark {
  static func run(_ watch: Stopwatch) throws {
    try measure(watch, "zoo", zoo)
    try measure(watch, "cleanrl", cleanRL)
    try measure(watch, "purejax", pureJAX)
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

  private static func measure(
    _ watch: Stopwatch, _ name: String, _ configuration: DQNConfiguration
  ) throws {
    let definition = try EnvironmentRegistry.definition("cartpole")
    let random = RandomStream(seed: 1)
    let start = watch.now
    let environment = try definition.makeVector(
      count: configuration.environments, random: random)
    var agent = try DQN(
      configuration: configuration, observationSpace: environment.observationSpace,
      actionSpace: environment.actionSpace, random: random)
    try agent.train(in: environment, shouldContinue: { StopSignals.allowContinuing })
    let seconds = watch.now - start
    let evaluation = try Evaluation.run(
      agent.online, in: definition, episodes: 100, random: random.stream("test"))
    watch.print("dqn_cartpole_wall", seconds, "s") { config in
      config.add("hyperparameters", name)
      config.add("env_steps", agent.step)
      config.add("updates", agent.updates)
      config.add("steps_per_s", Double(agent.step) / seconds)
      config.add("updates_per_s", Double(agent.updates) / seconds)
      config.add("return", evaluation.meanReturn)
    }
  }
}
