import Documents
import TensorCore

/// A layer as it was read, with the places of its text for messages.
struct LayerReading {
  let layer: LayerSpecification
  let node: DocumentNode
  var nested: [LayerReading] = []

  /// Reads a list of layers.
  static func layers(_ node: DocumentNode) throws -> [LayerReading] {
    try node.sequence().map { try LayerReading($0) }
  }

  /// The node of the layer at a path, or as near to it as there is one.
  static func node(
    at path: [Int], in layers: [LayerReading], or outer: DocumentNode
  ) -> DocumentNode {
    guard let position = path.first, position < layers.count else { return outer }
    let found = layers[position]
    return node(at: Array(path.dropFirst()), in: found.nested, or: found.node)
  }

  private init(_ node: DocumentNode) throws {
    var word: String
    var line = node.line
    var value: DocumentNode?
    if node.isMapping {
      let entries = try node.mapping().entries
      guard entries.count == 1 else {
        throw node.error(
          "expected one layer, found \(node.found)",
          remedy: "begin each layer with a dash of its own, for instance '- linear: 256'")
      }
      (word, line, value) = (entries[0].key, entries[0].keyLine, entries[0].node)
    } else {
      word = try node.string()
    }
    guard LayerSpecification.words.contains(word) else {
      throw unknownWord(
        "layer", word, among: LayerSpecification.words, file: node.file, line: line)
    }
    self.node = node
    if word == "residual" {
      let parts = try Self.residual(Self.require(value, of: word, at: node))
      nested = parts.body + parts.shortcut
      layer = .residual(body: parts.body.map(\.layer), shortcut: parts.shortcut.map(\.layer))
    } else {
      layer = try Self.simple(word, value, at: node)
    }
  }

  private static func residual(
    _ node: DocumentNode
  ) throws -> (body: [LayerReading], shortcut: [LayerReading]) {
    if node.isSequence { return (try layers(node), []) }
    let mapping = try node.mapping(keys: ["body", "shortcut"], required: ["body"])
    return (try layers(mapping.require("body")), try mapping["shortcut"].map(layers) ?? [])
  }

  private static func simple(
    _ word: String, _ value: DocumentNode?, at node: DocumentNode
  ) throws -> LayerSpecification {
    if let kind = ConvolutionSpecification.Kind(rawValue: word) {
      return .convolution(
        try ConvolutionSpecification(kind, require(value, of: word, at: node)))
    }
    if let kind = PoolingSpecification.Kind(rawValue: word) {
      return .pooling(try PoolingSpecification(kind, require(value, of: word, at: node)))
    }
    if let kind = NormalizationSpecification.Kind(rawValue: word) {
      if kind == .group, value == nil { _ = try require(value, of: word, at: node) }
      return .normalization(try NormalizationSpecification(kind, value))
    }
    if SequenceSpecification.words.contains(word) {
      return .sequence(
        try SequenceSpecification(word, value) { try require(value, of: word, at: node) })
    }
    if ValueLayerSpecification.words.contains(word) {
      return .value(try ValueLayerSpecification(word, require(value, of: word, at: node)))
    }
    if FunctionSpecification.words.contains(word) {
      return .function(try FunctionSpecification(word, value))
    }
    switch word {
    case "linear":
      return .linear(
        try require(value, of: word, at: node).int(in: 1...NetworkSpecification.largestSize))
    case "dropout":
      return .dropout(Float(try require(value, of: word, at: node).double(in: 0...1)))
    default:
      if let value {
        throw value.error("the layer '\(word)' takes no value, found \(value.found)")
      }
      return Activation(rawValue: word).map { .activation($0) } ?? .flatten
    }
  }

  private static func require(
    _ value: DocumentNode?, of word: String, at node: DocumentNode
  ) throws -> DocumentNode {
    if let value, !value.isNull { return value }
    let need =
      switch word {
      case "linear": "its output size, for instance 'linear: 256'"
      case "dropout": "its rate, for instance 'dropout: 0.5'"
      case "group_norm": "its groups, for instance 'group_norm: 8'"
      case "residual": "its layers, as a list below it"
      case "noisy_linear": "its output size, for instance 'noisy_linear: 128'"
      case "dueling": "its actions, for instance 'dueling: {actions: 6, hidden: 128}'"
      case "quantile_embedding": "its cosines, for instance 'quantile_embedding: 64'"
      case "one_hot": "the numbers that each plane knows, for instance 'one_hot: [11, 6, 3]'"
      case "embedding": "count and size, for instance 'embedding: {count: 1000, size: 64}'"
      case "transformer_encoder":
        "heads and feed_forward, for instance '\(word): {heads: 4, feed_forward: 256}'"
      case let word where RecurrentSpecification.Kind(rawValue: word) != nil:
        "the size of its hidden state, for instance '\(word): 128'"
      case let word where PoolingSpecification.Kind(rawValue: word) != nil:
        "its size, for instance '\(word): 2'"
      default: "channels and kernel, for instance '\(word): {channels: 32, kernel: 3}'"
      }
    throw node.error("the layer '\(word)' needs \(need)")
  }
}
