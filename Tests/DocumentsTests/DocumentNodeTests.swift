import Documents
import Testing

/// The message of the error that an action throws, or "no error".
func message(_ action: () throws -> Void) -> String {
  do {
    try action()
    return "no error"
  } catch {
    return "\(error)"
  }
}

struct DocumentNodeTests {
  @Test func valuesKnowTheirLines() throws {
    let root = try DocumentNode.parse(
      "# a comment\nid: maze\nworld:\n  size: [3, 4]\n  slip: 0.25\nopen: true\n", file: "m.yaml")
    let mapping = try root.mapping(keys: ["id", "world", "open"])
    #expect(mapping.keys == ["id", "world", "open"])
    #expect(mapping.entries.map(\.keyLine) == [2, 3, 6])
    let world = try mapping.require("world").mapping()
    #expect(try world.require("size").ints() == [3, 4])
    #expect(try world.require("slip").double(in: 0...1) == 0.25)
    #expect(world["slip"]?.line == 5)
    #expect(try mapping.require("open").bool())
    #expect(try mapping.require("id").string() == "maze")
  }

  @Test func blocksOfTextKeepTheirRows() throws {
    let root = try DocumentNode.parse("map: |\n  #*a#\n  #&b#\n", file: "m")
    #expect(try root.mapping().require("map").string() == "#*a#\n#&b#\n")
  }

  @Test func anUnknownKeyIsNamedWithItsLineAndTheValidOnes() {
    let text = message {
      let root = try DocumentNode.parse("id: a\nslpi: 1\n", file: "m.yaml")
      _ = try root.mapping(keys: ["id", "slip"])
    }
    #expect(text == "m.yaml:2: unknown key 'slpi'; did you mean 'slip'?\n  valid: id, slip")
  }

  @Test func aMissingKeyIsNamed() {
    let text = message {
      _ = try DocumentNode.parse("id: a\n", file: "m").mapping(keys: ["id", "b"], required: ["b"])
    }
    #expect(text == "m:1: the key 'b' is missing")
  }

  @Test(arguments: [
    ("a: 1\nb: 2\na: 3\n", "key"), ("a: 1\n'a': 3\n", "key"), ("a:\n  b: 1\n  b: 1\n", "'b'"),
  ])
  func aRepeatedKeyIsRefused(yaml: String, part: String) {
    let text = message { _ = try DocumentNode.parse(yaml, file: "m") }
    #expect(text.hasPrefix("m:") && text.contains(part), "\(text)")
  }

  @Test(arguments: [
    ("x: abc", "m:1: expected a whole number from 1 to 9, found 'abc'"),
    ("x: 10", "m:1: expected a whole number from 1 to 9, found '10'"),
    ("x: 1.0", "m:1: expected a whole number from 1 to 9, found '1.0'"),
    ("x: '5'", "m:1: expected a whole number from 1 to 9, found '5'"),
    ("x:", "m:1: expected a whole number from 1 to 9, found nothing"),
    ("x: [1]", "m:1: expected a whole number from 1 to 9, found a list of 1 value"),
    ("x:\n  y: 1\n  z: 1", "m:2: expected a whole number from 1 to 9, found a mapping of 2 keys"),
  ])
  func aWrongTypeSaysWhatWasExpectedAndFound(yaml: String, expected: String) {
    let text = message {
      _ = try DocumentNode.parse(yaml, file: "m").mapping().require("x").int(in: 1...9)
    }
    #expect(text == expected)
  }

  @Test(arguments: ["nan", ".inf", "inf", "0x10", "1e999", "", "yes", "1__0", "_1", "1_"])
  func whatIsNoFiniteDecimalNumberIsNoNumber(word: String) {
    let text = message {
      _ = try DocumentNode.parse("x: \(word)", file: "m").mapping().require("x").double()
    }
    #expect(text.hasPrefix("m:1: expected a number, found"), "\(text)")
  }

