/// How numbers that stand under each other are written: with the same count of decimals.
///
/// Whole-number arithmetic on rounded values: the same text everywhere.
package struct Figures: Hashable, Sendable {
  /// Digits after the point; nil for powers of ten.
  let decimals: Int?

  /// The figures for some numbers: three or four digits that tell the largest ones apart.
  package init(for values: some Sequence<Double>) {
    var size = 0.0
    for value in values where value.isFinite { size = max(size, abs(value)) }
    decimals =
      switch size {
      case 1e9...: nil
      case 10_000...: 0
      case 100...: 1
      case 1...: 2
      case 0.01...: 3
      case 0: 2
      case 1e-6...: 6
      default: nil
      }
  }

  /// Figures for single numbers.
  package init(for values: some Sequence<Float>) {
    self.init(for: values.lazy.map(Double.init))
  }

  /// A number.
  package func text(_ value: Double) -> String {
    guard value.isFinite else { return Self.name(ofInfinite: value) }
    guard let decimals else { return Self.powerOfTen(value) }
    var digits = Self.rounded(abs(value), decimals)
    let sign = value < 0 && digits.contains { $0 != "0" && $0 != "." } ? "−" : ""
    if decimals == 0 { digits = Self.grouped(digits) }
    return sign + digits
  }

  /// A number with at most two decimals, three below one, and no trailing zeros.
  package static func short(_ value: Double) -> String {
    guard value.isFinite else { return name(ofInfinite: value) }
    let size = abs(value)
    guard size < 1e9, size >= 5e-4 || size == 0 else { return powerOfTen(value) }
    var digits = rounded(size, size < 1 ? 3 : 2)
    while digits.last == "0" { digits.removeLast() }
    if digits.last == "." { digits.removeLast() }
    let parts = digits.split(separator: ".", maxSplits: 1).map(String.init)
    let text = grouped(parts[0]) + (parts.count > 1 ? "." + parts[1] : "")
    return (value < 0 ? "−" : "") + text
  }

  /// A count with commas between thousands.
  package static func count(_ value: Int) -> String {
    (value < 0 ? "−" : "") + grouped(String(value.magnitude))
  }

  /// The decimals of a number of at most 1e9.
  private static func rounded(_ size: Double, _ decimals: Int) -> String {
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    guard size * scale < 9e18 else { return "\(size)" }
    let digits = String(Int((size * scale).rounded()))
    guard decimals > 0 else { return digits }
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    return padded.dropLast(decimals) + "." + padded.suffix(decimals)
  }

  /// Three digits and an exponent: "2.50e12".
  private static func powerOfTen(_ value: Double) -> String {
    guard value != 0 else { return "0" }
    var size = abs(value)
    var exponent = 0
    while size >= 10 { (size, exponent) = (size / 10, exponent + 1) }
    while size < 1 { (size, exponent) = (size * 10, exponent - 1) }
    if (size * 100).rounded() >= 1000 { (size, exponent) = (size / 10, exponent + 1) }
    return (value < 0 ? "−" : "") + rounded(size, 2) + "e" + (exponent < 0 ? "−" : "")
      + String(exponent.magnitude)
  }

  private static func name(ofInfinite value: Double) -> String {
    value.isNaN ? "nan" : value < 0 ? "−inf" : "inf"
  }

  /// Digits with commas between thousands.
  static func grouped(_ digits: String) -> String {
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { text += "," }
      text.append(digit)
    }
    return text
  }
}
