import Documents
import Environments
import Foundation
import Testing

@Suite(.enabled(if: ReferenceRollouts.arePresent, Comment(rawValue: ReferenceRollouts.absence)))
struct MiniGridRecordingTests {
  /// The files, and the ids of the environments that they are recordings of.
  static let files = [
    ("MiniGrid-Empty-8x8-v0", "minigrid-empty-8x8"),
    ("MiniGrid-FourRooms-v0", "minigrid-fourrooms"),
    ("MiniGrid-DoorKey-8x8-v0", "minigrid-doorkey-8x8"),
    ("MiniGrid-LavaGapS7-v0", "minigrid-lavagaps7"),
    ("MiniGrid-Dynamic-Obstacles-8x8-v0", "minigrid-dynamic-obstacles-8x8"),
    ("MiniGrid-KeyCorridorS3R1-v0", "minigrid-keycorridors3r1"),
  ].filter { EnvironmentRegistry.ids.contains($0.1) }

  @Test(arguments: files) func everyRecordingIsReproducedExactly(file: String, id: String) throws {
    let bytes = [UInt8](try ReferenceRollouts.data("minigrid/\(file).jsonl.gz"))
    let report = try RecordingReader.verify(
      bytes, file: file, against: EnvironmentRegistry.definition(id))
    #expect(report.difference == nil, "\(report.difference.map { "\($0)" } ?? "")")
    #expect(report.episodes >= 8)
    #expect(report.steps > 70)
  }

  /// An episode as JSON, changed by hand.
  typealias Line = [String: Any]

  /// An episode of a level, by default of DoorKey.
  static func line(_ file: String = "MiniGrid-DoorKey-8x8-v0", _ number: Int = 6) throws -> Line {
    let data = try ReferenceRollouts.data("minigrid/\(file).jsonl.gz")
    let lines = data.split(separator: UInt8(ascii: "\n"))
    return try #require(JSONSerialization.jsonObject(with: lines[number]) as? Line)
  }

  static func verify(_ line: Line, _ id: String = "minigrid-doorkey-8x8") throws -> RecordingReport
  {
    let bytes = [UInt8](try JSONSerialization.data(withJSONObject: line))
    return try RecordingReader.verify(
      bytes, file: "changed", against: EnvironmentRegistry.definition(id))
  }

  /// The line with one value of one step changed.
  static func line(_ line: Line, step: Int, _ key: String, _ value: Any?) throws -> Line {
    var line = line
    var steps = try #require(line["steps"] as? [Line])
    steps[step][key] = value
    line["steps"] = steps
    return line
  }

  @Test func shortestPathSolvesTheLevel() throws {
    let line = try Self.line()
    let report = try Self.verify(line)
    #expect(report.difference == nil)
    let last = try #require((line["steps"] as? [Line])?.last)
    #expect(last["term"] as? Bool == true)
    #expect((last["r"] as? Double ?? 0) > 0.9)
  }

