import Determinism
import Documents
import Environments
import Foundation
import Testing

/// Recordings that are changed, damaged or invented.
struct RecordingDamageTests {
  /// One step of CartPole from rest, as this program plays it.
  static let cartPole: String = {
    var world = CartPole(parameters: CartPole.defaultParameters)
    _ = world.step(1)
    let s = world.state
    let numbers = "[\(s.position), \(s.velocity), \(s.angle), \(s.angularVelocity)]"
    return """
      {"env": "CartPole-v1", "gymnasium": "1.4.0", "episode": 7, "init_state": [0, 0, 0, 0], \
      "init_obs": [0, 0, 0, 0], "actions": [1], "steps": [{"s": \(numbers), "obs": \(numbers), \
      "r": 1.0, "term": false, "trunc": false}]}
      """
  }()

  /// From the shore to the right, on ice that does not slip.
  static let lake = """
    {"env": "FrozenLake-v1", "gymnasium": "1.4.0", "kwargs": {"is_slippery": false}, "episode": 0, \
    "init_state": 0, "actions": [2, 1], "steps": [{"s": 1, "r": 0.0, "term": false, "trunc": false, \
    "prob": 1.0}, {"s": 5, "r": 0.0, "term": true, "trunc": false, "prob": 1.0}]}
    """

  /// A hit, then sticking on 19 against 19.
  static let cards = """
    {"env": "Blackjack-v1", "gymnasium": "1.4.0", "episode": 0, "init_dealer": [10, 6], \
    "init_player": [4, 5], "init_obs": [9, 10, 0], "actions": [1, 0], "steps": [{"obs": [19, 10, 0], \
    "player": [4, 5, 10], "dealer": [10, 6], "r": 0.0, "term": false, "trunc": false}, \
    {"obs": [19, 10, 0], "player": [4, 5, 10], "dealer": [10, 6, 3], "r": 0.0, "term": true, \
    "trunc": false}]}
    """

  static let samples = [
    ("cartpole", cartPole), ("frozen-lake-4x4", lake), ("blackjack-sab", cards),
  ]

  @Test(arguments: samples) func undamagedSamplesAreReproduced(id: String, text: String) throws {
    let report = try verify(text + "\n\n" + text + "\r\n", id)
    #expect(report.difference == nil, "\(report.difference?.description ?? "")")
    #expect(report.episodes == 2)
    #expect(report.steps == (id == "cartpole" ? 2 : 4))
  }

  static let changes: [(id: String, old: String, new: String, step: Int?, what: String)] = [
    ("cartpole", "\"r\": 1.0", "\"r\": 2.0", 0, "reward"),
    ("cartpole", "\"term\": false", "\"term\": true", 0, "terminated"),
    ("cartpole", "\"init_obs\": [0,", "\"init_obs\": [0.1,", nil, "observation[0]"),
    ("cartpole", "\"s\": [0.0,", "\"s\": [0.00000000001,", 0, "state[0]"),
    ("frozen-lake-4x4", "\"s\": 5", "\"s\": 6", 1, "state"),
    ("frozen-lake-4x4", "\"term\": true", "\"term\": false", 1, "terminated"),
    ("frozen-lake-4x4", "\"prob\": 1.0}, ", "\"prob\": 0.5}, ", 0, "probability"),
    ("frozen-lake-4x4", "\"init_state\": 0", "\"init_state\": 3", nil, "state"),
    ("frozen-lake-4x4", "true, \"trunc\": false", "true, \"trunc\": true", 1, "truncated"),
    ("blackjack-sab", "\"r\": 0.0, \"term\": true", "\"r\": 1.0, \"term\": true", 1, "reward"),
    ("blackjack-sab", "[10, 6, 3]", "[10, 6]", 1, "dealer"),
    ("blackjack-sab", "[10, 6, 3]", "[10, 6, 3, 4]", 1, "dealer"),
    ("blackjack-sab", "[9, 10, 0]", "[9, 10, 1]", nil, "observation"),
  ]

  @Test(arguments: changes)
  func changeIsReportedWhereItStands(
    id: String, old: String, new: String, step: Int?, what: String
  ) throws {
    let text = try sample(id, old, new)
    let report = try verify(text, id)
    let difference = try #require(report.difference)
    #expect(difference.step == step, "\(difference)")
    #expect(difference.what == what, "\(difference)")
    #expect(difference.episode == (id == "cartpole" ? 7 : 0))
    #expect(report.steps == step ?? 0)
  }

