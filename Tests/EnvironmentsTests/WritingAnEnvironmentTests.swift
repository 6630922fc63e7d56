import Determinism
import Documents
import Environments
import Foundation
import Testing

/// The guide Documentation/WritingAnEnvironment.md, followed to the letter.
struct WritingAnEnvironmentTests {
  @Test func exampleOfTheGuideIsValidAndSolvable() throws {
    let text = try #require(try blocks("yaml").first)
    let definition = try EnvironmentDefinition.parse(text, file: "river.yaml")
    #expect(definition.check().isEmpty)
    #expect(try EnvironmentChecker(definition, steps: 100).failures().isEmpty)
    let solution = try #require(try definition.solve())
    #expect(solution.optimalReturn < -8)
    #expect(solution.optimalReturn > -40)
    #expect(definition.agent?.keys == ["steps", "hiddenSizes", "learningRate"])
  }

  @Test func errorOfTheGuideIsTheOneThatComes() throws {
    let text = try #require(try blocks("yaml").first)
    let error = try #require(throws: InputError.self) {
      try EnvironmentDefinition.parse(
        text.replacing("#S...b...G#", with: "#S...b..G#"), file: "river.yaml")
    }
    #expect(try blocks("").contains(error.description + "\n"))
  }

  @Test func guideNamesEveryKeyKindAndModel() throws {
    let guide = try Self.guide()
    let words =
      EnvironmentDefinition.keys.filter { $0 != "parameters" }
      + GridDefinition.Kind.allCases.map(\.rawValue)
      + GridSlip.Model.allCases.map(\.rawValue)
      + GridDefinition.Observation.allCases.map(\.rawValue)
      + GridAction.allCases.map(\.rawValue)
    for word in words { #expect(guide.contains("`\(word)`"), "\(word)") }
  }

  private static func guide() throws -> String {
    let path = #filePath.replacing(
      "Tests/EnvironmentsTests/WritingAnEnvironmentTests.swift",
      with: "Documentation/WritingAnEnvironment.md")
    return try readText(path)
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
