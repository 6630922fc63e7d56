/// One line of progress: a bar, a percentage, and as many figures as the width allows.
struct ProgressBar {
  /// How much is done, 0...1.
  let fraction: Double
  /// Figures, the most wanted first.
  let parts: [String]

  /// The line, at most `columns` characters wide.
  func text(columns: Int, usesColor: Bool) -> String {
    let fraction = min(1, max(0, self.fraction))
    let percentage = String("  \(Int(fraction * 100))%".suffix(4))
    var figures = ""
    let barWidth = columns >= 140 ? 20 : columns >= 30 ? 10 : 0
    let used = barWidth + (barWidth > 0 ? 1 : 0) + percentage.count
    for part in parts where used + figures.count + 2 + part.count <= columns {
      figures += "  " + part
    }
    guard used <= columns else { return String(percentage.suffix(max(0, columns))) }
    guard barWidth > 0 else { return percentage + figures }
    let filled = Int((fraction * Double(barWidth)).rounded())
    let bar = String(repeating: "━", count: filled)
    let rest = String(repeating: "─", count: barWidth - filled)
    let colored = usesColor ? "\u{1B}[32m\(bar)\u{1B}[0m\u{1B}[2m\(rest)\u{1B}[0m" : bar + rest
    return "\(colored) \(percentage)\(figures)"
  }
}
