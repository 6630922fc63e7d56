import Testing
import Visualizer

@Suite struct TypefaceTests {
  private static let sizes = [8, 11, 12, 13, 15, 16, 22, 26, 39, 66]

  @Test(arguments: sizes) func figuresAndSignsAreOfOneWidth(size: Int) {
    for isBold in [false, true] {
      let face = Typeface(size: size, isBold: isBold)
      let widths = Set("0123456789+−".map { face.width(of: "\($0)\($0)") })
      #expect(widths.count == 1, "\(size) px: \(widths)")
      #expect(face.width(of: "1.125") == face.width(of: "8.888"))
    }
  }

  @Test(arguments: sizes) func everyCharacterThatIsShownHasAGlyphOfItsOwn(size: Int) {
    let face = Typeface(size: size, isBold: false)
    for value in 32..<127 { #expect(face.has(UnicodeScalar(UInt8(value)))) }
    for scalar in "−×…←→↑↓·°εγ±≤≥∞–—’".unicodeScalars { #expect(face.has(scalar), "\(scalar)") }
    #expect(!face.has("字") && face.width(of: "字") == face.width(of: "□"))
    let pictures = (33..<127).map { value in
      var canvas = Canvas(width: 2 * size, height: 2 * size, color: Theme.of(.dark).paper)
      let text = String(UnicodeScalar(UInt8(value)))
      canvas.text(text, x: 4, y: 4, TextStyle(face), Theme.of(.dark).ink)
      return canvas.picture
    }
    #expect(Set(pictures).count == pictures.count)
  }

  @Test func stemsOfSmallTextFillWholePixels() {
    // An l of 11 pixels is a column of the full colour between empty ones.
    let theme = Theme.of(.light)
    let style = TextStyle(Typeface(size: 11, isBold: false))
    var canvas = Canvas(width: 12, height: 20, color: theme.panel)
    canvas.text("I", x: 4, y: 0, style, theme.ink)
    let dark = canvas.picture.pixels.indices.filter {
      canvas.picture.pixels[$0] != theme.panel.pixel
    }
    #expect(dark.allSatisfy { $0 % 12 == 4 && canvas.picture.pixels[$0] == theme.ink.pixel })
    #expect(dark.count == style.typeface.capHeight)
  }

  @Test func tooLongATextEndsInAnEllipsis() {
    let style = TextStyle(Typeface(size: 13, isBold: false))
    let canvas = Canvas(width: 1, height: 1, color: Theme.of(.dark).paper)
    let text = "minigrid-fourrooms, seed 17"
    #expect(canvas.fitted(text, width: 1000, style) == text)
    let short = canvas.fitted(text, width: 90, style)
    #expect(short.hasSuffix("…") && text.hasPrefix(short.dropLast()) && short.count > 4)
    #expect(canvas.width(of: short, style) <= 90)
    #expect(canvas.fitted(text, width: 3, style) == "")
    // Where the end falls on a space the ellipsis follows the word.
    for width in 20..<200 { #expect(!canvas.fitted(text, width: width, style).hasSuffix(" …")) }
  }
}
