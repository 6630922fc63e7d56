import TensorCore

/// Names a query after the labelled example whose pixels are nearest to its own: the baseline that
/// learns nothing.
public struct NearestNeighbour: FewShotMethod {
  /// The method.
  public init() {}

  /// None.
  public var parameters: [Parameter] { [] }
  /// False: each query is looked at by itself.
  public var isTransductive: Bool { false }

  /// The cross-entropy of its answers, a constant: there is nothing to learn.
  public func loss(of episode: Episode) -> (loss: Tensor, accuracy: Double) {
    let logits = logits(of: episode)
    return (
      logits.crossEntropies(labels: episode.queryLabels).mean(), episode.accuracy(of: logits)
    )
  }

  /// The negative squared distance to the nearest example of each class, up to a number for each query.
  public func logits(of episode: Episode) -> Tensor {
    withoutGradients {
      let shape = episode.shape
      let support = episode.support.flattened()
      let products = episode.query.flattened().matmul(support, transposeOther: true)
      let distances = products * 2 - support.squared().sum(axis: 1)
      return distances.reshaped([distances.shape[0], shape.ways, shape.shots]).max(axis: 2)
    }
  }
}
