import Foundation
import Testing

@Suite(.serialized) struct ReplayTests {
  @Test func watchedEpisodesAreRecordedAndVerified() throws {
    let folder = try TemporaryFolder()
    #expect(try folder.apus.run(shortTraining("a", "--quiet")).status == 0)
    let watched = try folder.apus(
      "watch", "a", "--terminal", "--episodes", "2", "--record", "w.episodes")
    #expect(watched.status == 0)
    #expect(watched.errors.contains("2 episodes recorded: apus replay w.episodes"))
    let verified = try folder.apus("replay", "w.episodes", "--verify")
    #expect(verified.status == 0)
    #expect(verified.output.contains("every state as recorded"))
    let shown = try folder.apus("replay", "w.episodes", "--terminal")
    #expect(shown.lines.count == 3, "\(shown.output)")
    let again = try folder.apus("watch", "a", "--terminal", "--record", "w.episodes")
    #expect(again.status == 1)
    #expect(again.errors.contains("w.episodes: exists already"))
  }

  @Test func changedRecordingFailsWithItsStep() throws {
    let folder = try TemporaryFolder()
    let played = try folder.play("right\nright\nd\n3\n", ["four-rooms", "--record", "p.episodes"])
    #expect(played.status == 0)
    #expect(played.lines.count == 5)
    #expect(played.lines[0] == "step 0  row 1, column 1 (start)")
    let path = folder.path + "/p.episodes"
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let pattern = try Regex("\"actions\":\"[^\"]*\"")
    try text.replacing(pattern, with: "\"actions\":\"VQ==\"").write(
      toFile: path, atomically: true, encoding: .utf8)
    let result = try folder.apus("replay", "p.episodes", "--verify")
    #expect(result.status == 1)
    #expect(result.errors.contains("step 3 does not lead to what was recorded"), "\(result.errors)")
    #expect(try folder.apus("replay", "none.episodes").status == 1)
  }

  @Test func unknownActionIsRefusedWithTheNearest() throws {
    let folder = try TemporaryFolder()
    let result = try folder.play("rihgt\n", ["four-rooms"])
    #expect(result.status == 1)
    #expect(result.errors.contains("standard input:1: unknown action 'rihgt'"))
    #expect(result.errors.contains("right"))
    #expect(try folder.play("", ["cartpole", "--pace", "0"]).status == 1)
  }
}

extension TemporaryFolder {
  /// Plays by lines of text.
  fileprivate func play(_ lines: String, _ arguments: [String]) throws -> Program.Result {
    let input = path + "/input.txt"
    try lines.write(toFile: input, atomically: true, encoding: .utf8)
    return try apus.run(["environments", "play"] + arguments, input: input)
  }
}
