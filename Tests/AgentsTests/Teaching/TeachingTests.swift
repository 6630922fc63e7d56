import Agents
import Determinism
import Documents
import Environments
import Foundation
import NeuralNetworks
import TensorCore
import Testing

@Suite struct TeachingTests {
  static let seeds: [UInt64] = [1, 2, 3]

  /// Ten dives to the right, each by another action, earn 0.99; a random player finds them once in
  /// 1,024 episodes, and 1,500 steps are 150 episodes.
  @Test(arguments: Taught.allCases, seeds) func teachersTeach(method: Taught, seed: UInt64) throws {
    var training = try method.training(by: [try Expert("deep-sea").teacher], seed: seed)
    _ = try training.run()
    let reached = try training.meanReturn(in: "deep-sea", episodes: 1)
    #expect(reached > 0.9, "\(reached)")
  }

  @Test(arguments: seeds) func rewardsAloneDoNotInThatTime(seed: UInt64) throws {
    var training = try Training(taughtIn: "deep-sea", seed: seed) {
      Taught.kickstarting.configure(&$0)
      $0.guidance = Guidance()
    }
    _ = try training.run()
    let reached = try training.meanReturn(in: "deep-sea", episodes: 1)
    #expect(reached < 0.1, "\(reached)")
  }

  /// The broken variant: every value is said of the next action.
  @Test(arguments: Taught.allCases) func aTeacherThatLiesTeachesNothing(method: Taught) throws {
    var training = try method.training(by: [try Expert("deep-sea").liar])
    _ = try training.run()
    let reached = try training.meanReturn(in: "deep-sea", episodes: 1)
    #expect(reached < 0.1, "\(reached)")
  }

  /// Two that agree are as one; one that lies changes what is learned.
  @Test func twoTeachersAreAveraged() throws {
    let expert = try Expert("deep-sea")
    var (both, one) = (
      try Taught.distillation.training(by: [expert.teacher, expert.teacher]),
      try Taught.distillation.training(by: [expert.teacher])
    )
    _ = try both.run()
    _ = try one.run()
    for training in [both, one] {
      let reached = try training.meanReturn(in: "deep-sea", episodes: 1)
      #expect(reached > 0.9, "\(reached)")
    }
    var mixed = try Taught.distillation.training(by: [expert.teacher, expert.liar])
    _ = try mixed.run()
    #expect(try mixed.bytes() != one.bytes())
  }

  /// The first 500 steps are the teacher's, then 400 updates come before the student's first step.
  @Test func qdaggerReportsWhatTheTeacherDid() throws {
    let expert = try Expert("deep-sea")
    var training = try Taught.qdagger.training(by: [expert.teacher]) {
      $0.guidance.teacherEpsilon = 0
      $0.reportInterval = 500
    }
    let first = try training.run(until: 500)
    #expect(training.agent.updates == 0)
    for case .episode(let episode) in first { #expect(abs(episode.episodeReturn - 0.99) < 1e-5) }
    _ = try training.run(until: 501)
    #expect(training.agent.updates == 400)
    let names = training.agent.metricNames
    let place = try #require(names.firstIndex(of: "teacherReturn"))
    var seen: [Double?] = []
    for case .progress(let progress) in first + (try training.run()) {
      #expect(progress.further.count == names.count)
      seen.append(progress.further[place])
    }
    #expect(seen.count == 3 && seen.allSatisfy { abs(($0 ?? 0) - 0.99) < 1e-5 }, "\(seen)")
    #expect(training.agent.notes.contains { $0.contains("500 steps, which count") })
  }

  @Test func aTeacherWhoNeverEndsAnEpisodeIsRefused() throws {
    var training = try Taught.qdagger.training(by: [try Expert("deep-sea").teacher]) {
      $0.guidance.teacherSteps = 5
    }
    let error = #expect(throws: InputError.self) { try training.run() }
    #expect(error?.description.contains("teacherSteps (5)") == true)
  }

  // MARK: Refusals

  @Test func teachersThatDoNotFitAreRefusedByName() throws {
    let expert = try Expert("catch")
    func refusal(_ id: String, _ teacher: Teacher) -> String {
      let error = #expect(throws: InputError.self) {
        try Training(taughtIn: id, by: [teacher]) { $0.guidance.method = .kickstarting }
      }
      return error?.description ?? ""
    }
    let other = refusal("chain", expert.teacher)
    #expect(other.contains("exact") && other.contains("observations [1, 10, 5]"), "\(other)")
    var named = try Expert("deep-sea").teacher
    named.definition = try EnvironmentRegistry.definition("deep-sea-plain")
    #expect(throws: Never.self) {
      try Training(taughtIn: "deep-sea", by: [named]) { $0.guidance.method = .kickstarting }
    }
    var recurrent = expert.teacher
    recurrent.policy = try remembering(for: expert.definition)
    let memory = refusal("catch", recurrent)
    #expect(memory.contains("remembers"), "\(memory)")
    var renamed = try Expert("frozen-lake-4x4").teacher
    renamed.definition = try EnvironmentRegistry.definition("frozen-lake-4x4")
    let actions = refusal("four-rooms", renamed)
    #expect(actions.contains("observations") || actions.contains("actions"), "\(actions)")
  }

  private func remembering(for definition: EnvironmentDefinition) throws -> any ActingPolicy {
    try DRQNConfiguration().makeAgent(
      for: AgentTask(
        definition: definition, observationSpace: definition.observationSpace,
        actionSpace: definition.actionSpace, random: RandomStream(seed: 1))
    ).policy
  }
}
