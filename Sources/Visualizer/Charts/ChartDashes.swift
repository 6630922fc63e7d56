/// Cuts a line into dashes.
struct ChartDashes {
  /// Lengths of line and gap in turn; empty for an unbroken line.
  var lengths: [Double]

  /// The straight pieces of a line through places that are to be drawn.
  func lines(through places: [SIMD2<Double>]) -> [(SIMD2<Double>, SIMD2<Double>)] {
    let whole = zip(places, places.dropFirst()).map { ($0, $1) }
    guard !lengths.isEmpty else { return whole }
    var lines: [(SIMD2<Double>, SIMD2<Double>)] = []
    var index = 0
    var left = lengths[0]
    for (from, to) in whole {
      let along = to - from
      let length = (along * along).sum().squareRoot()
      guard length > 0 else { continue }
      var done = 0.0
      while done < length {
        let piece = min(left, length - done)
        if index.isMultiple(of: 2) {
          lines.append((from + along * (done / length), from + along * ((done + piece) / length)))
        }
        done += piece
        left -= piece
        if left <= 0 {
          index = (index + 1) % lengths.count
          left = lengths[index]
        }
      }
    }
    return lines
  }
}
