import Agents
import Documents

/// Where, how long and with which settings an ``AdaptationSurvey`` tries.
public struct AdaptationPlan: Sendable, Hashable {
  /// Unseen layouts; ≥ 1.
  public var layouts = 10
  /// Seeds of the training in each.
  public var seeds: [UInt64] = [1, 2, 3]
  /// Episodes after which a trained network is given up; ≥ 1.
  public var episodes = 100
  /// Episodes after which a fresh one is given up; 0 where none is tried.
  public var scratchEpisodes = 1_000
  /// What is set for both, as `key=value`.
  public var settings: [String] = []
  /// What is then set for the fresh network alone.
  public var scratchSettings: [String] = []

  /// The default plan.
  public init() {}

  /// The plan for a policy as YAML, which a survey's folder is known by.
  ///
  /// - Parameter policyHash: SHA-256 of the policy's file.
  /// - Returns: lines.
  public func yaml(policyHash: String) -> String {
    """
    format: 1
    policy: \(policyHash.yamlText)
    layouts: \(layouts)
    seeds: \(seeds.map { "\($0)" }.yamlText)
    episodes: \(episodes)
    scratchEpisodes: \(scratchEpisodes)
    set: \(settings.yamlText)
    scratchSet: \(scratchSettings.yamlText)

    """
  }

  /// How a layout is learned by the trained network, and how by a fresh one.
  ///
  /// As in the policy's training where that was by ``MetaQLearning``. A fresh network has more to
  /// explore: ε from 1, over 1000 steps.
  ///
  /// - Throws: `InputError` where a setting is not valid, or changes the layers.
  func learning(of policy: Policy) throws -> (DQNConfiguration, fresh: DQNConfiguration) {
    let file = "\(policy.definition.id) policy (configuration)"
    let source = try AgentSettings(
      DocumentNode.parse(policy.configuration, file: file).mapping().require("agent"))
    var learning = MetaQLearningConfiguration()
    if let own = source.configuration as? MetaQLearningConfiguration {
      learning = own
    } else {
      try learning.takeLayers(of: source.configuration)
    }
    var fresh = learning
    (fresh.learning.epsilonStart, fresh.learning.epsilonSteps) = (1, 1_000)
    try Self.set(settings, of: &learning)
    try Self.set(settings + scratchSettings, of: &fresh)
    return (learning.inner, fresh.inner)
  }

  private static func set(
    _ settings: [String], of learning: inout MetaQLearningConfiguration
  ) throws {
    for setting in settings {
      let (key, text) = try RunConfiguration.parts(of: setting)
      guard !MetaQLearningConfiguration.networkKeys.contains(key) else {
        throw InputError(
          "\(key) cannot be set: the layers are those of the policy",
          remedy: "train one with other layers")
      }
      try learning.set(key, text, file: nil, line: nil)
    }
    try learning.validate()
  }
}
