import Determinism
import Documents
import Environments
import Testing

/// The reader of definitions under damaged and hostile files: an error with a name, or a definition.
struct DefinitionFuzzTests {
  @Test func damagedDefinitionsAreReadOrRefused() throws {
    var random = RandomStream(seed: 11).stream("definitions")
    var counts = (read: 0, refused: 0)
    for id in EnvironmentRegistry.ids {
      let text = try EnvironmentRegistry.definition(id).text
      for _ in 0..<20 {
        let damaged = Self.damaged(text, using: &random)
        do {
          let definition = try EnvironmentDefinition.parse(damaged, file: "\(id).yaml")
          // What can be read can be begun and stepped.
          var world = definition.makeEnvironment()
          var stream = RandomStream(seed: 1)
          world.reset(using: &stream)
          _ = world.step(0, using: &stream)
          counts.read += 1
        } catch let error as InputError {
          #expect(!error.message.isEmpty && !error.message.contains("\n"), "\(damaged)")
          counts.refused += 1
        }
      }
    }
    #expect(counts.read > 100 && counts.refused > 100, "\(counts)")
  }

  /// One to three kinds of damage.
  private static func damaged(_ text: String, using random: inout RandomStream) -> String {
    var text = text
    for _ in 0..<(1 + random.integer(below: 3)) {
      var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
      let line = random.integer(below: lines.count)
      switch random.integer(below: 7) {
      case 0:
        var bytes = Array(text.utf8)
        for _ in 0..<(1 + random.integer(below: 3)) where !bytes.isEmpty {
          bytes[random.integer(below: bytes.count)] ^= 1 << UInt8(random.integer(below: 8))
        }
        text = String(decoding: bytes, as: UTF8.self)
        continue
      case 1: lines.remove(at: line)
      case 2: lines.insert(lines[line], at: line)
      case 3: lines.swapAt(line, random.integer(below: lines.count))
      case 4:
        let huge = ["99999999999999999999", "-1e308", "1e999", "0", "-1", "4611686018427387904"]
        lines[line] = numbersReplaced(
          in: lines[line], by: huge[random.integer(below: huge.count)])
      case 5:
        let depth = 1 + random.integer(below: 80)
        lines[line] +=
          String(repeating: "[", count: depth) + "1"
          + String(repeating: "]", count: depth)
      default:
        lines[line] +=
          [" &a [*a, *a]", " *b", " !!binary x", " <<: {}", "\t", ": :", " |", "{"][
            random.integer(below: 8)]
      }
      text = lines.joined(separator: "\n")
    }
    return text
  }

  private static func numbersReplaced(in line: String, by number: String) -> String {
    var result = ""
    var isInNumber = false
    for character in line {
      if character.isNumber {
        if !isInNumber { result += number }
        isInNumber = true
      } else {
        isInNumber = false
        result.append(character)
      }
    }
    return result
  }

  @Test func bombsAreRefusedAtOnce() throws {
    var aliases = "a0: &a0 [x, x, x, x, x, x, x, x]\n"
    for level in 1..<30 {
      let before = Array(repeating: "*a\(level - 1)", count: 8).joined(separator: ", ")
      aliases += "a\(level): &a\(level) [\(before)]\n"
    }
    let deep = String(repeating: "{a: ", count: 5000) + "1" + String(repeating: "}", count: 5000)
    let long = sample("{step: -1}", "{step: \(String(repeating: "1+", count: 5000))1}")
    let nested = sample(
      "{step: -1}",
      "{step: \"\(String(repeating: "(", count: 150))1\(String(repeating: ")", count: 150))\"}")
    let signs = sample("{step: -1}", "{step: \"\(String(repeating: "-", count: 399))1\"}")
    for bomb in [aliases, deep, long, nested, signs] {
      #expect(throws: InputError.self) {
        try EnvironmentDefinition.parse(bomb, file: "bomb.yaml")
      }
    }
  }
}
