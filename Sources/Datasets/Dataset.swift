import CZlib
import Documents
import TensorKernels

/// Examples with their answers: N rows of numbers, and for each a class or a number.
public struct Dataset: Sendable, Hashable {
  /// How the examples' numbers are kept.
  public enum Examples: Sendable, Hashable {
    /// As they are.
    case floats([Float])
    /// As bytes, each of which stands for itself times `scale`: a quarter of the memory.
    case bytes([UInt8], scale: Float)

    /// How many numbers there are.
    public var count: Int {
      switch self {
      case .floats(let values): values.count
      case .bytes(let values, _): values.count
      }
    }
  }

  /// What it is called in messages and results.
  public let name: String
  /// The shape of one example: `[1, 28, 28]` for a grey image, `[4]` for four measurements.
  public let exampleShape: [Int]
  /// The numbers of all examples in row-major order, `[N, …exampleShape]`.
  public let examples: Examples
  /// What is to be predicted: one of several classes, or a number.
  public let targets: DatasetTargets
  /// The class of each example, an index into `classNames`; empty where numbers are predicted.
  public let labels: [Int32]
  /// The number that belongs to each example; empty where classes are predicted.
  public let numbers: [Float]

  /// A data set from its parts.
  ///
  /// - Parameters:
  ///   - name: What it is called.
  ///   - exampleShape: The shape of one example.
  ///   - examples: The numbers of all examples in row-major order.
  ///   - targets: What is to be predicted.
  ///   - labels: The class of each example, where classes are predicted.
  ///   - numbers: The number of each example, where numbers are predicted.
  /// - Precondition: There are as many numbers as examples and shape ask for; each label is a class.
  public init(
    name: String, exampleShape: [Int], examples: Examples, targets: DatasetTargets,
    labels: [Int32] = [], numbers: [Float] = []
  ) {
    let width = exampleShape.reduce(1, *)
    switch targets {
    case .classes(let names):
      precondition(
        labels.allSatisfy { names.indices.contains(Int($0)) },
        "\(name): expected labels of 0 to \(names.count - 1)")
      precondition(numbers.isEmpty, "\(name): expected labels alone, got numbers beside them")
    case .numbers:
      precondition(labels.isEmpty, "\(name): expected numbers alone, got labels beside them")
    }
    let count = labels.count + numbers.count
    precondition(
      examples.count == count * width,
      "\(name): expected \(count * width) features, got \(examples.count)")
    self.name = name
    self.exampleShape = exampleShape
    self.examples = examples
    self.targets = targets
    self.labels = labels
    self.numbers = numbers
  }

  /// A data set of classes from its parts.
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
    self.init(
      name: name, exampleShape: exampleShape, examples: .floats(features),
      targets: .classes(classNames), labels: labels)
  }

  /// The number of examples.
  public var count: Int { labels.count + numbers.count }
  /// The number of features of one example.
  public var featureCount: Int { exampleShape.reduce(1, *) }
  /// The names of the classes; none where numbers are predicted.
  public var classNames: [String] { targets.classNames }
  /// The numbers of all examples as floats in row-major order; those kept as bytes are converted.
  public var features: [Float] { (0..<count).flatMap { example($0) } }

  /// The features of one example.
  ///
  /// - Parameter index: From 0 to `count` − 1.
  /// - Returns: Its numbers in row-major order.
  public func example(_ index: Int) -> [Float] {
    precondition(
      (0..<count).contains(index), "\(name): expected an index below \(count), got \(index)")
    return [Float](unsafeUninitializedCapacity: featureCount) { target, initialized in
      withRowWriter { write in
        if let base = target.baseAddress { write(index, base) }
      }
      initialized = featureCount
    }
  }

  /// Some of the examples.
  ///
  /// - Parameter indices: Which ones, in the order in which they are wanted.
  /// - Returns: A data set of them, with the same targets.
  public func subset(_ indices: some Collection<Int32>) -> Dataset {
    let chosen: Examples
    switch examples {
    case .floats(let values): chosen = .floats(rows(indices, of: values))
    case .bytes(let values, let scale): chosen = .bytes(rows(indices, of: values), scale: scale)
    }
    return Dataset(
      name: name, exampleShape: exampleShape, examples: chosen, targets: targets,
      labels: labels.isEmpty ? [] : indices.map { labels[Int($0)] },
      numbers: numbers.isEmpty ? [] : indices.map { numbers[Int($0)] })
  }

  /// A number that differs, almost certainly, between data sets that differ: CRC-32 of the examples and answers.
  public var checksum: UInt32 {
    var sum: UInt = 0
    func add(_ bytes: UnsafeRawBufferPointer) {
      // zlib takes at most 2³² − 1 bytes at a time.
      for start in stride(from: 0, to: bytes.count, by: 1 << 30) {
        let part = bytes[start..<min(start + 1 << 30, bytes.count)]
        sum = UnsafeRawBufferPointer(rebasing: part).withMemoryRebound(to: UInt8.self) {
          crc32(sum, $0.baseAddress, UInt32($0.count))
        }
      }
    }
    func add(_ values: [Float]) {
      values.map(\.bitPattern.littleEndian).withUnsafeBytes { add($0) }
    }
    switch examples {
    case .floats(let values): add(values)
    case .bytes(let values, let scale):
      values.withUnsafeBytes { add($0) }
      add([scale])
    }
    labels.map(\.littleEndian).withUnsafeBytes { add($0) }
    add(numbers)
    return UInt32(truncatingIfNeeded: sum)
  }

  private func rows<Element>(
    _ indices: some Collection<Int32>, of values: [Element]
  ) -> [Element] {
    let width = featureCount
    var chosen: [Element] = []
    chosen.reserveCapacity(indices.count * width)
    for index in indices {
      chosen.append(contentsOf: values[(Int(index) * width)..<((Int(index) + 1) * width)])
    }
    return chosen
  }
}

extension Dataset {
  /// Calls `body` with a function that writes the features of one example to a place for them.
  ///
  /// The index is not checked.
  func withRowWriter<R>(_ body: ((Int, UnsafeMutablePointer<Float>) -> Void) -> R) -> R {
    let width = featureCount
    switch examples {
    case .floats(let values):
      return values.withUnsafeBufferPointer { source in
        body { index, target in
          guard let base = source.baseAddress else { return }
          ck_copy(target, base + index * width, width)
        }
      }
    case .bytes(let values, let scale):
      return values.withUnsafeBufferPointer { source in
        body { index, target in
          guard let base = source.baseAddress else { return }
          ck_bytes_to_floats(target, base + index * width, scale, width)
        }
      }
    }
  }
}
