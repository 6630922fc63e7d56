import NeuralNetworks
import TensorCore

/// Names a query by the labelled examples that it resembles: each votes for its class by how near it is.
///
/// The votes are a softmax over the cosine similarities of the embedded query with all embedded
/// labelled examples; the probability of a class is the sum of its examples' votes, and training lowers
/// the cross-entropy of the queries.
///
/// - Source: Vinyals, Blundell, Lillicrap, Kavukcuoglu & Wierstra 2016,
///   <https://arxiv.org/abs/1606.04080>, section 2.1.
/// - Differences: (1) No full-context embeddings (section 2.1.2): each image is embedded by itself.
///   (2) The logit of a class is the logarithm of the sum of e^cosine over its examples, whose softmax is
///   the paper's sum of votes. (3) Learned by Adam as the prototypical network is.
/// - Expected result: Documentation/FewShot.md.
public struct MatchingNetwork: EmbeddingMethod {
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

  /// `log Σ e^cos(q, s)` over the examples s of each class, `[N·Q, N]`.
  public func logits(support: Tensor, query: Tensor, shape: EpisodeShape) -> Tensor {
    let similarities = Self.unit(query).matmul(Self.unit(support), transposeOther: true)
    return similarities.reshaped([query.shape[0], shape.ways, shape.shots]).logSumExp(axis: 2)
  }

  /// Rows of length 1; a row of zeros stays.
  private static func unit(_ rows: Tensor) -> Tensor {
    rows * (rows.squared().sum(axis: 1, keepDimension: true) + 1e-8).reciprocalSquareRoot()
  }
}