  @Test(arguments: [
    ("a: [1, 2\nb: 3\n", "m:2: is not YAML"), ("a: 1\n\tb: 2\n", "m:2: is not YAML"),
    ("a: 'x\n", "is not YAML"), ("a: b: c\n", "m:1: is not YAML"),
    ("- a\nb: 1\n", "m:2: is not YAML"),
    ("a: *nobody\n", "m:1: is not YAML"), ("a: 1\n---\nb: 2\n", "is not YAML"),
    ("a: \u{1}\n", "m:1: is not YAML"), ("", "m: is empty"), ("# nothing\n", "m: is empty"),
    ("a: !!int 3\n", "m:1: the type tag 'tag:yaml.org,2002:int' is not supported"),
    ("a: !mine 3\n", "the type tag '!mine'"), ("? [a, b]\n: 1\n", "expected a text as key"),
    ("base: &b {x: 1}\nc:\n  <<: *b\n", "merge keys"),
  ])
  func faultySyntaxIsRefusedWithItsPlace(yaml: String, part: String) {
    let text = message { _ = try DocumentNode.parse(yaml, file: "m") }
    #expect(text.contains(part), "\(text)")
  }

  @Test func aFewAliasesAreReplaced() throws {
    let root = try DocumentNode.parse("a: &x [1, 2]\nb: *x\n", file: "m")
    #expect(try root.mapping().require("b").ints() == [1, 2])
  }

  @Test func anAliasBombIsRefusedAtOnce() {
    var yaml = "a0: &a0 [lol, lol]\n"
    for i in 1...30 {
      yaml += "a\(i): &a\(i) [" + (0..<9).map { _ in "*a\(i - 1)" }.joined(separator: ", ") + "]\n"
    }
    #expect(message { _ = try DocumentNode.parse(yaml, file: "m") }.contains("aliases"))
    #expect(
      message { _ = try DocumentNode.parse(yaml + "? *a30\n: 1\n", file: "m") }.contains("aliases"))
    let values = String(repeating: "x, ", count: 20_000)
    let few = "a: &a [\(values)]\nb: &b [*a, *a, *a, *a]\nc: [*b, *b, *b, *b]\n"
    #expect(
      message { _ = try DocumentNode.parse(few, file: "m") }.contains("more than 200000 values"))
  }

  @Test func depthAndSizeAreLimited() {
    let deep = String(repeating: "[", count: 100) + String(repeating: "]", count: 100)
    #expect(message { _ = try DocumentNode.parse(deep, file: "m") }.contains("nested more than 64"))
    let dashes = String(repeating: "- ", count: 100_000) + "a"
    #expect(message { _ = try DocumentNode.parse(dashes, file: "m") }.contains("nesting"))
    let large = "a: " + String(repeating: "x", count: 1 << 20)
    #expect(message { _ = try DocumentNode.parse(large, file: "m") }.contains("larger than"))
  }

  @Test func textForFieldsComesFromValuesAndLists() throws {
    let root = try DocumentNode.parse(
      "a: 0.5\nb: [64, 'x,y']\nc:\n- 1\n- 2\nd: {e: 1}\n", file: "m")
    let mapping = try root.mapping()
    #expect(try mapping.require("a").fieldText == "0.5")
    #expect(try mapping.require("b").fieldText == "[64, \"x,y\"]")
    #expect(try mapping.require("c").fieldText == "[1, 2]")
    #expect(throws: InputError.self) { try mapping.require("d").fieldText }
  }

  @Test func damagedDocumentsNeverCrash() {
    let bytes = Array("id: maze\nw: {a: [1, -2], b: &x 'q'}\nm: |\n  ##\n  *x\nc: *x\n".utf8)
    for index in bytes.indices {
      for bit in 0..<8 {
        var damaged = bytes
        damaged[index] ^= 1 << UInt8(bit)
        do { _ = try DocumentNode.parse(decodeText(damaged, file: "m"), file: "m") } catch {
          #expect(error is InputError)
        }
      }
      _ = message {
        _ = try DocumentNode.parse(decodeText(Array(bytes[..<index]), file: "m"), file: "m")
      }
    }
  }
}
