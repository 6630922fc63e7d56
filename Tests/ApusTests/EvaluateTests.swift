import Foundation
import Testing

@Suite(.serialized) struct EvaluateTests {
  @Test func theJSONHasExactlyTheFiveKeysInOrder() throws {
    let folder = try TemporaryFolder()
    #expect(try folder.apus.run(shortTraining("a", "--quiet")).status == 0)
    let result = try folder.apus("evaluate", "a", "--episodes", "20", "--seed", "7", "--json")
    #expect(result.status == 0)
    let pattern =
      #/\{"episodes":20,"meanReturn":[-0-9.e]+,"stdReturn":[-0-9.e]+,"meanLength":[0-9.e]+,"successRate":[0-9.e]+\}\n/#
    #expect(result.output.wholeMatch(of: pattern) != nil, "\(result.output)")
    #expect(
      try folder.apus("evaluate", "a", "--episodes", "20", "--seed", "7", "--json").output
        == result.output)
    #expect(
      try folder.apus(
        "evaluate", "a/policy.safetensors", "--episodes", "20", "--seed", "7", "--json"
      ).output
        == result.output)
  }

  @Test func theSummaryOfATrainingIsRepeatedByEvaluate() throws {
    let folder = try TemporaryFolder()
    let training = try folder.apus.run(shortTraining("a", "--json", "--seed", "4"))
    let last = try #require(training.lines.last)
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(last.utf8)) as? [String: Any])
    let evaluated = try folder.apus("evaluate", "a", "--seed", "4", "--json")
    let again = try #require(
      try JSONSerialization.jsonObject(with: Data(evaluated.output.utf8)) as? [String: Any])
    #expect(object["meanReturn"] as? Double == again["meanReturn"] as? Double)
  }

  @Test func watchingWithoutATerminalPrintsALinePerEpisode() throws {
    let folder = try TemporaryFolder()
    #expect(try folder.apus.run(shortTraining("a", "--quiet")).status == 0)
    let result = try folder.apus("watch", "a", "--terminal", "--episodes", "3")
    #expect(result.status == 0)
    #expect(result.lines.count == 3, "\(result.output)")
    #expect(!result.output.contains("\u{1B}"))
  }

  @Test func environmentsAreListedShownAndSolved() throws {
    let folder = try TemporaryFolder()
    let list = try folder.apus("environments")
    #expect(list.status == 0)
    #expect(list.lines.contains { $0.hasPrefix("four-rooms ") })
    #expect(list.lines.contains { $0.hasPrefix("cartpole-heavy ") })
    let shown = try folder.apus("environments", "show", "four-rooms")
    for word in ["Map", "Actions", "Rewards", "Observation", "Time limit"] {
      #expect(shown.output.contains(word))
    }
    let solved = try folder.apus("environments", "solve", "cliff-walking", "--json")
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(solved.output.utf8)) as? [String: Any])
    // Thirteen steps of -1 along the cliff's edge.
    #expect(object["optimalReturn"] as? Double == -13)
  }
}
