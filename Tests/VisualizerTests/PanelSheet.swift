import Environments
import Visualizer

/// A panel drawn into a room within a larger picture, and what can be read from its pixels.
struct PanelSheet {
  static let margin = 24
  private static let looks = [Look(.dark, unit: 1), Look(.dark, unit: 2)]
  let look: Look
  let room: Rectangle
  let picture: Picture

  /// Draws a panel; without a height in one as high as the panel asks for.
  init(
    _ panel: any PanelDrawing.Type, _ scene: Scene, width: Int = 300, height: Int? = nil,
    theme: ThemeKind = .dark, unit: Int = 1
  ) {
    look = Self.look(theme, unit: unit)
    let height = height ?? panel.height(for: scene, width: width, look: look) ?? 0
    room = Rectangle(x: Self.margin, y: Self.margin, width: width, height: height)
    var canvas = Canvas(
      width: width + 2 * Self.margin, height: height + 2 * Self.margin, color: look.theme.panel)
    panel.draw(scene, viewing: Viewing(), on: &canvas, in: room, look: look)
    picture = canvas.picture
  }

  /// A look in type that was drawn once.
  static func look(_ theme: ThemeKind, unit: Int = 1) -> Look { looks[unit - 1].colored(theme) }

  func isColor(_ color: Color, x: Int, y: Int) -> Bool {
    picture.pixels[y * picture.width + x] == color.pixel
  }

  /// Whether every pixel outside of the room is as it was.
  var staysInItsRoom: Bool {
    let untouched = look.theme.panel.pixel
    for y in 0..<picture.height {
      for x in 0..<picture.width where !room.contains(x: x, y: y) {
        if picture.pixels[y * picture.width + x] != untouched { return false }
      }
    }
    return true
  }

  /// The smallest rectangle of all pixels of exactly this colour; nil where there is none.
  func bounds(of color: Color) -> Rectangle? {
    let places = (0..<picture.pixels.count).filter { picture.pixels[$0] == color.pixel }
    let columns = places.map { $0 % picture.width }
    guard let left = columns.min(), let right = columns.max(), let first = places.first,
      let last = places.last
    else { return nil }
    let (top, bottom) = (first / picture.width, last / picture.width)
    return Rectangle(x: left, y: top, width: right - left + 1, height: bottom - top + 1)
  }

  /// How many pixels of exactly this colour lie in some columns.
  func count(_ color: Color, in columns: Range<Int>) -> Int {
    (0..<picture.height).reduce(0) { sum, y in
      sum + columns.count { isColor(color, x: $0, y: y) }
    }
  }

  /// The columns in which at least a quarter of the rows have a colour.
  func rules(_ color: Color) -> [Int] {
    (room.x..<room.right).filter { 4 * count(color, in: $0..<($0 + 1)) > room.height }
  }

  /// A horizontal bar: its filled part and its whole length in pixels, and whether it is that of
  /// the chosen action.
  struct Bar: Equatable {
    var y: Int
    var filled: Int
    var whole: Int
    var isChosen: Bool
  }

  /// The bars of action values, from the top.
  var bars: [Bar] {
    var bars: [Bar] = []
    var isWithin = false
    for y in room.y..<room.bottom {
      let row = (room.x + 14)..<room.right
      let chosen = row.count { isColor(look.theme.accent, x: $0, y: y) }
      let other = row.count { isColor(look.theme.muted, x: $0, y: y) }
      let whole = chosen + other + row.count { isColor(look.theme.grid, x: $0, y: y) }
      let isBar = whole > 40
      if isBar, !isWithin {
        bars.append(Bar(y: y, filled: chosen + other, whole: whole, isChosen: chosen > 0))
      }
      isWithin = isBar
    }
    return bars
  }
}

extension Scene {
  /// A scene with two actions and nothing else.
  static func plain(
    step: Int = 0, lastStep: Int? = nil, values: [Float] = [], chosen: Int? = nil,
    names: [String] = [], insight: SceneInsight = SceneInsight()
  ) -> Scene {
    Scene(
      title: "breakout", frame: Frame(width: 10, height: 10), episode: 1, step: step,
      lastStep: lastStep, episodeReturn: 0, lastReward: nil, actionNames: names,
      actionValues: values, chosenAction: chosen, status: .running, insight: insight)
  }
}
