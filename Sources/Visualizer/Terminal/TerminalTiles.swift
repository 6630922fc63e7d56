import Environments

/// Several scenes side by side: of each the title, the picture, the return, and small bars for the
/// values of the actions.
struct TerminalTiles {
  private let scenes: [Scene]
  private let theme: Theme

  init(_ moment: Moment, theme: Theme) {
    scenes = moment.scenes
    self.theme = theme
  }

  /// Draws as many scenes as have room; where pictures have none, a line for each.
  func draw(in grid: inout TerminalGrid, _ room: TerminalRoom) {
    guard let tiling = Tiling(scenes, room) else { return drawList(in: &grid, room) }
    for (index, scene) in scenes.enumerated() {
      var tile = TerminalGrid(width: tiling.width, height: tiling.height, isPlain: grid.isPlain)
      draw(scene, in: &tile)
      grid.place(
        tile, x: room.x + index % tiling.columns * (tiling.width + 2),
        y: room.y + index / tiling.columns * tiling.height)
    }
  }

  /// So many tiles in a row, of one size.
  private struct Tiling {
    let columns: Int
    let width: Int
    let height: Int

    /// The tiling with the largest pictures; nil where they would be too small.
    init?(_ scenes: [Scene], _ room: TerminalRoom) {
      var best: (columns: Int, width: Int, height: Int)?
      var size = 0.0
      for columns in 1...max(1, scenes.count) {
        let rows = (scenes.count + columns - 1) / columns
        let width = (room.width - 2 * (columns - 1)) / columns
        let height = room.height / rows
        guard width >= 8, height >= 5 else { continue }
        let share =
          scenes.map {
            min(
              Double(width) / Double($0.frame.width),
              Double(2 * height - 4) / Double($0.frame.height))
          }.min() ?? 0
        if share > size { (best, size) = ((columns, width, height), share) }
      }
      guard let best else { return nil }
      (columns, width, height) = best
    }
  }

  private func draw(_ scene: Scene, in tile: inout TerminalGrid) {
    tile.put(title(of: scene), x: 0, y: 0, limit: tile.width, TerminalStyle(isBold: true))
    let hasValues = !scene.actionValues.isEmpty && tile.height >= 9
    let foot = tile.height >= 6 && hasValues ? 3 : 2
    let room = max(1, tile.height - foot)
    let picture = TerminalPicture(scene.frame, columns: tile.width, lines: room)
      .grid(isPlain: tile.isPlain)
    tile.place(picture, x: 0, y: 1)
    let y = 1 + picture.height
    drawFigures(of: scene, in: &tile, y: y)
    if foot == 3 { drawValues(of: scene, in: &tile, y: y + 1) }
  }

  private func title(of scene: Scene) -> String {
    scene.agent.isEmpty ? scene.title : "\(scene.title)  \(scene.agent)"
  }

  private func drawFigures(of scene: Scene, in tile: inout TerminalGrid, y: Int) {
    let sum = Figures.short(scene.episodeReturn)
    let status = scene.status == .running ? "" : "  \(EpisodePanel.name(of: scene.status))"
    let texts = [
      "return \(sum)  step \(Figures.count(scene.step))\(status)",
      "return \(sum)\(status)", "return \(sum)", sum,
    ]
    tile.put(texts.first { $0.count <= tile.width } ?? sum, x: 0, y: y)
  }

  /// A block for each action, and the name of the chosen one.
  private func drawValues(of scene: Scene, in tile: inout TerminalGrid, y: Int) {
    let values = scene.actionValues
    let finite = values.lazy.filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max() else { return }
    let shown = values.prefix(tile.width / 2)
    for (action, value) in shown.enumerated() {
      // In Double, where no difference of two Floats is infinite.
      let share =
        high > low && value.isFinite
        ? (Double(value) - Double(low)) / (Double(high) - Double(low)) : 0
      tile.put(
        TerminalBlocks.level(1 + Int((share * 7).rounded())), x: action, y: y,
        TerminalStyle(ink: scene.chosenAction == action ? theme.accent : theme.muted))
    }
    guard let chosen = scene.chosenAction, scene.actionNames.indices.contains(chosen) else {
      return
    }
    tile.put(
      scene.actionNames[chosen], x: shown.count + 1, y: y, limit: tile.width - shown.count - 1,
      TerminalStyle(ink: theme.accent))
  }

  private func drawList(in grid: inout TerminalGrid, _ room: TerminalRoom) {
    let isCut = scenes.count > room.height
    for (index, scene) in scenes.prefix(isCut ? room.height - 1 : room.height).enumerated() {
      let sum = Figures.short(scene.episodeReturn)
      grid.put(title(of: scene), x: room.x, y: room.y + index, limit: room.width - sum.count - 1)
      grid.put(
        sum, endingAt: room.x + room.width, y: room.y + index, TerminalStyle(isBold: true))
    }
    if isCut {
      grid.put(
        "… \(scenes.count - room.height + 1) more", x: room.x, y: room.y + room.height - 1,
        TerminalStyle(ink: theme.faint))
    }
  }
}
