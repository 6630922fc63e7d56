import TensorCore

/// One layer of a `NetworkSpecification`.
///
/// Shapes leave out the batch axis: an image is `[channels, height, width]`.
public indirect enum LayerSpecification: Hashable, Sendable {
  /// A `Linear` over the last axis, with its output size. YAML: `linear: 256`.
  case linear(Int)
  /// An activation other than `.none`. YAML: `relu`, `tanh`, `sigmoid`.
  case activation(Activation)
  /// A further function of each element. YAML: `gelu`, `silu`, `leaky_relu: 0.1`.
  case function(FunctionSpecification)
  /// All axes behind the batch become one. YAML: `flatten`.
  case flatten
  /// A convolution. YAML: `conv2d: {channels: 32, kernel: 3, padding: 1}`.
  case convolution(ConvolutionSpecification)
  /// A pooling. YAML: `max_pool2d: 2`.
  case pooling(PoolingSpecification)
  /// A normalization. YAML: `batch_norm`.
  case normalization(NormalizationSpecification)
  /// A layer over sequences. YAML: `lstm: 128`.
  case sequence(SequenceSpecification)
  /// A layer of a network that values actions. YAML: `noisy_linear: 128`.
  case value(ValueLayerSpecification)
  /// In training, each element is zeroed with this probability, in 0 ..< 1. YAML: `dropout: 0.5`.
  case dropout(Float)
  /// What `body` makes of the input, plus what `shortcut` (where empty: nothing) makes of it.
  ///
  /// YAML: `residual:` with a list of layers, or with the keys `body` and `shortcut`.
  case residual(body: [LayerSpecification], shortcut: [LayerSpecification])

  /// The words that name layers in YAML.
  static let words =
    ["linear"] + Activation.allCases.filter { $0 != .none }.map(\.rawValue)
    + FunctionSpecification.words + ["flatten"]
    + ConvolutionSpecification.Kind.allCases.map(\.rawValue)
    + PoolingSpecification.Kind.allCases.map(\.rawValue)
    + NormalizationSpecification.Kind.allCases.map(\.rawValue) + SequenceSpecification.words
    + ValueLayerSpecification.words + ["dropout", "residual"]

  /// The word that names the layer in messages.
  var word: String {
    switch self {
    case .linear: "linear"
    case .activation(let activation): activation.rawValue
    case .function(let function): function.yaml
    case .flatten: "flatten"
    case .convolution(let convolution): convolution.kind.rawValue
    case .pooling(let pooling): pooling.kind.rawValue
    case .normalization(let normalization): normalization.kind.rawValue
    case .sequence(let sequence): sequence.yaml
    case .value(let layer): layer.yaml
    case .dropout: "dropout"
    case .residual: "residual"
    }
  }

  /// The layers inside: the body's, then the shortcut's.
  var nested: [LayerSpecification] {
    if case .residual(let body, let shortcut) = self { return body + shortcut }
    return []
  }
}

/// What a layer makes of a shape, and the shapes of what it holds.
struct LayerEffect {
  var output: [Int]
  var parameters: [(name: String, shape: [Int])] = []
  var buffers: [(name: String, shape: [Int])] = []
}

/// Why a layer does not fit, in one sentence.
struct LayerMistake: Error {
  let message: String
  /// The layer's position; behind it, where the layer is nested, its position in `nested`.
  var path: [Int] = []

  init(_ message: String) { self.message = message }
}

extension LayerSpecification {
  /// What the layer makes of a shape; a residual's own layers are left to `NetworkOutline`.
  ///
  /// - Throws: A sentence about the mistake.
  func effect(on shape: [Int]) throws(LayerMistake) -> LayerEffect {
    switch self {
    case .linear(let size):
      guard size >= 1, size <= NetworkSpecification.largestSize else {
        throw LayerMistake(
          "linear: expected a size from 1 to \(NetworkSpecification.largestSize), got \(size)")
      }
      // The shape has an axis: the specification has checked its input.
      let inputSize = shape[shape.count - 1]
      return LayerEffect(
        output: shape.dropLast() + [size],
        parameters: [("weight", [size, inputSize]), ("bias", [size])])
    case .activation(.none):
      throw LayerMistake("expected an activation, got none; leave the layer out")
    case .activation: return LayerEffect(output: shape)
    case .function(let function):
      try function.check()
      return LayerEffect(output: shape)
    case .flatten: return LayerEffect(output: [shape.reduce(1, *)])
    case .convolution(let convolution): return try convolution.effect(on: shape)
    case .pooling(let pooling): return try pooling.effect(on: shape)
    case .normalization(let normalization): return try normalization.effect(on: shape)
    case .sequence(let sequence): return try sequence.effect(on: shape)
    case .value(let layer): return try layer.effect(on: shape)
    case .dropout(let rate):
      guard rate >= 0, rate < 1 else {
        throw LayerMistake("dropout: expected a rate from 0 to below 1, got \(rate)")
      }
      return LayerEffect(output: shape)
    case .residual: return LayerEffect(output: shape)
    }
  }
}
