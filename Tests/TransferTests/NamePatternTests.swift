import Documents
import Testing
import Transfer

@Suite struct NamePatternTests {
  @Test(arguments: [
    ("0.weight", "0.weight", true), ("0.weight", "10.weight", false), ("0.*", "0.bias", true),
    ("0.*", "10.bias", false), ("*.bias", "12.bias", true), ("*.bias", "12.biases", false),
    ("*", "", true), ("*", "anything", true), ("", "", true), ("", "a", false),
    ("a*b*c", "a1b2b3c", true), ("a*b*c", "acb", false), ("*a*a*a", "aa", false),
    ("**", "x", true), (".", "x", false),
  ])
  func aPatternMatchesWholeNames(pattern: String, name: String, expected: Bool) {
    #expect(NamePattern(pattern).matches(name) == expected)
  }

  @Test func aPatternOfManyStarsIsStillQuick() {
    let pattern = NamePattern(String(repeating: "*a", count: 200) + "b")
    #expect(!pattern.matches(String(repeating: "a", count: 2000)))
  }

  @Test func aPatternThatMatchesNothingNamesTheParameters() {
    let error = #expect(throws: InputError.self) {
      try NamePattern("0.wieght").matching(in: ["0.weight", "0.bias"])
    }
    #expect(error?.message.contains("did you mean '0.weight'?") == true)
    #expect(error?.remedy == "parameters: 0.weight, 0.bias")
  }
}
