import TensorCore

/// A layer of a network that values actions, in a `LayerSpecification`.
public enum ValueLayerSpecification: Hashable, Sendable {
  /// A `NoisyLinear` over the last axis, with its output size. YAML: `noisy_linear: 128`.
  case noisyLinear(Int)
  /// A `Dueling` of two streams: `[F]` → `[actions]` or `[actions, atoms]`.
  ///
  /// YAML: `dueling: {actions: 6, atoms: 51, hidden: 128, noisy: true}`.
  case dueling(DuelingSpecification)
  /// A `QuantileEmbedding` of `[F]`, with its number of cosines. YAML: `quantile_embedding: 64`.
  case quantileEmbedding(Int)
  /// `OneHotPlanes`: `[P, …]` → `[sum, …]`, with the numbers that each plane knows.
  ///
  /// YAML: `one_hot: [11, 6, 3]`.
  case oneHot([Int])

  static let words = ["noisy_linear", "dueling", "quantile_embedding", "one_hot"]

  /// The line in YAML.
  var yaml: String {
    switch self {
    case .noisyLinear(let size): "noisy_linear: \(size)"
    case .dueling(let dueling): dueling.yaml
    case .quantileEmbedding(let cosines): "quantile_embedding: \(cosines)"
    case .oneHot(let counts): "one_hot: [\(counts.map(String.init).joined(separator: ", "))]"
    }
  }

  func effect(on shape: [Int]) throws(LayerMistake) -> LayerEffect {
    let last = shape[shape.count - 1]
    switch self {
    case .noisyLinear(let size):
      try requireSize(size, "noisy_linear: expected a size")
      let parameters = [("weight", [size, last]), ("bias", [size])]
      return LayerEffect(
        output: shape.dropLast() + [size],
        parameters: parameters + parameters.map { ("\($0)_sigma", $1) })
    case .dueling(let dueling): return try dueling.effect(on: shape)
    case .quantileEmbedding(let cosines):
      try requireFeatures("quantile_embedding", shape)
      try requireSize(cosines, "quantile_embedding: expected a number of cosines")
      return LayerEffect(
        output: shape, parameters: [("weight", [last, cosines]), ("bias", [last])])
    case .oneHot(let counts):
      guard counts.count == shape[0], counts.allSatisfy({ (1...256).contains($0) }) else {
        throw LayerMistake(
          "one_hot: expected \(shape[0]) numbers from 1 to 256, one for each plane, got \(counts)")
      }
      return LayerEffect(output: [counts.reduce(0, +)] + shape.dropFirst())
    }
  }
}

/// Throws where a size is not from 1 to the largest.
private func requireSize(_ size: Int, _ words: String) throws(LayerMistake) {
  guard (1...NetworkSpecification.largestSize).contains(size) else {
    throw LayerMistake("\(words) from 1 to \(NetworkSpecification.largestSize), got \(size)")
  }
}

/// Throws where an input has more than one axis.
private func requireFeatures(_ word: String, _ shape: [Int]) throws(LayerMistake) {
  guard shape.count == 1 else {
    throw LayerMistake("\(word): expected an input [features], got \(shape)")
  }
}

/// The two streams of a `Dueling` layer in a `ValueLayerSpecification`.
public struct DuelingSpecification: Hashable, Sendable {
  /// The number of actions, at least 1.
  public let actions: Int
  /// The outputs of an action; nil for one, without an axis of its own.
  public var atoms: Int?
  /// The size of the hidden layer in each stream; nil for none.
  public var hidden: Int?
  /// What follows each hidden layer.
  public var activation = Activation.relu
  /// Whether a `LayerNorm` stands before that activation.
  public var layerNorm = false
  /// Whether the linear layers of the streams are noisy.
  public var noisy = false

  /// Two linear streams without a hidden layer, and one output for each action.
  ///
  /// - Parameter actions: The number of actions.
  public init(actions: Int) { self.actions = actions }

  /// The line in YAML, without what is as by default.
  var yaml: String {
    var parts = ["actions: \(actions)"]
    if let atoms { parts.append("atoms: \(atoms)") }
    if let hidden { parts.append("hidden: \(hidden)") }
    if activation != .relu { parts.append("activation: \(activation.rawValue)") }
    if layerNorm { parts.append("layer_norm: true") }
    if noisy { parts.append("noisy: true") }
    return "dueling: {\(parts.joined(separator: ", "))}"
  }

  /// The layers of one stream.
  ///
  /// - Parameter outputs: What its last layer gives.
  /// - Returns: The layers, first the one that sees the features.
  func stream(outputs: Int) -> [LayerSpecification] {
    func linear(_ size: Int) -> LayerSpecification {
      noisy ? .value(.noisyLinear(size)) : .linear(size)
    }
    guard let hidden else { return [linear(outputs)] }
    var layers = [linear(hidden)]
    if layerNorm { layers.append(.normalization(.init(.layer))) }
    if activation != .none { layers.append(.activation(activation)) }
    return layers + [linear(outputs)]
  }

  /// The layers of the stream to the state's value.
  var value: [LayerSpecification] { stream(outputs: atoms ?? 1) }
  /// The layers of the stream to the advantages.
  var advantage: [LayerSpecification] { stream(outputs: actions * (atoms ?? 1)) }

  func effect(on shape: [Int]) throws(LayerMistake) -> LayerEffect {
    for (size, words) in [(actions, "actions"), (atoms ?? 1, "atoms"), (hidden ?? 1, "hidden")] {
      try requireSize(size, "dueling: expected \(words)")
    }
    try requireSize(actions * (atoms ?? 1), "dueling: expected actions times atoms")
    try requireFeatures("dueling", shape)
    var effect = LayerEffect(output: [actions] + (atoms.map { [$0] } ?? []))
    for (name, layers) in [("value", value), ("advantage", advantage)] {
      var shape = shape
      for (position, layer) in layers.enumerated() {
        let inner = try layer.effect(on: shape)
        effect.parameters += inner.parameters.map { ("\(name).\(position).\($0)", $1) }
        shape = inner.output
      }
    }
    return effect
  }
}
