import Testing

/// How many representable numbers lie between two floats; 0 where they are equal, the largest
/// number where one alone is NaN.
public func ulpDistance(_ a: Float, _ b: Float) -> Int {
  if a.isNaN || b.isNaN { return a.isNaN && b.isNaN ? 0 : Int.max }
  func place(_ x: Float) -> Int {
    let bits = Int(Int32(bitPattern: x.bitPattern))
    return bits >= 0 ? bits : Int(Int32.min) - bits
  }
  return abs(place(a) - place(b))
}

/// Expects two arrays to be equal to within `ulps` representable numbers.
public func expectEqual(
  _ actual: [Float], _ expected: [Float], ulps: Int = 0, _ what: String = "",
  sourceLocation location: SourceLocation = #_sourceLocation
) {
  compare(actual, expected, what, "\(ulps) ulp", location) { ulpDistance($0, $1) <= ulps }
}

/// Expects two arrays to be equal to within a part of the expected values, or of 1 where they are
/// smaller.
public func expectNear(
  _ actual: [Float], _ expected: [Float], tolerance: Float = 1e-5, _ what: String = "",
  sourceLocation location: SourceLocation = #_sourceLocation
) {
  compare(actual, expected, what, "\(tolerance)", location) {
    $0 == $1 || ($0.isNaN && $1.isNaN) || abs($0 - $1) <= tolerance * max(1, abs($1))
  }
}

private func compare(
  _ actual: [Float], _ expected: [Float], _ what: String, _ allowed: String,
  _ location: SourceLocation, _ isEqual: (Float, Float) -> Bool
) {
  #expect(actual.count == expected.count, "\(what): the counts differ", sourceLocation: location)
  guard let wrong = zip(actual, expected).enumerated().first(where: { !isEqual($1.0, $1.1) })
  else { return }
  let (place, (a, b)) = (wrong.offset, wrong.element)
  Issue.record(
    "\(what) element \(place): expected \(b), got \(a), allowed \(allowed)",
    sourceLocation: location)
}
