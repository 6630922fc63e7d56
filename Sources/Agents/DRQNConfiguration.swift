import Documents
import Environments
import NeuralNetworks

/// Everything that decides how a ``DRQN`` learns, apart from the task and the seed.
///
/// What it shares with ``DQN`` is a ``DQNConfiguration``, its ``learning``; the rest says what is
/// remembered and how sequences are replayed.
public struct DRQNConfiguration: AgentConfiguration {
  /// What a replayed sequence begins with.
  public enum StoredState: String, CaseIterable, Sendable, Hashable {
    /// What the agent remembered when it was there.
    case stored
    /// An empty memory.
    case zero
  }

  /// What DQN has too: encoder, targets, optimizer, replay, exploration, plan.
  public var learning: DQNConfiguration
  /// What remembers.
  public var cell = RecurrentSpecification.Kind.lstm
  /// Numbers that it remembers (an LSTM twice as many); ≥ 1.
  public var recurrentSize = 64
  /// Steps of a sequence that are learned from; ≥ 1.
  public var sequenceLength = 16
  /// Steps before them that only fill the memory; ≥ 0.
  public var burnIn = 8
  /// Steps from the beginning of a sequence to that of the next in the same episode; ≥ 1.
  public var sequenceStride = 8
  /// What a replayed sequence begins with.
  public var storedState = StoredState.stored

  /// How long, in how many copies, how often evaluated.
  public var plan: TrainingPlan {
    get { learning.plan }
    set { learning.plan = newValue }
  }

  /// Creates the default configuration: DQN's, with batches of fewer, longer pieces.
  public init() {
    learning = DQNConfiguration()
    learning.hiddenSizes = [64]
    learning.batchSize = 16
  }
}

// MARK: - Fields by name

extension DRQNConfiguration {
  /// Every field by its key, in the order in which a configuration is written.
  public static let fields = FieldTable<DRQNConfiguration>(
    lengthFields + shared(["network", "hiddenSizes", "activation", "layerNorm", "dueling"]) + [
      Field("cell", \.cell, "what remembers; rnn, lstm or gru"),
      Field(
        "recurrentSize", \.recurrentSize,
        "numbers that it remembers (lstm: twice as many); 1...65536",
        check: FieldCheck.within(1...65_536)),
      Field(
        "sequenceLength", \.sequenceLength, "steps of a sequence that are learned from; 1...4096",
        check: FieldCheck.within(1...4_096)),
      Field(
        "burnIn", \.burnIn, "steps before them that only fill the memory; 0...4096",
        check: FieldCheck.within(0...4_096)),
      Field(
        "sequenceStride", \.sequenceStride,
        "steps from the beginning of a sequence to the next one's; 1...4096",
        check: FieldCheck.within(1...4_096)),
      Field(
        "storedState", \.storedState,
        "what a sequence begins with: stored is what was remembered there, zero nothing"),
    ]
      + shared([
        "discount", "nStep", "doubleQ", "loss", "huberDelta", "optimizer", "adamEpsilon",
        "learningRate", "learningRateEnd", "gradientClip",
      ])
      + shared(["batchSize"], summary: "sequences of a batch; 1...65536")
      + shared(["bufferCapacity"], summary: "observations in the replay buffer; 1...100000000")
      + shared([
        "learningStarts", "trainInterval", "updatesPerInterval", "targetInterval", "targetRate",
        "epsilonStart", "epsilonEnd", "epsilonSteps", "exploration", "temperature",
      ]) + evaluationFields)

  /// Fields of ``learning``.
  private static func shared(_ keys: [String], summary: String? = nil) -> [Field<Self>] {
    keys.compactMap { DQNConfiguration.fields[$0]?.part(of: \.learning, summary: summary) }
  }
}

// MARK: - Checks and parts

extension DRQNConfiguration {
  /// Checks what single fields cannot: that they fit one another.
  ///
  /// - Throws: `InputError` that names both keys, both values and a remedy.
  public func validate() throws {
    try learning.validate()
    let needed = sequences(stateCount: 0).rowsNeeded * environments
    guard needed <= learning.bufferCapacity else {
      throw InputError(
        "bufferCapacity (\(learning.bufferCapacity)) does not hold one sequence of each copy: "
          + "sequenceLength (\(sequenceLength)), burnIn (\(burnIn)) and nStep (\(learning.nStep)) need "
          + "\(needed) observations of environments (\(environments))",
        remedy: "set bufferCapacity to at least \(needed), or a shorter sequenceLength")
    }
    guard sequenceStride <= sequenceLength else {
      throw InputError(
        "sequenceStride (\(sequenceStride)) is larger than sequenceLength (\(sequenceLength)): "
          + "steps between two sequences would never be learned from",
        remedy: "set sequenceStride to at most \(sequenceLength)")
    }
  }

  /// How episodes are cut into windows.
  func sequences(stateCount: Int) -> SequenceReplay.Plan {
    var plan = SequenceReplay.Plan()
    plan.sequenceLength = sequenceLength
    plan.burnIn = burnIn
    plan.stride = sequenceStride
    plan.nStep = learning.nStep
    plan.discount = learning.discount
    plan.stateCount = storedState == .stored ? stateCount : 0
    plan.stateSize = recurrentSize
    return plan
  }

  /// The network for a task: what suits its observations, the hidden layers, the cell, and one layer
  /// from what it gives to the actions' values.
  ///
  /// - Throws: `InputError` where a size makes it too large.
  public func networkSpecification(
    observationSpace: Box, actionSpace: Discrete
  ) throws -> RecurrentQSpecification {
    var shape = QNetworkShape(
      hiddenSizes: learning.hiddenSizes, activation: learning.activation)
    shape.kind = learning.network
    shape.layerNorm = learning.layerNorm
    let head: LayerSpecification =
      learning.dueling
      ? .value(.dueling(DuelingSpecification(actions: actionSpace.count)))
      : .linear(actionSpace.count)
    return try RecurrentQSpecification(
      encoder: shape.encoder(observationSpace: observationSpace), cell: cell, size: recurrentSize,
      head: NetworkSpecification(inputShape: [recurrentSize], layers: [head]))
  }

  /// The fields that decide the layers.
  public static var networkKeys: [String] {
    ["network", "hiddenSizes", "activation", "layerNorm", "dueling", "cell", "recurrentSize"]
  }

  /// Makes a ``DRQN``.
  public func makeAgent(for task: AgentTask) throws -> any Agent {
    try DRQN(
      configuration: self, observationSpace: task.observationSpace, actionSpace: task.actionSpace,
      random: task.random)
  }
}
