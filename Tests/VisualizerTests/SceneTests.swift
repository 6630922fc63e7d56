import Environments
import Testing
import Visualizer

@Suite struct SceneTests {
  private func scene(values: [Float] = [1, 3], chosen: Int? = 1) -> Scene {
    Scene(
      title: "cartpole", frame: Frame(width: 40, height: 20, color: .sky), episode: 2, step: 7,
      episodeReturn: 7, lastReward: 1, actionNames: ["left", "right"], actionValues: values,
      chosenAction: chosen, status: .running)
  }

  @Test func theTerminalShowsReturnAndActionValuesUnderThePicture() {
    let view = TerminalView(colour: .none)
    let lines = view.lines(of: scene(), columns: 60, lines: 20)
    #expect(lines.count <= 20)
    #expect(lines.contains("episode 2  step 7  return 7  reward 1"))
    #expect(lines.contains { $0.hasPrefix("> right") && $0.hasSuffix("####################") })
    #expect(lines.contains { $0.hasPrefix("  left") && $0.hasSuffix("1 ") })
  }

  @Test func aTinyTerminalCutsAndNeverOverflows() {
    let view = TerminalView(colour: .full)
    for (columns, lines) in [(20, 8), (5, 3), (1, 1), (2, 40)] {
      let text = view.lines(of: scene(), columns: columns, lines: lines)
      #expect(text.count <= lines)
      for line in text where !line.contains("\u{1B}") { #expect(line.count <= columns) }
    }
  }

  @Test func numbersAreShort() {
    #expect(Scene.short(7) == "7")
    #expect(Scene.short(-0.12345) == "-0.123")
    #expect(Scene.short(.nan) == "nan")
    #expect(Scene.short(1e300) == "1e+300")
  }

  @Test func everyPrintableCharacterHasItsOwnGlyph() {
    let glyphs = (33...126).map { BitmapFont.rows(of: Character(UnicodeScalar(UInt8($0)))) }
    #expect(Set(glyphs).count == glyphs.count)
    #expect(glyphs.allSatisfy { $0.count == 7 || $0.count == 9 })
    #expect(BitmapFont.rows(of: "é") == [31, 17, 17, 17, 17, 17, 31])
    #expect(BitmapFont.width(of: "abc", scale: 2) == 34)
  }
}
