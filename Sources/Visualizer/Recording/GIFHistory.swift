/// The pictures at the beginning of a GIF, kept until its colours are chosen.
///
/// Drawn pictures are runs of one colour, most of them where nothing has changed: hundreds of
/// pictures take a few megabytes.
struct GIFHistory {
  /// Neighbouring pixels, row by row, of one colour or without a change.
  private struct Run {
    var color: UInt32
    var count: UInt32
  }

  /// One picture as what changed since the one before it.
  private struct Change {
    var runs: [Run]
    /// How long it is shown, in hundredths of a second.
    var delay: Int
  }

  /// No colour, as pictures have 24 bits: the pixel is as it was.
  private static let unchanged = UInt32.max

  private var changes: [Change] = []
  private var runCount = 0
  private var last: [UInt32] = []
  private let width: Int
  private let height: Int

  /// No picture, of a size.
  init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }

  /// Whether as much memory is taken as may be: 64 MiB.
  var isFull: Bool { runCount >= 1 << 23 }

  /// Adds a picture that differs from the last one in an area, or shows the last one longer.
  mutating func append(_ picture: Picture, area: PixelArea?, delay: Int) {
    guard let area else {
      if !changes.isEmpty { changes[changes.count - 1].delay += delay }
      return
    }
    var runs: [Run] = []
    var run = Run(color: Self.unchanged, count: UInt32(area.y * width + area.x))
    func add(_ color: UInt32, _ count: Int) {
      if color == run.color {
        run.count += UInt32(count)
      } else {
        runs.append(run)
        run = Run(color: color, count: UInt32(count))
      }
    }
    for row in area.y..<(area.y + area.height) {
      let start = row * width + area.x
      for place in start..<(start + area.width) {
        let color = picture.pixels[place]
        add(!last.isEmpty && last[place] == color ? Self.unchanged : color, 1)
      }
      add(Self.unchanged, width - area.width)
    }
    runs.append(run)
    changes.append(Change(runs: runs, delay: delay))
    runCount += runs.count
    last = picture.pixels
  }

  /// Colours for these pictures; `spare` entries are left for those to come.
  func palette(spare: Int) -> GIFPalette {
    var table = ColorTable()
    var colors: [UInt32] = []
    for change in changes {
      for run in change.runs where run.color != Self.unchanged && run.count > 0 {
        if table.add(Int32(run.count), to: run.color) { colors.append(run.color) }
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
      var place = 0
      for run in change.runs {
        let next = place + Int(run.count)
        if run.color != Self.unchanged {
          for pixel in place..<next { picture.pixels[pixel] = run.color }
        }
        place = next
      }
      try body(picture, change.delay)
    }
  }
}
