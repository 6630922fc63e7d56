import Environments

/// What the network sees: planes as small pictures, numbers as gauges.
enum TerminalObservationPanel: TerminalPanel {
  static let panel = Panel.observation

  static func lines(for scene: Scene, width: Int) -> ClosedRange<Int>? {
    switch scene.insight.observation {
    case .planes(let planes):
      guard let least = TerminalPlanes(planes, width: width, isSmall: true),
        let most = TerminalPlanes(planes, width: width, isSmall: false)
      else { return nil }
      return min(least.lines, most.height)...most.height
    case .numbers(let numbers):
      return numbers.isEmpty ? nil : min(numbers.count, 3)...min(numbers.count, 24)
    case nil: return nil
    }
  }

  static func settled(_ lines: Int, for scene: Scene, width: Int) -> Int {
    guard case .planes(let planes) = scene.insight.observation,
      let large = TerminalPlanes(planes, width: width, isSmall: false),
      let small = TerminalPlanes(planes, width: width, isSmall: true), lines <= large.height
    else { return lines }
    return min(lines, small.height + 1)
  }

  static func figure(of scene: Scene) -> String? {
    switch scene.insight.observation {
    case .planes(let planes):
      planes.first.map { "\(planes.count) × \($0.width) × \($0.height)" }
    case .numbers(let numbers): "\(numbers.count) number\(numbers.count == 1 ? "" : "s")"
    case nil: nil
    }
  }

  static func draw(
    _ scene: Scene, viewing: Viewing, in grid: inout TerminalGrid, theme: Theme
  ) {
    switch scene.insight.observation {
    case .planes(let planes):
      let layouts = [false, true].compactMap {
        TerminalPlanes(planes, width: grid.width, isSmall: $0 && !grid.isPlain)
      }
      let layout = layouts.first { $0.height <= grid.height } ?? layouts.last
      layout?.draw(planes, in: &grid, theme)
    case .numbers(let numbers): draw(numbers, in: &grid, theme)
    case nil: break
    }
  }

  private static func draw(
    _ numbers: [ObservationNumber], in grid: inout TerminalGrid, _ theme: Theme
  ) {
    let shown = numbers.count <= grid.height ? numbers.count : max(0, grid.height - 1)
    let faint = TerminalStyle(ink: theme.faint)
    let texts = numbers.prefix(shown).map { Figures(for: [$0.value]).text(Double($0.value)) }
    let longest = numbers.prefix(shown).map { TerminalCharacters.columns(of: $0.name) }.max() ?? 0
    let value = max(6, texts.map(\.count).max() ?? 0)
    let name = min(longest, max(4, grid.width - value - 2 - (grid.width >= 28 ? 12 : 0)))
    let start = name + 1 + value + 2
    for (y, number) in numbers.prefix(shown).enumerated() {
      grid.put(number.name, x: 0, y: y, limit: name, faint)
      grid.put(texts[y], endingAt: name + 1 + value, y: y)
      let width = min(40, grid.width - start)
      guard width >= 6, let place = ObservationNumbers.position(number.value, in: number.range)
      else { continue }
      grid.fill("─", x: start, y: y, count: width, TerminalStyle(ink: theme.muted))
      grid.put(
        "●", x: start + Int((place * Double(width - 1)).rounded()), y: y,
        TerminalStyle(ink: theme.accent))
    }
    if shown < numbers.count {
      grid.put("… \(numbers.count - shown) more", x: 0, y: grid.height - 1, faint)
    }
  }
}
