import Foundation
import Testing

/// The guide Documentation/WritingAnEnvironment.md, followed from `new` to a trained agent.
@Suite(.serialized) struct WritingAnEnvironmentTests {
  @Test func aTemplateBecomesAFileOnceAndIsSound() throws {
    let folder = try TemporaryFolder()
    let made = try folder.apus("environments", "new", "my-house", "--template", "keys")
    #expect(made.status == 0, "\(made.errors)")
    #expect(try folder.text("my-house.yaml").hasPrefix("# Change this file"))
    #expect(try folder.apus("environments", "check", "my-house.yaml").status == 0)
    let again = try folder.apus("environments", "new", "my-house")
    #expect(again.status == 1)
    #expect(again.errors.contains("my-house.yaml: the file exists already"))
    let other = try folder.apus("environments", "new", "mine", "--template", "castle")
    #expect(other.status == 1)
    #expect(other.errors.contains("unknown template 'castle'"))
    #expect(try folder.apus("environments", "new", "My House").status == 1)
  }

  @Test(arguments: ["river.yaml", "tower.yaml"])
  func fileOfTheGuideIsCheckedShownAndSolved(name: String) throws {
    let folder = try TemporaryFolder()
    try folder.write(name, Self.file(name))
    for command in ["check", "show", "solve"] {
      let result = try folder.apus("environments", command, name)
      #expect(result.status == 0, "\(command): \(result.errors)")
      #expect(result.errors.isEmpty)
    }
    #expect(try folder.apus("environments", "solve", name).output.contains("best play"))
  }

  @Test func towerOfTheGuideIsTrainedToSuccess() throws {
    let folder = try TemporaryFolder()
    try folder.write("tower.yaml", Self.file("tower.yaml"))
    let training = try folder.apus("train", "tower.yaml", "--run", "runs/tower", "--quiet")
    #expect(training.status == 0, "\(training.errors)")
    let result = try folder.apus("evaluate", "runs/tower", "--episodes", "50", "--json")
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    let success = try #require(object["successRate"] as? Double)
    #expect(success >= 0.95, "\(result.output)")
  }

  /// The file that a block of the guide begins with the name of.
  private static func file(_ name: String) throws -> String {
    let path = #filePath.replacingOccurrences(
      of: "Tests/ApusTests/WritingAnEnvironmentTests.swift",
      with: "Documentation/WritingAnEnvironment.md")
    let guide = try String(contentsOfFile: path, encoding: .utf8)
    let parts = guide.components(separatedBy: "```yaml\n")
    let part = try #require(parts.first { $0.hasPrefix("# \(name):") })
    return try #require(part.components(separatedBy: "```").first)
  }
}
