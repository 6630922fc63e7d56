import Documents
import Environments
import NeuralNetworks
import TensorCore

extension DQNConfiguration {
  /// Rainbow with the constants of its paper that do not depend on the length of a training; the
  /// durations are the defaults of ``DQNConfiguration``.
  ///
  /// - Source: Hessel et al. 2018, https://arxiv.org/abs/1710.02298, table 1.
  public static var rainbow: DQNConfiguration {
    var configuration = DQNConfiguration().withRainbowParts
    configuration.batchSize = 32
    configuration.learningRate = 2.5e-4
    return configuration
  }

  /// This configuration with the six parts of Rainbow: Double, dueling, noisy networks in place of ε,
  /// C51, three steps, priorities; and the ε of Adam that they go with.
  public var withRainbowParts: DQNConfiguration {
    var configuration = self
    configuration.doubleQ = true
    configuration.munchausen = false
    configuration.dueling = true
    configuration.noisy = true
    configuration.distribution = .c51
    configuration.loss = .huber
    configuration.nStep = 3
    configuration.prioritized = true
    configuration.priorityExponent = 0.5
    configuration.importanceExponent = 0.4
    configuration.epsilonStart = 0
    configuration.epsilonEnd = 0
    configuration.epsilonSteps = 0
    configuration.optimizer = .adam
    configuration.adamEpsilon = 1.5e-4
    return configuration
  }

  /// What decides the layers and what they say.
  public static var networkKeys: [String] { networkFields.map(\.key) + sparseKeys }

  /// Makes a ``DQN``.
  public func makeAgent(for task: AgentTask) throws -> any Agent {
    var agent = try DQN(
      configuration: self, observationSpace: task.observationSpace, actionSpace: task.actionSpace,
      frames: task.definition.stackedFrames, random: task.random)
    if guidance.method != .none || !task.teachers.isEmpty {
      agent.guide = try Guide(self, for: task)
    }
    agent.carried = try task.carriedReplay?.makeReplay(for: task, copies: environments)
    return agent
  }

  /// ε after `step` environment steps: linear from `epsilonStart` to `epsilonEnd`.
  public func epsilon(at step: Int) -> Float {
    guard step < epsilonSteps else { return epsilonEnd }
    let part = Float(step) / Float(epsilonSteps)
    return epsilonStart + (epsilonEnd - epsilonStart) * part
  }

  /// β after `step` environment steps: linear from `importanceExponent` to 1 at the last step.
  public func importanceExponent(at step: Int) -> Float {
    importanceExponent + (1 - importanceExponent) * min(1, Float(step) / Float(steps))
  }

  /// The optimizer's rate after `step` environment steps.
  public func learningRate(at step: Int) -> Float {
    guard learningRateEnd < 1 else { return learningRate }
    let part = min(1, Float(step) / Float(steps))
    return learningRate * (1 + (learningRateEnd - 1) * part)
  }

  /// What the network's outputs describe.
  public var valueDistribution: ValueDistribution {
    switch distribution {
    case .none: .none
    case .c51: .categorical(atoms: atoms, minimum: valueMinimum, maximum: valueMaximum)
    case .qr: .quantiles(quantiles)
    case .iqn: .implicitQuantiles(embedding: 64)
    }
  }

  /// The network for a task.
  ///
  /// - Throws: `InputError` where `network` does not suit the observations or `hiddenSizes` makes it
  ///   too large.
  public func networkSpecification(
    observationSpace: Box, actionSpace: Discrete
  ) throws -> NetworkSpecification {
    var layers = QNetworkShape(hiddenSizes: hiddenSizes, activation: activation)
    layers.kind = network
    layers.layerNorm = layerNorm
    layers.dueling = dueling
    layers.noisy = noisy
    layers.distribution = valueDistribution
    let shape = layers
    return try surroundings.around(
      inputShape: observationSpace.shape, outputs: actionSpace.count
    ) { inner, outputs in
      let range = -Float.infinity...Float.infinity
      return try shape.specification(
        observationSpace: inner == observationSpace.shape
          ? observationSpace : Box(shape: inner, range: range),
        actionSpace: outputs == actionSpace.count
          ? actionSpace : Discrete(names: (0..<outputs).map { "output \($0)" }))
    }
  }

  /// The part in which the variants differ.
  var valueLearning: ValueLearning {
    ValueLearning(
      distribution: valueDistribution, doubleQ: doubleQ,
      munchausen: munchausen
        ? Munchausen(
          weight: munchausenWeight, temperature: munchausenTemperature, clip: munchausenClip) : nil,
      loss: loss, huberDelta: huberDelta, fractions: quantiles)
  }

  /// How replay prefers transitions; nil where it does not.
  var prioritySettings: PrioritySettings? {
    prioritized ? PrioritySettings(exponent: priorityExponent) : nil
  }

  /// A fresh optimizer.
  func makeOptimizer() -> any Optimizer {
    switch optimizer {
    case .adam: Adam(learningRate: learningRate, epsilon: adamEpsilon)
    case .adamw: AdamW(learningRate: learningRate, epsilon: adamEpsilon)
    default: optimizer.makeOptimizer(learningRate: learningRate)
    }
  }
}
