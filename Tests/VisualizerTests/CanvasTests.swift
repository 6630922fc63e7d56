import Environments
import Testing
import Visualizer

@Suite struct CanvasTests {
  private let white = Color(0xFFFFFF)
  private let black = Color(0x000000)

  private func canvas(_ width: Int = 40, _ height: Int = 30) -> Canvas {
    Canvas(width: width, height: height, color: white)
  }

  private func shares(_ canvas: Canvas) -> [Double] {
    canvas.picture.pixels.map { 1 - Double($0 & 0xFF) / 255 }
  }

  @Test func everythingIsCutToTheClip() {
    var canvas = canvas()
    canvas.clip = Rectangle(x: 10, y: 8, width: 12, height: 9)
    let far = Rectangle(x: -50, y: -50, width: 500, height: 500)
    let style = TextStyle(Typeface(size: 22, isBold: true))
    let draws: [(inout Canvas) -> Void] = [
      { $0.fill(far, black) }, { $0.fill(far, black, opacity: 90) },
      { $0.fill(Rectangle(x: 5, y: 5, width: 30, height: 20), radius: 6, black) },
      { $0.outline(Rectangle(x: 8, y: 6, width: 10, height: 9), black, width: 4) },
      { $0.line([[-20, -30], [90, 70], [0, 15]], width: 5, black) },
      { $0.area([[-9, 3], [20, -40], [60, 90]], base: 12, black, opacity: 200) },
      { $0.polygon([[0, 0], [60, 3], [50, 90]], black) },
      { $0.disc([12, 12], radius: 30, black) },
      { $0.text("MMMM", x: -3, y: 2, style, black) },
      {
        $0.draw(
          Frame(width: 3, height: 2, color: black), in: Rectangle(x: 0, y: 0, width: 40, height: 30)
        )
      },
    ]
    for (index, draw) in draws.enumerated() {
      var drawn = canvas
      draw(&drawn)
      #expect(drawn.picture != canvas.picture, "shape \(index) shows")
      for y in 0..<30 {
        for x in 0..<40 where !canvas.clip.contains(x: x, y: y) {
          #expect(drawn.picture.pixels[y * 40 + x] == white.pixel, "shape \(index) at \(x), \(y)")
        }
      }
    }
  }

  @Test func strangeShapesDrawNothing() {
    var canvas = canvas()
    let blank = canvas.picture
    canvas.line([], width: 3, black)
    canvas.line([[.nan, 3], [.nan, 9]], width: 3, black)
    canvas.line([[.infinity, 3], [.infinity, 9]], width: 3, black)
    canvas.polygon([[1, 1], [2, 2]], black)
    canvas.area([], base: 3, black, opacity: 255)
    canvas.fill(Rectangle(x: 3, y: 3, width: -4, height: 9), black)
    canvas.outline(Rectangle(x: 3, y: 3, width: 0, height: 0), black)
    canvas.draw(Frame(width: 3, height: 3), in: Rectangle(x: 0, y: 0, width: 0, height: 9))
    #expect(canvas.picture == blank)
  }

  @Test func shapesCoverTheirArea() {
    var (disc, line, polygon, area) = (canvas(), canvas(), canvas(), canvas())
    disc.disc([20.3, 14.8], radius: 9, black)
    #expect(abs(shares(disc).reduce(0, +) - 81 * Double.pi) < 1.5)
    line.line([[5, 5], [30, 5]], width: 4, black)
    #expect(abs(shares(line).reduce(0, +) - (100 + 4 * Double.pi)) < 0.6)
    polygon.polygon([[5, 5], [25, 5], [25, 20]], black)
    #expect(abs(shares(polygon).reduce(0, +) - 150) < 1.5)
    area.area([[4, 10], [14, 20], [24, 5]], base: 15.5, black, opacity: 255)
    let parts = [5.5 * 5.5 / 2, 4.5 * 4.5 / 2, 4.5 * 3 / 2, 10.5 * 7 / 2]
    #expect(abs(shares(area).reduce(0, +) - parts.reduce(0, +)) < 0.5)
    // Clockwise or not, a polygon is the same.
    var other = canvas()
    other.polygon([[25, 20], [25, 5], [5, 5]], black)
    #expect(other.picture == polygon.picture)
  }

  @Test func whereALineMeetsItselfNothingIsDrawnTwice() {
    var (once, twice) = (canvas(), canvas())
    once.line([[5, 5], [33, 21]], width: 3, Color(0x808080))
    twice.line([[5, 5], [33, 21], [5, 5]], width: 3, Color(0x808080))
    #expect(once.picture == twice.picture)
  }

  @Test func picturesAreEnlargedByWholeFactorsAndShrunkToMeans() {
    var frame = Frame(width: 4, height: 2, color: black)
    frame[1, 0] = .sky
    var canvas = canvas()
    canvas.draw(frame, in: Rectangle(x: 1, y: 2, width: 15, height: 20))
    // Three times as large, in the middle: columns 2 to 13, rows 9 to 14.
    for y in 0..<30 {
      for x in 0..<40 {
        let isInside = (2..<14).contains(x) && (9..<15).contains(y)
        let expected = isInside ? frame[(x - 2) / 3, (y - 9) / 3] : white
        #expect(canvas.picture.pixels[y * 40 + x] == expected.pixel, "\(x), \(y)")
      }
    }
    var checks = Frame(width: 60, height: 40, color: black)
    for y in 0..<40 { for x in 0..<60 where (x + y) % 2 == 0 { checks[x, y] = white } }
    canvas.draw(checks, in: canvas.bounds)
    // 40 by 26 pixels, each the mean of 1.5 by 1.54 old ones.
    let greys = canvas.picture.pixels[(5 * 40)..<(20 * 40)].map { $0 & 0xFF }
    #expect(greys.allSatisfy { (80...175).contains($0) })
  }

  @Test func mixingRoundsToTheNearest() {
    for (old, new, share) in [
      (0, 255, 1), (255, 0, 128), (17, 200, 77), (9, 8, 127), (0, 255, 254),
    ] {
      var canvas = Canvas(width: 1, height: 1, color: Color(UInt32(old * 0x010101)))
      canvas.fill(canvas.bounds, Color(UInt32(new * 0x010101)), opacity: share)
      let exact = Double(old * (255 - share) + new * share) / 255
      for shift in [0, 8, 16] {
        #expect(canvas.picture.pixels[0] >> UInt32(shift) & 0xFF == UInt32(exact.rounded()))
      }
    }
  }
}
