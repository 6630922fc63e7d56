import NeuralNetworks
import TensorCore

/// Names a query after the class whose prototype, the mean of its embedded examples, is nearest.
///
/// A network embeds the images; the probability of a class falls with the squared Euclidean distance
/// to its prototype, and training lowers the cross-entropy of the queries. Training episodes have more
/// ways than those of the test (60), which makes them harder.
///
/// - Source: Snell, Swersky & Zemel 2017, <https://arxiv.org/abs/1703.05175>, algorithm 1.
/// - Differences: (1) The logit of a class c is `2 q·c − |c|²`, the negative squared distance plus |q|²,
///   which is the same for all classes of a query: softmax and gradients are those of the distance.
///   (2) ReLU stands behind the max-pool; see `NetworkSpecification.embedding`.
/// - Expected result: Documentation/FewShot.md.
public struct PrototypicalNetwork: EmbeddingMethod {
  /// What embeds the images.
  public let network: Sequential
  /// Whether queries are normalized together in evaluation.
  public let isTransductive: Bool

  /// A method over a network.
  ///
  /// - Parameters:
  ///   - network: Gives one row of features for each image.
  ///   - isTransductive: Whether queries are normalized together in evaluation.
  public init(network: Sequential, isTransductive: Bool = false) {
    self.network = network
    self.isTransductive = isTransductive
  }

  /// `2 q·c − |c|²` for each query q and prototype c.
  public func logits(support: Tensor, query: Tensor, shape: EpisodeShape) -> Tensor {
    let features = support.shape[1]
    let prototypes = support.reshaped([shape.ways, shape.shots, features]).mean(axis: 1)
    let products = query.matmul(prototypes, transposeOther: true)
    return products * 2 - prototypes.squared().sum(axis: 1)
  }
}
