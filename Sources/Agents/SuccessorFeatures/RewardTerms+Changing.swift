import Documents
import Environments

extension RewardTerms {
  /// Weights as a command line has them: `coin=1,lava=-5`; those that are not named stay.
  ///
  /// - Parameter text: names with numbers; `coin` stands for `collect(coin)` where no other name
  ///   ends like this.
  /// - Returns: one weight for each term.
  /// - Throws: `InputError` for what is no number, and for a name that there is not.
  public func weights(changedBy text: String) throws -> [Double] {
    var changed = weights
    var named: Set<Int> = []
    for part in Self.parts(text) {
      guard let equals = part.lastIndex(of: "="), equals > part.startIndex,
        let weight = Double(fieldText: part[part.index(after: equals)...].trimmed)
      else {
        throw InputError(
          "expected NAME=NUMBER, got '\(shown(part))'", remedy: "for example: coin=1,goal=-5")
      }
      let term = try term(named: part[..<equals].trimmed)
      guard named.insert(term).inserted else {
        throw InputError("the reward '\(terms[term].name)' is named twice")
      }
      changed[term] = weight
    }
    return changed
  }

  /// The parts between commas that stand in no parentheses.
  private static func parts(_ text: String) -> [String] {
    var parts = [""]
    var depth = 0
    for character in text {
      if character == "(" { depth += 1 }
      if character == ")" { depth -= 1 }
      if character == ",", depth == 0 {
        parts.append("")
      } else {
        parts[parts.count - 1].append(character)
      }
    }
    return parts
  }

  private func term(named name: String) throws -> Int {
    if let exact = terms.firstIndex(where: { $0.name == name }) { return exact }
    let short = terms.indices.filter { terms[$0].name.hasSuffix("(\(name))") }
    guard short.count == 1 else {
      throw unknownWord("reward", name, among: terms.map(\.name))
    }
    return short[0]
  }

  /// The weights by which another definition rewards what this one does.
  ///
  /// - Parameter other: the changed task.
  /// - Returns: one weight for each of these terms.
  /// - Throws: `InputError` that says what else than the rewards differs.
  public func weights(in other: EnvironmentDefinition) throws -> [Double] {
    let changed = try RewardTerms(other)
    if let difference = try Self.difference(root, changed.root) {
      throw InputError(
        "'\(other.id)' differs from '\(definition.id)' in more than the rewards: \(difference)",
        file: other.file,
        remedy: "successor features carry over where only rewards differ; train on it anew, or use "
          + "apus finetune")
    }
    let amounts = try Self.amounts(of: changed.root)
    for amount in amounts where !terms.contains(where: { $0.name == amount.name }) {
      throw amount.node.error(
        "rewards '\(amount.name)', which is no feature of '\(definition.id)': how often it will "
          + "come was not learned",
        remedy: "train with '\(amount.name): 0' among the rewards of '\(definition.id)'")
    }
    return try terms.map { term in
      guard let amount = amounts.first(where: { $0.name == term.name }) else {
        return try missing(term, in: changed)
      }
      guard let weight = term.weight(of: try amount.node.fieldText) else {
        throw amount.node.error(
          "the reward '\(term.name)' is computed otherwise: no multiple of what '\(definition.id)' "
            + "rewards by it",
          remedy: term.expression.map { "write a multiple: 2 * (\($0))" } ?? "write a number")
      }
      return weight
    }
  }

  /// What a term counts in a definition that does not name it: an event nothing, ground what a step
  /// does, in whose place its reward would stand.
  private func missing(_ term: RewardTerm, in changed: RewardTerms) throws -> Double {
    guard term.isGround else { return 0 }
    guard let step = changed.terms.first(where: { $0.name == "step" }), step.expression == nil
    else {
      throw InputError(
        "does not say what '\(term.name)' is worth, and 'step' is computed",
        file: changed.definition.file, remedy: "add '\(term.name):' to its rewards")
    }
    return step.weight
  }

  /// What differs between two definitions, apart from names, rewards, success and recommendations.
  private static func difference(_ one: DocumentNode, _ other: DocumentNode) throws -> String? {
    let free = [
      "id", "version", "summary", "source", "rewards", "success", "agent", "agents", "grid",
    ]
    let (first, second) = (try one.mapping(), try other.mapping())
    func differs(_ a: DocumentNode?, _ b: DocumentNode?) throws -> Bool {
      try a.map(bare) != b.map(bare)
    }
    for key in EnvironmentDefinition.keys where !free.contains(key) {
      if try differs(first[key], second[key]) { return "its '\(key)' is another one" }
    }
    let (grid, changed) = (
      try first.require("grid").mapping(), try second.require("grid").mapping()
    )
    for key in ["map", "generator", "legend", "slip", "dynamics"] {
      if try differs(grid[key], changed[key]) { return "the \(key) of its grid is another one" }
    }
    return nil
  }

  /// A node as text, without the rewards of a legend.
  private static func bare(_ node: DocumentNode) throws -> String {
    guard node.isMapping else { return try DefinitionText.flow(node) }
    let entries = try node.mapping().entries.filter { $0.key != "reward" }
    // An entry that says nothing but its kind may be written without braces.
    if entries.count == 1, entries[0].key == "kind" { return try bare(entries[0].node) }
    return try entries.map { "\($0.key): \(try bare($0.node))" }.sorted().joined(separator: "\n")
  }
}

extension Substring {
  /// Without spaces at both ends.
  fileprivate var trimmed: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
