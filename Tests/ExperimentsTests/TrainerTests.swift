import Agents
import Documents
import Environments
import Experiments
import Foundation
import Testing

@Suite(.serialized) struct TrainerTests {
  private func configuration(seed: UInt64 = 1) throws -> RunConfiguration {
    var configuration = try RunConfiguration(
      definition: .environment(try EnvironmentRegistry.definition("cartpole")))
    configuration.seed = seed
    configuration.checkpointInterval = 300
    for setting in [
      "steps=1000", "environments=2", "hiddenSizes=[16]", "trainInterval=8", "updatesPerInterval=2",
      "learningStarts=100", "batchSize=16", "bufferCapacity=400", "evaluationInterval=250",
      "evaluationEpisodes=4", "reportInterval=100", "epsilonSteps=500",
    ] { try configuration.set(argument: setting) }
    return configuration
  }

  @Test func stoppedAndResumedAtAnyStepItEndsInTheSameBytes() throws {
    try expectSameBytes(of: configuration(), pausedAfter: [0, 98, 249, 250, 299, 420])
  }

  @Test func thePolicyIsTheOneOfTheBestEvaluation() throws {
    let folder = try TemporaryFolder()
    let run = try RunFolder.create(at: folder.path + "/run")
    let trainer = try Trainer(starting: configuration(), in: run)
    var evaluations: [(step: Int, scores: EvaluationScores)] = []
    _ = try trainer.run(
      shouldContinue: { true },
      report: { event in
        guard case .environment(.evaluation(let step, let evaluation, _)) = event else { return }
        evaluations.append((step, EvaluationScores(evaluation)))
      })
    #expect(trainer.evaluations.map(\.step) == evaluations.map(\.step))
    #expect(trainer.evaluations.map(\.value) == evaluations.map(\.scores.meanReturn))
    let best = try #require(evaluations.map(\.scores.meanReturn).max())
    let policy = try Policy.load(run.path)
    #expect(policy.scores?.meanReturn == best)
    #expect(evaluations.contains { $0.step == policy.step && $0.scores == policy.scores })
    #expect(policy.definition.id == "cartpole" && policy.seed == 1)
    let last = try Policy.load(run.lastPolicy)
    #expect(last.step == 1000 && last.scores == nil)
  }

  @Test func aPolicyIsReadBackAsItWasWritten() throws {
    let folder = try TemporaryFolder()
    let run = try RunFolder.create(at: folder.path + "/run")
    _ = try Trainer(starting: configuration(), in: run)
      .run(shouldContinue: { true }, report: { _ in })
    let policy = try Policy.load(run.policy)
    try policy.write(to: folder.path + "/again.safetensors")
    #expect(try folder.bytes("again.safetensors") == folder.bytes("run/policy.safetensors"))
  }

  @Test func aRunWithoutAnEvaluationHasItsLastPolicyAsItsBest() throws {
    let folder = try TemporaryFolder()
    var configuration = try configuration()
    configuration.agent?.configuration.evaluationInterval = 0
    let run = try RunFolder.create(at: folder.path + "/run")
    _ = try Trainer(starting: configuration, in: run)
      .run(shouldContinue: { true }, report: { _ in })
    #expect(
      try folder.bytes("run/policy.safetensors") == folder.bytes("run/policy-last.safetensors"))
  }

  @Test func aCheckpointThatCannotBeWrittenLeavesTheOneBefore() throws {
    let folder = try TemporaryFolder()
    let run = try RunFolder.create(at: folder.path + "/run")
    let trainer = try Trainer(starting: configuration(), in: run)
    var rows = 0
    #expect(throws: InputError.self) {
      try trainer.run(
        shouldContinue: { true },
        report: { event in
          guard case .environment(.progress) = event else { return }
          rows += 1
          // After the first checkpoint, a folder stands where the last policy should go.
          if rows == 4 {
            try? replaceByFolder(run.lastPolicy)
          }
        })
    }
    #expect(FileSystem.exists(run.resume))
    #expect(FileSystem.isFolder(run.lastPolicy))
  }

  private func replaceByFolder(_ path: String) throws {
    try FileManager.default.removeItem(atPath: path)
    try FileManager.default.createDirectory(
      atPath: path + "/x", withIntermediateDirectories: true)
  }
}
