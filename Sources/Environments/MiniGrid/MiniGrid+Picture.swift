extension MiniGrid {
  /// The side of a cell in pixels.
  private static let tile = 20

  /// Draws the map, 20 pixels a cell; what the agent sees is lighter.
  public func render() -> Frame {
    let map = state.map
    let tile = Self.tile
    var frame = Frame(width: map.width * tile + 1, height: map.height * tile + 1, color: .mist)
    light(&frame)
    for y in 0..<map.height {
      for x in 0..<map.width {
        frame.drawRectangle(
          x: x * tile, y: y * tile, width: tile + 1, height: tile + 1, Color(0xCFCEC7))
        Self.draw(map[x, y], x * tile, y * tile, on: &frame)
      }
    }
    drawAgent(&frame)
    return frame
  }

  /// Lightens the cells that the agent sees.
  private func light(_ frame: inout Frame) {
    let tile = Self.tile
    forEachLine { row, visible in
      for column in 0..<parameters.viewSize where visible >> UInt32(column) & 1 == 1 {
        let place = placeSeen(column: column, row: row)
        guard state.map.contains(place.x, place.y) else { continue }
        frame.fillRectangle(
          x: place.x * tile, y: place.y * tile, width: tile, height: tile, .paper)
      }
    }
  }

  /// Draws the agent as a triangle that points where it looks, with what it carries in it.
  private func drawAgent(_ frame: inout Frame) {
    let tile = Self.tile
    let centre = (x: state.x * tile + tile / 2, y: state.y * tile + tile / 2)
    let (ahead, aside) = Self.offset(state.direction)
    // Corners as (along the look, across it).
    let corners = [(8, 0), (-6, -7), (-6, 7)].map { along, across in
      (x: centre.x + ahead * along - aside * across, y: centre.y + aside * along + ahead * across)
    }
    frame.fillPolygon(corners, .blue)
    if let carrying = state.carrying {
      frame.fillCircle(
        x: centre.x - 2 * ahead, y: centre.y - 2 * aside, radius: 3, carrying.color.picture)
    }
  }

  /// Draws one cell with its top left corner at (x, y).
  private static func draw(_ cell: MiniGridCell, _ x: Int, _ y: Int, on frame: inout Frame) {
    let color = cell.color.picture
    switch cell.object {
    case .wall: frame.fillRectangle(x: x, y: y, width: tile, height: tile, .slate)
    case .floor: frame.fillRectangle(x: x + 3, y: y + 3, width: tile - 5, height: tile - 5, color)
    case .goal: frame.fillRectangle(x: x + 1, y: y + 1, width: tile - 1, height: tile - 1, .green)
    case .lava:
      frame.fillRectangle(x: x + 1, y: y + 1, width: tile - 1, height: tile - 1, .vermilion)
      for line in [6, 11, 16] {
        frame.drawLine(fromX: x + 3, fromY: y + line, toX: x + 9, toY: y + line - 3, .yellow)
        frame.drawLine(fromX: x + 9, fromY: y + line - 3, toX: x + 16, toY: y + line, .yellow)
      }
    case .door: drawDoor(cell, color, x, y, on: &frame)
    case .key:
      frame.fillCircle(x: x + 10, y: y + 6, radius: 4, color)
      frame.fillCircle(x: x + 10, y: y + 6, radius: 1, .paper)
      frame.fillRectangle(x: x + 9, y: y + 9, width: 3, height: 9, color)
      frame.fillRectangle(x: x + 12, y: y + 12, width: 3, height: 2, color)
      frame.fillRectangle(x: x + 12, y: y + 16, width: 3, height: 2, color)
    case .ball: frame.fillCircle(x: x + 10, y: y + 10, radius: 6, color)
    case .box:
      frame.drawRectangle(x: x + 3, y: y + 3, width: 15, height: 15, thickness: 2, color)
      frame.fillRectangle(x: x + 3, y: y + 9, width: 15, height: 2, color)
    case .unseen, .empty, .agent: break
    }
  }

  /// An open door leaves a strip at the side, a closed one has a handle, a locked one a keyhole.
  private static func drawDoor(
    _ cell: MiniGridCell, _ color: Color, _ x: Int, _ y: Int, on frame: inout Frame
  ) {
    switch MiniGridDoorState(rawValue: cell.stateNumber) {
    case .open: frame.fillRectangle(x: x + 16, y: y + 1, width: 4, height: tile - 1, color)
    case .closed:
      frame.drawRectangle(x: x + 1, y: y + 1, width: 19, height: 19, thickness: 3, color)
      frame.fillCircle(x: x + 14, y: y + 10, radius: 1, color)
    default:
      frame.fillRectangle(x: x + 1, y: y + 1, width: 19, height: 19, color)
      frame.fillCircle(x: x + 10, y: y + 8, radius: 2, .ink)
      frame.fillRectangle(x: x + 9, y: y + 9, width: 3, height: 5, .ink)
    }
  }

  /// The agent's place and direction, what it carries, the task.
  public func describeState() -> String {
    let directions = ["right", "down", "left", "up"]
    var text = "agent at (\(state.x), \(state.y)) looking \(directions[state.direction & 3])"
    if let carrying = state.carrying { text += ", carrying a \(carrying)" }
    return text + (mission.isEmpty ? "" : "; " + mission)
  }
}

extension MiniGridColor {
  /// The colour in pictures.
  fileprivate var picture: Color {
    switch self {
    case .red: .vermilion
    case .green: .green
    case .blue: .sky
    case .purple: .purple
    case .yellow: .yellow
    case .grey: .stone
    }
  }
}
