import Environments

/// What every cell of a grid is worth and where the agent would go; and beside it the same of an
/// optimal policy, where it is known.
enum TerminalMapPanel: TerminalPanel {
  static let panel = Panel.map

  static func lines(for scene: Scene, width: Int) -> ClosedRange<Int>? {
    guard let map = scene.insight.map, !map.cells.isEmpty else { return nil }
    let texts = texts(of: map).count
    let isTwice = map.hasOptimum && isBeside(map, width)
    let captions = isTwice ? 1 : 0
    return min(map.height, 7) + captions + min(texts, 1)...map.height + captions + texts
  }

  static func draw(
    _ scene: Scene, viewing: Viewing, in grid: inout TerminalGrid, theme: Theme
  ) {
    guard let map = scene.insight.map, !map.cells.isEmpty else { return }
    let texts = texts(of: map).prefix(max(1, grid.height - map.height - 1))
    let isTwice = map.hasOptimum && isBeside(map, grid.width)
    let room = max(1, grid.height - texts.count - (isTwice ? 1 : 0))
    let cell = cellWidth(map, isTwice ? (grid.width - 2) / 2 : grid.width)
    let columns = min(map.width, max(1, (isTwice ? (grid.width - 2) / 2 : grid.width) / cell))
    let rows = min(map.height, room)
    let corner = corner(of: map, columns, rows)
    let scale = ValueScale(map)
    let faint = TerminalStyle(ink: theme.faint)
    for side in 0..<(isTwice ? 2 : 1) {
      let left = side * (columns * cell + 2)
      if isTwice { grid.put(side == 0 ? "agent" : "optimum", x: left, y: 0, faint) }
      for y in 0..<rows {
        for x in 0..<columns {
          let index = (corner.y + y) * map.width + corner.x + x
          let place = Place(map.cells[index], isOptimum: side == 1, isAgent: index == map.agent)
          place.draw(
            in: &grid, x: left + x * cell, y: (isTwice ? 1 : 0) + y, width: cell, scale, theme)
        }
      }
    }
    for (y, text) in texts.enumerated() {
      grid.put(text, x: 0, y: rows + (isTwice ? 1 : 0) + y, faint)
    }
  }

  private static func cellWidth(_ map: ValueMap, _ width: Int) -> Int {
    width >= 2 * map.width ? 2 : 1
  }

  private static func isBeside(_ map: ValueMap, _ width: Int) -> Bool {
    (width - 2) / 2 >= min(map.width, 12)
  }

  /// The top left cell of the part that is shown: around the agent where not all of it is.
  private static func corner(of map: ValueMap, _ columns: Int, _ rows: Int) -> (x: Int, y: Int) {
    let agent = map.agent ?? 0
    let (x, y) = (agent % map.width - columns / 2, agent / map.width - rows / 2)
    return (max(0, min(x, map.width - columns)), max(0, min(y, map.height - rows)))
  }

  private static func texts(of map: ValueMap) -> [String] {
    var texts: [String] = []
    if let agent = map.agent, map.cells.indices.contains(agent), let cell = map.cells[agent] {
      var text = "here \(Figures.short(Double(cell.value)))"
      if let direction = cell.direction { text += " \(sign(of: direction))" }
      if let optimum = cell.optimum { text += "  optimum \(Figures.short(Double(optimum)))" }
      if let direction = cell.optimalDirection { text += " \(sign(of: direction))" }
      texts.append(text)
    }
    if let agreement = map.agreement { texts.append(agreement.text) }
    return texts
  }

  static func sign(of direction: ValueMap.Direction) -> Unicode.Scalar {
    switch direction {
    case .up: "↑"
    case .down: "↓"
    case .left: "←"
    case .right: "→"
    }
  }

  /// One cell of the agent's map or of the optimum's.
  private struct Place {
    let value: Float?
    let direction: ValueMap.Direction?
    let isWall: Bool
    let isAgent: Bool

    init(_ cell: ValueMap.Cell?, isOptimum: Bool, isAgent: Bool) {
      value = isOptimum ? cell?.optimum : cell?.value
      direction = isOptimum ? cell?.optimalDirection : cell?.direction
      isWall = cell == nil
      self.isAgent = isAgent
    }

    func draw(
      in grid: inout TerminalGrid, x: Int, y: Int, width: Int, _ scale: ValueScale, _ theme: Theme
    ) {
      var style = TerminalStyle(paper: isWall ? theme.grid : nil)
      if let value, let paper = scale.color(value, theme) {
        style = TerminalStyle(ink: Theme.text(on: paper), paper: paper)
      }
      if isAgent { style = TerminalStyle(ink: style.ink, paper: style.paper, isBold: true) }
      // Without colours a wall is a sign, and a value a digit from the least to the greatest.
      let empty: Unicode.Scalar = grid.isPlain && isWall ? "#" : " "
      let arrow = direction.map(TerminalMapPanel.sign) ?? (isWall ? empty : "·")
      grid.put(isAgent && width == 1 ? "●" : arrow, x: x, y: y, style)
      guard width > 1 else { return }
      grid.put(isAgent ? "●" : grid.isPlain ? digit(scale) ?? empty : " ", x: x + 1, y: y, style)
    }

    private func digit(_ scale: ValueScale) -> Unicode.Scalar? {
      guard let value, value.isFinite, let range = scale.range else { return nil }
      let length = range.upperBound - range.lowerBound
      let share = length > 0 ? (Double(value) - range.lowerBound) / length : 0.5
      return Unicode.Scalar(UInt8(48 + Int(min(1, max(0, share)) * 9)))
    }
  }
}
