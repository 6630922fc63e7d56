import NeuralNetworks
import TensorCore

/// A few-shot method that embeds each image by a network and compares what comes out.
///
/// Training embeds an episode's labelled examples and queries as one batch, normalized by its own
/// statistics. Evaluation uses running statistics, so that no example influences another, unless the
/// method is transductive: then it normalizes as the training does.
public protocol EmbeddingMethod: FewShotMethod {
  /// What embeds the images: one row of features for each.
  var network: Sequential { get }

  /// The logits of queries from what was made of the images.
  ///
  /// - Parameters:
  ///   - support: `[N·K, F]`.
  ///   - query: `[N·Q, F]`.
  ///   - shape: How many there are.
  /// - Returns: `[N·Q, N]`, differentiable by both.
  func logits(support: Tensor, query: Tensor, shape: EpisodeShape) -> Tensor
}

extension EmbeddingMethod {
  /// The network's parameters.
  public var parameters: [Parameter] { network.parameters }
  /// The network's parameters and the running statistics of its batch normalizations.
  public var state: [Parameter] { network.state }

  /// The mean cross-entropy of the queries.
  public func loss(of episode: Episode) -> (loss: Tensor, accuracy: Double) {
    let (support, query) = embedTogether(episode)
    let logits = logits(support: support, query: query, shape: episode.shape)
    return (
      crossEntropy(logits: logits, labels: episode.queryLabels), episode.accuracy(of: logits)
    )
  }

  /// The logits with running statistics, or where the method is transductive those of the batch.
  public func logits(of episode: Episode) -> Tensor {
    withoutGradients {
      let (support, query) =
        isTransductive
        ? network.keepingBuffers { embedTogether(episode) }
        : withEvaluationMode { (network(episode.support), network(episode.query)) }
      return logits(support: support, query: query, shape: episode.shape)
    }
  }

  /// Embeds labelled examples and queries as one batch in training mode.
  func embedTogether(_ episode: Episode) -> (support: Tensor, query: Tensor) {
    var random = episode.random.stream("training")
    let rows = episode.support.shape[0]
    let features = withTrainingMode(using: &random) {
      network(Tensor.concatenated([episode.support, episode.query]))
    }
    return (features.sliced(0..<rows), features.sliced(rows..<features.shape[0]))
  }
}

extension Sequential {
  /// Runs `body` and gives the buffers back what they held before.
  func keepingBuffers<R>(_ body: () -> R) -> R {
    let values = buffers.map(\.value)
    defer { for (buffer, value) in zip(buffers, values) { buffer.value = value } }
    return body()
  }
}
