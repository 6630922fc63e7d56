import TensorCore

extension NetworkSpecification {
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

  /// One linear layer over all values of the input: linear, logistic or softmax regression,
  /// depending on the loss.
  ///
  /// - Parameters:
  ///   - inputShape: The shape of one input; one with several axes is flattened first.
  ///   - outputSize: The number of outputs.
  /// - Returns: The specification.
  /// - Throws: `InputError` for a size out of bounds.
  public static func linear(inputShape: [Int], outputSize: Int) throws -> Self {
    try mlp(inputShape: inputShape, hiddenSizes: [], outputSize: outputSize)
  }

  /// A convolutional network for small images: 3×3 convolutions that keep the size, each followed by
  /// ReLU and a 2×2 max-pooling, then linear layers with ReLU between them.
  ///
  /// - Parameters:
  ///   - inputShape: `[C, H, W]`.
  ///   - channels: The output channels of each convolution.
  ///   - hiddenSizes: The sizes of the linear layers between.
  ///   - outputSize: The number of outputs.
  /// - Returns: The specification.
  /// - Throws: `InputError` for an input that is no image, or too small for the poolings.
  public static func cnn(
    inputShape: [Int], channels: [Int] = [32, 64], hiddenSizes: [Int] = [256], outputSize: Int
  ) throws -> Self {
    var layers: [LayerSpecification] = []
    for channels in channels {
      layers.append(.conv2d(channels: channels, kernel: 3, padding: 1))
      layers.append(.activation(.relu))
      layers.append(.maxPool2d(2))
    }
    layers.append(.flatten)
    for size in hiddenSizes { layers += [.linear(size), .activation(.relu)] }
    layers.append(.linear(outputSize))
    return try Self(inputShape: inputShape, layers: layers)
  }
}
