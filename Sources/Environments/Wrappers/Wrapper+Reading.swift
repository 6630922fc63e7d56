import Documents

extension Wrapper {
  /// The words of a definition, in the order of lists.
  static let words = [
    "stickyActions", "repeatActions", "randomStartSteps", "actionMask", "rewardScale",
    "rewardClip", "frameStack", "oneHot", "flatten", "episodeStatistics", "normalizeObservations",
    "normalizeRewards",
  ]

  /// Reads the list after `wrappers:` and wraps a world, to find what does not fit it.
  ///
  /// - Parameters:
  ///   - node: a list of words, or of words with a value such as `frameStack: 4`.
  ///   - world: the environment that they shall change.
  /// - Returns: the wrappers, from the inside to the outside.
  /// - Throws: `InputError` for an unknown word (with the nearest), a value out of range, or an
  ///   observation that a wrapper cannot change.
  static func list(_ node: DocumentNode, around world: any Environment) throws -> [Wrapper] {
    var wrappers: [Wrapper] = []
    var world = world
    for item in try node.sequence() {
      let wrapper = try read(item)
      if let last = wrappers.last, last.isNormalization, !wrapper.isNormalization {
        throw item.error("nothing can follow a normalization", remedy: "put it at the end")
      }
      if wrapper.isNormalization,
        wrappers.contains(where: { $0.word == wrapper.word })
      {
        throw item.error("'\(wrapper.word)' is listed twice")
      }
      try wrapper.checkFit(world, item)
      world = wrapper.wrapping(world)
      wrappers.append(wrapper)
    }
    return wrappers
  }

  /// The word with which a definition names it.
  var word: String { String(description.prefix { $0 != ":" }) }

  private func checkFit(_ world: any Environment, _ item: DocumentNode) throws {
    let space = world.observationSpace
    switch self {
    case .oneHot where space.elementType != .uint8:
      throw item.error("'oneHot' needs observations of bytes, these are \(space)")
    case .redirectActions where !world.hasActionMask, .observeActionMask where !world.hasActionMask:
      throw item.error("'actionMask' needs an environment in which some actions are not possible")
    case .frameStack(let frames) where frames * space.count > 1 << 22:
      throw item.error("\(frames) frames of \(space.count) numbers are too many")
    default: break
    }
  }

  private static func read(_ item: DocumentNode) throws -> Wrapper {
    guard item.isMapping else { return try plain(item.string(), item) }
    let mapping = try item.mapping()
    guard let entry = mapping.entries.first, mapping.entries.count == 1 else {
      throw item.error(
        "expected one wrapper an entry, got \(mapping.entries.count)",
        remedy: "write each on a line of its own: '- frameStack: 4'")
    }
    let value = entry.node
    switch entry.key {
    case "stickyActions": return .stickyActions(probability: try value.double(in: 0...1))
    case "repeatActions": return .repeatActions(times: try value.int(in: 1...1000))
    case "randomStartSteps": return .randomStartSteps(most: try value.int(in: 0...10_000))
    case "actionMask": return try mask(value)
    case "rewardScale": return .rewardScale(Float(try value.double(in: -1e6...1e6)))
    case "rewardClip": return try clip(value)
    case "frameStack": return .frameStack(try value.int(in: 1...64))
    case "normalizeObservations":
      let entry = try value.mapping(keys: ["clip"])
      return .normalizeObservations(try range(entry))
    case "normalizeRewards":
      let entry = try value.mapping(keys: ["clip", "discount"])
      let discount = try entry["discount"].map { try $0.double(in: 0...1) } ?? 0.99
      return .normalizeRewards(try range(entry), discount: discount)
    case "oneHot", "flatten", "episodeStatistics":
      throw value.error("'\(entry.key)' has no value", remedy: "write '- \(entry.key)'")
    default:
      throw unknownWord(
        "wrapper", entry.key, among: words, file: item.file, line: entry.keyLine)
    }
  }

  private static func plain(_ word: String, _ item: DocumentNode) throws -> Wrapper {
    switch word {
    case "oneHot": return .oneHot
    case "flatten": return .flatten
    case "episodeStatistics": return .episodeStatistics
    case "normalizeObservations": return .normalizeObservations(NormalizedRange())
    case "normalizeRewards": return .normalizeRewards(NormalizedRange(), discount: 0.99)
    case _ where words.contains(word):
      throw item.error("'\(word)' needs a value", remedy: "write '- \(word): VALUE'")
    default:
      throw unknownWord("wrapper", word, among: words, file: item.file, line: item.line)
    }
  }

  private static func mask(_ value: DocumentNode) throws -> Wrapper {
    switch try value.string() {
    case "redirect": return .redirectActions
    case "observe": return .observeActionMask
    case let other:
      throw unknownWord(
        "use of the mask", other, among: ["redirect", "observe"], file: value.file,
        line: value.line)
    }
  }

  private static func clip(_ value: DocumentNode) throws -> Wrapper {
    let ends = try value.doubles()
    guard ends.count == 2, ends[0] < ends[1], ends.allSatisfy({ abs($0) <= 1e6 }) else {
      throw value.error("expected a smaller and a larger number, such as [-1, 1]")
    }
    return .rewardClip(Float(ends[0])...Float(ends[1]))
  }

  private static func range(_ entry: DocumentMapping) throws -> NormalizedRange {
    guard let clip = entry["clip"] else { return NormalizedRange() }
    return NormalizedRange(clip: Float(try clip.double(in: 0.1...1e6)))
  }
}
