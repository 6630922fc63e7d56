/// A long series gathered into the columns of pixels in which it is drawn, so that an episode of
/// thousands of steps costs no more than the width of its panel and no single step is lost.
package struct PixelColumns {
  /// What falls into one column.
  package struct Column: Hashable {
    /// The first value in the order of the series.
    package var first: Double
    /// The last value in the order of the series.
    package var last: Double
    /// The least value.
    package var low: Double
    /// The greatest value.
    package var high: Double

    /// What falls into a column.
    package init(first: Double, last: Double, low: Double, high: Double) {
      (self.first, self.last, self.low, self.high) = (first, last, low, high)
    }
  }

  /// What falls into each column, from the left; nil where there is nothing finite.
  package private(set) var columns: [Column?]

  /// Gathers the finite ones among some values.
  ///
  /// - Parameters:
  ///   - values: The series.
  ///   - range: The places of the series to take.
  ///   - width: How many columns there are.
  ///   - column: The column of a place, growing; places outside of `0..<width` are left out.
  package init(_ values: [Float], _ range: Range<Int>, width: Int, column: (Int) -> Int) {
    columns = [Column?](repeating: nil, count: max(0, width))
    for place in range.clamped(to: values.indices) {
      let value = Double(values[place])
      let index = column(place)
      guard value.isFinite, columns.indices.contains(index) else { continue }
      guard var found = columns[index] else {
        columns[index] = Column(first: value, last: value, low: value, high: value)
        continue
      }
      found.last = value
      found.low = min(found.low, value)
      found.high = max(found.high, value)
      columns[index] = found
    }
  }
}

extension Sequence where Element == Float {
  /// The least and the greatest of the finite values; nil where there is none.
  var finiteRange: ClosedRange<Double>? {
    var range: ClosedRange<Double>?
    for value in self where value.isFinite {
      let value = Double(value)
      guard let found = range else {
        range = value...value
        continue
      }
      if value < found.lowerBound { range = value...found.upperBound }
      if value > found.upperBound { range = found.lowerBound...value }
    }
    return range
  }
}