  static let damages: [(id: String, old: String, new: String, reason: String)] = [
    ("cartpole", "\"actions\": [1]", "\"actions\": [2]", "expected an action in 0..<2 at step 0"),
    ("cartpole", "\"actions\": [1]", "\"actions\": [1, 1]", "has 2 actions for 1 steps"),
    ("cartpole", "\"actions\": [1]", "\"actions\": [1e300]", "holds a number that is too large"),
    ("cartpole", "\"actions\": [1]", "\"actions\": \"right\"", "expected a list in actions"),
    ("cartpole", "\"r\": 1.0", "\"r\": NaN", "is not valid JSON"),
    ("cartpole", "\"r\": 1.0", "\"r\": null", "expected a number in steps[0].r"),
    ("cartpole", "\"r\": 1.0", "\"r\": true", "expected a number in steps[0].r"),
    ("cartpole", "\"r\": 1.0", "\"r\": 1e999", "holds a number that is too large"),
    ("cartpole", "\"term\": false", "\"term\": 0", "expected true or false in steps[0].term"),
    ("cartpole", ", \"init_obs\": [0, 0, 0, 0]", "", "the key 'init_obs' is missing"),
    ("cartpole", "[0, 0, 0, 0], \"init", "[0, 0, 0], \"init", "init_state holds no state"),
    ("cartpole", "CartPole-v1", "CartPole-v9", "unknown task of Gymnasium's 'CartPole-v9'"),
    ("cartpole", "\"episode\": 7", "\"episode\": 7, \"kwargs\": {\"wind\": 3}", "'wind'"),
    ("cartpole", "}]}", "}", "is not valid JSON"),
    ("frozen-lake-4x4", "\"s\": 5", "\"s\": 16", "expected a state in 0..<16 in step 1, got 16"),
    ("frozen-lake-4x4", "\"init_state\": 0", "\"init_state\": -1", "in 0..<16 in init_state"),
    ("blackjack-sab", "[4, 5],", "[4, 50],", "expected a card in 1...10 at the beginning, got 50"),
    ("blackjack-sab", "[4, 5],", "[4],", "expected two cards each, got 1 and 2"),
    ("blackjack-sab", "[4, 5, 10]", "[4, 6, 10]", "the cards on the table change at step 0"),
  ]

  @Test(arguments: damages)
  func damageIsRefusedWithItsLine(id: String, old: String, new: String, reason: String) throws {
    let damaged = try sample(id, old, new)
    let whole = try #require(Self.samples.first { $0.0 == id }).1
    let error = #expect(throws: InputError.self) { try verify(whole + "\n" + damaged, id) }
    #expect(error?.message.contains(reason) == true, "\(error?.description ?? "")")
    #expect(error?.line == 2 && error?.file == "text.jsonl")
  }

  static let nonsense: [(text: String, reason: String)] = [
    ("", "is empty"), ("\n \n", "is empty"), ("hello", "expected one JSON object a line"),
    ("[1, 2]", "expected one JSON object a line"), ("{}", "is no recording that can be read"),
    ("{\"P\": 3}", "is missing"), (String(repeating: "[", count: 100_000), "one JSON object"),
  ]

  @Test(arguments: nonsense)
  func whatIsNoRecordingIsRefused(text: String, reason: String) {
    let error = #expect(throws: InputError.self) { try verify(text, "cartpole") }
    #expect(error?.message.contains(reason) == true, "\(error?.description ?? "")")
  }

  /// Bytes changed, left out and doubled at random: whatever comes, nothing traps.
  @Test(arguments: samples) func damagedBytesNeverTrap(id: String, text: String) {
    var random = RandomStream(seed: 5)
    var refused = 0
    for _ in 0..<400 {
      var bytes = Array(text.utf8)
      for _ in 0...random.integer(below: 3) {
        let place = random.integer(below: bytes.count)
        switch random.integer(below: 4) {
        case 0: bytes.remove(at: place)
        case 1: bytes.insert(bytes[place], at: place)
        case 2: bytes[place] = UInt8(ascii: "0") + UInt8(random.integer(below: 10))
        default: bytes[place] = UInt8(random.integer(below: 256))
        }
      }
      do {
        _ = try RecordingReader.verify(
          bytes, file: "fuzz", against: EnvironmentDefinition.load(id))
      } catch {
        #expect(error is InputError, "\(error)")
        refused += 1
      }
    }
    #expect(refused > 100)
  }

  @Test func otherTimeLimitOfTheRecordingIsRecognized() throws {
    // Cut after one step, in every episode: whoever recorded had that limit.
    let text = try sample("cartpole", "\"trunc\": false", "\"trunc\": true")
    let report = try verify(text + "\n" + text, "cartpole")
    #expect(report.difference == nil)
    #expect(
      report.notes == [
        "recorded under a time limit of 1 steps; environment 'cartpole' has one of 500"
      ])
    // In one of two episodes of the same length: a mistake.
    let mixed = try verify(Self.cartPole + "\n" + text, "cartpole")
    #expect(mixed.difference?.what == "truncated")
  }

  private func sample(_ id: String, _ old: String, _ new: String) throws -> String {
    let text = try #require(Self.samples.first { $0.0 == id }).1
    try #require(text.contains(old), "the sample has nothing to change")
    return text.replacing(old, with: new, maxReplacements: 1)
  }
}
