import Determinism
import TensorCore

/// How large an episode is: N ways, K shots, Q queries of each class.
public struct EpisodeShape: Sendable, Hashable {
  /// The number of classes N, at least 2.
  public var ways: Int
  /// Labelled examples of each class K, at least 1.
  public var shots: Int
  /// Examples of each class to be named Q, at least 1.
  public var queries: Int

  /// A shape.
  ///
  /// - Parameters:
  ///   - ways: N, at least 2.
  ///   - shots: K, at least 1.
  ///   - queries: Q, at least 1.
  public init(ways: Int, shots: Int, queries: Int) {
    precondition(
      ways >= 2 && shots >= 1 && queries >= 1,
      "expected 2 ways, 1 shot and 1 query or more, got \(ways), \(shots) and \(queries)")
    self.ways = ways
    self.shots = shots
    self.queries = queries
  }

  /// Examples of each class that an episode takes.
  public var examplesPerClass: Int { shots + queries }

  /// The class of each query, 0 ..< N.
  var queryLabels: [Int32] { labels(each: queries) }

  /// The class of each example where there are so many of each class.
  func labels(each count: Int) -> [Int32] { (0..<(ways * count)).map { Int32($0 / count) } }

  /// The share of the queries whose class has the largest logit; of equal ones the first counts.
  func accuracy(of logits: Tensor) -> Double {
    let labels = queryLabels
    let right = zip(logits.argmax(axis: 1), labels).filter { $0 == $1 }.count
    return Double(right) / Double(labels.count)
  }
}

/// A task of few-shot learning: some labelled examples of classes never seen, and others to be named.
///
/// - Shapes: `support` `[N·K, C, H, W]`, class by class (row n·K + k); `query` `[N·Q, C, H, W]`, class
///   by class (row n·Q + q).
public struct Episode {
  /// The labelled examples.
  public let support: Tensor
  /// The examples to be named.
  public let query: Tensor
  /// How many there are.
  public let shape: EpisodeShape
  /// What a method may draw from on its way (first weights of a head, orders of examples).
  public let random: RandomStream
  /// Which members of the pool its classes are; empty where it came from no pool.
  public let members: [Int]

  /// An episode of its parts.
  ///
  /// - Parameters:
  ///   - support: The labelled examples, class by class.
  ///   - query: The examples to be named, class by class.
  ///   - shape: How many there are.
  ///   - random: What a method may draw from.
  ///   - members: Which members of its pool the classes are.
  /// - Precondition: The numbers of rows are those of the shape.
  public init(
    support: Tensor, query: Tensor, shape: EpisodeShape, random: RandomStream, members: [Int] = []
  ) {
    precondition(
      support.shape[0] == shape.ways * shape.shots
        && query.shape[0] == shape.ways * shape.queries,
      "expected \(shape.ways * shape.shots) and \(shape.ways * shape.queries) examples, got "
        + "\(support.shape[0]) and \(query.shape[0])")
    self.support = support
    self.query = query
    self.shape = shape
    self.random = random
    self.members = members
  }

  /// The class of each labelled example, 0 ..< N.
  public var supportLabels: [Int32] { shape.labels(each: shape.shots) }
  /// The class of each example to be named, 0 ..< N.
  public var queryLabels: [Int32] { shape.queryLabels }

  /// The share of the queries whose class has the largest logit.
  ///
  /// - Parameter logits: `[N·Q, N]`.
  /// - Returns: 0 … 1; of equal logits the first counts.
  public func accuracy(of logits: Tensor) -> Double {
    shape.accuracy(of: logits)
  }
}
