import Datasets
import Determinism
import NeuralNetworks
import TensorCore

/// Gives examples again after they went through the body: an autoencoder, or from damaged copies of
/// them a denoising one.
///
/// Whoever can restore what is missing knows how what is there hangs together; the hidden layer
/// learns that, and not to copy.
///
/// - Source: Vincent, Larochelle, Bengio, Manzagol 2008, "Extracting and Composing Robust Features with
///   Denoising Autoencoders", ICML; Vincent et al. 2010, "Stacked Denoising Autoencoders", JMLR 11.
/// - Differences: (1) all layers learn at once, not one after another; (2) the decoder has weights of its
///   own, where the paper's are the encoder's transposed; (3) the loss is the mean over all numbers of a
///   batch, where the paper's is a sum over those of an example; (4) convolutional bodies have a
///   decoder of transposed convolutions; (5) hidden layers are of any activation, by default ReLU.
package struct ReconstructionPretext: Pretext {
  let configuration: PretrainingConfiguration
  let decoder: Decoder
  let inputScale: Standardization?

  /// A task for a body, with a fresh decoder.
  package init(
    configuration: PretrainingConfiguration, body: NetworkSpecification,
    inputScale: Standardization?, using random: inout RandomStream
  ) throws {
    self.configuration = configuration
    self.inputScale = inputScale
    decoder = try Decoder(mirroring: body, using: &random)
  }

  package var head: [Parameter] { decoder.parameters }

  package func loss(
    of examples: Tensor, body: Sequential, using random: inout RandomStream
  ) -> (loss: Tensor, right: Int?, decisions: Int) {
    // Probabilities have to stay what they are; squares are of what the body sees.
    let isProbability = configuration.reconstruction == .crossEntropy
    let answers = isProbability ? examples : inputScale?.standardized(examples) ?? examples
    var inputs = answers
    if configuration.method == .denoisingAutoencoder {
      inputs = configuration.corruption.damaged(
        answers, noise: configuration.noise, using: &random)
    }
    if isProbability, let inputScale { inputs = inputScale.standardized(inputs) }
    return (loss(of: inputs, answers: answers, body: body), nil, 0)
  }

  /// The mean loss of what body and decoder make of inputs.
  ///
  /// - Parameters:
  ///   - inputs: `[B, …exampleShape]`, with damage.
  ///   - answers: The same shape, whole.
  ///   - body: The layers that are to learn.
  /// - Returns: A scalar, recorded.
  package func loss(of inputs: Tensor, answers: Tensor, body: Sequential) -> Tensor {
    let outputs = decoder(body(inputs))
    return configuration.reconstruction == .crossEntropy
      ? binaryCrossEntropy(logits: outputs, targets: answers.flattened())
      : meanSquaredError(outputs, answers.flattened())
  }
}

extension PretrainingConfiguration.Corruption {
  /// Examples with damage.
  ///
  /// - Parameters:
  ///   - examples: Any shape; stays as it is.
  ///   - noise: The share that is damaged, or the deviation of the noise.
  ///   - random: Decides where: one number for each element, in their order (of `gaussian` what
  ///     `fillNormal` takes). Of `saltAndPepper` the lower half of the share becomes 0, the upper 1; of `tiles` one number for each
  ///     tile.
  /// - Returns: The same shape.
  package func damaged(_ examples: Tensor, noise: Float, using random: inout RandomStream) -> Tensor
  {
    if self == .tiles { return withoutTiles(examples, share: noise, using: &random) }
    var draws = [Float](repeating: 0, count: examples.count)
    draws.withUnsafeMutableBufferPointer { draws in
      if self == .gaussian {
        random.fillNormal(draws, mean: 0, standardDeviation: noise)
      } else {
        random.fillUniform(draws, in: 0..<1)
      }
    }
    var result = examples
    result.withUnsafeMutableScalars { values in
      for index in values.indices {
        switch self {
        case .masking: if draws[index] < noise { values[index] = 0 }
        case .saltAndPepper:
          if draws[index] < noise { values[index] = draws[index] < noise / 2 ? 0 : 1 }
        case .gaussian: values[index] += draws[index]
        case .tiles: break
        }
      }
    }
    return result
  }

  /// Images `[B, C, H, W]` without a share of their tiles; one number is drawn for each tile, row by row.
  private func withoutTiles(
    _ images: Tensor, share: Float, using random: inout RandomStream
  ) -> Tensor {
    let side = 7
    let (channels, height, width) = (images.shape[1], images.shape[2], images.shape[3])
    var result = images
    result.withUnsafeMutableScalars { values in
      for image in 0..<images.shape[0] {
        for top in stride(from: 0, to: height, by: side) {
          for left in stride(from: 0, to: width, by: side) where random.uniform() < share {
            for channel in 0..<channels {
              for row in top..<min(top + side, height) {
                let start = ((image * channels + channel) * height + row) * width
                for column in left..<min(left + side, width) { values[start + column] = 0 }
              }
            }
          }
        }
      }
    }
    return result
  }
}
