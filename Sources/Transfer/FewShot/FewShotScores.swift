import Determinism
import NeuralNetworks
import TensorCore

/// How well a method names the queries of many episodes.
public struct FewShotScores: Sendable, Hashable {
  /// The shape of the episodes.
  public let shape: EpisodeShape
  /// The share of queries named rightly in each episode, 0 … 1.
  public let accuracies: [Double]
  /// The mean cross-entropy over all queries.
  public let loss: Double

  /// Scores of episodes.
  ///
  /// - Parameters:
  ///   - shape: The shape of the episodes.
  ///   - accuracies: The share named rightly in each, at least one.
  ///   - loss: The mean cross-entropy.
  public init(shape: EpisodeShape, accuracies: [Double], loss: Double) {
    precondition(!accuracies.isEmpty, "expected at least one episode, got none")
    self.shape = shape
    self.accuracies = accuracies
    self.loss = loss
  }

  /// The mean accuracy.
  public var accuracy: Double { accuracies.reduce(0, +) / Double(accuracies.count) }

  /// Half the width of the interval that holds the accuracy of all possible episodes with a confidence
  /// of 95 %: 1.96 standard errors of the mean.
  public var halfWidth: Double {
    guard accuracies.count > 1 else { return 0 }
    let mean = accuracy
    let squares = accuracies.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let count = Double(accuracies.count)
    return 1.96 * (squares / (count - 1) / count).squareRoot()
  }

  /// Plays episodes of a pool; nothing changes by it.
  ///
  /// A method that embeds each image by itself embeds those that the episodes show once, however many
  /// of them show an image: the answers are the same.
  ///
  /// - Parameters:
  ///   - method: What answers.
  ///   - pool: Where the episodes are drawn from.
  ///   - shape: Their shape, which fits the pool.
  ///   - episodes: How many, at least 1.
  ///   - random: Episode i is drawn from its stream `episodes/i`.
  /// - Returns: The scores.
  public static func measure(
    _ method: any FewShotMethod, on pool: ClassPool, shape: EpisodeShape, episodes: Int,
    random: RandomStream
  ) -> FewShotScores {
    precondition(episodes >= 1, "expected at least one episode, got \(episodes)")
    if let method = method as? any EmbeddingMethod, !method.isTransductive {
      return measure(embedding: method, pool, shape, episodes, random)
    }
    return measure(shape, episodes) { index in
      var stream = random.stream("episodes/", number: index)
      return method.logits(of: pool.episode(shape, using: &stream))
    }
  }

  private static func measure(
    embedding method: any EmbeddingMethod, _ pool: ClassPool, _ shape: EpisodeShape,
    _ episodes: Int, _ random: RandomStream
  ) -> FewShotScores {
    let draws = (0..<episodes).map { index in
      var stream = random.stream("episodes/", number: index)
      return pool.draw(shape, using: &stream)
    }
    let table = FeatureTable(
      of: draws.flatMap { $0.support + $0.query }, in: pool, by: method.network)
    return withoutGradients {
      measure(shape, episodes) { index in
        method.logits(
          support: table.features(draws[index].support),
          query: table.features(draws[index].query), shape: shape)
      }
    }
  }

  private static func measure(
    _ shape: EpisodeShape, _ episodes: Int, logits: (Int) -> Tensor
  ) -> FewShotScores {
    let labels = shape.queryLabels
    var loss = 0.0
    let accuracies = (0..<episodes).map { index in
      let logits = logits(index)
      loss += Double(logits.crossEntropies(labels: labels).mean().item)
      return shape.accuracy(of: logits)
    }
    return FewShotScores(
      shape: shape, accuracies: accuracies, loss: loss / Double(episodes))
  }
}

/// What a network makes of images of a pool, each of them once, with running statistics.
private struct FeatureTable {
  /// Images that are embedded together.
  private static let batch = 256

  private let rows: [PooledImage: Int32]
  private let table: Tensor

  init(of images: [PooledImage], in pool: ClassPool, by network: Sequential) {
    var rows: [PooledImage: Int32] = [:]
    var order: [PooledImage] = []
    for image in images where rows[image] == nil {
      rows[image] = Int32(order.count)
      order.append(image)
    }
    self.rows = rows
    table = withEvaluationMode {
      withoutGradients {
        Tensor.concatenated(
          stride(from: 0, to: order.count, by: Self.batch).map { start in
            network(pool.images(order[start..<min(start + Self.batch, order.count)]))
          })
      }
    }
  }

  /// The features of images of the table, `[B, F]`.
  func features(_ images: [PooledImage]) -> Tensor {
    table.gatherRows(images.compactMap { rows[$0] })
  }
}
