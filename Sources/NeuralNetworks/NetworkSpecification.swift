import Determinism
import Documents
import TensorCore

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
  /// The shape of one output, without the batch axis.
  public let outputShape: [Int]
  /// The number of scalars in all parameters.
  public let parameterCount: Int

  /// Checks a network and describes it.
  ///
  /// - Parameters:
  ///   - inputShape: One to seven axes, each of at least 1.
  ///   - layers: At most 1024.
  /// - Throws: `InputError` that names the layer that does not fit, and why.
  public init(inputShape: [Int], layers: [LayerSpecification]) throws {
    try self.init(inputShape: inputShape, layers: layers) { message, _ in InputError(message) }
  }

  /// The same, with errors made by `error` from a message and the layer's position (nil: the input).
  init(
    inputShape: [Int], layers: [LayerSpecification],
    error: (_ message: String, _ layer: Int?) -> InputError
  ) throws {
    if let mistake = Self.mistake(inInput: inputShape) { throw error(mistake, nil) }
    guard layers.count <= Self.largestLayerCount else {
      throw error(
        "the network has \(layers.count) layers; at most \(Self.largestLayerCount) are accepted",
        Self.largestLayerCount)
    }
    var shape = inputShape
    var total = 0
    for (position, layer) in layers.enumerated() {
      do {
        let effect = try layer.apply(to: shape)
        shape = effect.output
        for parameter in effect.parameters {
          // No product overflows: two sizes of at most 2²⁴, a sum bounded after each addition.
          total += parameter.shape.reduce(1, *)
        }
      } catch let mistake {
        throw error("layer \(position): \(mistake.message)", position)
      }
      guard total <= Self.largestParameterCount, shape.reduce(1, *) <= Self.largestSize else {
        throw error(
          """
          the network is too large: up to this layer it has \(total) parameters and \
          \(shape.reduce(1, *)) outputs; at most \(Self.largestParameterCount) and \
          \(Self.largestSize) are accepted
          """, position)
      }
    }
    self.inputShape = inputShape
    self.layers = layers
    outputShape = shape
    parameterCount = total
  }

  /// A multilayer perceptron: linear layers with an activation between each two.
  ///
  /// - Parameters:
  ///   - inputShape: The shape of one input; one with several axes is flattened first.
  ///   - hiddenSizes: The sizes of the layers between; may be empty.
  ///   - outputSize: The size of the last layer, which has no activation.
  ///   - activation: What follows each hidden layer; `.none` leaves it out.
  /// - Returns: The specification.
  /// - Throws: `InputError` for a size out of bounds.
  public static func mlp(
    inputShape: [Int], hiddenSizes: [Int], outputSize: Int, activation: Activation = .relu
  ) throws -> Self {
    var layers: [LayerSpecification] = inputShape.count == 1 ? [] : [.flatten]
    for size in hiddenSizes {
      layers.append(.linear(size))
      if activation != .none { layers.append(.activation(activation)) }
    }
    layers.append(.linear(outputSize))
    return try Self(inputShape: inputShape, layers: layers)
  }

  /// The name and shape of every parameter, in the network's order.
  ///
  /// A file that claims to hold this network can be checked against them before anything is
  /// allocated.
  public var parameterShapes: [(name: String, shape: [Int])] {
    var shape = inputShape
    var result: [(name: String, shape: [Int])] = []
    for (position, layer) in layers.enumerated() {
      guard let effect = try? layer.apply(to: shape) else { break }
      shape = effect.output
      result += effect.parameters.map { ("\(position).\($0.name)", $0.shape) }
    }
    return result
  }

  /// A network with fresh parameters.
  ///
  /// - Parameter random: Drawn from layer by layer, each weight before its bias; see `Linear`.
  /// - Returns: The network.
  public func makeNetwork(using random: inout RandomStream) -> Sequential {
    var shape = inputShape
    var modules: [any Module] = []
    for layer in layers {
      switch layer {
      case .linear(let size):
        let inputSize = shape[shape.count - 1]
        modules.append(Linear(inputSize: inputSize, outputSize: size, using: &random))
      case .activation(.relu): modules.append(ReLU())
      case .activation(.tanh): modules.append(Tanh())
      case .activation(.sigmoid): modules.append(Sigmoid())
      case .activation(.none): break
      case .flatten: modules.append(Flatten())
      }
      shape = output(of: layer, for: shape)
    }
    return Sequential(modules)
  }

  private func output(of layer: LayerSpecification, for shape: [Int]) -> [Int] {
    // Never nil: every layer was applied when the specification was made.
    (try? layer.apply(to: shape))?.output ?? shape
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
