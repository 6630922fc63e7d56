import Environments

/// A part of a drawing; places are in units from the top left.
enum ChartShape: Hashable {
  /// A horizontal or vertical line, kept sharp.
  case rule(SIMD2<Double>, SIMD2<Double>, width: Double, Color)
  /// A line through places, with round ends; dashes are lengths of line and gap in turn.
  case stroke([SIMD2<Double>], width: Double, dashes: [Double], Color)
  /// What lies between two lines over the same horizontal places, from left to right.
  case band(upper: [SIMD2<Double>], lower: [SIMD2<Double>], Color, opacity: Double)
  /// A convex area, corners clockwise.
  case polygon([SIMD2<Double>], Color)
  /// A filled circle.
  case disc(SIMD2<Double>, radius: Double, Color)
  /// A line of text whose baseline is at the place.
  case text(ChartText, at: SIMD2<Double>)
}

/// A line of text and its look.
struct ChartText: Hashable {
  enum Anchor: String {
    case start, middle, end
  }

  var string: String
  /// The em, in units.
  var size: Double
  var anchor = Anchor.start
  var isBold = false
  var color: Color

  /// The width, in units: that of the bundled font, which common sans-serif faces keep within a few
  /// hundredths.
  var width: Double { StrokeFont.width(of: string) * size }

  /// The text cut in its middle, where it is wider than allowed.
  func fitted(to room: Double) -> ChartText {
    guard width > room else { return self }
    let characters = Array(string)
    var short = self
    for kept in stride(from: characters.count - 1, through: 1, by: -1) {
      let head = (kept + 1) / 2
      short.string =
        String(characters[..<head]) + "…" + String(characters[(characters.count - kept + head)...])
      if short.width <= room { return short }
    }
    short.string = "…"
    return short
  }
}

/// Shapes in the order of their drawing.
struct ChartDrawing: Hashable {
  var width: Double
  var height: Double
  var background: Color
  /// What the picture is called for those who cannot see it.
  var title: String
  /// Top left and bottom right of the area of the lines.
  var area: (from: SIMD2<Double>, to: SIMD2<Double>) { (areaFrom, areaTo) }
  var areaFrom = SIMD2<Double>(0, 0)
  var areaTo = SIMD2<Double>(0, 0)
  /// Below the lines: grid, axis and everything around.
  var surroundings: [ChartShape] = []
  /// Lines and intervals: nothing of them shows outside the area.
  var lines: [ChartShape] = []
  /// On top: markers, messages.
  var marks: [ChartShape] = []
}
