import Documents

extension GridDefinition {
  /// Whether a file needs nothing but cells: no objects, no computed rewards, one map for ever.
  ///
  /// What is merely misspelt counts as plain: the reader of either kind refuses it.
  ///
  /// - Parameters:
  ///   - grid: the node after `grid:`.
  ///   - document: the whole definition.
  /// - Returns: whether a ``GridDefinition`` can be read from it.
  static func isPlain(_ grid: DocumentNode, _ document: DocumentMapping) -> Bool {
    guard let world = try? grid.mapping(), world["dynamics"] == nil else { return false }
    if let generator = try? world["generator"]?.mapping(),
      (try? generator["seed"]?.string()) == "episode"
    {
      return false
    }
    return isPlainLegend(world["legend"]) && isPlainView(document["observation"])
      && arePlain(document["actions"], words: ["pickup", "drop", "toggle"])
      && arePlainRewards(document["rewards"])
      && arePlain(
        document["termination"],
        words: (GridNames.verbs + GridNames.grounds).filter { $0 != "goal" && $0 != "hazard" })
  }

  private static func isPlainLegend(_ node: DocumentNode?) -> Bool {
    guard let legend = try? node?.mapping() else { return true }
    return legend.entries.allSatisfy { entry in
      let values = try? entry.node.mapping()
      let kind = try? (values?["kind"] ?? entry.node).string()
      if let kind, Kind(rawValue: kind) == nil, ObjectGridLegend.kinds.contains(kind) {
        return false
      }
      guard let values else { return true }
      return values["name"] == nil && isNumber(values["reward"])
    }
  }

  private static func isPlainView(_ node: DocumentNode?) -> Bool {
    guard let node else { return true }
    return !node.isMapping && (try? node.string()) != "egocentric"
  }

  /// Whether a list holds single words, none of the given ones among them.
  private static func arePlain(_ node: DocumentNode?, words: [String]) -> Bool {
    guard let items = try? node?.sequence() else { return true }
    return items.allSatisfy { item in
      guard let text = try? item.string() else { return true }
      return !words.contains(text) && !text.contains { "()<>=!+*/ ".contains($0) }
    }
  }

  private static func arePlainRewards(_ node: DocumentNode?) -> Bool {
    guard let rewards = try? node?.mapping() else { return true }
    let events = GridNames.verbs + ["target", "switch"]
    return rewards.entries.allSatisfy { entry in
      !events.contains(entry.key) && !entry.key.contains { "()<>=!+*/ ".contains($0) }
        && isNumber(entry.node)
    }
  }

  /// Whether a value is a number, or nothing that could be an expression.
  private static func isNumber(_ node: DocumentNode?) -> Bool {
    guard let node, node.isScalar, !node.isNull else { return true }
    return (try? node.double()) != nil
  }
}
