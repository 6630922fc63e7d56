import Environments

/// Draws moments as pictures of one size: the environment, its panels and the bar below, or tiles
/// of several scenes, and the help over it.
///
/// A picture is a pure function of the moment, the size and the display scale. What a stage keeps
/// from one picture to the next only saves time.
package final class Stage {
  /// Width of the pictures in pixels.
  package let width: Int
  /// Height of the pictures in pixels.
  package let height: Int
  /// Pixels of one design pixel.
  package let scale: Int
  private let dark: Look
  private let light: Look
  private var canvas: Canvas
  /// What stands on the canvas; nil where it must be drawn from the ground.
  private var drawn: StageGround?

  /// A stage for pictures of a size at a display scale.
  ///
  /// - Precondition: positive lengths, and a scale in 1...8.
  package init(width: Int, height: Int, scale: Int = 1) {
    self.width = width
    self.height = height
    self.scale = scale
    dark = Look.dark(unit: scale)
    light = dark.colored(.light)
    canvas = Canvas(width: width, height: height, color: dark.theme.paper)
  }

  /// The picture of a moment.
  package func picture(of moment: Moment) -> Picture {
    let look = look(of: moment.viewing)
    let layout = StageLayout(moment, width: width, height: height, look: look)
    let ground = StageGround(layout, theme: moment.viewing.theme)
    if drawn != ground { layout.drawGround(moment, on: &canvas, look: look) }
    layout.drawContent(moment, on: &canvas, look: look)
    drawn = ground
    if moment.viewing.showsHelp {
      StageHelp(moment.viewing, look: look).draw(on: &canvas, above: layout.bar?.room)
      drawn = nil
    }
    return canvas.picture
  }

  /// What lies under a place of the picture of a moment; nil where nothing answers to the mouse.
  package func target(x: Int, y: Int, in moment: Moment) -> StageTarget? {
    guard !moment.viewing.showsHelp else { return nil }
    return StageLayout(moment, width: width, height: height, look: look(of: moment.viewing))
      .target(x: x, y: y)
  }

  private func look(of viewing: Viewing) -> Look {
    viewing.theme == .dark ? dark : light
  }
}

/// What of a picture stays the same from moment to moment: places and headings.
struct StageGround: Hashable {
  private let theme: ThemeKind
  private let picture: Rectangle?
  private let cards: [StageCard]
  private let tiles: [StageTile]
  private let keys: Rectangle?
  private let bar: Rectangle?

  init(_ layout: StageLayout, theme: ThemeKind) {
    self.theme = theme
    picture = layout.picture
    cards = layout.cards
    tiles = layout.tiles
    keys = layout.keys
    bar = layout.bar?.room
  }
}
