import Documents
import Environments

/// One of the amounts that the reward of a grid is the sum of: a feature and its weight.
///
/// What is rewarded stands in the definition, each amount with a name of its own: `step`, `goal`,
/// `collect(coin)`. An amount that is a number is the weight of a feature that is 1 where the amount
/// counts and 0 elsewhere; one that is computed, such as `0.05 * closer`, is itself the feature, and
/// its weight is 1.
public struct RewardTerm: Sendable, Hashable {
  /// The key under `rewards`, or "cell X" for the reward of a symbol of the legend.
  public var name: String
  /// What the feature counts in the reward.
  public var weight: Double
  /// What is computed; nil where the amount is a number.
  public var expression: String?

  /// Whether it is what a step earns by the ground on which it ends; all others are for events.
  var isGround: Bool {
    let grounds = GridDefinition.Kind.allCases.map(\.rawValue) + ["step", "target", "switch"]
    return grounds.contains(name) || name.hasPrefix("cell ")
  }

  /// The amount as a definition has it, when it counts `weight`.
  func text(weight: Double) -> String {
    guard let expression else { return weight.fieldText }
    return weight == 1 ? expression : "\(weight.fieldText) * (\(expression))"
  }

  /// What an amount of another definition is worth in units of this feature.
  ///
  /// - Parameter text: the amount there.
  /// - Returns: nil where it is something else than a multiple of the feature.
  func weight(of text: String) -> Double? {
    let number = Double(fieldText: text)
    guard let expression else { return number }
    if let number { return number == 0 ? 0 : nil }
    let (text, own) = (Self.squeezed(text), Self.squeezed(expression))
    if text == own { return 1 }
    let ending = "*(\(own))"
    guard text.hasSuffix(ending) else { return nil }
    return Double(fieldText: String(text.dropLast(ending.count)))
  }

  private static func squeezed(_ text: String) -> String { text.filter { !$0.isWhitespace } }
}

/// The rewards of a grid as features and weights: reward = Σ weight · feature.
///
/// They are read from the definition's text, and other weights give another text: everything that a
/// definition is checked for holds for the changed one too.
public struct RewardTerms: Sendable {
  /// The amounts: those under `rewards` in their order, then those of the legend.
  public let terms: [RewardTerm]
  let definition: EnvironmentDefinition
  let root: DocumentNode

  /// Reads the amounts of a definition.
  ///
  /// - Throws: `InputError` where the reward is no sum that the definition states: a game's, an
  ///   external world's, or one that a wrapper changes.
  public init(_ definition: EnvironmentDefinition) throws {
    switch definition.world {
    case .grid, .objectGrid: break
    case .game, .external:
      throw InputError(
        "the rewards of '\(definition.id)' are not stated one by one: it is no grid",
        remedy: "successor features need a grid, whose definition has every reward under 'rewards:'"
      )
    }
    for wrapper in definition.wrappers {
      switch wrapper {
      case .rewardScale, .rewardClip, .normalizeRewards, .normalizeObservations, .repeatActions:
        throw InputError(
          "'\(definition.id)' has the wrapper '\(wrapper)', behind which its rewards are no longer "
            + "the sum of those that it states",
          remedy: "leave the wrapper out")
      case .stickyActions, .randomStartSteps, .redirectActions, .observeActionMask, .frameStack,
        .oneHot, .flatten, .episodeStatistics:
        continue
      }
    }
    self.definition = definition
    root = try DocumentNode.parse(definition.text, file: definition.file)
    terms = try Self.amounts(of: root).map { name, node in
      let text = try node.fieldText
      let number = Double(fieldText: text)
      return RewardTerm(
        name: name, weight: number ?? 1, expression: number == nil ? text : nil)
    }
  }

  /// How many features there are.
  public var count: Int { terms.count }
  /// The definition's own weights.
  public var weights: [Double] { terms.map(\.weight) }

  /// Every amount with its name.
  static func amounts(of root: DocumentNode) throws -> [(name: String, node: DocumentNode)] {
    let document = try root.mapping()
    var amounts = try document.require("rewards").mapping().entries.map { ($0.key, $0.node) }
    let legend = try document.require("grid").mapping().require("legend").mapping()
    for entry in legend.entries where entry.node.isMapping {
      guard let reward = try entry.node.mapping()["reward"] else { continue }
      amounts.append(("cell \(entry.key)", reward))
    }
    return amounts
  }

  /// The definition with other amounts, and nothing else changed.
  ///
  /// - Parameter texts: one for each term.
  /// - Returns: the definition of the changed task.
  /// - Throws: `InputError` where the result is no valid definition.
  func definition(amounts texts: [String]) throws -> EnvironmentDefinition {
    precondition(texts.count == count, "expected \(count) amounts, got \(texts.count)")
    return try EnvironmentDefinition.parse(
      try DefinitionText(of: root, amounts: texts).text, file: definition.file)
  }

  /// The definition with other weights, and nothing else changed.
  ///
  /// - Parameter weights: one for each term.
  /// - Returns: the definition of the changed task.
  /// - Throws: `InputError` where a weight is out of the range of rewards.
  public func definition(weights: [Double]) throws -> EnvironmentDefinition {
    try definition(amounts: zip(terms, weights).map { $0.text(weight: $1) })
  }
}
