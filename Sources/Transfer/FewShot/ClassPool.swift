import Datasets
import Determinism
import TensorCore

/// Images by class, from which episodes are drawn; turned by quarters where wished, each turn a class
/// of its own.
///
/// - Source: Vinyals et al. 2016, <https://arxiv.org/abs/1606.04080>, section 4.1.1: the rotations of
///   a character by 90° are further classes.
public struct ClassPool: Sendable {
  /// A class: its examples, and by how many quarters they are turned against the clock.
  public struct Member: Sendable, Hashable {
    /// The class within the data set.
    public let label: Int32
    /// Quarter turns against the clock, 0 … 3.
    public let turns: Int
  }

  /// Where the images are.
  public let dataset: Dataset
  /// The classes: those of the data set in order, then all of them turned once, and so on.
  public let members: [Member]
  /// The examples of each label of the data set.
  private let examples: [[Int32]]

  /// The classes of a data set, or some of them.
  ///
  /// - Parameters:
  ///   - dataset: Images `[C, H, W]` with labels.
  ///   - labels: Which classes, in order; nil takes all.
  ///   - isTurned: Whether the three turns of each class are classes too.
  /// - Precondition: Images of three axes, square where they are turned; labels of the data set.
  public init(_ dataset: Dataset, labels: [Int32]? = nil, isTurned: Bool = false) {
    let shape = dataset.exampleShape
    precondition(
      shape.count == 3, "\(dataset.name): expected images [C, H, W], got \(shape)")
    precondition(
      !isTurned || shape[1] == shape[2],
      "\(dataset.name): expected square images to turn, got \(shape)")
    var examples = [[Int32]](repeating: [], count: dataset.classNames.count)
    for (index, label) in dataset.labels.enumerated() { examples[Int(label)].append(Int32(index)) }
    let labels = labels ?? examples.indices.map { Int32($0) }
    precondition(
      labels.allSatisfy { examples.indices.contains(Int($0)) },
      "\(dataset.name): expected labels below \(examples.count)")
    self.dataset = dataset
    self.examples = examples
    members = (0..<(isTurned ? 4 : 1)).flatMap { turns in
      labels.map { Member(label: $0, turns: turns) }
    }
  }

  /// The number of classes, turns included.
  public var count: Int { members.count }

  /// The examples of the class that has fewest.
  public var smallestClass: Int { members.map { examples[Int($0.label)].count }.min() ?? 0 }

  /// Draws an episode: its classes and then the examples of each, without repetition.
  ///
  /// - Parameters:
  ///   - shape: How large it is.
  ///   - random: Decides.
  /// - Returns: The episode; what its method draws comes from a stream of its own.
  /// - Precondition: There are as many classes, and as many examples of each.
  public func episode(_ shape: EpisodeShape, using random: inout RandomStream) -> Episode {
    let draw = draw(shape, using: &random)
    return Episode(
      support: images(draw.support), query: images(draw.query), shape: shape,
      random: draw.random, members: draw.members)
  }

  /// Which images an episode shows, without the images themselves.
  func draw(_ shape: EpisodeShape, using random: inout RandomStream) -> EpisodeDraw {
    precondition(
      shape.ways <= count && shape.examplesPerClass <= smallestClass,
      "\(dataset.name): expected at most \(count) ways of \(smallestClass) examples, got "
        + "\(shape.ways) of \(shape.examplesPerClass)")
    var support: [PooledImage] = []
    var query: [PooledImage] = []
    let chosen = random.draw(shape.ways, of: count)
    for index in chosen {
      let member = members[index]
      let examples = examples[Int(member.label)]
      let drawn = random.draw(shape.examplesPerClass, of: examples.count).map {
        PooledImage(example: examples[$0], turns: member.turns)
      }
      support += drawn[..<shape.shots]
      query += drawn[shape.shots...]
    }
    return EpisodeDraw(
      support: support, query: query, members: chosen, random: RandomStream(seed: random.next()))
  }

  /// Images, turned as they are to be, `[B, C, H, W]`.
  func images(_ rows: some Collection<PooledImage>) -> Tensor {
    var images = dataset.batch(rows.map(\.example)).features
    let shape = dataset.exampleShape
    let (planes, side) = (shape[0], shape[2])
    let area = side * side
    images.withUnsafeMutableScalars { values in
      for (row, image) in rows.enumerated() where image.turns != 0 {
        for plane in 0..<planes {
          let start = (row * planes + plane) * area
          turn(
            UnsafeMutableBufferPointer(rebasing: values[start..<(start + area)]), side: side,
            turns: image.turns)
        }
      }
    }
    return images
  }
}

/// An image of a pool: an example of the data set, and its quarter turns.
struct PooledImage: Hashable {
  let example: Int32
  let turns: Int
}

/// Which images an episode shows, class by class, and what else belongs to it.
struct EpisodeDraw {
  let support: [PooledImage]
  let query: [PooledImage]
  let members: [Int]
  let random: RandomStream
}

/// Turns a square image against the clock in place.
private func turn(_ image: UnsafeMutableBufferPointer<Float>, side: Int, turns: Int) {
  let last = side - 1
  withUnsafeTemporaryAllocation(of: Float.self, capacity: image.count) { source in
    _ = source.initialize(from: image)
    for row in 0..<side {
      for column in 0..<side {
        let origin =
          switch turns {
          case 1: column * side + last - row
          case 2: (last - row) * side + last - column
          default: (last - column) * side + row
          }
        image[row * side + column] = source[origin]
      }
    }
  }
}

extension RandomStream {
  /// Different numbers below a bound in random order: the beginning of a shuffle.
  ///
  /// - Parameters:
  ///   - count: How many, at most `bound`.
  ///   - bound: How many there are to choose from.
  /// - Returns: The numbers. Draws `count` words, seldom more.
  mutating func draw(_ count: Int, of bound: Int) -> [Int] {
    var numbers = Array(0..<bound)
    for place in 0..<count {
      numbers.swapAt(place, place + integer(below: bound - place))
    }
    return Array(numbers[..<count])
  }
}
