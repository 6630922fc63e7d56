import Documents

extension SequenceSpecification {
  /// Reads a layer.
  ///
  /// - Parameters:
  ///   - word: One of `words`.
  ///   - value: What stands behind the word; nil for nothing.
  ///   - required: Gives the value, or throws where the layer needs one and has none.
  /// - Throws: `InputError` with file and line.
  init(_ word: String, _ value: DocumentNode?, _ required: () throws -> DocumentNode) throws {
    let sizes = 1...NetworkSpecification.largestSize
    if let kind = RecurrentSpecification.Kind(rawValue: word) {
      self = .recurrent(try RecurrentSpecification(kind, required()))
      return
    }
    switch word {
    case "embedding":
      let mapping = try required().mapping(keys: ["count", "size"], required: ["count", "size"])
      self = .embedding(
        count: try mapping.require("count").int(in: sizes),
        size: try mapping.require("size").int(in: sizes))
    case "transformer_encoder":
      self = .transformerEncoder(try TransformerSpecification(required()))
    default:
      if let value {
        throw value.error("the layer '\(word)' takes no value, found \(value.found)")
      }
      switch word {
      case "learned_positions": self = .learnedPositions
      case "sinusoidal_positions": self = .sinusoidalPositions
      case "last_step": self = .lastStep
      default: self = .meanOfSteps
      }
    }
  }
}

extension RecurrentSpecification {
  init(_ kind: Kind, _ node: DocumentNode) throws {
    let sizes = 1...NetworkSpecification.largestSize
    guard node.isMapping else {
      self.init(kind, hiddenSize: try node.int(in: sizes))
      return
    }
    let mapping = try node.mapping(
      keys: ["hidden", "layers", "bidirectional", "dropout"], required: ["hidden"])
    self.init(kind, hiddenSize: try mapping.require("hidden").int(in: sizes))
    layers = try mapping["layers"].map { try $0.int(in: 1...largestStack) } ?? layers
    isBidirectional = try mapping["bidirectional"].map { try $0.bool() } ?? isBidirectional
    dropout = try mapping["dropout"].map { Float(try $0.double(in: 0...1)) } ?? dropout
  }
}

extension TransformerSpecification {
  init(_ node: DocumentNode) throws {
    let sizes = 1...NetworkSpecification.largestSize
    let mapping = try node.mapping(
      keys: ["heads", "feed_forward", "layers", "dropout", "activation", "norm_first"],
      required: ["heads", "feed_forward"])
    self.init(
      heads: try mapping.require("heads").int(in: sizes),
      feedForwardSize: try mapping.require("feed_forward").int(in: sizes))
    layers = try mapping["layers"].map { try $0.int(in: 1...largestStack) } ?? layers
    dropout = try mapping["dropout"].map { Float(try $0.double(in: 0...1)) } ?? dropout
    normFirst = try mapping["norm_first"].map { try $0.bool() } ?? normFirst
    if let node = mapping["activation"] {
      let word = try node.string()
      guard let found = FeedForwardActivation(rawValue: word) else {
        throw unknownWord(
          "activation", word, among: FeedForwardActivation.allCases.map(\.rawValue),
          file: node.file, line: node.line)
      }
      activation = found
    }
  }
}
