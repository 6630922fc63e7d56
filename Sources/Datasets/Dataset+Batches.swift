import Determinism
import TensorCore

/// Examples that go through a network together.
public struct Batch {
  /// Their numbers, `[B, …exampleShape]`.
  public let features: Tensor
  /// Their classes, B of them; none where numbers are predicted.
  public let labels: [Int32]
  /// Their numbers to be predicted, B of them; none where classes are predicted.
  public let numbers: [Float]
}

extension Dataset {
  /// Examples as a tensor.
  ///
  /// What is kept as bytes becomes floats here, a batch at a time.
  ///
  /// - Parameters:
  ///   - indices: Which ones.
  ///   - scale: What their features are standardized by; nil leaves them as they are.
  /// - Returns: Their features `[B, …exampleShape]` and their labels or numbers.
  /// - Precondition: Each index is below `count`; the scale belongs to this shape.
  public func batch(
    _ indices: some Collection<Int32>, standardizedBy scale: Standardization? = nil
  ) -> Batch {
    let (width, count) = (featureCount, count)
    precondition(
      indices.allSatisfy { $0 >= 0 && $0 < count }, "\(name): expected indices below \(count)")
    let tensor = Tensor(shape: Shape([indices.count] + exampleShape)) { target in
      guard let base = target.baseAddress, !target.isEmpty else { return }
      withRowWriter { write in
        for (row, index) in indices.enumerated() { write(Int(index), base + row * width) }
      }
      scale?.apply(to: target, width: width)
    }
    return Batch(
      features: tensor, labels: labels.isEmpty ? [] : indices.map { labels[Int($0)] },
      numbers: numbers.isEmpty ? [] : indices.map { numbers[Int($0)] })
  }

  /// The whole data set as one batch.
  public var wholeBatch: Batch { batch(Array(0..<Int32(count))) }

  /// The batches of one epoch: every example once, in random order.
  ///
  /// - Parameters:
  ///   - size: Examples per batch, at least 1; the last batch may be smaller.
  ///   - random: Decides the order.
  /// - Returns: The indices of each batch's examples, for `batch(_:standardizedBy:)`.
  /// - Precondition: `size` is at least 1.
  public func epoch(batchSize size: Int, using random: inout RandomStream) -> [ArraySlice<Int32>] {
    precondition(size >= 1, "expected a batch size of at least 1, got \(size)")
    let order = random.permutation(count)
    return stride(from: 0, to: count, by: size).map { order[$0..<min($0 + size, count)] }
  }
}
