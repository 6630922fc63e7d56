import Determinism
import Documents
import Environments
import Experiments
import Testing

/// Surveys of unseen layouts through their folder.
@Suite(.serialized) struct AdaptationSurveyTests {
  /// Nine free cells, a start and a goal: another two in every episode.
  private func field() throws -> EnvironmentDefinition {
    try EnvironmentDefinition.parse(
      """
      id: field
      version: 1
      summary: Find the goal of a small field.
      grid:
        generator: {kind: random-walls, width: 5, height: 5, density: 0, seed: episode}
        legend: {"#": wall, ".": floor, S: start, G: goal}
      observation: layers
      actions: [up, right, down, left]
      rewards: {step: -0.02, bump: -0.02, goal: 1}
      termination: [goal]
      timeLimit: 20
      success: terminated
      """, file: "field.yaml")
  }

  /// A policy that has learned next to nothing.
  private func policy(_ folder: TemporaryFolder) throws -> Policy {
    var configuration = try RunConfiguration(definition: .environment(try field()))
    for setting in [
      "steps=100", "environments=1", "hiddenSizes=[16]", "learningStarts=40", "batchSize=8",
      "bufferCapacity=100", "evaluationInterval=0",
    ] { try configuration.set(argument: setting) }
    let run = try RunFolder.create(at: "\(folder.path)/run")
    _ = try Trainer(starting: configuration, in: run).run(
      shouldContinue: { true }, report: { _ in })
    return try Policy.load(run.path)
  }

  private func plan() -> AdaptationPlan {
    var plan = AdaptationPlan()
    plan.layouts = 3
    plan.seeds = [4, 2]
    (plan.episodes, plan.scratchEpisodes) = (5, 8)
    return plan
  }

  /// A survey that may go on so many times; whether it came to its end.
  private func survey(
    _ policy: Policy, _ file: String, asked: Int = .max
  ) throws -> (isDone: Bool, survey: AdaptationSurvey) {
    var survey = try AdaptationSurvey(of: policy, plan: plan())
    var left = asked
    let isDone = try survey.run(
      file: file,
      shouldContinue: {
        left -= 1
        return left >= 0
      })
    return (isDone, survey)
  }

  @Test func interruptedAtAnyEpisodeItEndsInTheSameBytes() throws {
    let folder = try TemporaryFolder()
    let policy = try policy(folder)
    let whole = try survey(policy, "\(folder.path)/whole.csv")
    #expect(whole.isDone && whole.survey.trials.count == 6)
    let expected = try folder.bytes("whole.csv")
    // Within trials, between them, and where nothing is left to do.
    for step in [1, 7, 16, 30] {
      let file = "\(folder.path)/stopped-\(step).csv"
      var stops = 0
      var done = 0
      // A trial that is interrupted is begun anew, so the slices grow.
      while true {
        let (isDone, survey) = try survey(policy, file, asked: step + stops)
        #expect(survey.trials.count >= done)
        done = survey.trials.count
        if isDone { break }
        stops += 1
      }
      #expect(stops > 0)
      #expect(try folder.bytes("stopped-\(step).csv") == expected)
    }
    let again = try survey(policy, "\(folder.path)/whole.csv", asked: 0)
    #expect(again.isDone && again.survey.trials == whole.survey.trials)
    #expect(again.survey.median(adapted: true) == whole.survey.median(adapted: true))
  }

  @Test func trialsOfTheFileAreNotTriedAgain() throws {
    let folder = try TemporaryFolder()
    let policy = try policy(folder)
    let file = "\(folder.path)/trials.csv"
    #expect(try !survey(policy, file, asked: 30).isDone)
    let before = try survey(policy, file, asked: 0).survey.trials
    #expect(!before.isEmpty)
    let text = try readText(file)
    #expect(text.split(separator: "\n").count == before.count + 1)
  }

