/// What stands around the layers of a network that was carried over to another task.
///
/// The layers keep their shapes and their parameters' names; what is new has names of its own.
public struct NetworkSurroundings: Hashable, Sendable {
  /// The shape that the first layer takes, where the network's input is another; nil for none.
  ///
  /// A linear map stands between; where the channels alone differ it is a 1×1 convolution.
  public var inputAdapter: [Int]?
  /// The network's outputs, where those of the last layer are others; nil for none.
  ///
  /// A linear map stands behind it.
  public var outputAdapter: Int?
  /// Whether a frozen column of equal hidden layers stands beside them; see ``ProgressiveColumns``.
  public var hasColumn = false

  /// Nothing around the layers.
  public init() {}

  /// The lines in YAML; none where nothing is around.
  var yaml: String {
    var text = ""
    if let inputAdapter {
      text += "input_adapter: [\(inputAdapter.map(String.init).joined(separator: ", "))]\n"
    }
    if let outputAdapter { text += "output_adapter: \(outputAdapter)\n" }
    if hasColumn { text += "column: true\n" }
    return text
  }

  static let keys = ["input_adapter", "output_adapter", "column"]

  /// The names of the adapters' parameters begin so.
  static let (input, output, column) = ("inputAdapter", "outputAdapter", "column")

  /// Whether an adapter from one shape to another is a 1×1 convolution.
  static func convolves(from input: [Int], to shape: [Int]) -> Bool {
    input.count == 3 && shape.count == 3 && input.dropFirst() == shape.dropFirst()
  }

  /// What the input adapter holds.
  static func inputEffect(from input: [Int], to shape: [Int]) -> LayerEffect {
    let weight =
      convolves(from: input, to: shape)
      ? [shape[0], input[0], 1, 1] : [saturatingProduct(shape), saturatingProduct(input)]
    return LayerEffect(output: shape, parameters: [("weight", weight), ("bias", [weight[0]])])
  }
}
