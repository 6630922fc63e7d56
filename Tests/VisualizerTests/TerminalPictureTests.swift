import Environments
import Testing
import Visualizer

@Suite struct TerminalPictureTests {
  private let red = Color(0xFF0000)
  private let blue = Color(0x0000FF)

  @Test func twoPixelsMakeOneCharacterUpperOverLower() {
    var frame = Frame(width: 1, height: 2, color: red)
    frame[0, 1] = blue
    let canvas = TerminalPicture(frame, columns: 1, lines: 1)
    #expect(canvas.columns == 1 && canvas.lines == 1)
    #expect(canvas.text(.full) == ["\u{1B}[38;2;255;0;0;48;2;0;0;255m▀\u{1B}[0m"])
    #expect(canvas.text(.palette) == ["\u{1B}[38;5;196;48;5;21m▀\u{1B}[0m"])
  }

  @Test func aPictureKeepsItsProportionsAndTheRoom() {
    for (width, height) in [(300, 200), (13, 13), (1, 90), (400, 3), (10, 5)] {
      for (columns, lines) in [(80, 20), (20, 5), (1, 1), (200, 60)] {
        let canvas = TerminalPicture(
          Frame(width: width, height: height), columns: columns, lines: lines)
        #expect(canvas.columns <= columns && canvas.lines <= lines)
        #expect(canvas.columns == columns || canvas.lines == lines || width * 8 >= canvas.columns)
      }
    }
    let wide = TerminalPicture(Frame(width: 300, height: 200), columns: 60, lines: 60)
    #expect(wide.columns == 60 && wide.lines == 20)
  }

  @Test func withoutColourNothingButPrintableCharactersAppears() {
    var frame = Frame(width: 4, height: 4, color: Color(0))
    frame.fillRectangle(x: 2, y: 0, width: 2, height: 4, Color(0xFFFFFF))
    #expect(TerminalPicture(frame, columns: 4, lines: 2).text(.none) == ["  @@", "  @@"])
  }

  @Test func aBoardKeepsItsSmallThings() {
    // Ten cells of 20 pixels with lines around them, and in one of them a ball of 6 by 6.
    var frame = Frame(width: 201, height: 201, color: .paper)
    for place in 0..<100 {
      frame.drawRectangle(
        x: place % 10 * 20, y: place / 10 * 20, width: 21, height: 21, .mist)
    }
    frame.fillRectangle(x: 87, y: 47, width: 6, height: 6, red)
    let canvas = TerminalPicture(frame, columns: 24, lines: 12)
    // Two pixels a cell: whole numbers, although 24 columns would hold more.
    #expect(canvas.columns == 20 && canvas.lines == 10)
    let text = canvas.text(.full)
    #expect(text[2].contains("48;2;255;0;0"))
    #expect(text[2].contains("48;2;244;242;236m "), "the ground is the paper, without the lines")
    #expect(!text[3].contains("255;0;0"))
  }

  @Test func shrinkingAveragesAndKeepsTheMeanBrightness() {
    var frame = Frame(width: 3, height: 1, color: Color(0))
    frame[0, 0] = Color(0xFFFFFF)
    // Two new pixels of 1.5 old ones: the first has 1 white of 1.5.
    let small = frame.shrunk(toWidth: 2, height: 1)
    #expect(small[0, 0] == Color(0xAAAAAA))
    #expect(small[1, 0] == Color(0))
  }

  @Test func theTerminalSaysItsColours() {
    #expect(TerminalColour.detected(in: ["TERM": "xterm", "COLORTERM": "truecolor"]) == .full)
    #expect(TerminalColour.detected(in: ["TERM": "xterm-256color"]) == .palette)
    #expect(TerminalColour.detected(in: ["TERM": "xterm-kitty"]) == .full)
    #expect(TerminalColour.detected(in: ["TERM": "dumb", "COLORTERM": "truecolor"]) == .none)
    #expect(TerminalColour.detected(in: ["TERM": "vt100"]) == .none)
    #expect(TerminalColour.detected(in: ["TERM": "xterm", "NO_COLOR": "1"]) == .none)
    #expect(TerminalColour.detected(in: [:]) == .none)
  }

  @Test(arguments: [
    (0x000000, 16), (0xFFFFFF, 231), (0x808080, 244), (0xFF0000, 196), (0x0072B2, 25),
    (0xE69F00, 178),
  ]) func aPaletteColourIsTheNearestOfTheCube(hex: Int, index: Int) {
    #expect(TerminalColour.paletteIndex(Color(UInt32(hex))) == index)
  }
}
