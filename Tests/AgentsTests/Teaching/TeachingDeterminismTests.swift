import Agents
import Determinism
import Documents
import Environments
import Foundation
import NeuralNetworks
import TensorCore
import Testing

@Suite struct TeachingDeterminismTests {
  /// See ``DQNDeterminismTests/goldenHashOfAShortTraining(threads:)``.
  @Test(arguments: [1, 2]) func goldenHashOfEveryMethod(threads: Int) async throws {
    let result = await #expect(
      processExitsWith: .success, observing: [\.standardOutputContent]
    ) { [threads] in
      Parallel.threads = threads
      let (catching, diving) = (try Expert("catch"), try Expert("deep-sea"))
      for method in Taught.allCases {
        var training = try method.training(in: "catch", by: [catching.teacher, catching.liar]) {
          $0.steps = 800
          $0.hiddenSizes = [128, 128]
          $0.batchSize = 128
          $0.environments = 2
        }
        _ = try training.run()
        let line = "\(method.rawValue) \(training.parameterHash.prefix(32))\n"
        FileHandle.standardOutput.write(Data(line.utf8))
      }
      try diving.withDemonstrations(steps: 40) { path, hash in
        var training = try DemonstrationTests.shown(path, hash) {
          ($0.batchSize, $0.nStep) = (128, 3)
        }
        _ = try training.run()
        let line = "demonstrations \(training.parameterHash.prefix(32))\n"
        FileHandle.standardOutput.write(Data(line.utf8))
      }
    }
    let output = String(decoding: try #require(result).standardOutputContent, as: UTF8.self)
    let found = output.split(separator: "\n")
    for line in taughtHashes.split(separator: "\n") {
      let name = line.prefix { $0 != " " }
      let own = found.first { $0.hasPrefix("\(name) ") }?.prefix(line.count) ?? ""
      #expect(own == line)
    }
  }

  private static func taught(_ method: Taught) throws -> Training {
    try method.training(in: "catch", by: [try Expert("catch").teacher]) {
      ($0.steps, $0.environments, $0.batchSize) = (900, 2, 16)
    }
  }

  @Test(arguments: Taught.allCases) func interruptedAndRestoredIsTheSame(method: Taught) throws {
    try Training.expectInterruptionsChangeNothing(
      nextStop: { step in [90, 333, 500, 610].first { $0 > step } ?? 900 },
      fresh: { (try Self.taught(method), nil) })
  }

  /// Stopped in the middle of the updates that need no step.
  @Test func interruptedBeforeTheStudentActsIsTheSame() throws {
    var whole = try Self.taught(.qdagger)
    _ = try whole.run()
    var stopped = try Self.taught(.qdagger)
    var rounds = 0
    try stopped.agent.train(
      in: stopped.environment,
      shouldContinue: {
        rounds += 1
        return rounds <= 250 + 123
      })
    #expect(stopped.agent.step == 500 && stopped.agent.updates == 123)
    var restored = try Self.taught(.qdagger)
    try restored.agent.restore(
      try stopped.agent.checkpoint(of: stopped.environment), environment: restored.environment)
    _ = try restored.run()
    #expect(try restored.bytes() == whole.bytes())
  }

  @Test func interruptedWithDemonstrationsIsTheSame() throws {
    try Expert("deep-sea").withDemonstrations(steps: 20) { path, hash in
      try Training.expectInterruptionsChangeNothing(
        nextStop: { step in [1, 150, 333].first { $0 > step } ?? 600 },
        fresh: { (try DemonstrationTests.shown(path, hash), nil) })
    }
  }

  @Test(arguments: [
    "guidance.counts", "guidance.sums", "guidance.teacherReturn", "guidance.streams",
  ])
  func aDamagedCheckpointIsRefused(name: String) throws {
    var training = try Self.taught(.qdagger)
    _ = try training.run(until: 600)
    try training.expectDamageIsRefused(
      name,
      damaged: name == "guidance.sums" || name == "guidance.streams"
        ? nil : { $0.filled(with: 0xFF) }, isAlwaysNamed: true,
      twin: { try Self.taught(.qdagger) })
  }

  @Test(arguments: ["demonstrations.priorities", "demonstrations.largestPriority"])
  func damagedPrioritiesOfDemonstrationsAreRefused(name: String) throws {
    try Expert("deep-sea").withDemonstrations(steps: 20) { path, hash in
      var training = try DemonstrationTests.shown(path, hash)
      _ = try training.run(until: 300)
      try training.expectDamageIsRefused(
        name, damaged: { $0.filled(with: 0) }, isAlwaysNamed: true,
        twin: { try DemonstrationTests.shown(path, hash) })
    }
  }
}

/// The beginning of each hash; see ``DQNDeterminismTests/goldenHashOfAShortTraining(threads:)``.
private let taughtHashes = """
  distillation a0c41c9b10aa38b5a30483369058799b
  kickstarting 014a6aca59d4b280d0cf660c10c41a44
  qdagger cb81f3944fc90213fa644543949a33cb
  distillationOfTeachersPlay 9c3a0a8a98753d04d8af4c5524e8241a
  demonstrations e4243314f834c3f885108fe81255c52d
  """
