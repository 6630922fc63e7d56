import Determinism
import Documents
import Environments
import Foundation
import Testing

/// The guide Documentation/WritingAnEnvironment.md, followed to the letter.
///
/// Its training runs are in ApusTests.
struct WritingAnEnvironmentTests {
  @Test(arguments: ["river.yaml", "tower.yaml", "cellar.yaml"])
  func fileOfTheGuideIsSoundAsItStands(name: String) throws {
    let definition = try EnvironmentDefinition.parse(file(name), file: name)
    #expect(definition.check() == [])
    #expect(try EnvironmentChecker(definition, steps: 100).failures() == [])
  }

  @Test func riverIsWorthWhatTheGuidePromises() throws {
    let definition = try EnvironmentDefinition.parse(file("river.yaml"), file: "river.yaml")
    let solution = try #require(try definition.solve())
    #expect(solution.optimalReturn < -8)
    #expect(solution.optimalReturn > -40)
    #expect(definition.agent?.keys == ["steps", "hiddenSizes", "learningRate"])
  }

  @Test func towerIsSolvedAndTheCellarIsNot() throws {
    let tower = try EnvironmentDefinition.parse(file("tower.yaml"), file: "tower.yaml")
    let solution = try #require(try tower.solve())
    #expect(solution.terminationProbability == 1)
    // Key, door, the first coin and the second, and the way.
    #expect(abs(solution.optimalReturn - (0.5 + 0.5 + 2 + 3 - 0.1 * 12)) < 1e-9)
    let cellar = try EnvironmentDefinition.parse(file("cellar.yaml"), file: "cellar.yaml")
    #expect(try cellar.solve() == nil)
  }

  @Test(arguments: EnvironmentTemplate.allCases)
  func templateIsASoundDefinition(template: EnvironmentTemplate) throws {
    let definition = try EnvironmentDefinition.parse(
      template.text(id: "my-own"), file: "my-own.yaml")
    #expect(definition.id == "my-own")
    #expect(definition.check() == [])
    #expect(try Self.guide().contains("`\(template.rawValue)`"))
  }

  @Test func errorsOfTheGuideAreThoseThatCome() throws {
    func expect(_ name: String, _ old: String, _ new: String) throws {
      let text = try file(name)
      #expect(text.contains(old))
      let error = try #require(throws: InputError.self) {
        try EnvironmentDefinition.parse(text.replacing(old, with: new), file: name)
      }
      #expect(try blocks("").contains(error.description + "\n"), "\(error)")
    }
    try expect("river.yaml", "#S...b...G#", "#S...b..G#")
    try expect("tower.yaml", "1 + collected", "1 + colected")
  }

  @Test func guideNamesEveryKeyKindAndModel() throws {
    let guide = try Self.guide()
    let words =
      EnvironmentDefinition.keys.filter { $0 != "parameters" }
      + GridDefinition.Kind.allCases.map(\.rawValue)
      + GridSlip.Model.allCases.map(\.rawValue)
      + GridDefinition.Observation.allCases.map(\.rawValue)
      + GridAction.allCases.map(\.rawValue)
      + EnvironmentDefinition.gridWords
    for word in words { #expect(guide.contains("`\(word)`"), "\(word)") }
  }

  private static func guide() throws -> String {
    let path = #filePath.replacing(
      "Tests/EnvironmentsTests/WritingAnEnvironmentTests.swift",
      with: "Documentation/WritingAnEnvironment.md")
    return try readText(path)
  }

  /// The file that a block of the guide begins with the name of.
  private func file(_ name: String) throws -> String {
    try #require(try blocks("yaml").first { $0.hasPrefix("# \(name):") })
  }

  /// The fenced blocks of a language in the guide.
  private func blocks(_ language: String) throws -> [String] {
    let parts = try Self.guide().components(separatedBy: "```")
    return stride(from: 1, to: parts.count, by: 2).compactMap { index in
      let lines = parts[index].split(
        separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
      return lines.first.map(String.init) == language ? lines.last.map(String.init) : nil
    }
  }
}
