/// A curve as a few lines of text.
struct TextChart {
  /// The points by rising x.
  let points: [(x: Int, y: Double)]
  /// Characters across.
  let columns: Int
  /// Lines.
  let rows: Int

  /// The chart: the highest and the lowest value at the left, the first and the last x below.
  ///
  /// A column shows the mean of the points that fall into it, and where none does the line between the
  /// columns beside it.
  func text(_ label: (Double) -> String) -> String {
    guard let first = points.first, let last = points.last, first.x < last.x else { return "" }
    let heights = heights(from: first.x, to: last.x)
    let low = heights.min() ?? 0
    let high = heights.max() ?? 0
    let range = high > low ? high - low : 1
    let places = heights.map { Int((($0 - low) / range * Double(rows - 1)).rounded()) }
    let labels = [label(high), label(low)]
    let width = labels.map(\.count).max() ?? 0
    var lines = (0..<rows).map { line -> String in
      let text = line == 0 ? labels[0] : line == rows - 1 ? labels[1] : ""
      let start = String(repeating: " ", count: width - text.count) + text + " │"
      let marks = String(places.map { $0 == rows - 1 - line ? "•" : " " })
      return start + marks
    }
    let ends = (Numbers.grouped(first.x), Numbers.grouped(last.x))
    let gap = max(1, heights.count - ends.0.count - ends.1.count)
    let margin = String(repeating: " ", count: width + 1)
    lines.append(margin + "└" + String(repeating: "─", count: heights.count))
    lines.append(margin + " " + ends.0 + String(repeating: " ", count: gap) + ends.1)
    return lines.map(\.withoutBlanksAtTheEnd).joined(separator: "\n")
  }

  private func heights(from first: Int, to last: Int) -> [Double] {
    var sums = [Double](repeating: 0, count: columns)
    var counts = [Int](repeating: 0, count: columns)
    for point in points {
      let share = Double(point.x - first) / Double(last - first)
      let column = min(columns - 1, Int(share * Double(columns)))
      sums[column] += point.y
      counts[column] += 1
    }
    let filled = counts.indices.filter { counts[$0] > 0 }
    return counts.indices.map { column in
      let left = filled.last { $0 <= column } ?? filled[0]
      let right = filled.first { $0 >= column } ?? filled[filled.count - 1]
      let (from, to) = (sums[left] / Double(counts[left]), sums[right] / Double(counts[right]))
      return left == right
        ? from : from + (to - from) * Double(column - left) / Double(right - left)
    }
  }
}

extension String {
  /// Without spaces at its end.
  fileprivate var withoutBlanksAtTheEnd: String {
    var text = self
    while text.hasSuffix(" ") { text.removeLast() }
    return text
  }
}
