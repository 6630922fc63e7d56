import TensorCore

/// One layer of a `NetworkSpecification`.
public enum LayerSpecification: Hashable, Sendable {
  /// A `Linear` over the last axis, with its output size. YAML: `linear: 256`.
  case linear(Int)
  /// An activation other than `.none`. YAML: `relu`, `tanh`, `sigmoid`.
  case activation(Activation)
  /// All axes behind the batch become one. YAML: `flatten`.
  case flatten

  /// The words that name layers in YAML.
  static let words =
    ["linear"] + Activation.allCases.filter { $0 != .none }.map(\.rawValue) + ["flatten"]

  /// The layer's line in YAML, without the dash.
  var yaml: String {
    switch self {
    case .linear(let size): "linear: \(size)"
    case .activation(let activation): activation.rawValue
    case .flatten: "flatten"
    }
  }

  /// What the layer makes of a shape, and the shapes of its parameters.
  ///
  /// - Throws: A sentence about the mistake.
  func apply(to shape: [Int]) throws(LayerMistake) -> (
    output: [Int], parameters: [(name: String, shape: [Int])]
  ) {
    switch self {
    case .linear(let size):
      guard size >= 1, size <= NetworkSpecification.largestSize else {
        throw LayerMistake(
          "linear: expected a size from 1 to \(NetworkSpecification.largestSize), got \(size)")
      }
      // The shape has an axis: the specification has checked its input.
      let inputSize = shape[shape.count - 1]
      return (
        Array(shape.dropLast()) + [size], [("weight", [size, inputSize]), ("bias", [size])]
      )
    case .activation(.none):
      throw LayerMistake("expected an activation, got none; leave the layer out")
    case .activation:
      return (shape, [])
    case .flatten:
      return ([shape.reduce(1, *)], [])
    }
  }
}

/// Why a layer does not fit, in one sentence.
struct LayerMistake: Error {
  let message: String

  init(_ message: String) { self.message = message }
}
