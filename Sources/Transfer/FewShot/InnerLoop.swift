import NeuralNetworks
import TensorCore

/// A network in two parts, for methods that adapt one of them to a task: the body stays, the head
/// adapts.
struct InnerLoop {
  /// What is computed once for a task; without layers where all adapts.
  let body: Sequential
  /// What adapts.
  let head: Sequential

  /// Divides a network, which keeps its parameters and their names.
  init(_ network: Sequential, adapting part: MAMLSettings.Part) {
    let last = network.layers.lastIndex { !$0.parameters.isEmpty }
    guard let last else {
      preconditionFailure("expected a network with parameters, got one without")
    }
    let place = part == .head ? last : 0
    body = network.part(0..<place)
    head = network.part(place..<network.layers.count)
  }

  /// The logits of images by given weights of the head.
  func logits(of images: Tensor, _ weights: [Tensor]) -> Tensor {
    head.withValues(weights) { head(body(images)) }
  }

  /// The logits of an episode's queries, as constants.
  ///
  /// Where the result is to be transductive, all queries are one batch, and batch normalization sees
  /// them together. Else each query makes a batch with the labelled examples, so that it is
  /// normalized by statistics in which no other query has a part (Nichol et al. 2018, section 6.1).
  func logits(of episode: Episode, _ weights: [Tensor], isTransductive: Bool) -> Tensor {
    withoutGradients {
      if isTransductive { return logits(of: episode.query, weights) }
      let support = episode.support
      let rows = (0..<episode.query.shape[0]).map { row in
        let query = episode.query.sliced(row..<(row + 1))
        let all = logits(of: Tensor.concatenated([support, query]), weights)
        return all.sliced(support.shape[0]..<(support.shape[0] + 1))
      }
      return Tensor.concatenated(rows)
    }
  }
}