  @Test(arguments: [("header", 1), ("field", 3), ("order", 4), ("more", 8), ("end", 7)])
  func aDamagedFileIsRefusedWithItsLine(damage: String, line: Int) throws {
    let folder = try TemporaryFolder()
    let policy = try policy(folder)
    let file = "\(folder.path)/trials.csv"
    _ = try survey(policy, file)
    var lines = try readText(file).split(separator: "\n").map(String.init)
    switch damage {
    case "header": lines[0] = "x" + lines[0]
    case "field": lines[2] = String(lines[2].dropFirst(2))
    case "order": lines.swapAt(3, 4)
    case "more": lines.append(lines[6])
    default: break
    }
    let damaged = lines.joined(separator: "\n") + (damage == "end" ? "" : "\n")
    try writeAtomically(damaged, to: file)
    let error = #expect(throws: InputError.self) { try survey(policy, file) }
    #expect(error?.line == line, "\(error.map(String.init(describing:)) ?? "")")
    #expect(try readText(file) == damaged)
  }

  @Test func aDigitThatWasChangedIsRefused() throws {
    let folder = try TemporaryFolder()
    let policy = try policy(folder)
    let file = "\(folder.path)/trials.csv"
    _ = try survey(policy, file)
    let lines = try readText(file).split(separator: "\n", omittingEmptySubsequences: false)
    for index in 1...6 {
      var fields = lines[index].split(separator: ",", omittingEmptySubsequences: false)
      fields[3] = fields[3] == "1" ? "2" : "1"
      var changed = lines
      changed[index] = Substring(fields.joined(separator: ","))
      try writeAtomically(changed.joined(separator: "\n"), to: file)
      let error = #expect(throws: InputError.self) { try survey(policy, file) }
      #expect(error?.line == index + 1)
    }
  }

  @Test func aFolderIsKnownByItsPlanAndHeldByOneProcess() throws {
    let folder = try TemporaryFolder()
    let one = plan().yaml(policyHash: "aa")
    let other = plan().yaml(policyHash: "bb")
    func claim(_ plan: String) throws -> String {
      try AdaptationFolder(in: folder.path, name: "field-adapt", plan: plan).path
    }
    #expect(try claim(one) == "\(folder.path)/field-adapt-1")
    #expect(try claim(other) == "\(folder.path)/field-adapt-2")
    #expect(try claim(one) == "\(folder.path)/field-adapt-1")
    #expect(throws: InputError.self) {
      try AdaptationFolder(at: "\(folder.path)/field-adapt-1", plan: other)
    }
    try folder.write("notes", "something else")
    #expect(throws: InputError.self) { try AdaptationFolder(at: folder.path, plan: one) }
    let held = try AdaptationFolder(at: "\(folder.path)/field-adapt-1", plan: one)
    #expect(throws: InputError.self) {
      try AdaptationFolder(at: "\(folder.path)/field-adapt-1", plan: one)
    }
    #expect(held.path.hasSuffix("field-adapt-1"))
  }

  @Test(arguments: ["hiddenSizes=[8]", "learningRate=-1", "nothing=1", "learningRate"])
  func settingsThatCannotBeAreRefused(setting: String) throws {
    let folder = try TemporaryFolder()
    let policy = try policy(folder)
    var plan = plan()
    plan.scratchSettings = [setting]
    let error = #expect(throws: InputError.self) { try AdaptationSurvey(of: policy, plan: plan) }
    let name = String(setting.prefix { $0 != "=" })
    #expect(error?.description.contains(name) == true)
  }

  @Test func aSettingChangesTheTrials() throws {
    let folder = try TemporaryFolder()
    let policy = try policy(folder)
    var changed = plan()
    changed.settings = ["learningRate=0.02"]
    changed.scratchEpisodes = 0
    var survey = try AdaptationSurvey(of: policy, plan: changed)
    _ = try survey.run(file: "\(folder.path)/changed.csv")
    let plain = try self.survey(policy, "\(folder.path)/plain.csv").survey
    #expect(survey.trials.map(\.adapted) != plain.trials.map(\.adapted))
    #expect(survey.trials.allSatisfy { $0.scratch == nil })
    #expect(survey.median(adapted: false) == nil && survey.median(adapted: true) != nil)
  }
}
