import Documents
import Environments
import NeuralNetworks

/// Everything that decides how ``MetaQLearning`` learns, apart from the task and the seed.
///
/// What it does within one task is said by a ``DQNConfiguration``, its ``learning``.
public struct MetaQLearningConfiguration: AgentConfiguration {
  /// How the initialization follows from tasks.
  public enum Method: String, CaseIterable, Sendable, Hashable {
    /// It goes a part of the way to what DQN makes of it.
    case reptile
    /// Down the gradient of the loss after an inner step, through that step.
    case maml
    /// The same with the inner step's gradient as a constant.
    case fomaml
  }

  /// How a task is learned, by DQN with one copy; and the plan of the whole.
  public var learning: DQNConfiguration
  /// Episodes of each task; ≥ 1.
  public var episodesPerTask = 10
  /// Different layouts that tasks are drawn from; ≥ 1.
  public var layouts = 10_000
  /// ε: how far the initialization goes towards what a task made of it; 0 < ε ≤ 1.
  public var outerRate: Float = 0.3
  /// The same at the last step, as a part of `outerRate`, reached linearly; 0...1.
  public var outerRateEnd: Float = 0.1

  /// How the initialization follows from tasks.
  public var method = Method.reptile
  /// α: the rate of MAML's inner steps; > 0.
  public var innerRate: Float = 0.1
  /// K: MAML's inner steps; ≥ 1.
  public var innerSteps = 1
  /// MAML's tasks whose losses are averaged in an update; ≥ 1.
  public var tasksPerUpdate = 8
  /// MAML's updates of the initialization for so many tasks; ≥ 1.
  public var outerUpdates = 20

  /// How long, how often evaluated.
  public var plan: TrainingPlan {
    get { learning.plan }
    set { learning.plan = newValue }
  }

  /// Creates the default configuration.
  public init() {
    learning = DQNConfiguration()
    learning.steps = 200_000
    learning.hiddenSizes = [128]
    learning.discount = 0.95
    learning.batchSize = 32
    learning.bufferCapacity = 5_000
    learning.learningStarts = 32
    learning.trainInterval = 1
    learning.targetInterval = 50
    learning.epsilonStart = 0.3
    learning.epsilonEnd = 0.1
    learning.epsilonSteps = 300
    learning.evaluationInterval = 20_000
  }

  /// Every field by its key, in the order in which a configuration is written.
  public static let fields = FieldTable<MetaQLearningConfiguration>(
    Array(lengthFields.prefix(1)) + [
      Field(
        "episodesPerTask", \.episodesPerTask, "episodes of each task; >= 1",
        check: FieldCheck.atLeast(1)),
      Field(
        "layouts", \.layouts, "different layouts that tasks are drawn from; 1...1000000",
        check: FieldCheck.within(1...GridTaskDistribution.layouts)),
      Field(
        "outerRate", \.outerRate,
        "how far the initialization goes towards what a task made of it; 0 < x <= 1",
        check: { $0 > 0 && $0 <= 1 ? nil : "a number above 0, at most 1" }),
      Field(
        "outerRateEnd", \.outerRateEnd,
        "the same at the last step as a part of outerRate, reached linearly; 0...1",
        check: FieldCheck.within(0...1)),
    ] + gradientFields
      + DQNConfiguration.fields.fields.filter { !planKeys.contains($0.key) }
      .map { $0.part(of: \.learning) } + evaluationFields)

  /// What MAML has of its own.
  private static let gradientFields: [Field<Self>] = [
    Field("method", \.method, "how the initialization follows from tasks; reptile, maml or fomaml"),
    Field(
      "innerRate", \.innerRate, "rate of maml's inner steps; > 0", check: FieldCheck.positive),
    Field(
      "innerSteps", \.innerSteps, "maml's inner steps; 1...16", check: FieldCheck.within(1...16)),
    Field(
      "tasksPerUpdate", \.tasksPerUpdate,
      "maml's tasks whose losses are averaged in an update; 1...256",
      check: FieldCheck.within(1...256)),
    Field(
      "outerUpdates", \.outerUpdates,
      "maml's updates of the initialization for so many tasks; >= 1",
      check: FieldCheck.atLeast(1)),
  ]

  /// The fields that have a part in MAML alone.
  public static var optionalKeys: [String] { gradientFields.map(\.key) }
  /// Whether one of them is not at its default.
  public var writesOptionalKeys: Bool {
    let defaults = Self()
    return Self.gradientFields.contains { $0.text(of: self) != $0.text(of: defaults) }
  }

  /// What is its own, or has no part in it: tasks have no teachers.
  private static let planKeys =
    lengthFields.map(\.key) + evaluationFields.map(\.key)
    + DQNConfiguration.guidanceFields.map(\.key) + DQNConfiguration.sparseKeys

  /// The fields that decide the layers.
  public static var networkKeys: [String] { DQNConfiguration.networkKeys }

  /// Checks what single fields cannot: that they fit one another.
  ///
  /// - Throws: `InputError` that names both keys, both values and a remedy.
  public func validate() throws {
    try inner.validate()
    guard method != .reptile else { return }
    for (isSet, key, value, remedy) in [
      (learning.prioritized, "prioritized", "true", "false"),
      (learning.noisy, "noisy", "true", "false"),
      (learning.distribution == .iqn, "distribution", "iqn", "qr"),
    ] where isSet {
      throw InputError(
        "\(key) (\(value)) does not go with method (\(method.rawValue)), whose loss must depend on "
          + "the weights and the transitions alone",
        remedy: "set \(key) to \(remedy), or method to reptile")
    }
  }

  /// How one task is learned; it ends with its episodes.
  public var inner: DQNConfiguration {
    var inner = learning
    inner.environments = 1
    inner.evaluationInterval = 0
    inner.reportInterval = Int.max
    return inner
  }

  /// How a task is played where nothing is learned of it by DQN.
  var playing: DQNConfiguration {
    var playing = inner
    (playing.trainInterval, playing.targetInterval) = (Int.max, Int.max)
    return playing
  }

  /// ε of the task that begins after `step` environment steps.
  func outerRate(at step: Int) -> Float {
    outerRate * (1 + (outerRateEnd - 1) * min(1, Float(step) / Float(steps)))
  }

  /// Makes a ``MetaQLearning``.
  public func makeAgent(for task: AgentTask) throws -> any Agent {
    try MetaQLearning(configuration: self, task: task)
  }
}
