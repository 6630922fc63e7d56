/// A layer over sequences in a `LayerSpecification`; the first axis is time.
public enum SequenceSpecification: Hashable, Sendable {
  /// An `Embedding` of whole numbers in 0 ..< count: `[…]` → `[…, size]`.
  ///
  /// YAML: `embedding: {count: 1000, size: 64}`.
  case embedding(count: Int, size: Int)
  /// `LearnedPositions`: `[T, size]` stays. YAML: `learned_positions`.
  case learnedPositions
  /// `SinusoidalPositions`: `[T, size]` stays, its size even. YAML: `sinusoidal_positions`.
  case sinusoidalPositions
  /// `RNN`, `LSTM` or `GRU`: `[T, F]` → `[T, hidden]`, twice as wide in both directions.
  case recurrent(RecurrentSpecification)
  /// `TransformerEncoder`, where everything sees everything: `[T, size]` stays.
  case transformerEncoder(TransformerSpecification)
  /// `LastStep`: `[T, …]` → `[…]`. YAML: `last_step`.
  case lastStep
  /// `MeanOfSteps`: `[T, …]` → `[…]`. YAML: `mean_of_steps`.
  case meanOfSteps

  static let words =
    ["embedding", "learned_positions", "sinusoidal_positions"]
    + RecurrentSpecification.Kind.allCases.map(\.rawValue)
    + ["transformer_encoder", "last_step", "mean_of_steps"]

  /// The line in YAML.
  var yaml: String {
    switch self {
    case .embedding(let count, let size): "embedding: {count: \(count), size: \(size)}"
    case .learnedPositions: "learned_positions"
    case .sinusoidalPositions: "sinusoidal_positions"
    case .recurrent(let recurrent): recurrent.yaml
    case .transformerEncoder(let transformer): transformer.yaml
    case .lastStep: "last_step"
    case .meanOfSteps: "mean_of_steps"
    }
  }

  func effect(on shape: [Int]) throws(LayerMistake) -> LayerEffect {
    let size = shape[shape.count - 1]
    switch self {
    case .embedding(let count, let size):
      let largest = NetworkSpecification.largestSize
      guard (1...largest).contains(count), (1...largest).contains(size) else {
        throw LayerMistake(
          "embedding: expected count and size from 1 to \(largest), got \(count) and \(size)")
      }
      return LayerEffect(output: shape + [size], parameters: [("weight", [count, size])])
    case .learnedPositions:
      try requireSequence("learned_positions", shape)
      return LayerEffect(output: shape, parameters: [("weight", shape)])
    case .sinusoidalPositions:
      try requireSequence("sinusoidal_positions", shape)
      guard size % 2 == 0 else {
        throw LayerMistake("sinusoidal_positions: expected an even size, got \(size)")
      }
      return LayerEffect(output: shape)
    case .recurrent(let recurrent):
      try requireSequence(recurrent.kind.rawValue, shape)
      return try recurrent.effect(on: shape)
    case .transformerEncoder(let transformer):
      try requireSequence("transformer_encoder", shape)
      return try transformer.effect(on: shape)
    case .lastStep, .meanOfSteps:
      guard shape.count >= 2 else {
        throw LayerMistake("\(yaml): expected an input [steps, …], got \(shape)")
      }
      return LayerEffect(output: Array(shape.dropFirst()))
    }
  }

  private func requireSequence(_ word: String, _ shape: [Int]) throws(LayerMistake) {
    guard shape.count == 2 else {
      throw LayerMistake("\(word): expected an input [steps, features], got \(shape)")
    }
  }
}

/// The most layers of a recurrent or transformer stack.
let largestStack = 256

/// Recurrent layers in a `SequenceSpecification`.
public struct RecurrentSpecification: Hashable, Sendable {
  /// Which module, by its word in YAML.
  public enum Kind: String, CaseIterable, Sendable {
    /// `RNN` with tanh.
    case rnn
    /// `LSTM`.
    case lstm
    /// `GRU`.
    case gru

    var gates: Int { self == .rnn ? 1 : self == .lstm ? 4 : 3 }
  }

  /// Which module.
  public let kind: Kind
  /// The size of the hidden state, at least 1.
  public let hiddenSize: Int
  /// The number of layers, 1 to 256.
  public var layers = 1
  /// Whether each layer runs backwards too.
  public var isBidirectional = false
  /// What is dropped between layers in training, in 0 ..< 1.
  public var dropout: Float = 0

  /// One layer in one direction.
  ///
  /// - Parameters:
  ///   - kind: Which module.
  ///   - hiddenSize: The size of the hidden state.
  public init(_ kind: Kind, hiddenSize: Int) {
    self.kind = kind
    self.hiddenSize = hiddenSize
  }

