import Environments
import Testing

/// What `check` finds in files that can be read.
struct DefinitionCheckTests {
  @Test(arguments: EnvironmentRegistry.ids)
  func builtInEnvironmentsHaveNoFindings(id: String) throws {
    #expect(try EnvironmentDefinition.load(id).check().isEmpty)
  }

  @Test func unreachableGoalIsAnError() throws {
    let findings = try check(sample("#S.G#", "#S#G#"))
    #expect(findings.map(\.severity).first == .error)
    #expect(findings[0].message.contains("the goal in map row 2, column 4 cannot be reached"))
    #expect(findings[0].line == 7)
  }

  @Test func secondGoalOutOfReachIsAWarning() throws {
    let findings = try check(
      sample("#S.G#", "#S.G#G#").replacing("#####", with: "#######"))
    #expect(findings.map(\.severity) == [.warning])
    #expect(findings[0].message.contains("map row 2, column 6"))
  }

  @Test func goalBeyondTheTimeLimitIsAnError() throws {
    let findings = try check(sample("timeLimit: 20", "timeLimit: 1"))
    #expect(findings.contains { $0.severity == .error && $0.message.contains("2 steps away") })
  }

  @Test func startWithoutAWayIsAnError() throws {
    let findings = try check(sample("#S.G#", "#S.G#S#").replacing("#####", with: "#######"))
    #expect(findings.count == 1)
    #expect(
      findings[0].message.contains("no goal can be reached from the start in map row 2, column 6"))
  }

  @Test func trapIsAWarning() throws {
    // A cell out of which no action leads: with `right` and `left` alone nobody climbs back.
    let text = sample("#S.G#\n    #####", "#S.G#\n    #.###")
      .replacing("[up, right, down, left]", with: "[right, down, left]")
    let findings = try check(text)
    #expect(findings.map(\.severity) == [.warning])
    #expect(findings[0].message.contains("1 cell can be entered from which no goal"))
    #expect(findings[0].message.contains("map row 3, column 2"))
  }

  @Test func closedCellsAreAWarning() throws {
    let findings = try check(sample("#S.G#", "#SG#.#").replacing("#####", with: "######"))
    #expect(
      findings.map(\.message) == ["1 cell can never be reached, the first in map row 2, column 5"])
  }

  @Test func partsThatNothingAnswersToAreWarnings() throws {
    let findings = try check(
      sample("G: goal", "G: goal\n    H: hazard").replacing(
        "{step: -1}", with: "{step: -1, cliff: -5}"
      ).replacing("[goal]", with: "[goal, hazard]"))
    #expect(findings.map(\.severity) == [.warning, .warning, .warning])
    #expect(findings.contains { $0.message.contains("no cell 'H'") && $0.line == 14 })
    #expect(findings.contains { $0.message.contains("reward for 'cliff' can never be had") })
    #expect(findings.contains { $0.message.contains("kind 'hazard' to end in") })
  }

  @Test func rewardForDawdlingIsAWarning() throws {
    let findings = try check(sample("{step: -1}", "{step: 1, goal: 0}"))
    #expect(findings.contains { $0.message.contains("best never to end the task") })
    let endless = try check(
      sample("{step: -1}", "{step: 1, goal: 0}").replacing("timeLimit: 20", with: "timeLimit: none")
    )
    #expect(endless.contains { $0.message.contains("for ever") })
  }

  @Test func rewardsOfNothingAreAWarning() throws {
    let findings = try check(sample("{step: -1}", "{step: 0}"))
    #expect(findings.map(\.message) == ["every reward is 0: all play is equally good"])
  }

  @Test func findingsNameFileAndLine() throws {
    let finding = try check(sample("#S.G#", "#S#G#"))[0]
    #expect(finding.description.hasPrefix("sample.yaml:7: error: the goal in"))
  }

  private func check(_ text: String) throws -> [Finding] {
    try EnvironmentDefinition.parse(text, file: "sample.yaml").check()
  }
}
