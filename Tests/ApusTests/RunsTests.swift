import Foundation
import Testing

@Suite(.serialized) struct RunsTests {
  /// Two groups of four runs on a small data set, which learn at different rates.
  private func makeRuns(_ folder: TemporaryFolder) throws {
    for (name, rate) in [("slow", "0.0001"), ("fast", "0.1")] {
      let result = try folder.apus(
        "train", "iris", "--seeds", "1-4", "--epochs", "10", "--run", name, "--quiet", "--set",
        "learningRate=\(rate)")
      #expect(result.status == 0, "\(result.errors)")
    }
  }

  private func object(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  @Test func groupsAreComparedWithIntervals() throws {
    let folder = try TemporaryFolder()
    try makeRuns(folder)
    let json = try object(try folder.apus("runs", "compare", "fast", "slow", "--json").output)
    let groups = try #require(json["groups"] as? [[String: Any]])
    #expect(
      groups.map { $0["name"] as? String } == [
        "iris-linear learningRate=0.1", "iris-linear learningRate=0.0001",
      ])
    for group in groups {
      let scores = try #require(group["runs"] as? [[String: Any]]).compactMap {
        $0["score"] as? Double
      }
      #expect(scores.count == 4)
      // Of four scores the middle two.
      let expected = (scores.sorted()[1] + scores.sorted()[2]) / 2
      let found = try #require(group["interquartileMean"] as? [String: Double])
      let (value, low, high) = try (
        #require(found["value"]), #require(found["low"]), #require(found["high"])
      )
      #expect(abs(value - expected) < 1e-12)
      #expect(low <= value && value <= high)
    }
    let improvement = try #require((json["improvement"] as? [[String: Any]])?.first)
    #expect(improvement["of"] as? String == "iris-linear learningRate=0.1")
    #expect(try #require(improvement["value"] as? Double) > 0.9)
    // The same figures whatever the order in which they are named, and without the kept scores.
    let text = try folder.apus("runs", "compare", "fast/*s[34]", "fast/*s[12]", "slow").output
    #expect(text.contains("probability of improvement"))
    for file in ["fast/iris-linear-s1/scores.yaml", "slow/iris-linear-s2/scores.yaml"] {
      try FileManager.default.removeItem(atPath: "\(folder.path)/\(file)")
    }
    let again = try object(try folder.apus("runs", "compare", "fast", "slow", "--json").output)
    #expect(again as NSDictionary == json as NSDictionary)
  }

  @Test func theListGroupsSeedsAndTheTableNamesTheCommand() throws {
    let folder = try TemporaryFolder()
    try makeRuns(folder)
    let list = try folder.apus("runs", "list", "fast")
    #expect(list.lines.contains { $0.hasPrefix("iris-linear  1,2,3,4  4/4 ") }, "\(list.output)")
    let table = try folder.apus("runs", "list", "slow", "--markdown").lines
    #expect(table.count == 3)
    #expect(table[2].hasPrefix("| iris | linear | 10 epochs | 4 | "), "\(table)")
    #expect(table[2].contains("`apus train iris --seeds 1-4 --epochs 10 --run slow "), "\(table)")
  }

  @Test func aRunIsShownWithWhatWasChangedAndItsCurve() throws {
    let folder = try TemporaryFolder()
    #expect(try folder.apus.run(shortTraining("a", "--quiet")).status == 0)
    let shown = try folder.apus("runs", "show", "a")
    #expect(shown.status == 0, "\(shown.errors)")
    #expect(shown.output.contains("batchSize: 32 (recommended: "))
    #expect(!shown.output.contains("discount: "))
    #expect(shown.output.contains("finished, 3,000 of 3,000 steps"))
    #expect(shown.lines.filter { $0.contains("│") }.count == 10)
    #expect(shown.lines.last?.hasSuffix("3,000") == true)
    let json = try object(try folder.apus("runs", "show", "a", "--json").output)
    #expect(json["curveSteps"] as? [Int] == Array(stride(from: 500, through: 3000, by: 500)))
    #expect((json["sha256"] as? String)?.count == 64)
  }

  @Test func whatCannotBeComparedIsRefused() throws {
    let folder = try TemporaryFolder()
    try makeRuns(folder)
    #expect(try folder.apus("train", "digits", "--epochs", "1", "--run", "other", "-q").status == 0)
    let different = try folder.apus("runs", "compare", "fast", "other")
    #expect(different.status == 1 && different.output.isEmpty)
    #expect(different.errors.contains("are of different tasks"), "\(different.errors)")
    #expect(different.errors.contains("iris") && different.errors.contains("digits"))
    // A configuration without a training.
    try FileManager.default.createDirectory(
      atPath: "\(folder.path)/begun", withIntermediateDirectories: true)
    try folder.write(
      "begun/configuration.yaml", try folder.text("fast/iris-linear-s1/configuration.yaml"))
    let begun = try folder.apus("runs", "compare", "fast", "begun")
    #expect(begun.status == 1)
    #expect(begun.errors.contains("has no finished run"), "\(begun.errors)")
    #expect(begun.errors.contains("apus train --resume begun"))
  }
}
