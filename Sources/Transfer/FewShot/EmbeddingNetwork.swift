import NeuralNetworks

extension NetworkSpecification {
  /// The network of few-shot learning: blocks of a 3×3 convolution, batch normalization, a 2×2 max-pool
  /// and ReLU, then all features in one row.
  ///
  /// ReLU stands behind the pool rather than before it: the largest of the rectified elements is the
  /// rectified largest one, so the answers and gradients are the same with a quarter of the work, and
  /// so are the names of the parameters.
  ///
  /// - Parameters:
  ///   - inputShape: `[C, H, W]`.
  ///   - channels: The output channels of each block.
  /// - Returns: The specification; 28×28 and four blocks of 64 give 64 features.
  /// - Throws: `InputError` for an input that is no image, or too small for the poolings.
  /// - Source: "Conv-4", Vinyals et al. 2016, section 4.1; Snell et al. 2017, section 3.1.
  public static func embedding(
    inputShape: [Int], channels: [Int] = [64, 64, 64, 64]
  ) throws -> Self {
    var layers: [LayerSpecification] = []
    for channels in channels {
      layers.append(.conv2d(channels: channels, kernel: 3, padding: 1))
      layers.append(.normalization(NormalizationSpecification(.batch)))
      layers.append(.maxPool2d(2))
      layers.append(.activation(.relu))
    }
    layers.append(.flatten)
    return try Self(inputShape: inputShape, layers: layers)
  }
}
