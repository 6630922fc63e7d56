extension ObjectGridWorld {
  /// Draws the map with everything on it, 16 to 32 pixels a cell.
  public func render() -> Frame {
    let height = rules.cellCount / rules.width
    let size = max(16, min(32, 416 / max(rules.width, height)))
    var frame = Frame(width: rules.width * size + 1, height: height * size + 1, color: .mist)
    func corner(_ cell: Int) -> (x: Int, y: Int) {
      (cell % rules.width * size, cell / rules.width * size)
    }
    for cell in 0..<rules.cellCount {
      let place = corner(cell)
      drawGround(rules.terrains[terrainNumber(cell)], at: place, size, &frame)
      let code = Int(state.things[cell])
      if code != 0 { Self.draw(rules.things[code], at: place, size, &frame) }
    }
    for guardian in state.guards {
      let place = corner(Int(guardian.cell))
      let middle = (x: place.x + size / 2, y: place.y + size / 2)
      let reach = size * 3 / 8
      frame.fillPolygon(
        [
          (middle.x, middle.y - reach), (middle.x + reach, middle.y),
          (middle.x, middle.y + reach), (middle.x - reach, middle.y),
        ], .vermilion)
      frame.fillCircle(x: middle.x, y: middle.y, radius: max(size / 10, 1), .ink)
    }
    drawAgent(at: corner(Int(state.agent)), size, &frame)
    return frame
  }

  private func drawGround(
    _ terrain: GridTerrain, at place: (x: Int, y: Int), _ size: Int, _ frame: inout Frame
  ) {
    let x = place.x
    let y = place.y
    let inset = max(size / 5, 2)
    switch terrain.kind {
    case .target:
      frame.fillRectangle(x: x + 1, y: y + 1, width: size - 1, height: size - 1, .paper)
      frame.fillCircle(x: x + size / 2, y: y + size / 2, radius: size / 4, .green)
      frame.fillCircle(x: x + size / 2, y: y + size / 2, radius: size / 4 - 2, .paper)
    case .switch:
      frame.fillRectangle(x: x + 1, y: y + 1, width: size - 1, height: size - 1, .paper)
      frame.fillRectangle(
        x: x + inset, y: y + inset, width: size - 2 * inset + 1, height: size - 2 * inset + 1,
        terrain.color?.color ?? .stone)
      frame.fillCircle(x: x + size / 2, y: y + size / 2, radius: size / 8, .paper)
    default:
      let kind = GridDefinition.Kind(rawValue: terrain.kind.rawValue) ?? .floor
      var quality = 0
      if kind == .floor, let own = terrain.reward?.constant {
        let usual = definition.stepReward.constant ?? 0
        quality = own == usual ? 0 : own > usual ? 1 : -1
      }
      GridWorld.draw(kind, quality: quality, x: x, y: y, size, &frame)
    }
  }

  private static func draw(
    _ thing: GridThing, at place: (x: Int, y: Int), _ size: Int, _ frame: inout Frame
  ) {
    let color = thing.color?.color
    let inset = max(size / 5, 2)
    let middle = (x: place.x + size / 2, y: place.y + size / 2)
    func square(_ margin: Int, _ color: Color) {
      frame.fillRectangle(
        x: place.x + margin, y: place.y + margin, width: size - 2 * margin + 1,
        height: size - 2 * margin + 1, color)
    }
    switch thing.kind {
    case .key:
      frame.fillCircle(x: middle.x, y: middle.y - size / 6, radius: size / 6, color ?? .yellow)
      frame.fillRectangle(
        x: middle.x - 1, y: middle.y, width: max(size / 10, 2), height: size / 3, color ?? .yellow)
      frame.fillRectangle(
        x: middle.x, y: middle.y + size / 4, width: size / 6, height: 2, color ?? .yellow)
    case .door:
      let color = color ?? .orange
      guard thing.door != .open else {
        frame.drawRectangle(
          x: place.x + 1, y: place.y + 1, width: size - 1, height: size - 1,
          thickness: max(size / 12, 1), color)
        return
      }
      square(1, color)
      square(max(size / 8, 2), thing.door == .locked ? .slate : .mist)
      frame.fillCircle(x: middle.x, y: middle.y, radius: size / 8, color)
    case .box:
      square(inset, color ?? .orange)
      square(inset + max(size / 12, 1), .mist)
      frame.fillRectangle(
        x: place.x + inset, y: middle.y, width: size - 2 * inset, height: max(size / 12, 1),
        color ?? .orange)
    case .item:
      frame.fillCircle(x: middle.x, y: middle.y, radius: size / 5, .ink)
      frame.fillCircle(x: middle.x, y: middle.y, radius: size / 5 - 1, color ?? .yellow)
    case .parcel:
      square(size / 3, .ink)
      square(size / 3 + 1, color ?? .purple)
    case .block:
      square(max(size / 8, 2), .ink)
      square(max(size / 8, 2) + 1, color ?? .orange)
    }
  }

  private func drawAgent(at place: (x: Int, y: Int), _ size: Int, _ frame: inout Frame) {
    let x = place.x + size / 2
    let y = place.y + size / 2
    frame.fillCircle(x: x, y: y, radius: size * 3 / 8, .ink)
    frame.fillCircle(x: x, y: y, radius: size * 3 / 8 - max(size / 16, 1), .blue)
    // What it carries shows on it.
    let carried =
      state.hand != 0
      ? rules.things[Int(state.hand)].color
      : GridColor.allCases.first { state.ring >> $0.index & 1 != 0 }
    if state.hand != 0 || carried != nil {
      frame.fillCircle(x: x, y: y, radius: size / 6, carried?.color ?? .purple)
    }
  }
}
