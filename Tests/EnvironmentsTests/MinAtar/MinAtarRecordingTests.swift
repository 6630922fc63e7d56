import Documents
import Environments
import Foundation
import Testing

@Suite(.enabled(if: ReferenceRollouts.arePresent, Comment(rawValue: ReferenceRollouts.absence)))
struct MinAtarReferenceTests {
  @Test(arguments: ["breakout", "freeway", "asterix", "seaquest", "space-invaders"])
  func everyRecordingIsReproducedExactly(id: String) throws {
    let name = "minatar/\(id.replacing("-", with: "_")).jsonl.gz"
    let report = try RecordingReader.verify(
      [UInt8](try ReferenceRollouts.data(name)), file: name,
      against: EnvironmentRegistry.definition(id))
    #expect(report.difference == nil)
    #expect(report.episodes >= 8)
    #expect(report.steps > 400)
  }
}

@Suite struct MinAtarRecordingTests {
  /// What comparing a recording with Breakout finds.
  private func difference(in recording: BreakoutRecording) throws -> RecordingDifference? {
    try RecordingReader.verify(
      recording.line, file: "episode.jsonl", against: EnvironmentRegistry.definition("breakout")
    ).difference
  }

  /// What a damaged recording is refused with.
  private func refusal(
    of recording: BreakoutRecording, by id: String = "breakout"
  ) throws -> String {
    do {
      let definition = try EnvironmentRegistry.definition(id)
      _ = try RecordingReader.verify(recording.line, file: "episode.jsonl", against: definition)
      return "accepted"
    } catch let error as InputError {
      return error.description
    }
  }

  @Test func unchangedRecordingIsReproduced() throws {
    #expect(try difference(in: BreakoutRecording()) == nil)
  }

  @Test func changedPixelIsFoundAtItsStep() throws {
    var recording = try BreakoutRecording()
    recording.flip(row: 6, column: 2, plane: 3, step: 4)
    #expect(
      try difference(in: recording)?.description
        == "episode 7, step 4: observation: expected brick at row 6, column 2: 1, got 0")
  }

  @Test func changedPixelOfTheFirstObservationIsFoundAtTheBeginning() throws {
    var recording = try BreakoutRecording()
    recording.flip(row: 9, column: 4, plane: 0, step: nil)
    let difference = try #require(try difference(in: recording))
    #expect(difference.step == nil)
    #expect(difference.expected == "paddle at row 9, column 4: 0")
  }

  @Test func changedRewardIsFoundAtItsStep() throws {
    var recording = try BreakoutRecording()
    recording.replace("rewards", 5, with: 1)
    let difference = try #require(try difference(in: recording))
    #expect(difference.step == 5 && difference.what == "reward")
  }

  @Test func changedEndingIsFoundAtItsStep() throws {
    var recording = try BreakoutRecording()
    recording.replace("terminals", recording.steps - 1, with: false)
    let difference = try #require(try difference(in: recording))
    #expect(difference.step == recording.steps - 1 && difference.what == "terminal")
  }

  @Test func drawThatTheRulesDoNotMakeIsFoundAtItsStep() throws {
    var recording = try BreakoutRecording()
    recording.replace("draws", 3, with: [["rand", [], 0.25]] as [[Any]])
    let difference = try #require(try difference(in: recording))
    #expect(difference.step == 3 && difference.what == "draws")
  }

  @Test func changedVariableAtTheEndIsFound() throws {
    var recording = try BreakoutRecording()
    recording.setVariable("final_internal", "ball_dir", 0)
    let difference = try #require(try difference(in: recording))
    #expect(difference.step == recording.steps - 1 && difference.what == "variable 'ball_dir'")
  }

  @Test func startThatIsNotThatOfTheDrawsIsFoundAtTheBeginning() throws {
    var recording = try BreakoutRecording()
    recording.values["reset_draws"] = [["randint", [0, 2], 1]] as [[Any]]
    let difference = try #require(try difference(in: recording))
    #expect(difference.step == nil && difference.what == "variable 'ball_dir'")
  }

  @Test func recordingOfAnotherGameIsRefused() throws {
    #expect(
      try refusal(of: BreakoutRecording(), by: "asterix")
        == "episode.jsonl:1: the recording is of MinAtar's 'breakout', expected 'asterix'")
    #expect(
      try refusal(of: BreakoutRecording(), by: "catch")
        == "episode.jsonl:1: the recording is of MinAtar's 'breakout', environment 'catch' is not "
        + "of MinAtar")
  }

  @Test(arguments: [
    ("actions", "6"), ("actions", "-1"), ("obs", "\"AAAA\""), ("obs", "\"?\""),
    ("rewards", "\"x\""), ("terminals", "true"), ("draws", "[[\"randint\", [0, 0], 0]]"),
    ("draws", "[[\"randint\", [0, 2], 2]]"), ("draws", "[[\"rand\", [], 1]]"),
    ("draws", "[[\"rand\", [2], [0.5]]]"), ("draws", "[[\"choice\", [], 0]]"),
    ("draws", "[[\"randint\", [\(Int.min), \(Int.max), 3], [0]]]"), ("draws", "[[]]"),
  ])
  func damagedStepIsRefusedWithFileAndLine(key: String, json: String) throws {
    var recording = try BreakoutRecording()
    recording.replace(key, 2, with: try BreakoutRecording.value(json))
    let message = try refusal(of: recording)
    #expect(message.hasPrefix("episode.jsonl:1: "), "\(key): \(message)")
  }

  @Test(arguments: [
    ("ball_x", "10"), ("ball_y", "-1"), ("ball_y", "9"), ("ball_y", "1e300"), ("ball_y", "2.5"),
    ("pos", "\"left\""), ("strike", "1"), ("brick_map", "[[1]]"), ("last_x", "null"),
  ])
  func impossibleVariableIsRefused(name: String, json: String) throws {
    var recording = try BreakoutRecording()
    recording.setVariable("init_internal", name, try BreakoutRecording.value(json))
    let message = try refusal(of: recording)
    #expect(message.contains("for the variable '\(name)'"), "\(message)")
  }

  @Test func stickyActionsAndOtherShapesAreRefused() throws {
    var recording = try BreakoutRecording()
    recording.values["sticky_action_prob"] = 0.1
    #expect(try refusal(of: recording).contains("sticky"))
    recording = try BreakoutRecording()
    recording.values["obs_shape"] = [10, 10, 7]
    #expect(try refusal(of: recording).contains("[10, 10, 4]"))
    recording = try BreakoutRecording()
    recording.values["rewards"] = [0]
    #expect(try refusal(of: recording).contains("1 rewards"))
  }
}
