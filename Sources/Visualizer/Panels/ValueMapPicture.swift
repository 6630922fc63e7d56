import Environments

/// One map of values: a coloured square for each cell, the arrow of the action on it, and an
/// outline about the agent.
struct ValueMapPicture {
  let map: ValueMap
  /// Whether it shows the optimum and not the agent's own values.
  let isOptimum: Bool
  let scale: ValueScale
  let look: Look

  /// Draws the map in the top left corner of a room, with cells of some pixels; with 0 it is shrunk.
  func draw(on canvas: inout Canvas, in room: Rectangle, cell side: Int) {
    guard !room.isEmpty else { return }
    guard side > 0 else {
      let frame = self.frame
      return canvas.draw(frame, in: room)
    }
    let gap = side >= 10 * look.unit ? look.unit : 0
    for (index, cell) in map.cells.enumerated() {
      let place = Rectangle(
        x: room.x + index % map.width * side, y: room.y + index / map.width * side,
        width: side - gap, height: side - gap)
      let color = color(of: cell)
      guard let cell else { continue }
      canvas.fill(place, color ?? look.theme.grid)
      guard let color else { continue }
      if let direction = isOptimum ? cell.optimalDirection : cell.direction {
        drawArrow(direction, over: color, on: &canvas, in: place)
      }
    }
    drawAgent(on: &canvas, in: room, side: side, gap: gap)
  }

  private func color(of cell: ValueMap.Cell?) -> Color? {
    (isOptimum ? cell?.optimum : cell?.value).flatMap { scale.color($0, look.theme) }
  }

  /// One pixel a cell.
  private var frame: Frame {
    let colors = map.cells.map { cell in
      color(of: cell) ?? (cell == nil ? look.theme.panel : look.theme.grid)
    }
    return Frame(
      width: map.width, height: map.height,
      pixels: colors.flatMap { [$0.red, $0.green, $0.blue] })
  }

  private func drawArrow(
    _ direction: ValueMap.Direction, over color: Color, on canvas: inout Canvas, in cell: Rectangle
  ) {
    let side = Double(cell.width)
    guard side >= 6 else { return }
    let ahead: SIMD2<Double> =
      switch direction {
      case .up: [0, -1]
      case .down: [0, 1]
      case .left: [-1, 0]
      case .right: [1, 0]
      }
    let right = SIMD2(-ahead.y, ahead.x)
    let middle = SIMD2(Double(cell.x) + side / 2, Double(cell.y) + side / 2)
    let ink = Theme.text(on: color)
    // The corners run clockwise on the screen, where y points down.
    let hasShaft = side >= 13
    let head = hasShaft ? 0.27 : 0.32
    let base = middle + ahead * (hasShaft ? 0.02 : -0.22) * side
    let tip = middle + ahead * (hasShaft ? 0.32 : 0.3) * side
    canvas.polygon([base - right * head * side, tip, base + right * head * side], ink)
    guard hasShaft else { return }
    let (start, thin) = (middle - ahead * 0.3 * side, right * 0.075 * side)
    canvas.polygon([start - thin, base - thin, base + thin, start + thin], ink)
  }

  private func drawAgent(on canvas: inout Canvas, in room: Rectangle, side: Int, gap: Int) {
    guard let agent = map.agent, map.cells.indices.contains(agent) else { return }
    let unit = look.unit
    let place = Rectangle(
      x: room.x + agent % map.width * side, y: room.y + agent / map.width * side,
      width: side - gap, height: side - gap)
    let width = side >= 12 * unit ? 2 * unit : min(unit, max(1, side / 3))
    canvas.outline(place, look.theme.second, width: width)
    guard side >= 20 * unit else { return }
    canvas.outline(place.inset(by: width), look.theme.panel, width: unit)
  }
}
