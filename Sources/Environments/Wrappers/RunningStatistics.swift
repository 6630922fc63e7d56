/// Mean and variance of vectors seen so far, updated batch by batch.
///
/// The update joins the batch's moments with those so far (Chan, Golub and LeVeque 1979), in double
/// precision and in the order of the rows, so the same observations give the same bits.
public struct RunningStatistics: Codable, Hashable, Sendable {
  /// How many vectors have been seen.
  public private(set) var count = 0.0
  /// The mean of each element.
  public private(set) var mean: [Double]
  /// The sum of squared distances from the mean, of each element.
  private var squares: [Double]

  /// Statistics of vectors of `size` elements, of which none has been seen.
  public init(size: Int) {
    precondition(size >= 1, "expected at least 1 element, got \(size)")
    mean = Array(repeating: 0, count: size)
    squares = Array(repeating: 0, count: size)
  }

  /// Takes in a batch of vectors.
  ///
  /// - Parameter rows: `[rows, size]`, row-major; at least one row.
  public mutating func update(_ rows: some RandomAccessCollection<Float>) {
    let size = mean.count
    precondition(
      rows.count >= size && rows.count % size == 0,
      "expected rows of \(size) numbers, got \(rows.count) numbers")
    let batch = Double(rows.count / size)
    let total = count + batch
    for element in 0..<size {
      var sum = 0.0
      for row in stride(from: element, to: rows.count, by: size) {
        sum += Double(rows[rows.index(rows.startIndex, offsetBy: row)])
      }
      let batchMean = sum / batch
      var batchSquares = 0.0
      for row in stride(from: element, to: rows.count, by: size) {
        let distance = Double(rows[rows.index(rows.startIndex, offsetBy: row)]) - batchMean
        batchSquares += distance * distance
      }
      let distance = batchMean - mean[element]
      mean[element] += distance * batch / total
      squares[element] += batchSquares + distance * distance * count * batch / total
    }
    count = total
  }

  /// The variance of an element around its mean; 1 before anything has been seen.
  public func variance(_ element: Int) -> Double {
    count > 0 ? squares[element] / count : 1
  }

  /// An element's value in standard deviations from its mean, clipped.
  ///
  /// - Parameters:
  ///   - value: the value.
  ///   - element: its place.
  ///   - clip: the largest absolute result.
  /// - Returns: `(value - mean) / sqrt(variance + 1e-8)` within ±`clip`.
  public func normalized(_ value: Float, _ element: Int, clip: Float) -> Float {
    let scaled = (Double(value) - mean[element]) / (variance(element) + 1e-8).squareRoot()
    return min(max(Float(scaled), -clip), clip)
  }

  /// Whether statistics that were read from a file are those of vectors of `size` elements.
  func isValid(size: Int) -> Bool {
    mean.count == size && squares.count == size && count.isFinite && count >= 0
      && mean.allSatisfy(\.isFinite) && squares.allSatisfy { $0.isFinite && $0 >= 0 }
  }
}
