/// What each action is worth: a bar, or the distribution of its return; the chosen one is marked.
enum TerminalActionPanel: TerminalPanel {
  static let panel = Panel.actionValues

  static func lines(for scene: Scene, width: Int) -> ClosedRange<Int>? {
    guard !scene.actionValues.isEmpty else { return scene.chosenAction == nil ? nil : 1...1 }
    let count = scene.actionValues.count
    return min(count, width < 24 ? 3 : 6)...(count + (hasAxis(scene, width) ? 1 : 0))
  }

  static func draw(
    _ scene: Scene, viewing: Viewing, in grid: inout TerminalGrid, theme: Theme
  ) {
    let values = scene.actionValues
    guard !values.isEmpty else {
      if let action = scene.chosenAction {
        grid.put("▶ " + name(of: action, in: scene), x: 0, y: 0, TerminalStyle(isBold: true))
      }
      return
    }
    let shown = shownActions(of: scene, lines: grid.height)
    let layout = Layout(scene, width: grid.width)
    let finite = values.lazy.filter(\.isFinite)
    let (low, high) = (finite.min() ?? 0, finite.max() ?? 0)
    let histograms = Histograms(scene, width: layout.bar)
    for (y, action) in shown.enumerated() {
      let isChosen = scene.chosenAction == action
      let style = TerminalStyle(ink: isChosen ? theme.accent : nil, isBold: isChosen)
      if isChosen { grid.put("▶", x: 0, y: y, style) }
      grid.put(name(of: action, in: scene), x: 2, y: y, limit: layout.name, style)
      if layout.hasNumbers {
        grid.put(
          layout.figures.text(Double(values[action])), endingAt: layout.start - 1, y: y, style)
      }
      let ink = TerminalStyle(ink: isChosen ? theme.accent : theme.muted)
      if let histograms {
        histograms.draw(action, in: &grid, x: layout.start, y: y, ink)
      } else {
        // In Double, where no difference of two Floats is infinite.
        let share =
          high > low ? (Double(values[action]) - Double(low)) / (Double(high) - Double(low)) : 1
        TerminalBlocks.bar(share, in: &grid, x: layout.start, y: y, width: layout.bar, ink)
      }
    }
    let faint = TerminalStyle(ink: theme.faint)
    if shown.count < values.count {
      let rest = values.count - shown.count
      grid.put(
        grid.width < 18 ? "+\(rest)" : "… \(rest) more actions", x: 2, y: grid.height - 1, faint)
    } else if let histograms, shown.count < grid.height {
      histograms.drawAxis(in: &grid, x: layout.start, y: shown.count, faint)
    }
  }

  private static func name(of action: Int, in scene: Scene) -> String {
    scene.actionNames.indices.contains(action) ? scene.actionNames[action] : "\(action)"
  }

  private static func hasAxis(_ scene: Scene, _ width: Int) -> Bool {
    scene.insight.distributions != nil && Layout(scene, width: width).bar >= 12
  }

  /// All actions where there is room, else the best ones and the chosen one, in their order.
  private static func shownActions(of scene: Scene, lines: Int) -> [Int] {
    let values = scene.actionValues
    guard values.count > lines else { return Array(values.indices) }
    let order = values.indices.sorted { first, second in
      let isChosen = (scene.chosenAction == first, scene.chosenAction == second)
      if isChosen.0 != isChosen.1 { return isChosen.0 }
      return values[first] == values[second] ? first < second : values[first] > values[second]
    }
    return order.prefix(max(0, lines - 1)).sorted()
  }

  /// The columns: mark, name, value, bar.
  private struct Layout {
    let figures: Figures
    let name: Int
    /// Whether there is room for the values.
    let hasNumbers: Bool
    /// The first place of the bars.
    let start: Int
    /// The places of a bar.
    let bar: Int

    init(_ scene: Scene, width: Int) {
      let figures = Figures(for: scene.actionValues)
      self.figures = figures
      let number = max(
        width < 24 ? 0 : 6, scene.actionValues.map { figures.text(Double($0)).count }.max() ?? 0)
      let longest = scene.actionNames.map { TerminalCharacters.columns(of: $0) }.max() ?? 2
      hasNumbers = width >= 12
      name =
        hasNumbers
        ? max(1, min(longest, max(width / 3, width - 20 - number), width - 4 - number))
        : max(1, width - 2)
      start = min(width, 2 + name + 1 + number + 1)
      bar = width - start >= 4 ? min(48, width - start) : 0
    }
  }

  /// The distributions of all actions on one axis, cut to where anything is likely.
  private struct Histograms {
    private let bars: [[Double]]
    private let most: Double
    private let range: ClosedRange<Double>

    init?(_ scene: Scene, width: Int) {
      guard width > 0, let distributions = scene.insight.distributions else { return nil }
      guard let scale = ReturnHistogram.scale(of: distributions, bins: 4 * width) else {
        return nil
      }
      let all = scene.actionValues.indices.map {
        ReturnHistogram(distributions, action: $0, scale.range, bins: scale.bins).shares
      }
      // Bins of equal width: so many fine ones make one place.
      let likely = (0..<scale.bins).filter { bin in all.contains { $0[bin] >= 0.004 } }
      guard let first = likely.first, let last = likely.last else { return nil }
      let fine = max(1, (last - first + width) / width)
      let length = (scale.range.upperBound - scale.range.lowerBound) / Double(scale.bins)
      let places = min(width, (last - first + fine) / fine)
      range =
        scale.range.lowerBound + Double(first)
        * length...scale.range.lowerBound + Double(first + places * fine) * length
      bars = all.map { shares in
        (0..<places).map { place in
          let start = first + place * fine
          return shares[start..<min(start + fine, shares.count)].reduce(0, +)
        }
      }
      most = bars.lazy.joined().max() ?? 0
    }

    func draw(
      _ action: Int, in grid: inout TerminalGrid, x: Int, y: Int, _ style: TerminalStyle
    ) {
      guard most > 0 else { return }
      let stretch = stretch(in: grid, x)
      for (place, share) in bars[action].enumerated() {
        let eighths = Int((share / most * 8).rounded())
        let sign = TerminalBlocks.level(share >= 0.004 ? max(1, eighths) : eighths)
        for copy in 0..<stretch where sign != " " {
          grid.put(sign, x: x + place * stretch + copy, y: y, style)
        }
      }
    }

    func drawAxis(in grid: inout TerminalGrid, x: Int, y: Int, _ style: TerminalStyle) {
      let figures = Figures(for: [range.lowerBound, range.upperBound])
      let width = (bars.first?.count ?? 0) * stretch(in: grid, x)
      let labels = [range.lowerBound, range.upperBound].map(figures.text)
      grid.put(labels[0], x: x, y: y, style)
      if labels[0].count + labels[1].count < width {
        grid.put(labels[1], endingAt: x + width, y: y, style)
      }
    }

    /// Few bins are drawn wider.
    private func stretch(in grid: TerminalGrid, _ x: Int) -> Int {
      max(1, min(3, min(48, grid.width - x) / max(1, bars.first?.count ?? 1)))
    }
  }
}
