/// The range of an axis and its ticks: 1, 2 or 5 times a power of ten apart.
///
/// All labels of an axis have the same count of decimals and commas between thousands. Only
/// additions, multiplications and divisions: the same everywhere.
package struct ChartAxis: Hashable {
  /// A value with a line and a label.
  package struct Tick: Hashable {
    /// Where it is.
    package var value: Double
    /// How it reads.
    package var label: String
  }

  /// The value at the low end.
  package private(set) var low: Double
  /// The value at the high end.
  package private(set) var high: Double
  /// The ticks, by rising value.
  package private(set) var ticks: [Tick]

  /// The values that an axis can show; others are treated as infinite.
  package static func canShow(_ value: Double) -> Bool { abs(value) <= 1e290 }

  /// The axis for values from one to another.
  ///
  /// - Parameters:
  ///   - range: The values.
  ///   - intervals: How many intervals between ticks there may be, about.
  ///   - growing: Whether the range grows a little on both sides, to the next tick where it is near.
  package init(_ range: ClosedRange<Double>, intervals: Int, growing: Bool) {
    precondition(
      Self.canShow(range.lowerBound) && Self.canShow(range.upperBound),
      "expected a range of numbers of at most 1e290, got \(range)")
    (low, high) = Self.spread(range)
    let step = Step(atLeast: (high - low) / Double(max(1, intervals)))
    let first = low / step.value
    let last = high / step.value
    // A hundred-millionth of a tick is rounding, not a value beyond it.
    let slack = 1e-8
    let start: Int
    let end: Int
    if growing {
      // Where the next tick is far, a little room beyond the values is enough.
      let room = 0.03 * (high - low)
      start = Int((first - 0.6).rounded(.up))
      end = Int((last + 0.6).rounded(.down))
      low = Double(start) <= first + slack ? min(low, step.tick(start)) : low - room
      high = Double(end) >= last - slack ? max(high, step.tick(end)) : high + room
    } else {
      start = Int((first - slack).rounded(.up))
      end = Int((last + slack).rounded(.down))
    }
    ticks = (start..<max(start, end + 1)).map { Tick(value: step.tick($0), label: step.label($0)) }
  }

  /// Where a value lies: 0 at the low end, 1 at the high one.
  package func position(_ value: Double) -> Double { (value - low) / (high - low) }

  /// A range that can be divided: equal values get room on both sides.
  private static func spread(_ range: ClosedRange<Double>) -> (Double, Double) {
    let (low, high) = (range.lowerBound, range.upperBound)
    let size = max(abs(low), abs(high))
    guard size > 1e-290 else { return (-1, 1) }
    guard high - low < 1e-9 * size else { return (low, high) }
    return (low - size / 10, high + size / 10)
  }
}

/// A distance between ticks: 1, 2 or 5 times a power of ten.
private struct Step {
  let digit: Int
  let exponent: Int

  /// The smallest that is no smaller than a distance.
  init(atLeast distance: Double) {
    var exponent = 0
    while Self.power(exponent) > distance { exponent -= 1 }
    while Self.power(exponent + 1) <= distance { exponent += 1 }
    let found = [1, 2, 5].first {
      Self.times($0, exponent) >= distance * (1 - 1e-12)
    }
    (digit, self.exponent) = found.map { ($0, exponent) } ?? (1, exponent + 1)
  }

  var value: Double { Self.times(digit, exponent) }

  /// The tick of a number, counted from zero.
  func tick(_ number: Int) -> Double { Self.times(number * digit, exponent) }

  /// The tick as people read it: "250,000", "−0.5", "2.5e12".
  func label(_ number: Int) -> String {
    let units = number * digit
    guard units != 0 else { return Self.decimal("0", exponent) }
    let digits = String(units.magnitude)
    let sign = units < 0 ? "−" : ""
    guard exponent >= -6, digits.count + exponent <= 10 else {
      var tail = digits.dropFirst()
      while tail.last == "0" { tail.removeLast() }
      let power = exponent + digits.count - 1
      return sign + digits.prefix(1) + (tail.isEmpty ? "" : "." + tail)
        + "e" + (power < 0 ? "−" : "") + String(power.magnitude)
    }
    return sign + Self.decimal(digits, exponent)
  }

  /// Digits times a power of ten, written out.
  private static func decimal(_ digits: String, _ exponent: Int) -> String {
    guard exponent < 0 else {
      return digits == "0" ? "0" : Figures.grouped(digits + String(repeating: "0", count: exponent))
    }
    guard exponent >= -6 else { return "0" }
    let padded = String(repeating: "0", count: max(0, 1 - exponent - digits.count)) + digits
    return Figures.grouped(String(padded.dropLast(-exponent))) + "." + padded.suffix(-exponent)
  }

  /// A whole number times a power of ten; rounded once for powers of up to 22.
  private static func times(_ number: Int, _ exponent: Int) -> Double {
    exponent < 0
      ? Double(number) / power(-exponent) : Double(number) * power(exponent)
  }

  private static func power(_ exponent: Int) -> Double {
    var value = 1.0
    for _ in 0..<exponent.magnitude { value *= 10 }
    return exponent < 0 ? 1 / value : value
  }
}
