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

  @Test func bodyAndHeadAreTheLastLayerAndThoseBeforeIt() throws {
    let names = ["0.weight", "0.bias", "2.weight", "2.bias", "5.value.weight", "5.advantage.bias"]
    #expect(try NamePattern("body.*").matching(in: names) == Array(names[..<4]))
    #expect(try NamePattern("head.*").matching(in: names) == Array(names[4...]))
    #expect(try NamePattern("body.bias").matching(in: names) == ["0.bias", "2.bias"])
    #expect(try NamePattern("head.*bias").matching(in: names) == ["5.advantage.bias"])
    #expect(throws: InputError.self) { try NamePattern("body.*").matching(in: ["0.weight"]) }
  }

  @Test func aParameterThatIsCalledHeadIsMeantBeforeTheLastLayer() throws {
    let names = ["encoder.0.weight", "memory.bias_l0", "head.0.weight", "head.2.weight"]
    #expect(try NamePattern("head.0.*").matching(in: names) == ["head.0.weight"])
    #expect(try NamePattern("body.*").matching(in: names) == Array(names[..<2]))
  }
}
