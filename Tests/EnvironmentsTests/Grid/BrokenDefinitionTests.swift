import Documents
import Environments
import Foundation
import Testing

/// Kinds of broken definitions, each with its message in `Reference/broken/messages.txt`.
struct BrokenDefinitionTests {
  /// What is broken, in which definition, and how.
  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var base: String
    var old: String
    var new: String
    var testDescription: String { name }

    init(_ name: String, in base: String, _ old: String, _ new: String) {
      self.name = name
      self.base = base
      self.old = old
      self.new = new
    }
  }

  static let cases = [
    Case("unknown key", in: "keys-and-doors", "version:", "verzion:"),
    Case("unknown kind", in: "keys-and-doors", "kind: key, color: red", "kind: kye, color: red"),
    Case("unknown colour", in: "keys-and-doors", "kind: key, color: red", "kind: key, color: rad"),
    Case("key without colour", in: "keys-and-doors", "{kind: key, color: red}", "key"),
    Case(
      "locked door without colour", in: "keys-and-doors", "{kind: door, color: red, state: locked}",
      "{kind: door, state: locked}"),
    Case("unknown door state", in: "keys-and-doors", "state: locked", "state: lokced"),
    Case("reward on a thing", in: "keys-and-doors", "color: red}", "color: red, reward: 1}"),
    Case("unknown dynamics", in: "keys-and-doors", "keys: kept", "keys: burnt"),
    Case("dynamics without action", in: "keys-and-doors", "pickup: enter", "pickup: action"),
    Case(
      "action without effect", in: "keys-and-doors", "[up, right, down, left]",
      "[up, right, down, left, toggle]"),
    Case(
      "drop without pickup", in: "keys-and-doors", "[up, right, down, left]", "[up, right, drop]"),
    Case("unknown action", in: "keys-and-doors", "down, left]", "donw, left]"),
    Case("unknown observation", in: "keys-and-doors", "one-hot", "onehot"),
    Case("radius of no egocentric view", in: "random-rooms", "view: egocentric", "view: layers"),
    Case("cells of changing maps", in: "random-maze", "layers", "one-hot"),
    Case("unknown name", in: "coin-maze", ": collected,", ": colected,"),
    Case("unknown event", in: "coin-maze", "\"collect(coin)\"", "\"colect(coin)\""),
    Case("unknown thing", in: "coin-maze", "collect(coin)", "collect(con)"),
    Case("missing operand", in: "coin-maze", ": collected,", ": collected + * 2,"),
    Case("missing parenthesis", in: "coin-maze", ": collected,", ": (collected + 1,"),
    Case("single equals sign", in: "coin-maze", "remaining == 0", "remaining = 0"),
    Case("two comparisons", in: "coin-maze", "remaining == 0", "0 < remaining < 2"),
    Case("division by zero", in: "coin-maze", ": collected,", ": collected + 1 / 0,"),
    Case("reward too large", in: "coin-maze", "step: -0.1", "step: -10000000"),
    Case("constant ending", in: "coin-maze", "[goal and all(collected)]", "[1 > 0]"),
    Case("unknown ending", in: "keys-and-doors", "[goal]", "[gaol]"),
    Case("all of what", in: "coin-maze", "all(collected)", "all(coins)"),
    Case(
      "time limit in an expression", in: "coin-maze",
      """
      collected, goal and remaining == 0: 5}
      # The exit opens when no coin is left.
      termination: [goal and all(collected)]
      timeLimit: 150
      """,
      """
      steps / timeLimit, goal and remaining == 0: 5}
      # The exit opens when no coin is left.
      termination: [goal and all(collected)]
      timeLimit: none
      """),
    Case("row too short", in: "pushing-blocks", "#..b...#", "#..b..#"),
    Case("unknown cell", in: "pushing-blocks", "#..b...#", "#..b.z.#"),
    Case("no start", in: "pushing-blocks", "#S.....#", "#......#"),
    Case("unknown way of moving", in: "moving-guards", "moves: vertical", "moves: vertically"),
    Case("target of nothing", in: "deliveries", "wants: letter", "wants: lettre"),
    Case("box of a wall", in: "treasure-boxes", "holds: {kind: key", "holds: {kind: door"),
    Case("map and generator", in: "random-maze", "  legend:", "  map: 'SG'\n  legend:"),
    Case("unknown generator", in: "random-maze", "kind: maze", "kind: mase"),
    Case("even maze", in: "random-maze", "width: 9", "width: 10"),
    Case("unknown seed", in: "random-maze", "seed: episode", "seed: always"),
    Case("too many rooms", in: "random-rooms", "columns: 3", "columns: 9"),
    Case("too much to place", in: "lava-field", "L: 8", "L: 80"),
    Case("symbol to place", in: "lava-field", "L: 8", "K: 8"),
    Case("door without key", in: "locked-rooms", "b: 1, ", ""),
    Case("door without doorway", in: "locked-rooms", "kind: rooms", "kind: random-walls"),
    Case("targets and blocks", in: "random-blocks", "t: 2", "t: 1"),
    Case("generator without start", in: "random-blocks", "S: 1, ", ""),
  ]

  @Test func everyKindHasItsMessage() throws {
    var written = ""
    for broken in Self.cases {
      let text = try EnvironmentRegistry.definition(broken.base).text
      #expect(text.contains(broken.old), "\(broken.name): \(broken.base) lacks '\(broken.old)'")
      let changed = text.replacing(broken.old, with: broken.new, maxReplacements: 1)
      let error = #expect(throws: InputError.self, "\(broken.name)") {
        try EnvironmentDefinition.parse(changed, file: "broken.yaml")
      }
      guard let error else { continue }
      #expect(error.file == "broken.yaml", "\(broken.name)")
      #expect(error.line != nil, "\(broken.name)")
      #expect(error.remedy != nil, "\(broken.name): \(error)")
      // Another suite of the process may have made the key of the bridge known.
      let description = error.description.replacing(", gymnasium", with: "")
      written += "== \(broken.name)\n\(description)\n"
    }
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Reference/broken/messages.txt")
    if ProcessInfo.processInfo.environment["APUS_RECORD"] == "1" {
      try Data(written.utf8).write(to: file)
    }
    let recorded = try String(contentsOf: file, encoding: .utf8).split(separator: "\n== ")
    for (one, other) in zip(written.split(separator: "\n== "), recorded) { #expect(one == other) }
    #expect(recorded.count == Self.cases.count)
  }
}
