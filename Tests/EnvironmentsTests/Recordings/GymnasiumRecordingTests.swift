import Documents
import Environments
import Foundation
import Testing

/// The classics against Gymnasium's recordings and tables.
@Suite(.enabled(if: ReferenceRollouts.arePresent, Comment(rawValue: ReferenceRollouts.absence)))
struct GymnasiumRecordingTests {
  /// An environment of ours and the name of its recordings.
  static let ports = [
    ("cartpole", "CartPole-v1"),
    ("mountain-car", "MountainCar-v0"),
    ("acrobot", "Acrobot-v1"),
    ("frozen-lake-4x4", "FrozenLake-v1_4x4_deterministic"),
    ("frozen-lake-4x4-slippery", "FrozenLake-v1_4x4_slippery"),
    ("frozen-lake-8x8", "FrozenLake-v1_8x8_deterministic"),
    ("frozen-lake-8x8-slippery", "FrozenLake-v1_8x8_slippery"),
    ("cliff-walking", "CliffWalking-v1"),
    ("cliff-walking-slippery", "CliffWalkingSlippery-v1"),
    ("taxi", "Taxi-v3"),
    ("taxi", "Taxi-v4"),
    ("taxi-rainy", "Taxi-v4_rainy"),
    ("blackjack-sab", "Blackjack-v1_sab"),
    ("blackjack-natural", "Blackjack-v1_natural"),
    ("blackjack-plain", "Blackjack-v1_plain"),
  ]

  @Test(arguments: ports)
  func everyEpisodeIsReproduced(id: String, recording: String) throws {
    let report = try verify("gymnasium/\(recording).jsonl.gz", id)
    #expect(report.difference == nil, "\(report.difference?.description ?? "")")
    #expect(report.episodes >= 20)
    #expect(report.steps >= 90)
    #expect(report.notes.isEmpty)
  }

  @Test(arguments: ports[3..<12])
  func transitionsStartsAndOptimalValuesAreThoseOfTheOriginal(
    id: String, recording: String
  ) throws {
    let report = try verify("gymnasium/\(recording).P.json.gz", id)
    #expect(report.difference == nil, "\(report.difference?.description ?? "")")
    #expect(report.transitions >= 16 * 4)
  }

  static let misfits: [(id: String, recording: String, reason: String)] = [
    ("cartpole", "MountainCar-v0", "is not of the game 'mountain-car'"),
    ("frozen-lake-4x4", "FrozenLake-v1_8x8_deterministic", "has 16 states, expected 64"),
    ("frozen-lake-4x4", "FrozenLake-v1_4x4_slippery", "has is_slippery = false, recorded was true"),
    ("cliff-walking", "CliffWalkingSlippery-v1", "has is_slippery = false, recorded was true"),
    ("four-rooms", "CliffWalking-v1", "has 104 states, expected 48"),
    ("taxi-rainy", "Taxi-v4", "has is_rainy = true, recorded was false"),
    ("blackjack-natural", "Blackjack-v1_plain", "has natural = true, recorded was false"),
    ("blackjack-sab", "Blackjack-v1_plain", "has sab = true, recorded was false"),
    ("catch", "FrozenLake-v1_4x4_slippery", "is no grid whose cells are its states"),
  ]

  @Test(arguments: misfits)
  func recordingOfAnotherTaskIsRefused(id: String, recording: String, reason: String) throws {
    let error = #expect(throws: InputError.self) {
      try verify("gymnasium/\(recording).jsonl.gz", id)
    }
    #expect(error?.message.hasSuffix(reason) == true, "\(error?.message ?? "")")
    #expect(error?.line == 1)
  }

  @Test func otherConstantsDifferAtTheFirstStep() throws {
    let report = try verify("gymnasium/CartPole-v1.jsonl.gz", "cartpole-heavy")
    #expect(report.difference?.step == 0)
    #expect(report.difference?.what == "state[1]")
    #expect(report.differingEpisodes == report.episodes)
  }

  @Test func changedTableIsReportedWhereItDiffers() throws {
    let name = "gymnasium/FrozenLake-v1_4x4_slippery.P.json.gz"
    let text = String(decoding: try ReferenceRollouts.data(name), as: UTF8.self)
    // The shore's first move is to the left: it stays, with probability 1/3.
    let changed = text.replacing("\"P\":[[[[0.33", with: "\"P\":[[[[0.34", maxReplacements: 1)
    #expect(changed != text)
    let report = try verify(changed, "frozen-lake-4x4-slippery")
    #expect(report.difference?.what == "state 0, action 0")
    #expect(report.transitions == 0)
  }
}

/// Compares a built-in environment with a recording of the folder `reference-rollouts`.
func verify(_ recording: String, _ id: String) throws -> RecordingReport {
  guard recording.hasSuffix(".gz") else {
    return try RecordingReader.verify(
      Array(recording.utf8), file: "text.jsonl", against: EnvironmentDefinition.load(id))
  }
  return try RecordingReader.verify(
    [UInt8](ReferenceRollouts.data(recording)), file: recording,
    against: EnvironmentDefinition.load(id))
}
