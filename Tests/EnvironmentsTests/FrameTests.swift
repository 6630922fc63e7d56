import Environments
import Testing

struct FrameTests {
  @Test func rectangleFillsItsPixelsAndIsClipped() {
    var frame = Frame(width: 6, height: 4)
    frame.fillRectangle(x: 4, y: -1, width: 5, height: 3, .ink)
    #expect(
      drawing(frame) == [
        "....##",
        "....##",
        "......",
        "......",
      ])
  }

  @Test func circleIsRoundAndSymmetric() {
    var frame = Frame(width: 7, height: 7)
    frame.fillCircle(x: 3, y: 3, radius: 2, .ink)
    #expect(
      drawing(frame) == [
        ".......",
        "...#...",
        "..###..",
        ".#####.",
        "..###..",
        "...#...",
        ".......",
      ])
  }

  @Test func lineJoinsItsEnds() {
    var frame = Frame(width: 6, height: 4)
    frame.drawLine(fromX: 0, fromY: 3, toX: 5, toY: 0, .ink)
    let rows = drawing(frame)
    #expect(rows[3].first == "#")
    #expect(rows[0].last == "#")
    // One pixel for each column: the line is flat.
    #expect(rows.joined().filter { $0 == "#" }.count == 6)
  }

  @Test func polygonFillsATriangle() {
    var frame = Frame(width: 5, height: 5)
    frame.fillPolygon([(0, 0), (4, 0), (4, 4)], .ink)
    #expect(
      drawing(frame) == [
        "####.",
        ".###.",
        "..##.",
        "...#.",
        ".....",
      ])
  }

  @Test func drawingFarOutsideChangesNothing() {
    var frame = Frame(width: 3, height: 3)
    let empty = frame
    frame.fillCircle(x: -50, y: 90, radius: 4, .ink)
    frame.fillRectangle(x: 3, y: 0, width: 9, height: 9, .ink)
    frame.fillRectangle(x: 0, y: 0, width: -4, height: 2, .ink)
    frame.fillPolygon([(10, 10), (20, 10), (20, 30)], .ink)
    frame.fillPolygon([(0, -30), (9, -30), (9, -10)], .ink)
    frame.drawLine(fromX: -9, fromY: -1, toX: 40, toY: -1, thickness: 1, .ink)
    #expect(frame == empty)
  }

  @Test func scalingRepeatsPixels() {
    var frame = Frame(width: 2, height: 1)
    frame[1, 0] = .ink
    let large = frame.scaled(by: 3)
    #expect(drawing(large) == ["...###", "...###", "...###"])
    #expect(large.pixels.count == 3 * 6 * 3)
  }

  @Test func pixelsAreRedGreenBlueFromTheTopLeft() {
    var frame = Frame(width: 2, height: 2, color: Color(0x000000))
    frame[1, 0] = Color(0x010203)
    #expect(frame.pixels == [0, 0, 0, 1, 2, 3, 0, 0, 0, 0, 0, 0])
  }

  private func drawing(_ frame: Frame) -> [String] {
    (0..<frame.height).map { y in
      String((0..<frame.width).map { x in frame[x, y] == .ink ? "#" : "." })
    }
  }
}
