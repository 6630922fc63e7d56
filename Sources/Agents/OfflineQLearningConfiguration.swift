import Documents

/// Everything that decides how ``OfflineQLearning`` learns, apart from the task and the seed.
///
/// Durations are updates.
public struct OfflineQLearningConfiguration: OfflineConfiguration {
  /// How long, how often evaluated.
  public var plan = defaultPlan
  /// Data, network and optimizer.
  public var offline = OfflineSettings()
  /// γ: what a reward one step later is worth; 0...1.
  public var discount: Float = 0.99
  /// α: the weight of the distrust; ≥ 0, 0 is plain DQN on recorded transitions.
  public var conservatism: Float = 1
  /// Whether the online network chooses the action that the target network values.
  public var doubleQ = true
  /// Rewards that are summed before the bootstrap; ≥ 1.
  public var nStep = 1
  /// Where the Huber loss turns linear; > 0.
  public var huberDelta: Float = 1
  /// Updates from one change of the target network to the next; ≥ 1.
  public var targetInterval = 500
  /// τ: how far the target goes towards the online network; 0 < τ ≤ 1, 1 copies.
  public var targetRate: Float = 1

  /// The default configuration.
  public init() {}

  /// Every field by its key, in the order in which a configuration is written.
  public static let fields = FieldTable<OfflineQLearningConfiguration>(
    dataFields + [
      Field(
        "discount", \.discount, "worth of a reward one step later; 0...1",
        check: FieldCheck.within(0...1)),
      Field(
        "conservatism", \.conservatism,
        "weight of the distrust in actions that were not recorded; >= 0, 0 is plain DQN",
        check: FieldCheck.notNegative),
      Field(
        "doubleQ", \.doubleQ, "the online network chooses, the target network values; true or false"
      ),
      Field(
        "nStep", \.nStep, "rewards summed before the bootstrap; 1...1000",
        check: FieldCheck.within(1...1_000)),
      Field(
        "huberDelta", \.huberDelta, "where the Huber loss turns linear; > 0",
        check: FieldCheck.positive),
      Field(
        "targetInterval", \.targetInterval,
        "updates from one change of the target network to the next; >= 1",
        check: FieldCheck.atLeast(1)),
      Field(
        "targetRate", \.targetRate,
        "how far the target goes towards the online network; 0 < x <= 1",
        check: { $0 > 0 && $0 <= 1 ? nil : "a number above 0, at most 1" }),
    ] + networkFields)

  /// Checks what single fields cannot: that they fit one another.
  ///
  /// - Throws: `InputError` that names both keys, both values and a remedy.
  public func validate() throws {
    if targetInterval > steps {
      throw InputError(
        "targetInterval (\(targetInterval)) is larger than steps (\(steps)): the target network "
          + "would never change",
        remedy: "set targetInterval to at most \(steps)")
    }
  }

  /// Makes an ``OfflineQLearning``.
  public func makeAgent(for task: AgentTask) throws -> any Agent {
    try OfflineQLearning(configuration: self, recorded: try recording(for: task), for: task)
  }
}
