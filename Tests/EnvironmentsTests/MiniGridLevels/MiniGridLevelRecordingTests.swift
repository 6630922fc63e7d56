import Documents
import Environments
import Foundation
import Testing

/// Episodes of minigrid 3.2.0 that end in each way, replayed; `record_minigrid_levels.py` made them.
struct MiniGridLevelRecordingTests {
  /// A line of the file with what it is about.
  struct Recorded: Decodable, CustomTestStringConvertible {
    var env: String
    var mission: String
    var steps: [Step]
    var line: [UInt8] = []

    struct Step: Decodable {
      var r: Double
      var term: Bool
    }

    private enum CodingKeys: String, CodingKey {
      case env, mission, steps
    }

    var id: String { env.lowercased().replacing("-v0", with: "") }
    var testDescription: String { "\(env): \(mission)" }
  }

  static let episodes: [Recorded] = {
    let path = #filePath.replacing(
      "MiniGridLevels/MiniGridLevelRecordingTests.swift", with: "Reference/minigrid-levels.jsonl")
    let bytes = FileManager.default.contents(atPath: path) ?? Data()
    return bytes.split(separator: UInt8(ascii: "\n")).compactMap { line in
      var episode = try? JSONDecoder().decode(Recorded.self, from: line)
      episode?.line = Array(line)
      return episode
    }
  }()

  @Test func recordingsEndWithAndWithoutReward() {
    let rewards = Self.episodes.map { $0.steps.last?.r ?? 0 }
    #expect(rewards.count { $0 > 0 } == 12)
    #expect(rewards.count { $0 == 0 } == 4)
    #expect(Set(Self.episodes.map(\.id)).count == 12)
    #expect(Self.episodes.allSatisfy { $0.steps.last?.term == true })
  }

  @Test(arguments: episodes) func episodeIsReproduced(episode: Recorded) throws {
    let report = try RecordingReader.verify(
      episode.line, file: episode.env, against: EnvironmentRegistry.definition(episode.id))
    #expect(report.difference == nil, "\(report.difference?.description ?? "")")
    #expect(report.steps == episode.steps.count)
  }

  @Test(arguments: 0..<5) func everyWordingOfFetchingIsRead(wording: Int) throws {
    let mission = MiniGridTask.fetchWordings[wording] + " grey ball"
    let map = MiniGridMap.room(width: 5, height: 5)
    let task = try MiniGridTask(mission: mission, on: map)
    #expect(task == .fetch(.ball, .grey, wording: wording))
  }
}
