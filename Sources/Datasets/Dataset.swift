import Determinism
import Documents
import TensorCore

/// Labelled examples: N rows of numbers and a class for each.
public struct Dataset: Sendable, Hashable {
  /// What it is called in messages and results.
  public let name: String
  /// The shape of one example: `[28, 28]` for an image, `[4]` for four measurements.
  public let exampleShape: [Int]
  /// The numbers of all examples in row-major order, `[N, …exampleShape]`.
  public let features: [Float]
  /// The class of each example, an index into `classNames`.
  public let labels: [Int32]
  /// The names of the classes.
  public let classNames: [String]

  /// A data set from its parts.
  ///
  /// - Parameters:
  ///   - name: What it is called.
  ///   - exampleShape: The shape of one example.
  ///   - features: The numbers of all examples in row-major order.
  ///   - labels: The class of each example.
  ///   - classNames: The names of the classes.
  /// - Precondition: There are as many numbers as examples and shape ask for; each label is a class.
  public init(
    name: String, exampleShape: [Int], features: [Float], labels: [Int32], classNames: [String]
  ) {
    let width = exampleShape.reduce(1, *)
    precondition(
      features.count == labels.count * width,
      "\(name): expected \(labels.count * width) features, got \(features.count)")
    precondition(
      labels.allSatisfy { classNames.indices.contains(Int($0)) },
      "\(name): expected labels of 0 to \(classNames.count - 1)")
    self.name = name
    self.exampleShape = exampleShape
    self.features = features
    self.labels = labels
    self.classNames = classNames
  }

  /// The number of examples.
  public var count: Int { labels.count }
  /// The number of features of one example.
  public var featureCount: Int { exampleShape.reduce(1, *) }

  /// The features of one example.
  ///
  /// - Parameter index: From 0 to `count` − 1.
  /// - Returns: Its numbers in row-major order.
  public func example(_ index: Int) -> ArraySlice<Float> {
    features[(index * featureCount)..<((index + 1) * featureCount)]
  }

  /// Some of the examples.
  ///
  /// - Parameter indices: Which ones, in the order in which they are wanted.
  /// - Returns: A data set of them, with the same classes.
  public func subset(_ indices: some Sequence<Int32>) -> Dataset {
    var chosen: [Float] = []
    var classes: [Int32] = []
    for index in indices {
      chosen.append(contentsOf: example(Int(index)))
      classes.append(labels[Int(index)])
    }
    return Dataset(
      name: name, exampleShape: exampleShape, features: chosen, labels: classes,
      classNames: classNames)
  }
}

/// Examples that go through a network together.
public struct Batch {
  /// Their numbers, `[B, …exampleShape]`.
  public let features: Tensor
  /// Their classes, B of them.
  public let labels: [Int32]
}

extension Dataset {
  /// Examples as a tensor.
  ///
  /// - Parameter indices: Which ones.
  /// - Returns: Their features `[B, …exampleShape]` and labels.
  public func batch(_ indices: some Collection<Int32>) -> Batch {
    let width = featureCount
    let tensor = Tensor(shape: Shape([indices.count] + exampleShape)) { target in
      for (row, index) in indices.enumerated() {
        let start = Int(index) * width
        for column in 0..<width { target[row * width + column] = features[start + column] }
      }
    }
    return Batch(features: tensor, labels: indices.map { labels[Int($0)] })
  }

  /// The whole data set as one batch.
  public var wholeBatch: Batch { batch(Array(0..<Int32(count))) }
}
