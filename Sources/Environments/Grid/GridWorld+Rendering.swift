extension GridWorld {
  /// Draws the map with the agent on it, 16 to 32 pixels a cell.
  public func render() -> Frame {
    let definition = table.definition
    let size = max(16, min(32, 416 / max(definition.width, definition.height)))
    var frame = Frame(
      width: definition.width * size + 1, height: definition.height * size + 1, color: .mist)
    for (place, cell) in definition.cells.enumerated() {
      let x = place % definition.width * size
      let y = place / definition.width * size
      var quality = 0
      if cell.reward != nil, definition.reward(of: cell) != definition.stepReward {
        quality = definition.reward(of: cell) > definition.stepReward ? 1 : -1
      }
      Self.draw(cell.kind, quality: quality, x: x, y: y, size, &frame)
    }
    let here = table.cellOfState[Int(state.cell)]
    let x = here % definition.width * size + size / 2
    let y = here / definition.width * size + size / 2
    frame.fillCircle(x: x, y: y, radius: size * 3 / 8, .ink)
    frame.fillCircle(x: x, y: y, radius: size * 3 / 8 - max(size / 16, 1), .blue)
    return frame
  }

  /// Draws one cell; a line of the background stays free above it and to its left.
  ///
  /// - Parameters:
  ///   - kind: what the cell is.
  ///   - quality: 1 for floor that is worth more than other floor, -1 for less, else 0.
  ///   - x: the left edge, in pixels.
  ///   - y: the upper edge, in pixels.
  ///   - size: the side of a cell, in pixels.
  ///   - frame: what is drawn on.
  static func draw(
    _ kind: GridDefinition.Kind, quality: Int, x: Int, y: Int, _ size: Int, _ frame: inout Frame
  ) {
    let inset = max(size / 5, 2)
    switch kind {
    case .wall:
      frame.fillRectangle(x: x, y: y, width: size + 1, height: size + 1, .slate)
    case .floor:
      frame.fillRectangle(x: x + 1, y: y + 1, width: size - 1, height: size - 1, .paper)
      guard quality != 0 else { return }
      frame.fillCircle(
        x: x + size / 2, y: y + size / 2, radius: size / 6,
        quality > 0 ? .yellow : .orange)
    case .start:
      frame.fillRectangle(x: x + 1, y: y + 1, width: size - 1, height: size - 1, .paper)
      frame.drawRectangle(
        x: x + inset, y: y + inset, width: size - 2 * inset + 1, height: size - 2 * inset + 1,
        thickness: max(size / 16, 1), .stone)
    case .goal:
      frame.fillRectangle(x: x + 1, y: y + 1, width: size - 1, height: size - 1, .paper)
      frame.fillRectangle(
        x: x + inset / 2 + 1, y: y + inset / 2 + 1, width: size - inset, height: size - inset,
        .green)
    case .hazard:
      frame.fillRectangle(x: x + 1, y: y + 1, width: size - 1, height: size - 1, .sky)
      frame.fillCircle(x: x + size / 2, y: y + size / 2, radius: size / 3, .ink)
    case .cliff:
      frame.fillRectangle(x: x + 1, y: y + 1, width: size - 1, height: size - 1, .vermilion)
      for stripe in stride(from: size / 4, to: size, by: max(size / 4, 2)) {
        frame.fillRectangle(x: x + 1, y: y + stripe, width: size - 1, height: 1, .ink)
      }
    }
  }
}
