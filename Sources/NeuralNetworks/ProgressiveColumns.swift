import Determinism
import TensorCore

/// A column that learns a task beside the frozen one of another task, whose hidden layers it sees.
///
/// Each linear layer and convolution but the first adds to its own sum what a lateral connection makes
/// of what the frozen column gave at the same place: `h = f(W h₋ + U f(V α h′₋))`, where h₋ is the
/// column's own layer before, h′₋ the frozen one's, α a learned number, V and U learned maps. For
/// pictures V is a 1×1 convolution and U has the window of the layer itself.
///
/// The frozen column's tensors are buffers, `column.0.weight` and so on: they have no gradients, no
/// optimizer remembers anything of them, and no backward pass goes through it. Lateral connections
/// are named by the layer that they lead into: `2.lateral.scale`, `2.lateral.down.weight`.
///
/// - Source: Rusu et al. 2016, <https://arxiv.org/abs/1606.04671>, equation 2, with two columns.
public struct ProgressiveColumns: Module {
  /// The column that learns.
  public let own: Sequential
  /// The frozen one, without its last layer.
  public let frozen: Sequential
  private let laterals: [Lateral?]
  /// The learning column's, then the lateral connections'.
  public let parameters: [Parameter]
  /// The learning column's, then everything of the frozen one.
  public let buffers: [Parameter]

  /// Puts a column beside a frozen one.
  ///
  /// - Parameters:
  ///   - own: Its parameters are named already.
  ///   - frozen: As many layers as are seen; its parameters are named here, and freeze.
  ///   - laterals: One for each layer of `own`; nil where none leads into it.
  init(own: Sequential, frozen: Sequential, laterals: [Lateral?]) {
    for parameter in frozen.state {
      parameter.name = "\(NetworkSurroundings.column).\(parameter.name)"
      parameter.isTrainable = false
    }
    for (position, lateral) in laterals.enumerated() {
      for parameter in lateral?.parameters ?? [] {
        parameter.name = "\(position).lateral.\(parameter.name)"
      }
    }
    self.own = own
    self.frozen = frozen
    self.laterals = laterals
    parameters = own.parameters + laterals.flatMap { $0?.parameters ?? [] }
    buffers = own.buffers + frozen.state
  }

  /// Applies both columns.
  ///
  /// - Parameter input: What both first layers take.
  /// - Returns: What the learning column gives.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    var (value, seen) = (input, input)
    for (position, layer) in own.layers.enumerated() {
      let sum = layer(value)
      value = laterals[position].map { sum + $0(seen) } ?? sum
      guard position < frozen.layers.count else { continue }
      seen = withEvaluationMode { withoutGradients { frozen.layers[position](seen) } }
    }
    return value
  }

  /// A connection from the frozen column into a layer of the learning one.
  struct Lateral: Module {
    private let scale: Parameter
    private let down: any Module
    private let up: any Module
    private let activation: Sequential
    let parameters: [Parameter]

    /// A connection of new parameters: α 1, the maps as by default, U without a bias.
    init(
      _ shape: ProgressiveLayer, activation: Activation, using random: inout RandomStream
    ) {
      scale = Parameter(Tensor.ones([1]), name: "scale")
      switch shape.window {
      case nil:
        down = Linear(inputSize: shape.input, outputSize: shape.middle, using: &random)
        up = Linear(
          inputSize: shape.middle, outputSize: shape.output, hasBias: false, using: &random)
      case let window?:
        down = Conv2d(
          inputChannels: shape.input, outputChannels: shape.middle, kernelSize: 1, using: &random)
        let (weight, _) = convolutionParameters(
          "Conv2d", from: shape.middle, to: shape.output,
          kernel: [window.kernel.first, window.kernel.second], groups: 1, hasBias: false,
          initializer: .linearDefault, using: &random)
        up = Conv2d(
          weight: weight, bias: nil, stride: window.stride.pair, padding: window.padding.pair,
          dilation: window.dilation.pair)
      }
      for parameter in down.parameters { parameter.name = "down.\(parameter.name)" }
      for parameter in up.parameters { parameter.name = "up.\(parameter.name)" }
      self.activation = activation.module
      parameters = [scale] + down.parameters + up.parameters
    }

    func callAsFunction(_ input: Tensor) -> Tensor {
      up(activation(down(input * scale.tensor)))
    }
  }
}

/// A layer of a column that a lateral connection leads into.
struct ProgressiveLayer {
  /// The most features or channels between the two maps of a connection.
  static let largestMiddle = 256

  /// Features or channels of what is seen.
  let input: Int
  /// Features or channels of the layer.
  let output: Int
  /// The window of a convolution; nil for a linear layer.
  let window: ConvolutionSpecification?
  /// Features or channels between the two maps.
  var middle: Int { min(input, Self.largestMiddle) }

  /// What a connection into the layer holds, under the names within it.
  var parameters: [(name: String, shape: [Int])] {
    let places = window.map { [$0.kernel.first, $0.kernel.second] } ?? []
    return [
      ("scale", [1]), ("down.weight", [middle, input] + places.map { _ in 1 }),
      ("down.bias", [middle]), ("up.weight", [output, middle] + places),
    ]
  }

  /// The layers that connections lead into, for each layer of a column; nil where none does.
  ///
  /// - Throws: A sentence about a layer that columns cannot have.
  static func list(
    _ layers: [LayerSpecification], on shape: [Int]
  ) throws(LayerMistake) -> [ProgressiveLayer?] {
    var shape = shape
    var isFirst = true
    var result: [ProgressiveLayer?] = []
    for layer in layers {
      var found: ProgressiveLayer?
      switch layer {
      case .linear(let size):
        found = ProgressiveLayer(input: shape[shape.count - 1], output: size, window: nil)
      case .convolution(let window) where window.kind == .conv2d && window.groups == 1:
        found = ProgressiveLayer(input: shape[0], output: window.channels, window: window)
      case .activation, .function, .flatten, .pooling, .dropout, .value(.oneHot): break
      case .normalization(let normalization) where normalization.kind != .batch: break
      case .convolution, .normalization, .sequence, .value, .residual:
        throw LayerMistake(
          """
          column: expected linear layers and convolutions, with activations, poolings and layer \
          normalizations between them, got '\(layer.word)'
          """)
      }
      result.append(isFirst ? nil : found)
      if found != nil { isFirst = false }
      shape = try layer.effect(on: shape).output
    }
    guard result.contains(where: { $0 != nil }) else {
      throw LayerMistake("column: expected two layers that learn, or more")
    }
    return result
  }

  /// How many layers of a column are seen: those before the last that a connection leads into.
  static func seen(_ list: [ProgressiveLayer?]) -> Int {
    list.lastIndex { $0 != nil } ?? 0
  }
}

extension Activation {
  /// The layer of its own.
  fileprivate var module: Sequential {
    switch self {
    case .none: Sequential([])
    case .relu: Sequential([ReLU()])
    case .tanh: Sequential([Tanh()])
    case .sigmoid: Sequential([Sigmoid()])
    }
  }
}
