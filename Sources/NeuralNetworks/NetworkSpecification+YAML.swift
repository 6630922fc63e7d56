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
  /// - Parameter node: A mapping with the keys `input` and `layers`, and where something stands around
  ///   the layers `input_adapter`, `output_adapter` and `column`.
  /// - Throws: `InputError` with file and line.
  public init(_ node: DocumentNode) throws {
    let own = ["input", "layers"]
    let mapping = try node.mapping(keys: own + NetworkSurroundings.keys, required: own)
    let input = try mapping.require("input")
    let layers = try LayerReading.layers(mapping.require("layers"))
    try self.init(
      inputShape: input.ints(), layers: layers.map(\.layer),
      surroundings: NetworkSurroundings(mapping)
    ) { message, path in
      LayerReading.node(at: path, in: layers, or: input).error(message)
    }
  }

  /// The YAML form, which reads back as an equal specification.
  public var yaml: String {
    let shape = inputShape.map(String.init).joined(separator: ", ")
    return "input: [\(shape)]\n" + surroundings.yaml
      + Self.yaml(of: layers, key: "layers", indentation: "")
  }

  private static func yaml(
    of layers: [LayerSpecification], key: String, indentation: String
  ) -> String {
    if layers.isEmpty { return "\(indentation)\(key): []\n" }
    return layers.reduce("\(indentation)\(key):\n") { text, layer in
      text + yaml(of: layer, indentation: indentation + "  ")
    }
  }

  private static func yaml(of layer: LayerSpecification, indentation: String) -> String {
    guard case .residual(let body, let shortcut) = layer else {
      return "\(indentation)- \(layer.yaml)\n"
    }
    let inner = indentation + "    "
    var text = "\(indentation)- residual:\n" + yaml(of: body, key: "body", indentation: inner)
    if !shortcut.isEmpty { text += yaml(of: shortcut, key: "shortcut", indentation: inner) }
    return text
  }
}

extension LayerSpecification {
  /// The line in YAML, without the dash; a residual takes several lines and is written elsewhere.
  fileprivate var yaml: String {
    switch self {
    case .linear(let size): "linear: \(size)"
    case .activation(let activation): activation.rawValue
    case .function(let function): function.yaml
    case .flatten: "flatten"
    case .convolution(let convolution): convolution.yaml
    case .pooling(let pooling): pooling.yaml
    case .normalization(let normalization): normalization.yaml
    case .sequence(let sequence): sequence.yaml
    case .value(let layer): layer.yaml
    case .dropout(let rate): "dropout: \(rate)"
    case .residual: "residual"
    }
  }
}

extension NetworkSurroundings {
  /// Reads the keys of a network that say what stands around its layers.
  fileprivate init(_ mapping: DocumentMapping) throws {
    self.init()
    inputAdapter = try mapping["input_adapter"].map { try $0.ints() }
    outputAdapter = try mapping["output_adapter"].map {
      try $0.int(in: 1...NetworkSpecification.largestSize)
    }
    hasColumn = try mapping["column"].map { try $0.bool() } ?? false
  }
}
