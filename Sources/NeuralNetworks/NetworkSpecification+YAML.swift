import Documents
import TensorCore

extension NetworkSpecification {
  /// Reads the YAML form.
  ///
  /// - Parameters:
  ///   - yaml: The text.
  ///   - file: The name of its file, for messages.
  /// - Throws: `InputError` with file and line: an unknown layer or key (with the nearest valid word),
  ///   a missing part, a size out of bounds.
  public init(yaml: String, file: String) throws {
    try self.init(DocumentNode.parse(yaml, file: file))
  }

  /// Reads the YAML form from a part of a document.
  ///
  /// - Parameter node: A mapping with the keys `input` and `layers`.
  /// - Throws: `InputError` with file and line.
  public init(_ node: DocumentNode) throws {
    let mapping = try node.mapping(keys: ["input", "layers"], required: ["input", "layers"])
    let input = try mapping.require("input")
    let layers = try mapping.require("layers").sequence()
    try self.init(inputShape: input.ints(), layers: layers.map(Self.layer)) { message, position in
      guard let position, position < layers.count else { return input.error(message) }
      return layers[position].error(message)
    }
  }

  /// The YAML form, which reads back as an equal specification.
  public var yaml: String {
    let shape = inputShape.map(String.init).joined(separator: ", ")
    let lines = layers.map { "  - \($0.yaml)\n" }
    return "input: [\(shape)]\n" + (lines.isEmpty ? "layers: []\n" : "layers:\n" + lines.joined())
  }

  private static func layer(_ node: DocumentNode) throws -> LayerSpecification {
    if node.isMapping {
      let entries = try node.mapping().entries
      guard entries.count == 1 else {
        throw node.error(
          "expected one layer, found \(node.found)",
          remedy: "begin each layer with a dash of its own, for instance '- linear: 256'")
      }
      let entry = entries[0]
      if entry.key == "linear" { return .linear(try entry.node.int(in: 1...largestSize)) }
      if LayerSpecification.words.contains(entry.key) {
        throw entry.node.error("the layer '\(entry.key)' takes no value, found \(entry.node.found)")
      }
      throw unknownWord(
        "layer", entry.key, among: LayerSpecification.words, file: node.file, line: entry.keyLine)
    }
    let word = try node.string()
    switch word {
    case "flatten": return .flatten
    case "linear":
      throw node.error("the layer 'linear' needs its output size, for instance 'linear: 256'")
    default:
      if let activation = Activation(rawValue: word), activation != .none {
        return .activation(activation)
      }
      throw unknownWord(
        "layer", word, among: LayerSpecification.words, file: node.file, line: node.line)
    }
  }
}
