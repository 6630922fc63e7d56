/// Where the episode stands: what is played by whom, and its figures.
package enum EpisodePanel: PanelDrawing {
  /// The panel.
  package static let panel = Panel.episode

  /// Always something: the title, the agent where it is known, and four figures in one or two rows.
  package static func height(for scene: Scene, width: Int, look: Look) -> Int? {
    let layout = Layout(look)
    return layout.title + (scene.agent.isEmpty ? 0 : layout.agent) + layout.gap
      + layout.cell * layout.rows(width)
  }

  /// Draws the panel.
  package static func draw(
    _ scene: Scene, viewing: Viewing, on canvas: inout Canvas, in room: Rectangle, look: Look
  ) {
    let layout = Layout(look)
    var rest = room
    drawTitle(of: scene, on: &canvas, in: rest.takeTop(layout.title), look)
    if !scene.agent.isEmpty {
      canvas.write(
        scene.agent, in: rest.takeTop(layout.agent), .leading, look.small, look.theme.faint)
    }
    _ = rest.takeTop(layout.gap)
    let figures = figures(of: scene)
    let rows = layout.rows(room.width)
    let perRow = figures.count / rows
    for row in 0..<rows {
      let cells = rest.takeTop(layout.cell)
      for column in 0..<perRow {
        let figure = figures[row * perRow + column]
        var cell = cells
        // In one row the step, which may be of two numbers, gets more than the others.
        let ends = rows == 1 ? [0, 4, 11, 16, 20] : [0, 1, 2]
        cell.x += room.width * ends[column] / ends[perRow]
        cell.width = room.width * (ends[column + 1] - ends[column]) / ends[perRow] - 6 * look.unit
        canvas.write(
          figure.name, in: cell.takeTop(layout.label), .leading, look.small, look.theme.faint)
        canvas.write(
          figure.value, in: cell.takeTop(layout.value), .leading, look.number, look.theme.ink)
      }
    }
  }

  private static func drawTitle(
    of scene: Scene, on canvas: inout Canvas, in room: Rectangle, _ look: Look
  ) {
    var room = room
    let status = name(of: scene.status)
    let width = canvas.width(of: status, look.small)
    if width + 40 * look.unit <= room.width {
      let color = scene.status == .running ? look.theme.faint : look.theme.ink
      canvas.write(status, in: room.takeRight(width), .trailing, look.small, color)
      room.width -= 10 * look.unit
    }
    canvas.write(scene.title, in: room, .leading, look.body, look.theme.ink)
  }

  /// A status in words.
  static func name(of status: Scene.Status) -> String {
    status == .stopped ? "recording ends" : status.rawValue
  }

  /// The figures with their names.
  package static func figures(of scene: Scene) -> [(name: String, value: String)] {
    let step = Figures.count(scene.step)
    return [
      ("episode", Figures.count(scene.episode)),
      ("step", scene.lastStep > scene.step ? "\(step) / \(Figures.count(scene.lastStep))" : step),
      ("return", Figures.short(scene.episodeReturn)),
      ("reward", scene.lastReward.map { Figures.short(Double($0)) } ?? "–"),
    ]
  }

  /// The heights of the rows, in pixels.
  private struct Layout {
    let title, agent, gap, label, value, unit: Int

    init(_ look: Look) {
      unit = look.unit
      title = look.body.typeface.lineHeight + 2 * unit
      agent = look.small.typeface.lineHeight + 2 * unit
      gap = 6 * unit
      label = look.small.typeface.lineHeight
      value = look.number.typeface.lineHeight + 4 * unit
    }

    var cell: Int { label + value }

    func rows(_ width: Int) -> Int { width >= 272 * unit ? 1 : 2 }
  }
}
