import Testing
import Visualizer

@Suite struct SceneTests {
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
