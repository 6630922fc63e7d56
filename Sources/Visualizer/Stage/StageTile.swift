import Environments

/// One of several scenes side by side: title, picture, return, a bar for the value of each action.
struct StageTile: Hashable {
  /// The whole tile.
  var room: Rectangle
  /// The strip with title and return; empty where the tile is too small.
  private var head: Rectangle
  /// The room of the environment.
  private var picture: Rectangle
  /// The strip of the bars; empty where the tile is too small.
  private var bars: Rectangle
  /// Whether title, agent and return stand under each other, beside the picture.
  private var isBeside: Bool

  /// Tiles for scenes in rows and columns: those in which the environments come out largest, where
  /// possible without an empty place.
  static func arrange(_ scenes: [Scene], in room: Rectangle, look: Look) -> [StageTile] {
    let gap = (room.width < 320 * look.unit ? 4 : 10) * look.unit
    let hasBars = scenes.contains { !$0.actionValues.isEmpty }
    let frame = (
      width: scenes.map(\.frame.width).max() ?? 1, height: scenes.map(\.frame.height).max() ?? 1
    )
    var best: (worth: Double, tiles: [StageTile]) = (-1, [])
    for columns in 1...scenes.count {
      let rows = (scenes.count + columns - 1) / columns
      let size = (
        width: (room.width - (columns + 1) * gap) / columns,
        height: (room.height - (rows + 1) * gap) / rows
      )
      guard size.width > 0, size.height > 0 else { continue }
      let places = scenes.indices.map { index in
        Rectangle(
          x: room.x + gap + index % columns * (size.width + gap),
          y: room.y + gap + index / columns * (size.height + gap), width: size.width,
          height: size.height)
      }
      for isBeside in [false, true] {
        let tiles = places.map {
          StageTile($0, isBeside: isBeside, hasBars: hasBars, frame: frame, look: look)
        }
        var worth = tiles[0].magnification(of: frame)
        if rows * columns > scenes.count { worth *= 0.6 }
        if worth > best.worth { best = (worth, tiles) }
      }
    }
    return best.tiles
  }

  /// How large a picture comes out.
  private func magnification(of frame: (width: Int, height: Int)) -> Double {
    min(
      Double(picture.width) / Double(frame.width), Double(picture.height) / Double(frame.height))
  }

  private init(
    _ room: Rectangle, isBeside: Bool, hasBars: Bool, frame: (width: Int, height: Int), look: Look
  ) {
    let unit = look.unit
    self.room = room
    var inner = room.inset(by: min(8 * unit, room.width / 10, room.height / 10))
    // Words need so much room; beside the picture they may take half of the tile.
    self.isBeside = isBeside && inner.width >= 240 * unit && inner.height >= 100 * unit
    if self.isBeside {
      let wide = max(1, inner.height * frame.width / frame.height)
      var side = inner.takeRight(max(116 * unit, inner.width - wide - 12 * unit))
      _ = inner.takeRight(12 * unit)
      bars = side.takeBottom(hasBars ? min(60 * unit, side.height - 90 * unit) : 0)
      (head, picture) = (side, inner)
      return
    }
    let isRoomy = inner.height >= 90 * unit && inner.width >= 80 * unit
    head = inner.takeTop(isRoomy ? 24 * unit : 0)
    bars = inner.takeBottom(isRoomy && hasBars && inner.height >= 110 * unit ? 26 * unit : 0)
    if !bars.isEmpty { _ = bars.takeTop(6 * unit) }
    picture = inner
  }

  /// Draws a scene over what was in the tile.
  func draw(_ scene: Scene, on canvas: inout Canvas, look: Look) {
    let theme = look.theme
    canvas.fill(picture, theme.panel)
    canvas.draw(scene.frame, in: picture)
    if scene.status != .running, !isBeside {
      let text = canvas.fitted(scene.status.rawValue, width: picture.width, look.small)
      let width = canvas.width(of: text, look.small) + 12 * look.unit
      let height = canvas.lineHeight(look.small) + 4 * look.unit
      let label = Rectangle(
        x: picture.x + (picture.width - width) / 2, y: picture.bottom - height - 4 * look.unit,
        width: width, height: height)
      if !text.isEmpty {
        canvas.fill(label, radius: 4 * look.unit, theme.panel)
        canvas.text(text, centeredIn: label, look.small, theme.ink)
      }
    }
    drawHead(scene, on: &canvas, look: look)
    drawBars(scene, on: &canvas, look: look)
  }

  private func drawHead(_ scene: Scene, on canvas: inout Canvas, look: Look) {
    guard !head.isEmpty else { return }
    canvas.fill(head, look.theme.panel)
    if isBeside { return drawSide(scene, on: &canvas, look: look) }
    var line = head
    let figure = Scene.short(scene.episodeReturn)
    let right = line.takeRight(canvas.width(of: figure, look.number))
    canvas.text(figure, x: right.x, y: line.y, look.number, look.theme.ink)
    _ = line.takeRight(10 * look.unit)
    let title = canvas.fitted(scene.title, width: line.width, look.heading)
    let named = line.takeLeft(canvas.width(of: title, look.heading))
    canvas.text(title, x: named.x, y: line.y + look.unit, look.heading, look.theme.ink)
    _ = line.takeLeft(8 * look.unit)
    canvas.text(
      canvas.fitted(scene.agent, width: line.width, look.small), x: line.x,
      y: line.y + 2 * look.unit, look.small, look.theme.faint)
  }

  /// Title, agent and return under each other.
  private func drawSide(_ scene: Scene, on canvas: inout Canvas, look: Look) {
    var y = head.y + look.unit
    for (text, style, color) in [
      (scene.title, look.heading, look.theme.ink), (scene.agent, look.small, look.theme.faint),
      ("return", look.small, look.theme.faint),
      (Scene.short(scene.episodeReturn), look.figure, look.theme.ink),
      (scene.status == .running ? "" : scene.status.rawValue, look.small, look.theme.ink),
    ] where !text.isEmpty {
      if text == "return" { y += 6 * look.unit }
      canvas.text(canvas.fitted(text, width: head.width, style), x: head.x, y: y, style, color)
      y += canvas.lineHeight(style) + 2 * look.unit
    }
  }

  /// A bar for each action, from the least value to the greatest; the chosen one in blue.
  private func drawBars(_ scene: Scene, on canvas: inout Canvas, look: Look) {
    guard !bars.isEmpty else { return }
    canvas.fill(bars, look.theme.panel)
    let values = scene.actionValues.filter { $0.isFinite }
    guard let low = values.min(), let high = values.max() else { return }
    let count = scene.actionValues.count
    let gap = bars.width >= 8 * count * look.unit ? 3 * look.unit : 0
    for (action, value) in scene.actionValues.enumerated() {
      let left = bars.x + action * (bars.width + gap) / count
      let right = bars.x + (action + 1) * (bars.width + gap) / count - gap
      // In double precision no difference of two values is infinite.
      let span = Double(high) - Double(low)
      let share = !value.isFinite ? 0 : span > 0 ? (Double(value) - Double(low)) / span : 1
      // The least value has a low bar too: it is there.
      let least = 3 * look.unit
      let length = least + Int((share * Double(bars.height - least)).rounded())
      canvas.fill(
        Rectangle(x: left, y: bars.bottom - length, width: right - left, height: length),
        action == scene.chosenAction ? look.theme.accent : look.theme.muted)
    }
  }
}
