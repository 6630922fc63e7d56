/// Checks a parameter against its range, for the `check` of a `Field`.
///
/// - Parameter range: what is allowed; a number that is not one (NaN) never is.
/// - Returns: a check that gives what was expected, or nil where the value is in range.
func within<Value: Comparable & Sendable>(
  _ range: ClosedRange<Value>
) -> @Sendable (Value) -> String? {
  { range.contains($0) ? nil : "a number in \(range.lowerBound)...\(range.upperBound)" }
}

/// The nearest pixel; places far outside a picture stay outside it, no number at all is 0.
func pixel(_ place: Double) -> Int {
  place.isNaN ? 0 : Int(min(max(place, -10_000), 10_000).rounded())
}

/// A number with two places after the point.
func hundredths(_ value: Double) -> String { decimal(value, places: 2) }

/// A number with three places after the point.
func thousandths(_ value: Double) -> String { decimal(value, places: 3) }

/// Writes a number with fixed places, in whole numbers: no formatter, no locale.
private func decimal(_ value: Double, places: Int) -> String {
  var unit = 1
  for _ in 0..<places { unit *= 10 }
  guard value.isFinite, abs(value) < 1e12 else { return "\(value)" }
  let whole = Int((value * Double(unit)).rounded())
  let fraction = String(whole.magnitude % UInt(unit))
  let padding = String(repeating: "0", count: places - fraction.count)
  return (whole < 0 ? "-" : "") + "\(whole.magnitude / UInt(unit)).\(padding)\(fraction)"
}
