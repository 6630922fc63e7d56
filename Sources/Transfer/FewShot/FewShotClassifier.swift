import NeuralNetworks

extension NetworkSpecification {
  /// How the images become smaller from one convolution to the next.
  public enum Downsampling: String, CaseIterable, Sendable, Hashable {
    /// The convolutions go in steps of 2.
    case stride
    /// A max-pool 2×2 follows each.
    case pool
  }

  /// The network that gradient-based few-shot methods adapt: 3×3 convolutions, each with batch
  /// normalization and ReLU, the mean over the positions that are left, and one linear layer.
  ///
  /// - Parameters:
  ///   - inputShape: `[C, H, W]`.
  ///   - channels: The output channels of each convolution.
  ///   - downsampling: How the image becomes smaller.
  ///   - outputs: A logit for each way.
  /// - Returns: The specification; the last layer is the head.
  /// - Throws: `InputError` for an input that is no image, or too small for the poolings.
  /// - Source: Finn et al. 2017, section 5.2, with the strided convolutions for Omniglot.
  public static func fewShotClassifier(
    inputShape: [Int], channels: [Int] = [64, 64, 64, 64], downsampling: Downsampling = .stride,
    outputs: Int
  ) throws -> Self {
    var layers: [LayerSpecification] = []
    for channels in channels {
      layers.append(
        .conv2d(
          channels: channels, kernel: 3, stride: downsampling == .stride ? 2 : 1, padding: 1))
      layers.append(.normalization(NormalizationSpecification(.batch)))
      layers.append(.activation(.relu))
      if downsampling == .pool { layers.append(.maxPool2d(2)) }
    }
    layers.append(.pooling(PoolingSpecification(.adaptiveAverage, size: 1)))
    layers += [.flatten, .linear(outputs)]
    return try Self(inputShape: inputShape, layers: layers)
  }
}