  @Test(arguments: ["pos", "dir", "carrying", "r", "term", "trunc", "image", "grid"])
  func changedValueIsReportedAtItsStep(key: String) throws {
    let line = try Self.line()
    let steps = try #require(line["steps"] as? [Line])
    let step = try #require(
      key == "grid" ? steps.firstIndex { $0["grid"] != nil } : steps.count - 2)
    func flipped(_ text: Any?) -> String { String((text as? String ?? "").dropLast(3)) + "610" }
    let changed: Any =
      switch key {
      case "pos": [3, 4]
      case "dir": ((steps[step]["dir"] as? Int ?? 0) + 1) % 4
      case "carrying": [6, 1, 0]
      case "r": 0.25
      case "term", "trunc": true
      default: flipped(steps[step][key])
      }
    let report = try Self.verify(Self.line(line, step: step, key, changed))
    let difference = try #require(report.difference)
    #expect(difference.step == step)
    #expect(difference.episode == line["episode"] as? Int)
    let names = [
      "r": "reward", "term": "terminated", "trunc": "truncated", "image": "view at",
      "grid": "grid at",
    ]
    #expect(difference.what.hasPrefix(names[key] ?? key), "\(difference)")
    #expect(report.steps == step)
  }

  @Test func rewardIsComparedToTheLastBit() throws {
    let line = try Self.line()
    let steps = try #require(line["steps"] as? [Line])
    let reward = try #require(steps.last?["r"] as? Double)
    let report = try Self.verify(Self.line(line, step: steps.count - 1, "r", reward.nextUp))
    #expect(report.difference?.what == "reward")
  }

  @Test(arguments: ["draws", "obstacles"]) func changedObstacleIsReported(key: String) throws {
    let line = try Self.line("MiniGrid-Dynamic-Obstacles-8x8-v0", 0)
    let steps = try #require(line["steps"] as? [Line])
    var values = try #require(steps[2][key] as? [[Int]])
    values[1] = key == "draws" ? [values[1][0], values[1][1] + 1, values[1][2]] : [7, 7]
    let report = try Self.verify(
      Self.line(line, step: 2, key, values), "minigrid-dynamic-obstacles-8x8")
    #expect(report.difference?.step == 2)
    #expect(report.difference?.what == key)
  }

  @Test(arguments: [
    "env", "width", "height", "max_steps", "n_actions", "mission", "init_grid", "init_image",
    "init_agent_pos", "init_agent_dir", "actions", "steps",
  ])
  func damagedBeginningIsAnErrorOrADifference(key: String) throws {
    let line = try Self.line()
    let damages: [Any] = [
      "", "zz", "250", -1, 0, 1_000_000_000_000, [Int](), [9, 9], [-1, 1], [1], [1, Int.max], true,
      ["a"], String(repeating: "f", count: 192), String(repeating: "0", count: 147), [Line](),
      "pick up the", "put the red key near the", "open the red door then", "go to the red door",
      "get the red key from the room, unlock", "fetch a", "go to the matching object",
    ]
    for damage in damages {
      var changed = line
      changed[key] = damage
      do {
        #expect(try Self.verify(changed).difference != nil, "\(key): \(damage)")
      } catch let error as InputError {
        #expect(!error.message.isEmpty && error.file == "changed")
      }
    }
    var missing = line
    missing[key] = nil
    #expect(throws: InputError.self) { try Self.verify(missing) }
  }

  @Test(arguments: ["pos", "dir", "image", "carrying", "r", "term", "grid", "obstacles", "draws"])
  func damagedStepIsAnErrorOrADifference(key: String) throws {
    let line = try Self.line("MiniGrid-Dynamic-Obstacles-8x8-v0", 0)
    let damages: [Any] = [
      "", "zz", "25", -1, 7, Int.max, [Int](), [[Int]](), [[1]], [[Int.min, Int.max, 0]],
      [[3, 3, 3]], [[0, 3, 1]], [[Int.max - 1, Int.max, Int.max - 1], [0, 3, 1]], [9, 9], 1e300,
      String(repeating: "f", count: 147), String(repeating: "2", count: 192),
    ]
    for step in 0..<2 {
      for damage in damages {
        do {
          let changed = try Self.line(line, step: step, key, damage)
          let report = try Self.verify(changed, "minigrid-dynamic-obstacles-8x8")
          #expect(report.difference != nil, "step \(step), \(key): \(damage)")
        } catch let error as InputError {
          #expect(!error.message.isEmpty)
        }
      }
    }
  }

  @Test func recordingOfAnotherLevelIsRefused() throws {
    let error = #expect(throws: InputError.self) {
      try Self.verify(Self.line(), "minigrid-doorkey-6x6")
    }
    #expect(error?.message.contains("not of environment 'minigrid-doorkey-6x6'") == true)
    #expect(throws: InputError.self) { try Self.verify(Self.line(), "cartpole") }
  }
}
