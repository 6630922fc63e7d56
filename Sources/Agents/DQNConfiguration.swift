import Documents
import Environments
import NeuralNetworks
import TensorCore

/// Everything that decides how a ``DQN`` learns, apart from the task and the seed.
///
/// Durations are environment steps (with n copies, one vector step counts n). The defaults are a
/// middle course; each environment's definition recommends its own under `agent:`.
public struct DQNConfiguration: AgentConfiguration {
  /// The loss that compares a prediction with its target.
  public enum Loss: String, CaseIterable, Sendable, Hashable {
    /// Quadratic up to `huberDelta`, linear beyond: one wild target cannot move much.
    case huber
    /// The mean squared error.
    case mse
  }

  /// How long, in how many copies, how often evaluated.
  public var plan = TrainingPlan()

  /// Widths of the hidden layers.
  public var hiddenSizes = [128, 128]
  /// The function after each hidden layer.
  public var activation = Activation.relu

  /// γ: what a reward one step later is worth; 0...1.
  public var discount: Float = 0.99
  /// Whether the online network chooses the action that the target network values.
  public var doubleQ = true
  /// The loss.
  public var loss = Loss.huber
  /// Where the Huber loss turns linear; > 0.
  public var huberDelta: Float = 1

  /// The rule by which gradients change the network, with PyTorch's other constants.
  public var optimizer = OptimizerKind.adam
  /// The optimizer's rate at the start; > 0.
  public var learningRate: Float = 1e-3
  /// The rate at the last step, reached linearly, as a part of `learningRate`; 0...1, 1 constant.
  public var learningRateEnd: Float = 1
  /// The largest norm of the gradient over all parameters; 0 leaves it as it is.
  public var gradientClip: Float = 10

  /// Transitions of a batch; ≥ 1.
  public var batchSize = 64
  /// Transitions that the replay buffer keeps; ≥ 1.
  public var bufferCapacity = 50_000
  /// Environment steps before the first update; ≥ 0.
  public var learningStarts = 1_000
  /// Environment steps from one training phase to the next; ≥ 1.
  public var trainInterval = 4
  /// Updates of one training phase; ≥ 1.
  public var updatesPerInterval = 1
  /// Environment steps from one change of the target network to the next; ≥ 1.
  public var targetInterval = 500
  /// τ: how far the target goes towards the online network; 0 < τ ≤ 1, 1 copies.
  public var targetRate: Float = 1

  /// ε at the first step; 0...1.
  public var epsilonStart: Float = 1
  /// ε from `epsilonSteps` on; 0...1.
  public var epsilonEnd: Float = 0.05
  /// Environment steps over which ε falls linearly; ≥ 0.
  public var epsilonSteps = 10_000

  /// Creates the default configuration.
  public init() {}
}

// MARK: - Fields by name

extension DQNConfiguration {
  /// Every field by its key, in the order in which a configuration is written.
  public static let fields = FieldTable<DQNConfiguration>(
    lengthFields + [
      Field(
        "hiddenSizes", \.hiddenSizes, "widths of the hidden layers, such as [64, 64]; each >= 1",
        check: FieldCheck.widths),
      Field("activation", \.activation, "after each hidden layer; none, relu, tanh or sigmoid"),
      Field(
        "discount", \.discount, "worth of a reward one step later; 0...1",
        check: FieldCheck.within(0...1)),
      Field(
        "doubleQ", \.doubleQ, "the online network chooses, the target network values; true or false"
      ),
      Field("loss", \.loss, "huber or mse"),
      Field(
        "huberDelta", \.huberDelta, "where huber turns linear; > 0", check: FieldCheck.positive),
      Field(
        "optimizer", \.optimizer, "sgd, momentum, nesterov, rmsprop, adam, adamw, lion or lamb"),
      Field(
        "learningRate", \.learningRate, "rate of the optimizer at the start; > 0",
        check: FieldCheck.positive),
      Field(
        "learningRateEnd", \.learningRateEnd,
        "rate at the last step as a part of learningRate, reached linearly; 0...1, 1 is constant",
        check: FieldCheck.within(0...1)),
      Field(
        "gradientClip", \.gradientClip, "largest norm of the gradient; 0 leaves it as it is",
        check: FieldCheck.notNegative),
      Field(
        "batchSize", \.batchSize, "transitions of a batch; 1...65536",
        check: FieldCheck.within(1...65_536)),
      Field(
        "bufferCapacity", \.bufferCapacity, "transitions in the replay buffer; 1...100000000",
        check: FieldCheck.within(1...100_000_000)),
      Field(
        "learningStarts", \.learningStarts, "environment steps before the first update; >= 0",
        check: FieldCheck.atLeast(0)),
      Field(
        "trainInterval", \.trainInterval,
        "environment steps from one training phase to the next; >= 1", check: FieldCheck.atLeast(1)),
      Field(
        "updatesPerInterval", \.updatesPerInterval, "updates of one training phase; >= 1",
        check: FieldCheck.atLeast(1)),
      Field(
        "targetInterval", \.targetInterval,
        "environment steps from one change of the target network to the next; >= 1",
        check: FieldCheck.atLeast(1)),
      Field(
        "targetRate", \.targetRate,
        "how far the target goes towards the online network; 0 < x <= 1",
        check: { $0 > 0 && $0 <= 1 ? nil : "a number above 0, at most 1" }),
      Field(
        "epsilonStart", \.epsilonStart, "epsilon at the first step; 0...1",
        check: FieldCheck.within(0...1)),
      Field(
        "epsilonEnd", \.epsilonEnd, "epsilon at the end; 0...1", check: FieldCheck.within(0...1)),
      Field(
        "epsilonSteps", \.epsilonSteps, "environment steps over which epsilon falls; >= 0",
        check: FieldCheck.atLeast(0)),
    ] + evaluationFields)
}

