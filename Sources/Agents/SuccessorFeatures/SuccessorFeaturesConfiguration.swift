import Documents
import Environments
import NeuralNetworks

/// Everything that decides how ``SuccessorFeatures`` learns, apart from the task and the seed.
///
/// What it shares with ``DQN`` is a ``DQNConfiguration``, its ``learning``.
public struct SuccessorFeaturesConfiguration: AgentConfiguration {
  /// What DQN has too: layers, optimizer, replay, exploration, plan.
  public var learning: DQNConfiguration
  /// The most policies that are learned, each for rewards of its own; ≥ 1.
  public var policies = 16
  /// What the best is chosen among in acting.
  public var improvement = SuccessorNetwork.Improvement.policies

  /// How long, in how many copies, how often evaluated.
  public var plan: TrainingPlan {
    get { learning.plan }
    set { learning.plan = newValue }
  }

  /// Creates the default configuration.
  public init() {
    learning = DQNConfiguration()
    learning.environments = 8
    learning.hiddenSizes = [256]
    learning.learningRateEnd = 0.1
    learning.trainInterval = 8
    learning.updatesPerInterval = 2
    learning.targetInterval = 100
    learning.epsilonEnd = 0.2
  }

  /// Every field by its key, in the order in which a configuration is written.
  public static let fields = FieldTable<SuccessorFeaturesConfiguration>(
    lengthFields + shared(layerKeys) + [
      Field(
        "policies", \.policies,
        "the most policies that are learned, each for rewards of its own; 1...1024",
        check: FieldCheck.within(1...1_024)),
      Field(
        "improvement", \.improvement,
        "what the best is chosen among: the actions that the policies would take, or all actions; "
          + "policies or actions"),
    ]
      + shared([
        "discount", "loss", "huberDelta", "optimizer", "adamEpsilon", "learningRate",
        "learningRateEnd", "gradientClip", "batchSize", "bufferCapacity", "learningStarts",
        "trainInterval", "updatesPerInterval", "targetInterval", "targetRate", "epsilonStart",
        "epsilonEnd", "epsilonSteps",
      ]) + evaluationFields)

  private static let layerKeys = ["network", "hiddenSizes", "activation", "layerNorm"]

  /// Fields of ``learning``.
  private static func shared(_ keys: [String]) -> [Field<Self>] {
    keys.compactMap { DQNConfiguration.fields[$0]?.part(of: \.learning) }
  }

  /// The fields that decide the layers.
  public static var networkKeys: [String] { layerKeys + ["policies"] }

  /// Checks what single fields cannot: that they fit one another.
  ///
  /// - Throws: `InputError` that names both keys, both values and a remedy.
  public func validate() throws { try learning.validate() }

  /// Makes a ``SuccessorFeatures``.
  public func makeAgent(for task: AgentTask) throws -> any Agent {
    try SuccessorFeatures(configuration: self, task: task)
  }

  /// The layers for a task: what suits its observations, the hidden layers, one linear output.
  ///
  /// - Throws: `InputError` where a size makes it too large.
  func networkSpecification(observationSpace: Box, outputs: Int) throws -> NetworkSpecification {
    var shape = QNetworkShape(hiddenSizes: learning.hiddenSizes, activation: learning.activation)
    shape.kind = learning.network
    shape.layerNorm = learning.layerNorm
    return try NetworkSpecification(
      inputShape: observationSpace.shape,
      layers: shape.encoder(observationSpace: observationSpace).layers + [.linear(outputs)])
  }
}
