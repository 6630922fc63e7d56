import Documents
import Environments
import NeuralNetworks
import TensorCore

/// Everything that decides how a ``PQN`` learns, apart from the task and the seed.
///
/// Durations are environment steps (with n copies, one vector step counts n). The defaults are the
/// paper's for MinAtar; a definition recommends its own under `agents: {pqn: …}`.
public struct PQNConfiguration: AgentConfiguration {
  /// How long, in how many copies, how often evaluated.
  public var plan: TrainingPlan
  /// T: steps of each copy from one learning phase to the next; ≥ 1.
  public var rolloutSteps = 32
  /// How often the rollout is gone over; ≥ 1.
  public var epochs = 2
  /// Rows of a minibatch; divides `environments` · `rolloutSteps`.
  public var batchSize = 128

  /// What observations are seen with.
  public var network = NetworkKind.auto
  /// Widths of the hidden layers.
  public var hiddenSizes = [128]
  /// The function after each hidden layer and each convolution.
  public var activation = Activation.relu
  /// Whether a normalization stands before each of those functions: what holds the values.
  public var layerNorm = true

  /// γ: what a reward one step later is worth; 0...1.
  public var discount: Float = 0.99
  /// λ: how far a target looks at rewards before it believes a value; 0...1.
  public var lambda: Float = 0.65

  /// The rule by which gradients change the network, with PyTorch's other constants.
  public var optimizer = OptimizerKind.radam
  /// The optimizer's rate at the start; > 0.
  public var learningRate: Float = 5e-4
  /// The rate at the last step, reached linearly, as a part of `learningRate`; 0...1, 1 constant.
  public var learningRateEnd: Float = 0
  /// The largest norm of the gradient over all parameters; 0 leaves it as it is.
  public var gradientClip: Float = 10

  /// ε at the first step; 0...1.
  public var epsilonStart: Float = 1
  /// ε after it has fallen; 0...1.
  public var epsilonEnd: Float = 0.05
  /// The part of `steps` over which ε falls linearly; 0...1.
  public var epsilonPart: Float = 0.1

  /// Creates the default configuration.
  public init() {
    plan = TrainingPlan()
    plan.steps = 1_000_000
    plan.environments = 128
    plan.evaluationInterval = 50_000
    plan.reportInterval = 10_000
  }
}

// MARK: - Fields by name

extension PQNConfiguration {
  /// Every field by its key, in the order in which a configuration is written.
  public static let fields = FieldTable<PQNConfiguration>(
    lengthFields + rolloutFields
      + layerFields(
        network: \.network, hiddenSizes: \.hiddenSizes, activation: \.activation,
        layerNorm: \.layerNorm)
      + targetFields + [optimizerField(\.optimizer)]
      + descentFields(
        learningRate: \.learningRate, learningRateEnd: \.learningRateEnd,
        gradientClip: \.gradientClip)
      + epsilonFields(start: \.epsilonStart, end: \.epsilonEnd) + [epsilonPartField]
      + evaluationFields)

  private static let rolloutFields: [Field<Self>] = [
    Field(
      "rolloutSteps", \.rolloutSteps,
      "steps of each copy from one learning phase to the next; 1...65536",
      check: FieldCheck.within(1...65_536)),
    Field(
      "epochs", \.epochs, "how often a rollout is gone over; 1...1024",
      check: FieldCheck.within(1...1_024)),
    Field(
      "batchSize", \.batchSize,
      "rows of a minibatch, divides environments x rolloutSteps; 1...65536",
      check: FieldCheck.within(1...65_536)),
  ]

  private static let targetFields: [Field<Self>] = [
    discountField(\.discount),
    Field(
      "lambda", \.lambda, "0 trusts the next value, 1 the rewards up to the rollout's end; 0...1",
      check: FieldCheck.within(0...1)),
  ]

  private static let epsilonPartField = Field<Self>(
    "epsilonPart", \.epsilonPart, "part of steps over which epsilon falls; 0...1",
    check: FieldCheck.within(0...1))
}

// MARK: - Checks and schedules

extension PQNConfiguration {
  /// What decides the layers.
  public static var networkKeys: [String] { ["network", "hiddenSizes", "activation", "layerNorm"] }

  /// Makes a ``PQN``.
  public func makeAgent(for task: AgentTask) throws -> any Agent {
    try PQN(
      configuration: self, observationSpace: task.observationSpace, actionSpace: task.actionSpace,
      random: task.random)
  }

  /// Rows of a rollout: T steps of N copies.
  var rolloutRows: Int { environments * rolloutSteps }

  /// Checks what single fields cannot: that they fit one another.
  ///
  /// - Throws: `InputError` that names both keys, both values and a remedy.
  public func validate() throws {
    if rolloutRows > 1 << 24 {
      throw InputError(
        "environments (\(environments)) times rolloutSteps (\(rolloutSteps)) is \(rolloutRows): "
          + "a rollout of more than \(1 << 24) rows is not kept",
        remedy: "set rolloutSteps to at most \((1 << 24) / environments)")
    }
    if !rolloutRows.isMultiple(of: batchSize) {
      throw InputError(
        "batchSize (\(batchSize)) does not divide environments (\(environments)) times "
          + "rolloutSteps (\(rolloutSteps)), \(rolloutRows): a minibatch would be cut short",
        remedy: "set batchSize to \(nearestBatchSize), or change rolloutSteps")
    }
    if environments > steps {
      throw InputError(
        "environments (\(environments)) is larger than steps (\(steps)): one vector step would "
          + "overshoot the training",
        remedy: "set environments to at most \(steps)")
    }
    if epsilonEnd > epsilonStart {
      throw InputError(
        "epsilonEnd (\(epsilonEnd)) is above epsilonStart (\(epsilonStart)): epsilon must not rise",
        remedy: "set epsilonEnd to at most \(epsilonStart)")
    }
  }

  /// The largest divisor of a rollout's rows that is no larger than `batchSize`.
  private var nearestBatchSize: Int {
    (1...min(batchSize, rolloutRows)).last { rolloutRows.isMultiple(of: $0) } ?? 1
  }

  /// ε after `step` environment steps: linear from `epsilonStart` to `epsilonEnd`.
  public func epsilon(at step: Int) -> Float {
    let fall = epsilonPart * Float(steps)
    guard Float(step) < fall else { return epsilonEnd }
    return epsilonStart + (epsilonEnd - epsilonStart) * (Float(step) / fall)
  }

  /// The optimizer's rate in the rollout that begins after `step` environment steps.
  public func learningRate(at step: Int) -> Float {
    guard learningRateEnd < 1 else { return learningRate }
    return learningRate * (1 + (learningRateEnd - 1) * min(1, Float(step) / Float(steps)))
  }

  /// The network for a task.
  ///
  /// - Throws: `InputError` where `network` does not suit the observation, or a size is too large.
  public func networkSpecification(
    observationSpace: Box, actionSpace: Discrete
  ) throws -> NetworkSpecification {
    var shape = QNetworkShape(hiddenSizes: hiddenSizes, activation: activation)
    shape.kind = network
    shape.layerNorm = layerNorm
    return try shape.specification(observationSpace: observationSpace, actionSpace: actionSpace)
  }
}
