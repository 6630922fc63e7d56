import Agents
import Documents
import Environments

/// A policy in a task that rewards otherwise.
extension Policy {
  /// Whether other rewards change what it does: successor features plan anew, others play on.
  public var plansForRewards: Bool { acting is SuccessorNetwork }

  /// The policy in its own task with some rewards changed.
  ///
  /// - Parameter text: what changes, such as `coin=1,goal=-5`; the rest stays.
  /// - Returns: the policy, planned anew where it can be; nothing is learned.
  /// - Throws: `InputError` for a reward that there is not, or a task whose rewards are not stated one
  ///   by one.
  public func with(rewards text: String) throws -> Policy {
    let terms = try RewardTerms(definition)
    let weights = try terms.weights(changedBy: text)
    return try planned(for: weights, in: terms.definition(weights: weights), terms)
  }

  /// The policy in a task that differs from its own in the rewards alone.
  ///
  /// - Parameter other: the task.
  /// - Returns: the policy, planned anew where it can be; nothing is learned.
  /// - Throws: `InputError` that says what else differs.
  public func with(rewardsOf other: EnvironmentDefinition) throws -> Policy {
    let terms = try RewardTerms(definition)
    return try planned(for: terms.weights(in: other), in: other, terms)
  }

  private func planned(
    for weights: [Double], in definition: EnvironmentDefinition, _ terms: RewardTerms
  ) throws -> Policy {
    var policy = self
    policy.definition = definition
    // What its evaluation found was another task's.
    policy.scores = nil
    guard let features = acting as? SuccessorNetwork else { return policy }
    guard features.featureCount == terms.count else {
      throw InputError(
        "the policy has \(features.featureCount) features, but its task rewards \(terms.count)",
        remedy: "train it anew")
    }
    policy.acting = features.replanned(for: features.inUnits(weights))
    return policy
  }
}
