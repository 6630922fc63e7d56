import Documents

/// What a network is made of, as a value: it can be written down, compared and built.
///
/// A specification that exists is valid: every layer fits the one before, and all sizes are within
/// bounds. Its YAML form:
///
/// ```yaml
/// input: [4]
/// layers:
///   - linear: 256
///   - relu
///   - linear: 2
/// ```
///
/// Shapes leave out the batch axis. The network made from it has PyTorch's parameter names, which
/// count all layers: `0.weight`, `0.bias`, `2.weight`, `2.bias`.
public struct NetworkSpecification: Hashable, Sendable {
  /// The most parameters that a network may have: 2²⁸ scalars, which is one gibibyte.
  public static let largestParameterCount = 1 << 28
  /// The largest size of one axis.
  public static let largestSize = 1 << 24
  /// The most layers.
  public static let largestLayerCount = 1024

  /// The shape of one input, without the batch axis.
  public let inputShape: [Int]
  /// The layers, first the one that sees the input.
  public let layers: [LayerSpecification]
  /// What stands around the layers; mostly nothing.
  public let surroundings: NetworkSurroundings
  /// The shape of one output, without the batch axis.
  public let outputShape: [Int]
  /// The number of scalars in all parameters.
  public let parameterCount: Int

  /// Checks a network and describes it.
  ///
  /// - Parameters:
  ///   - inputShape: One to seven axes, each of at least 1.
  ///   - layers: At most 1024.
  ///   - surroundings: What stands around the layers.
  /// - Throws: `InputError` that names the layer that does not fit, and why.
  public init(
    inputShape: [Int], layers: [LayerSpecification],
    surroundings: NetworkSurroundings = NetworkSurroundings()
  ) throws {
    try self.init(inputShape: inputShape, layers: layers, surroundings: surroundings) {
      message, _ in InputError(message)
    }
  }

  /// The same, with errors made by `error` from a message and the layer's path (empty: the input).
  init(
    inputShape: [Int], layers: [LayerSpecification], surroundings: NetworkSurroundings,
    error: (_ message: String, _ layer: [Int]) -> InputError
  ) throws {
    if let mistake = Self.mistake(inInput: inputShape) { throw error(mistake, []) }
    if let inner = surroundings.inputAdapter, let mistake = Self.mistake(inInput: inner) {
      throw error("input_adapter: \(mistake)", [])
    }
    var outline = NetworkOutline()
    do throws(LayerMistake) {
      outputShape = try outline.add(layers, to: inputShape, within: surroundings)
    } catch let mistake {
      throw error(mistake.message, mistake.path)
    }
    self.inputShape = inputShape
    self.surroundings = surroundings
    self.layers = layers
    parameterCount = outline.parameterCount
  }

  /// The name and shape of every parameter, in the network's order.
  public var parameterShapes: [(name: String, shape: [Int])] { outline.parameters }

  /// The name and shape of everything that a checkpoint of the network holds: its parameters, then
  /// its buffers.
  ///
  /// A file that claims to hold this network can be checked against them before anything is
  /// allocated.
  public var stateShapes: [(name: String, shape: [Int])] {
    let outline = outline
    return outline.parameters + outline.buffers
  }

  private var outline: NetworkOutline {
    var outline = NetworkOutline()
    // Never throws: the layers were added in the same way when the specification was made.
    _ = try? outline.add(layers, to: inputShape, within: surroundings)
    return outline
  }

  private static func mistake(inInput shape: [Int]) -> String? {
    guard (1...7).contains(shape.count) else {
      return "expected an input of 1 to 7 axes, got \(shape.count)"
    }
    var count = 1
    for size in shape {
      guard size >= 1, size <= largestSize else {
        return "expected input sizes from 1 to \(largestSize), got \(size)"
      }
      count *= size
      guard count <= largestSize else {
        return "the input \(shape) has more than \(largestSize) values"
      }
    }
    return nil
  }
}
