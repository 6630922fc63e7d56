import Determinism
import TensorCore

/// A linear map between the shapes of two networks: to the input of one that was learned elsewhere, or
/// from its outputs.
///
/// Where the channels of pictures alone differ it is a 1×1 convolution; else all axes behind the batch
/// are joined, mapped, and take the new shape.
///
/// - Shapes: input `[B, …input]`, output `[B, …output]`; `weight` `[outputs, inputs]` or `[C′, C, 1, 1]`,
///   `bias` `[outputs]` or `[C′]`.
/// - Initialization: as `Linear` and `Conv2d`.
struct Adapter: Module {
  private enum Map {
    case linear(Linear)
    case channels(Conv2d)
  }

  private let map: Map
  private let output: [Int]
  let parameters: [Parameter]

  /// Makes the layer and names its parameters `name.weight` and `name.bias`.
  init(_ name: String, from input: [Int], to output: [Int], using random: inout RandomStream) {
    if NetworkSurroundings.convolves(from: input, to: output) {
      let layer = Conv2d(
        inputChannels: input[0], outputChannels: output[0], kernelSize: 1, using: &random)
      (map, parameters) = (.channels(layer), layer.parameters)
    } else {
      let layer = Linear(
        inputSize: input.reduce(1, *), outputSize: output.reduce(1, *), using: &random)
      (map, parameters) = (.linear(layer), layer.parameters)
    }
    self.output = output
    for parameter in parameters { parameter.name = "\(name).\(parameter.name)" }
  }

  func callAsFunction(_ input: Tensor) -> Tensor {
    switch map {
    case .channels(let layer): return layer(input)
    case .linear(let layer):
      let rows = layer(Flatten()(input))
      return output.count == 1 ? rows : rows.reshaped(Shape([rows.shape[0]] + output))
    }
  }
}
