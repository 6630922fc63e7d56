import Determinism
import Documents
import Environments
import Testing

/// Every fault of a definition file is named, with its line and what was expected.
struct DefinitionErrorTests {
  /// A faulty file and what its error says.
  struct Fault: Sendable, CustomTestStringConvertible {
    var text: String
    var line: Int?
    var parts: [String]
    var testDescription: String { parts.joined(separator: " | ") }

    init(_ text: String, line: Int?, _ parts: String...) {
      self.text = text
      self.line = line
      self.parts = parts
    }
  }

  static let faults = [
    Fault(sample("summary", "sumary"), line: 3, "unknown key 'sumary'", "did you mean 'summary'?"),
    Fault(sample("summary: A sample.\n", ""), line: 1, "'summary'", "missing"),
    Fault(sample("id: sample", "id: My Sample"), line: 1, "lower-case", "'My Sample'"),
    Fault(sample("version: 1", "version: 0"), line: 2, "from 1 to", "found '0'"),
    Fault(sample("version: 1", "version: one"), line: 2, "whole number", "'one'"),
    Fault(
      sample("#S.G#", "#S.#"), line: 7, "map row 2 has 4 cells, expected 5", "'#S.#'"),
    Fault(sample("#S.G#", "#SxG#"), line: 7, "unknown cell 'x' in map row 2, column 3", "'#' wall"),
    Fault(sample("#S.G#", "#S\u{e9}G#"), line: 7, "unknown cell '\u{e9}' in map row 2, column 3"),
    Fault(sample("#S.G#", "#S\tG#"), line: 7, "unknown cell '\\t'"),
    Fault(sample("#S.G#", "#..G#"), line: 5, "no start cell", "put 'S' somewhere"),
    Fault(sample("#S.G#", "#S..#"), line: 5, "no goal cell", "put 'G' somewhere"),
    Fault(
      sample("    S: start\n", "").replacing("#S.G#", with: "#..G#"), line: 5, "no start cell",
      "add 'S: start' to the legend"),
    Fault(
      sample("    G: goal", "    G: goal\n    G: floor"), line: 13, "the key 'G'", "more than once"),
    Fault(sample("    G: goal", "    GG: goal"), line: 13, "one character", "'GG'"),
    Fault(sample("S: start", "S: strat"), line: 12, "unknown kind of cell 'strat'", "'start'"),
    Fault(
      sample("\"#\": wall", "\"#\": {kind: wall, reward: 1}"), line: 10, "wall", "no reward"),
    Fault(sample("\".\": floor", "\".\": {kind: floor, rewrad: 1}"), line: 11, "'reward'"),
    Fault(
      sample(
        "    #####\n    #S.G#\n    #####\n", ""
      ).replacing("map: |", with: "map: ''"), line: 5,
      "the map is empty"),
    Fault(sample("left]", "lefft]"), line: 15, "unknown action 'lefft'", "did you mean 'left'?"),
    Fault(sample("left]", "up]"), line: 15, "'up'", "twice"),
    Fault(sample("[up, right, down, left]", "[stay]"), line: 15, "at least one direction"),
    Fault(sample("[up, right, down, left]", "up"), line: 15, "expected a list", "'up'"),
    Fault(sample("one-hot", "onehot"), line: 14, "unknown observation 'onehot'", "'one-hot'"),
    Fault(sample("{step: -1}", "{goal: 1}"), line: 16, "'step'", "missing"),
    Fault(sample("{step: -1}", "{step: -1, gaol: 1}"), line: 16, "did you mean 'goal'?"),
    Fault(sample("{step: -1}", "{step: cheap}"), line: 16, "number", "'cheap'"),
    Fault(sample("[goal]", "[gaol]"), line: 17, "unknown ending 'gaol'", "'goal'"),
    Fault(sample("[goal]", "[wall]"), line: 17, "unknown ending 'wall'"),
    Fault(sample("timeLimit: 20", "timeLimit: 0"), line: 18, "from 1 to", "or 'none'"),
    Fault(sample("timeLimit: 20", "timeLimit: never"), line: 18, "'never'", "or 'none'"),
    Fault(sample("success: terminated", "success: win"), line: 19, "unknown success 'win'"),
    Fault(
      sample("success: terminated", "success: survived").replacing(
        "timeLimit: 20", with: "timeLimit: none"),
      line: 19, "needs a time limit"),
    Fault(sample("grid:", "gird:"), line: 4, "did you mean 'grid'?"),
    Fault(
      sample("observation:", "game: cartpole\nobservation:"), line: nil, "either 'grid' or 'game'"),
    Fault(sample("observation:", "parameters: {a: 1}\nobservation:"), line: 14, "only a game"),
    Fault(slip("{model: sideways, intended: 0.5}"), line: 9, "unknown slip model 'sideways'"),
    Fault(slip("{model: perpendicular, intended: 1.5}"), line: 9, "0...1", "'1.5'"),
    Fault(slip("{model: perpendicular, intended: -1/3}"), line: 9, "0...1", "'-1/3'"),
    Fault(slip("{model: perpendicular, intended: 1/0}"), line: 9, "0...1", "'1/0'"),
    Fault(slip("{model: perpendicular, intended: often}"), line: 9, "'often'"),
    Fault(slip("{model: perpendicular, intended: 0.5, each: 0.5}"), line: 9, "sum to 1.5"),
    Fault(slip("{model: perpendicular}"), line: 9, "'intended'", "missing"),
    Fault(slip("{model: none, intended: 1}"), line: 9, "no probabilities"),
    Fault(map(rows: 129, columns: 5), line: 5, "129 rows", "at most 128"),
    Fault(
      sample("#S.G#", "#SCG#\n    SSSSS\n    SSSSS\n    SSSSS\n    SSSSS").replacing(
        "S: start", with: "S: start\n    C: cliff"), line: 5, "21 start cells", "at most 16"),
    Fault(map(rows: 5, columns: 130), line: 5, "130 cells", "at most 128"),
    Fault(sampleDefinition + "\nid: again", line: 1, "the key 'id'", "more than once"),
    Fault("[1, 2", line: nil, "not YAML"),
    Fault("- id: a list", line: 1, "expected a mapping"),
    Fault("", line: nil, "empty"),
    Fault(sample("grid:\n", "game: chess\nparameters:\n"), line: 4, "unknown game 'chess'"),
  ]

