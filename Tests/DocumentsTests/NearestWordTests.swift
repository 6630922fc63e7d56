import Documents
import Testing

struct NearestWordTests {
  @Test(arguments: [
    ("cartpol", "cartpole"), ("CartPole", "cartpole"), ("four_rooms", "four-rooms"),
    ("maez", "maze"), ("frozenlake-8x8", "frozen-lake-8x8"),
  ])
  func aSlipFindsTheWord(written: String, meant: String) {
    let words = ["four-rooms", "cartpole", "maze", "frozen-lake-4x4", "frozen-lake-8x8"]
    #expect(nearestWord(to: written, in: words) == meant)
  }

  @Test(arguments: ["", "xyz", "acrobot", "m"])
  func aStrangerFindsNothing(written: String) {
    #expect(nearestWord(to: written, in: ["cartpole", "maze"]) == nil)
  }

  @Test func ofTwoEquallyNearWordsTheFirstWins() {
    #expect(nearestWord(to: "bat", in: ["cat", "hat"]) == "cat")
    #expect(nearestWord(to: "bat", in: ["hat", "cat"]) == "hat")
  }

  @Test func unknownWordNamesTheNearestAndAllValidWords() {
    let error = unknownWord("key", "stpes", among: ["steps", "seed"], file: "a.yaml", line: 3)
    #expect(
      error.description
        == "a.yaml:3: unknown key 'stpes'; did you mean 'steps'?\n  valid: steps, seed")
  }

  @Test func ofALongListOnlyTheNearestAreNamed() {
    let words = (0..<100).map { "room-\($0)" } + ["tower"]
    let remedy = unknownWord("task", "towre", among: words).remedy ?? ""
    #expect(remedy.hasPrefix("valid are 101 words; most like it: tower, "), "\(remedy)")
    #expect(remedy.split(separator: ",").count == 8)
  }

  @Test func textForMessagesIsShortAndPrintable() {
    #expect(shown("a\u{1B}[2J\nb") == "a\\u{1b}[2J\\nb")
    #expect(shown(String(repeating: "x", count: 100)).count == 61)
  }
}