// MARK: - Recommendation and checks

extension DQNConfiguration {
  /// The widths of the layers and the function between them.
  public static var networkKeys: [String] { ["hiddenSizes", "activation"] }

  /// Makes a ``DQN``.
  public func makeAgent(for task: AgentTask) throws -> any Agent {
    try DQN(
      configuration: self, observationSpace: task.observationSpace, actionSpace: task.actionSpace,
      random: task.random)
  }

  /// The defaults with what a definition recommends under `agent:`.
  ///
  /// - Throws: `InputError` with file and line where a key or a value is not valid.
  public static func recommended(for definition: EnvironmentDefinition) throws -> Self {
    var configuration = DQNConfiguration()
    if let agent = definition.agent { try fields.apply(agent, to: &configuration) }
    try configuration.validate()
    return configuration
  }

  /// Checks what single fields cannot: that they fit one another.
  ///
  /// - Throws: `InputError` that names both keys, both values and a remedy.
  public func validate() throws {
    if learningStarts > bufferCapacity {
      throw InputError(
        "learningStarts (\(learningStarts)) is larger than bufferCapacity (\(bufferCapacity)): "
          + "the first transitions would be lost before anything is learned",
        remedy: "set learningStarts to at most \(bufferCapacity), or bufferCapacity to at least "
          + "\(learningStarts)")
    }
    if learningStarts >= steps {
      throw InputError(
        "learningStarts (\(learningStarts)) is not below steps (\(steps)): nothing would be learned",
        remedy: "set steps above \(learningStarts), or learningStarts below \(steps)")
    }
    if environments > bufferCapacity {
      throw InputError(
        "environments (\(environments)) is larger than bufferCapacity (\(bufferCapacity)): "
          + "one step of all copies does not fit",
        remedy: "set bufferCapacity to at least \(environments)")
    }
    if epsilonEnd > epsilonStart {
      throw InputError(
        "epsilonEnd (\(epsilonEnd)) is above epsilonStart (\(epsilonStart)): epsilon must not rise",
        remedy: "set epsilonEnd to at most \(epsilonStart)")
    }
    if environments > steps {
      throw InputError(
        "environments (\(environments)) is larger than steps (\(steps)): one vector step would "
          + "overshoot the training",
        remedy: "set environments to at most \(steps)")
    }
  }

  /// ε after `step` environment steps: linear from `epsilonStart` to `epsilonEnd`.
  public func epsilon(at step: Int) -> Float {
    guard step < epsilonSteps else { return epsilonEnd }
    let part = Float(step) / Float(epsilonSteps)
    return epsilonStart + (epsilonEnd - epsilonStart) * part
  }

  /// The optimizer's rate after `step` environment steps.
  public func learningRate(at step: Int) -> Float {
    guard learningRateEnd < 1 else { return learningRate }
    let part = min(1, Float(step) / Float(steps))
    return learningRate * (1 + (learningRateEnd - 1) * part)
  }

  /// The network for a task: an MLP over the flattened observation, one output per action.
  ///
  /// - Throws: `InputError` where `hiddenSizes` makes it too large.
  public func networkSpecification(
    observationSpace: Box, actionSpace: Discrete
  ) throws -> NetworkSpecification {
    try .mlp(
      inputShape: observationSpace.shape, hiddenSizes: hiddenSizes,
      outputSize: actionSpace.count, activation: activation)
  }
}