  @Test(arguments: faults)
  func faultIsNamedWithItsLine(fault: Fault) throws {
    let error = try #require(throws: InputError.self) {
      try EnvironmentDefinition.parse(fault.text, file: "sample.yaml")
    }
    #expect(error.file == "sample.yaml")
    if let line = fault.line { #expect(error.line == line, "\(error)") }
    for part in fault.parts { #expect(error.description.contains(part), "\(error)") }
  }

  @Test func sampleItselfHasNoFault() throws {
    let definition = try EnvironmentDefinition.parse(sampleDefinition, file: "sample.yaml")
    #expect(definition.check().isEmpty)
    #expect(definition.timeLimit == 20)
  }

  @Test func unknownEnvironmentNamesTheNearest() throws {
    let error = try #require(throws: InputError.self) {
      try EnvironmentDefinition.load("four-room")
    }
    #expect(error.description.contains("did you mean 'four-rooms'?"))
  }

  @Test func missingFileIsNamed() throws {
    let error = try #require(throws: InputError.self) {
      try EnvironmentDefinition.load("nowhere/at-all.yaml")
    }
    #expect(error.file == "nowhere/at-all.yaml")
  }

  @Test func faultOfAListedMapRowHasTheLineOfTheRow() throws {
    let text = sample(
      "map: |\n    #####\n    #S.G#\n    #####\n",
      "map:\n    - '#####'\n    - '#S.#'\n    - '#####'\n")
    let error = try #require(throws: InputError.self) {
      try EnvironmentDefinition.parse(text, file: "sample.yaml")
    }
    #expect(error.line == 7)
    #expect(error.message.contains("map row 2 has 4 cells, expected 5"))
  }

  @Test func cutFilesNeverCrash() throws {
    // Every beginning of the file is either read or refused by an InputError.
    for length in 0..<sampleDefinition.count {
      do {
        _ = try EnvironmentDefinition.parse(
          String(sampleDefinition.prefix(length)), file: "sample.yaml")
      } catch is InputError {
        continue
      }
    }
    // Without its last letters the file still names every key but has no such success.
    #expect(throws: InputError.self) {
      try EnvironmentDefinition.parse(String(sampleDefinition.dropLast()), file: "sample.yaml")
    }
  }

  @Test func changedCharactersNeverCrash() throws {
    var random = RandomStream(seed: 4)
    let characters = Array("#SG. :{}[]-|>'\"&*!%@,0123456789abcxyz\n\t\u{e9}\u{0}")
    for _ in 0..<600 {
      var text = Array(sampleDefinition)
      for _ in 0..<(1 + random.integer(below: 3)) {
        text[random.integer(below: text.count)] =
          characters[random.integer(below: characters.count)]
      }
      do {
        let definition = try EnvironmentDefinition.parse(String(text), file: "sample.yaml")
        _ = definition.describe().text + definition.check().map(\.description).joined()
      } catch is InputError {
        continue
      }
    }
    #expect(throws: Never.self) {
      try EnvironmentDefinition.parse(sampleDefinition, file: "sample.yaml")
    }
  }

  private static func slip(_ text: String) -> String {
    sample("  legend:", "  slip: \(text)\n  legend:")
  }

  private static func map(rows: Int, columns: Int) -> String {
    let row = String(repeating: ".", count: columns)
    let lines = Array(repeating: "    \(row)\n", count: rows).joined()
    return sample("    #####\n    #S.G#\n    #####\n", lines)
  }
}
