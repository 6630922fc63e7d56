import Documents
import NeuralNetworks
import TensorCore

extension SupervisedConfiguration {
  /// Takes over the layers of a network, so that all its parameters but a head's fit by name and shape.
  ///
  /// - Parameter body: A network of linear layers, or of 3×3 convolutions and then linear layers, as
  ///   `mlp` and `cnn` are with or without batch normalization; its last linear layer may be the head
  ///   or the last hidden one.
  /// - Throws: `InputError` where neither `mlp` nor `cnn` has such layers.
  public mutating func takeLayers(of body: NetworkSpecification) throws {
    var channels: [Int] = []
    var sizes: [Int] = []
    var activation: Activation?
    var downsampling = NetworkSpecification.Downsampling.pool
    for layer in body.layers {
      switch layer {
      case .convolution(let convolution):
        channels.append(convolution.channels)
        if convolution.stride == 2 { downsampling = .stride }
      case .linear(let size): sizes.append(size)
      case .activation(let function) where !sizes.isEmpty: activation = activation ?? function
      default: break
      }
    }
    let hasHead = body.layers.last.map { if case .linear = $0 { true } else { false } } ?? false
    for headCount in hasHead ? [0, 1] : [0] {
      let hiddenSizes = Array(sizes.dropLast(headCount))
      var candidate = self
      candidate.network = channels.isEmpty ? .mlp : .cnn
      if !channels.isEmpty { candidate.channels = channels }
      candidate.hiddenSizes = hiddenSizes
      candidate.activation = activation ?? (channels.isEmpty ? .none : self.activation)
      candidate.dropout = 0
      candidate.batchNorm = body.layers.contains(where: \.isBatchNorm)
      candidate.downsampling = downsampling
      let layers = try candidate.networkSpecification(
        for: .numbers("output"), exampleShape: body.inputShape)
      if layers.layers.dropLast() == body.layers.dropLast(headCount) {
        self = candidate
        return
      }
    }
    throw InputError(
      "the encoder's layers are neither those of network 'mlp' nor of 'cnn': its parameters are "
        + body.parameterShapes.map { "\($0.name) \($0.shape)" }.joined(separator: ", "),
      remedy: "begin from an encoder that apus pretrain made with network mlp or cnn")
  }
}
