/// Numbers as people read them: "12,300", "0.05", "-23.41", "1 min 20 s".
enum Numbers {
  /// A whole number with commas between thousands.
  static func grouped(_ value: Int) -> String {
    let digits = Array(String(value.magnitude))
    var text = value < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0 && (digits.count - index).isMultiple(of: 3) { text += "," }
      text.append(digit)
    }
    return text
  }

  /// A number with a fixed count of decimals.
  static func fixed(_ value: Double, _ decimals: Int) -> String {
    guard value.isFinite, abs(value) < 1e12 else { return "\(value)" }
    var scale = 1
    for _ in 0..<decimals { scale *= 10 }
    let scaled = Int((abs(value) * Double(scale)).rounded())
    let sign = value < 0 && scaled != 0 ? "-" : ""
    guard decimals > 0 else { return "\(sign)\(scaled)" }
    let fraction = String(scaled % scale)
    let zeros = String(repeating: "0", count: decimals - fraction.count)
    return "\(sign)\(scaled / scale).\(zeros)\(fraction)"
  }

  /// A return: two decimals.
  static func score(_ value: Double?) -> String { value.map { fixed($0, 2) } ?? "-" }

  /// A share of 0...1: "99.21 %".
  static func percentage(_ value: Double) -> String { "\(fixed(100 * value, 2)) %" }

  /// A rate per second.
  static func rate(_ value: Double) -> String {
    guard value.isFinite else { return "-" }
    return value >= 100_000 ? "\(fixed(value / 1000, 0))k" : grouped(Int(value.rounded()))
  }

  /// A duration of so many seconds: "42 s", "1 min 20 s", "2 h 5 min".
  static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds < 1e9 else { return "-" }
    let whole = Int(max(0, seconds).rounded())
    if whole < 60 { return seconds < 10 ? "\(fixed(seconds, 1)) s" : "\(whole) s" }
    if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
    return "\(whole / 3600) h \(whole % 3600 / 60) min"
  }
}
