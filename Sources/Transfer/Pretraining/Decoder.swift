import Determinism
import Documents
import NeuralNetworks
import TensorCore

/// What leads from a body's features back to an example: the body's layers in mirror image.
///
/// Linear layers mirror linear layers, with the body's activation between them. Behind them, where
/// the body begins with convolutions and poolings, transposed 4×4 convolutions of stride 2 double the
/// image as often as it was halved, with ReLU between them.
struct Decoder {
  /// The linear layers.
  let linear: Sequential
  /// The transposed convolutions; without layers where the body has no convolution.
  let convolutions: Sequential
  /// The shape between the two, `[C, H, W]`; nil where there are no convolutions.
  let imageShape: [Int]?
  /// All of its parameters, named "head.linear.…" and "head.convolution.…".
  let parameters: [Parameter]

  /// A fresh decoder for a body of linear layers, or of convolutions with a pooling each before them.
  ///
  /// - Throws: `InputError` where the mirror image is too large.
  init(mirroring body: NetworkSpecification, using random: inout RandomStream) throws {
    var widths: [Int] = []
    var channels: [Int] = []
    var activation: Activation?
    for layer in body.layers {
      switch layer {
      case .linear(let size): widths.append(size)
      case .convolution(let convolution): channels.append(convolution.channels)
      case .activation(let function) where !widths.isEmpty: activation = activation ?? function
      default: break
      }
    }
    // The image's sides after each pooling, the whole image first.
    var sides = [Array(body.inputShape.dropFirst())]
    for _ in channels { sides.append((sides.last ?? []).map { $0 / 2 }) }
    let inner = channels.last.map { [$0] + (sides.last ?? []) }
    let outputs = (inner ?? body.inputShape).reduce(1, *)
    let between = activation ?? .relu
    linear = try NetworkSpecification.mlp(
      inputShape: body.outputShape, hiddenSizes: widths.dropLast().reversed(), outputSize: outputs,
      activation: between
    ).makeNetwork(using: &random)
    imageShape = inner
    var layers: [LayerSpecification] = inner == nil ? [] : [.activation(.relu)]
    let wanted = [body.inputShape[0]] + channels.dropLast()
    for (index, channels) in wanted.enumerated().reversed() where inner != nil {
      var convolution = ConvolutionSpecification(.transposed2d, channels: channels, kernel: 4)
      convolution.stride = 2
      convolution.padding = 1
      let odd = sides[index].map { $0 % 2 }
      guard odd[0] == odd[1] else {
        throw InputError(
          "a decoder for images \(body.inputShape) would have to grow height and width differently",
          remedy: "set network to mlp")
      }
      convolution.outputPadding = WindowSize(odd[0])
      layers += [.convolution(convolution)] + (index > 0 ? [.activation(.relu)] : [])
    }
    if let inner {
      convolutions = try NetworkSpecification(inputShape: inner, layers: layers)
        .makeNetwork(using: &random)
    } else {
      convolutions = Sequential([])
    }
    parameters =
      linear.namedAsHead("head.linear.") + convolutions.namedAsHead("head.convolution.")
  }

  /// The example's numbers, flat, of the body's features.
  ///
  /// - Parameter features: `[B, F]`.
  /// - Returns: `[B, numbers of an example]`.
  func callAsFunction(_ features: Tensor) -> Tensor {
    let flat = linear(features)
    guard let imageShape else { return flat }
    let images = flat.reshaped(Shape([features.shape[0]] + imageShape))
    return convolutions(images).flattened()
  }
}