  /// The line in YAML, without what is as by default.
  var yaml: String {
    var parts = ["hidden: \(hiddenSize)"]
    if layers != 1 { parts.append("layers: \(layers)") }
    if isBidirectional { parts.append("bidirectional: true") }
    if dropout != 0 { parts.append("dropout: \(dropout)") }
    return parts.count == 1
      ? "\(kind.rawValue): \(hiddenSize)" : "\(kind.rawValue): {\(parts.joined(separator: ", "))}"
  }

  func effect(on shape: [Int]) throws(LayerMistake) -> LayerEffect {
    let word = kind.rawValue
    guard hiddenSize >= 1, hiddenSize <= NetworkSpecification.largestSize else {
      throw LayerMistake(
        "\(word): expected a size from 1 to \(NetworkSpecification.largestSize), got \(hiddenSize)")
    }
    guard (1...largestStack).contains(layers) else {
      throw LayerMistake("\(word): expected 1 to \(largestStack) layers, got \(layers)")
    }
    guard dropout >= 0, dropout < 1 else {
      throw LayerMistake("\(word): expected a dropout from 0 to below 1, got \(dropout)")
    }
    let directions = isBidirectional ? 2 : 1
    let rows = kind.gates * hiddenSize
    var parameters: [(name: String, shape: [Int])] = []
    for layer in 0..<layers {
      let columns = layer == 0 ? shape[1] : directions * hiddenSize
      for suffix in ["", "_reverse"].prefix(directions) {
        let end = "l\(layer)\(suffix)"
        parameters += [
          ("weight_ih_\(end)", [rows, columns]), ("weight_hh_\(end)", [rows, hiddenSize]),
          ("bias_ih_\(end)", [rows]), ("bias_hh_\(end)", [rows]),
        ]
      }
    }
    return LayerEffect(output: [shape[0], directions * hiddenSize], parameters: parameters)
  }
}

/// A stack of encoder blocks in a `SequenceSpecification`.
public struct TransformerSpecification: Hashable, Sendable {
  /// The number of heads, which divides the size.
  public let heads: Int
  /// The size inside the feed-forward parts, at least 1.
  public let feedForwardSize: Int
  /// The number of blocks, 1 to 256.
  public var layers = 1
  /// What is dropped in training, in 0 ..< 1.
  public var dropout: Float = 0
  /// The function inside the feed-forward parts.
  public var activation = FeedForwardActivation.relu
  /// Whether a part's input is normalized, else what leaves its shortcut; then a normalization
  /// stands behind the last block.
  public var normFirst = false

  /// One block after the original, without dropout.
  ///
  /// - Parameters:
  ///   - heads: The number of heads.
  ///   - feedForwardSize: The size inside the feed-forward parts.
  public init(heads: Int, feedForwardSize: Int) {
    self.heads = heads
    self.feedForwardSize = feedForwardSize
  }

  /// The line in YAML, without what is as by default.
  var yaml: String {
    var parts = ["heads: \(heads)", "feed_forward: \(feedForwardSize)"]
    if layers != 1 { parts.append("layers: \(layers)") }
    if dropout != 0 { parts.append("dropout: \(dropout)") }
    if activation != .relu { parts.append("activation: \(activation.rawValue)") }
    if normFirst { parts.append("norm_first: true") }
    return "transformer_encoder: {\(parts.joined(separator: ", "))}"
  }

  func effect(on shape: [Int]) throws(LayerMistake) -> LayerEffect {
    let size = shape[1]
    let largest = NetworkSpecification.largestSize
    guard heads >= 1, size % heads == 0 else {
      throw LayerMistake(
        "transformer_encoder: expected heads that divide the size \(size), got \(heads)")
    }
    guard (1...largest).contains(feedForwardSize) else {
      throw LayerMistake(
        "transformer_encoder: expected a size from 1 to \(largest), got \(feedForwardSize)")
    }
    guard (1...largestStack).contains(layers) else {
      throw LayerMistake(
        "transformer_encoder: expected 1 to \(largestStack) layers, got \(layers)")
    }
    guard dropout >= 0, dropout < 1 else {
      throw LayerMistake(
        "transformer_encoder: expected a dropout from 0 to below 1, got \(dropout)")
    }
    let block: [(name: String, shape: [Int])] = [
      ("self_attn.in_proj_weight", [3 * size, size]), ("self_attn.in_proj_bias", [3 * size]),
      ("self_attn.out_proj.weight", [size, size]), ("self_attn.out_proj.bias", [size]),
      ("linear1.weight", [feedForwardSize, size]), ("linear1.bias", [feedForwardSize]),
      ("linear2.weight", [size, feedForwardSize]), ("linear2.bias", [size]),
      ("norm1.weight", [size]), ("norm1.bias", [size]), ("norm2.weight", [size]),
      ("norm2.bias", [size]),
    ]
    var parameters = (0..<layers).flatMap { layer in
      block.map { ("layers.\(layer).\($0.name)", $0.shape) }
    }
    if normFirst { parameters += [("norm.weight", [size]), ("norm.bias", [size])] }
    return LayerEffect(output: shape, parameters: parameters)
  }
}
