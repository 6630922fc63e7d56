import Environments

/// A drawing as the text of an SVG file.
///
/// Numbers have at most two decimals; text stays text, in the reader's sans-serif face.
enum ChartSVG {
  /// The file.
  static func text(_ drawing: ChartDrawing, width: Int, height: Int) -> String {
    let (from, to) = drawing.area
    var lines = [
      #"<svg xmlns="http://www.w3.org/2000/svg" width="\#(width)" height="\#(height)""#
        + #" viewBox="0 0 \#(number(drawing.width)) \#(number(drawing.height))" role="img""#
        + #" font-family="Inter, Helvetica, Arial, sans-serif">"#,
      "<title>\(escaped(drawing.title))</title>",
      #"<defs><clipPath id="area"><rect \#(rectangle(from, to))/></clipPath></defs>"#,
      #"<rect width="100%" height="100%" fill="\#(hex(drawing.background))"/>"#,
    ]
    lines += drawing.surroundings.map(element)
    lines.append(#"<g clip-path="url(#area)">"#)
    lines += drawing.lines.map(element)
    lines.append("</g>")
    lines += drawing.marks.map(element)
    lines.append("</svg>")
    return lines.joined(separator: "\n") + "\n"
  }

  private static func element(_ shape: ChartShape) -> String {
    switch shape {
    case .rule(let from, let to, let width, let color):
      // Half a unit off, a line of width 1 fills whole pixels.
      let isFlat = from.y == to.y
      let shift: SIMD2<Double> = isFlat ? [0, 0.5] : [0.5, 0]
      let (from, to) = (floor(from, isFlat) + shift, floor(to, isFlat) + shift)
      return #"<path d="M\#(place(from))L\#(place(to))" stroke="\#(hex(color))""#
        + #" stroke-width="\#(number(width))"/>"#
    case .stroke(let places, let width, let dashes, let color):
      let pattern =
        dashes.isEmpty
        ? "" : #" stroke-dasharray="\#(dashes.map(number).joined(separator: " "))""#
      return #"<polyline points="\#(list(places))" fill="none" stroke="\#(hex(color))""#
        + #" stroke-width="\#(number(width))" stroke-linejoin="round""#
        + #" stroke-linecap="round"\#(pattern)/>"#
    case .band(let upper, let lower, let color, let opacity):
      return #"<polygon points="\#(list(upper + lower.reversed()))" fill="\#(hex(color))""#
        + #" fill-opacity="\#(number(opacity))"/>"#
    case .polygon(let corners, let color):
      return #"<polygon points="\#(list(corners))" fill="\#(hex(color))"/>"#
    case .disc(let center, let radius, let color):
      return #"<circle cx="\#(number(center.x))" cy="\#(number(center.y))""#
        + #" r="\#(number(radius))" fill="\#(hex(color))"/>"#
    case .text(let text, let at):
      let anchor = text.anchor == .start ? "" : #" text-anchor="\#(text.anchor.rawValue)""#
      let weight = text.isBold ? #" font-weight="600""# : ""
      return #"<text x="\#(number(at.x))" y="\#(number(at.y))""#
        + #" font-size="\#(number(text.size))"\#(anchor)\#(weight)"#
        + #" fill="\#(hex(text.color))">\#(escaped(text.string))</text>"#
    }
  }

  private static func floor(_ place: SIMD2<Double>, _ isFlat: Bool) -> SIMD2<Double> {
    isFlat ? [place.x, place.y.rounded(.down)] : [place.x.rounded(.down), place.y]
  }

  private static func place(_ place: SIMD2<Double>) -> String {
    "\(number(place.x)) \(number(place.y))"
  }

  private static func list(_ places: [SIMD2<Double>]) -> String {
    places.map { "\(number($0.x)),\(number($0.y))" }.joined(separator: " ")
  }

  private static func rectangle(_ from: SIMD2<Double>, _ to: SIMD2<Double>) -> String {
    let size = to - from
    return #"x="\#(number(from.x))" y="\#(number(from.y))" width="\#(number(size.x))""#
      + #" height="\#(number(size.y))""#
  }

  /// A number rounded to two decimals, without needless zeros.
  private static func number(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    let (whole, rest) = hundredths.magnitude.quotientAndRemainder(dividingBy: 100)
    let sign = hundredths < 0 ? "-" : ""
    if rest == 0 { return "\(sign)\(whole)" }
    if rest % 10 == 0 { return "\(sign)\(whole).\(rest / 10)" }
    return "\(sign)\(whole).\(rest < 10 ? "0" : "")\(rest)"
  }

  private static func hex(_ color: Color) -> String {
    "#"
      + [color.red, color.green, color.blue].map { byte in
        (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }.joined()
  }

  /// Text without the characters that XML keeps for itself or forbids.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\t", "\n", "\r": result += " "
      case _ where scalar.value < 32 || (0xFFFE...0xFFFF).contains(scalar.value): continue
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
