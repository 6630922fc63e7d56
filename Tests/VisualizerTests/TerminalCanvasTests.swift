import Environments
import Testing
import Visualizer

@Suite struct TerminalCanvasTests {
  private let red = Color(0xFF0000)
  private let blue = Color(0x0000FF)

  @Test func twoPixelsMakeOneCharacterUpperOverLower() {
    var frame = Frame(width: 1, height: 2, color: red)
    frame[0, 1] = blue
    let canvas = TerminalCanvas(frame, columns: 1, lines: 1)
    #expect(canvas.columns == 1 && canvas.lines == 1)
    #expect(canvas.text(.full) == ["\u{1B}[38;2;255;0;0m\u{1B}[48;2;0;0;255m▀\u{1B}[0m"])
    #expect(canvas.text(.palette) == ["\u{1B}[38;5;196m\u{1B}[48;5;21m▀\u{1B}[0m"])
  }

  @Test func aPictureKeepsItsProportionsAndTheRoom() {
    for (width, height) in [(300, 200), (13, 13), (1, 90), (400, 3), (10, 5)] {
      for (columns, lines) in [(80, 20), (20, 5), (1, 1), (200, 60)] {
        let canvas = TerminalCanvas(
          Frame(width: width, height: height), columns: columns, lines: lines)
        #expect(canvas.columns <= columns && canvas.lines <= lines)
        #expect(canvas.columns == columns || canvas.lines == lines || width * 8 >= canvas.columns)
      }
    }
    let wide = TerminalCanvas(Frame(width: 300, height: 200), columns: 60, lines: 60)
    #expect(wide.columns == 60 && wide.lines == 20)
  }

  @Test func withoutColourNothingButPrintableCharactersAppears() {
    var frame = Frame(width: 4, height: 4, color: Color(0))
    frame.fillRectangle(x: 2, y: 0, width: 2, height: 4, Color(0xFFFFFF))
    #expect(TerminalCanvas(frame, columns: 4, lines: 2).text(.none) == ["  @@", "  @@"])
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
    #expect(TerminalColour.detected(in: ["TERM": "dumb", "COLORTERM": "truecolor"]) == .none)
    #expect(TerminalColour.detected(in: ["TERM": "xterm", "NO_COLOR": "1"]) == .none)
    #expect(TerminalColour.detected(in: [:]) == .none)
  }

  @Test(arguments: [
    (0x000000, 16), (0xFFFFFF, 231), (0x808080, 244), (0xFF0000, 196), (0x0072B2, 25),
    (0xE69F00, 178),
  ]) func aPaletteColourIsTheNearestOfTheCube(hex: Int, index: Int) {
    #expect(TerminalCanvas.paletteIndex(Color(UInt32(hex))) == index)
  }
}
