/// The pictures at the beginning of a GIF, kept until its colours are chosen.
struct GIFHistory {
  /// One picture as what changed since the one before it.
  private struct Change {
    var area: PixelArea
    var pixels: [UInt32]
    /// How long it is shown, in hundredths of a second.
    var delay: Int
  }

  private var changes: [Change] = []
  private var pixelCount = 0
  private let width: Int
  private let height: Int

  /// No picture, of a size.
  init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }

  /// Whether enough was seen to choose colours, or enough memory taken: 64 MiB.
  var isFull: Bool { pixelCount >= 1 << 24 }

  /// Adds a picture that differs from the last one in an area, or shows the last one longer.
  mutating func append(_ picture: Picture, area: PixelArea?, delay: Int) {
    guard let area else {
      if !changes.isEmpty { changes[changes.count - 1].delay += delay }
      return
    }
    let pixels = area.part(of: picture.pixels, rowLength: width)
    changes.append(Change(area: area, pixels: pixels, delay: delay))
    pixelCount += pixels.count
  }

  /// Colours for these pictures; `spare` entries are left for those to come.
  func palette(spare: Int) -> GIFPalette {
    var table = ColorTable()
    var colors: [UInt32] = []
    for change in changes {
      for color in change.pixels where table.add(1, to: color) {
        table.set(color, 1)
        colors.append(color)
      }
    }
    let pixels = colors.map { Int(table.number(of: $0) ?? 0) }
    return GIFPalette(
      chosen: ColorQuantizer.palette(colors, pixels: pixels, count: 255 - spare))
  }

  /// Calls a function with every picture and its delay, in order.
  func replay(_ body: (Picture, Int) throws -> Void) rethrows {
    var picture = Picture(width: width, height: height)
    for change in changes {
      for row in 0..<change.area.height {
        let start = (change.area.y + row) * width + change.area.x
        picture.pixels.replaceSubrange(
          start..<(start + change.area.width),
          with: change.pixels[(row * change.area.width)..<((row + 1) * change.area.width)])
      }
      try body(picture, change.delay)
    }
  }
}
