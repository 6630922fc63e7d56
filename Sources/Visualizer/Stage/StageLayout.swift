import Environments

/// Where everything of a moment stands in its picture.
///
/// Small pictures lose the panels first, then the bar; the environment stays.
struct StageLayout {
  /// The scene that fills the picture; nil where there are tiles.
  private(set) var shown: Int?
  /// Where the environment's picture stands.
  private(set) var picture: Rectangle?
  /// Room of a person's keys below the environment.
  private(set) var keys: Rectangle?
  /// The panels.
  private(set) var cards: [StageCard] = []
  /// The scenes side by side.
  private(set) var tiles: [StageTile] = []
  /// The bar at the bottom.
  private(set) var bar: StageBar?

  init(_ moment: Moment, width: Int, height: Int, look: Look) {
    let unit = look.unit
    var room = Rectangle(x: 0, y: 0, width: width, height: height)
    let scenes = moment.scenes
    shown =
      scenes.count == 1
      ? 0 : moment.viewing.focus.flatMap { scenes.indices.contains($0) ? $0 : nil }
    if height >= 170 * unit, width >= 200 * unit {
      bar = StageBar(
        room.takeBottom(StageBar.height * unit), scene: scenes[shown ?? 0], look: look)
    }
    guard let shown else {
      tiles = StageTile.arrange(scenes, in: room, look: look)
      return
    }
    placePanels(scenes[shown], moment.viewing, in: &room, look: look)
    if moment.viewing.isPerson, !moment.viewing.actionHelp.isEmpty, room.height >= 160 * unit {
      keys = room.takeBottom(24 * unit)
    }
    let margin = room.height < 200 * unit ? 4 * unit : Self.margin * unit
    picture = Canvas.place(of: scenes[shown].frame, in: room.inset(by: margin))
  }

  /// Design pixels between the parts of a picture.
  static let margin = 14

  /// Places the panels at the right and takes their room away.
  private mutating func placePanels(
    _ scene: Scene, _ viewing: Viewing, in room: inout Rectangle, look: Look
  ) {
    let unit = look.unit
    let (margin, gap) = (Self.margin * unit, 10 * unit)
    let (least, most) = (232 * unit, 430 * unit)
    guard room.width >= 460 * unit, room.height >= 200 * unit else { return }
    let spare = room.width - margin - Self.pictureWidth(scene.frame, room, margin, least) - margin
    let drawings = Panels.all.filter { viewing.panels.contains($0.panel) }
    let available = Rectangle(
      x: 0, y: room.y + margin, width: 0, height: room.height - margin - margin / 2)
    for count in [1, 2] where cards.isEmpty {
      let width = min(most, (spare - margin - (count - 1) * gap) / count)
      guard width >= least else { return }
      let arranged = StageColumns(
        drawings, scene, count: count, width: width, gap: gap, height: available.height, look: look)
      // A second column only where there is room for it and one is not enough.
      let next = (spare - margin - count * gap) / (count + 1)
      if count == 1, !arranged.isComplete, next >= least { continue }
      let total = arranged.width
      guard total > 0 else { return }
      let left = room.right - margin - total
      cards = arranged.cards(x: left, y: available.y)
      room.width = left - room.x
    }
  }

  /// Pixels across that the environment gets beside panels of at least `least` pixels.
  private static func pictureWidth(
    _ frame: Frame, _ room: Rectangle, _ margin: Int, _ least: Int
  ) -> Int {
    let (width, height) = (room.width - 3 * margin - least, room.height - 2 * margin)
    let factor = min(width / frame.width, height / frame.height)
    if factor >= 1 { return factor * frame.width }
    return min(
      width, frame.width, max(room.width / 2, 1), max(1, height * frame.width / frame.height))
  }

  /// What lies under a place.
  func target(x: Int, y: Int) -> StageTarget? {
    if let bar, let share = bar.share(x: x, y: y) { return .slider(share) }
    if let index = tiles.firstIndex(where: { $0.room.contains(x: x, y: y) }) {
      return .scene(index)
    }
    return cards.first { $0.heading.contains(x: x, y: y) }.map { .panel($0.panel) }
  }

  /// Draws what stays the same while the places do.
  func drawGround(_ moment: Moment, on canvas: inout Canvas, look: Look) {
    let unit = look.unit
    canvas.fill(canvas.bounds, look.theme.paper)
    for card in cards {
      canvas.fill(card.room, radius: 6 * unit, look.theme.panel)
      canvas.text(
        canvas.fitted(card.panel.rawValue, width: card.content.width, look.heading),
        x: card.content.x,
        y: card.heading.y + (card.heading.height - canvas.lineHeight(look.heading) + unit) / 2,
        look.heading, look.theme.faint)
    }
    for tile in tiles { canvas.fill(tile.room, radius: 6 * unit, look.theme.panel) }
  }

  /// Draws what changes from moment to moment, over everything that was there before.
  func drawContent(_ moment: Moment, on canvas: inout Canvas, look: Look) {
    let theme = look.theme
    if let shown, let picture {
      let scene = moment.scenes[shown]
      canvas.draw(scene.frame, at: picture)
      for card in cards {
        canvas.fill(card.content, theme.panel)
        canvas.clipped(to: card.content) { canvas in
          card.drawing?.draw(
            scene, viewing: moment.viewing, on: &canvas, in: card.content, look: look)
        }
      }
    }
    if let keys {
      canvas.fill(keys, theme.paper)
      let text = moment.viewing.actionHelp.joined(separator: "    ")
      canvas.text(
        canvas.fitted(text, width: keys.width - 2 * Self.margin * look.unit, look.body),
        centeredIn: keys, look.body, theme.ink)
    }
    for (tile, scene) in zip(tiles, moment.scenes) {
      canvas.clipped(to: tile.room) { tile.draw(scene, on: &$0, look: look) }
    }
    if let bar {
      canvas.clipped(to: bar.room) { bar.draw(moment, shown: shown, on: &$0, look: look) }
    }
  }
}
