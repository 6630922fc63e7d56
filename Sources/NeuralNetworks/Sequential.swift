import TensorCore

/// Applies layers one after another.
///
/// The parameter of layer `i` that the layer itself calls `weight` is named `i.weight`; layers
/// without parameters count too, as in PyTorch's `nn.Sequential`, so that weights can be exchanged
/// by name. A `Linear`, `NoisyLinear` or `Conv2d` and an activation directly behind it are computed in
/// one pass, and so is a `MaxPool2d` of disjoint windows behind a `Conv2d` (with or without a `ReLU`
/// between).
public struct Sequential: Module {
  private enum Stage {
    case linear(Linear, Activation)
    case noisy(NoisyLinear, Activation)
    case convolution(Conv2d, Activation)
    case pooledConvolution(Conv2d, Activation, MaxPool2d)
    case layer(any Module)
  }

  /// The layers, as they were given.
  public let layers: [any Module]
  /// The parameters of all layers, in order: `0.weight`, `0.bias`, `2.weight` and so on.
  public let parameters: [Parameter]
  /// The buffers of all layers, in order, named in the same way.
  public let buffers: [Parameter]
  private let stages: [Stage]

  /// Makes a network and names its parameters.
  ///
  /// A layer belongs to one network: a second `Sequential` over the same layers would rename their
  /// parameters. For a part of a network see `part(_:)`.
  ///
  /// - Parameter layers: The layers, first the one that sees the input.
  public init(_ layers: [any Module]) {
    for (index, layer) in layers.enumerated() {
      for parameter in layer.state { parameter.name = "\(index).\(parameter.name)" }
    }
    self.init(sharing: layers)
  }

  /// A network of layers whose parameters bear their names already.
  init(named layers: [any Module]) { self.init(sharing: layers) }

  private init(sharing layers: [any Module]) {
    self.layers = layers
    parameters = layers.flatMap { $0.parameters }
    buffers = layers.flatMap { $0.buffers }
    stages = Self.fuse(layers)
  }

  /// A part of the network, which shares the layers and keeps their parameters' names.
  ///
  /// - Parameter range: Positions in `layers`.
  /// - Returns: A network of those layers, for instance the body without the head.
  public func part(_ range: Range<Int>) -> Sequential {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= layers.count,
      "Sequential: expected a part of 0..<\(layers.count), got \(range)")
    return Sequential(sharing: Array(layers[range]))
  }

  /// Applies all layers.
  ///
  /// - Parameter input: What the first layer takes.
  /// - Returns: What the last layer gives.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    var value = input
    for stage in stages {
      switch stage {
      case .linear(let linear, let activation): value = linear(value, activation: activation)
      case .noisy(let linear, let activation): value = linear(value, activation: activation)
      case .convolution(let convolution, let activation):
        value = convolution(value, activation: activation)
      case .pooledConvolution(let convolution, let activation, let pool):
        value = convolution(
          value, activation: activation, maxPool: (pool.kernelSize, pool.kernelSize))
      case .layer(let layer): value = layer(value)
      }
    }
    return value
  }

  private static func fuse(_ layers: [any Module]) -> [Stage] {
    var stages: [Stage] = []
    for layer in layers {
      switch (layer, stages.last) {
      case (let linear as Linear, _):
        stages.append(.linear(linear, .none))
      case (let linear as NoisyLinear, _):
        stages.append(.noisy(linear, .none))
      case (let convolution as Conv2d, _):
        stages.append(.convolution(convolution, .none))
      case (let function as any ActivationModule, .linear(let linear, .none)?):
        stages[stages.count - 1] = .linear(linear, function.activation)
      case (let function as any ActivationModule, .noisy(let linear, .none)?):
        stages[stages.count - 1] = .noisy(linear, function.activation)
      case (let function as any ActivationModule, .convolution(let convolution, .none)?):
        stages[stages.count - 1] = .convolution(convolution, function.activation)
      case (let pool as MaxPool2d, .convolution(let convolution, let activation)?)
      where pool.isDisjoint && (activation == .none || activation == .relu):
        stages[stages.count - 1] = .pooledConvolution(convolution, activation, pool)
      default:
        stages.append(.layer(layer))
      }
    }
    return stages
  }
}
