import Agents
import Determinism
import Documents
import Environments
import Foundation
import NeuralNetworks
import TensorCore
import Testing

@Suite struct PQNDeterminismTests {
  @Test func sameSeedTwiceIsTheSameBitForBitAndAnotherSeedIsNot() throws {
    try PQNTraining.expectTheSeedDecides { seed in
      try PQNTraining(Identity(), timeLimit: 20, seed: seed) { $0.steps = 600 }
    }
  }

  /// Stops at random rollouts, restores into fresh objects, through bytes on their way.
  @Test(arguments: [(1, OptimizerKind.radam), (8, .adam)])
  func interruptedAndRestoredIsTheSameAsUninterrupted(
    copies: Int, optimizer: OptimizerKind
  ) throws {
    try PQNTraining.expectInterruptionsChangeNothing(seed: UInt64(copies)) {
      let world = Identity(elementType: copies == 8 ? .uint8 : .float32)
      let training = try PQNTraining(world, timeLimit: 7) {
        $0.environments = copies
        $0.rolloutSteps = 64 / copies
        $0.steps = 1_200
        $0.optimizer = optimizer
        $0.evaluationInterval = 250
      }
      let evaluation = UniformVector(
        of: world, count: 3, definition: try Training.definition(timeLimit: 7),
        random: RandomStream(seed: 77))
      return (training, evaluation)
    }
  }

  /// Each entry in turn is left out, and put out of range where its numbers have one; every time
  /// the error says which.
  @Test(arguments: [
    ("agent.counters", true), ("agent.runningLengths", true), ("optimizer.updates", true),
    ("environment.snapshot", true), ("agent.streams", false), ("online.0.weight", false),
  ])
  func aDamagedCheckpointIsRefused(name: String, hasRange: Bool) throws {
    var training = try PQNTraining(Chain())
    _ = try training.run(until: 150)
    try training.expectDamageIsRefused(
      name, damaged: hasRange ? { $0.filled(with: 0xA5) } : nil,
      twin: { try PQNTraining(Chain()) })
  }

  /// 150 steps are three rollouts of 64, the last of which goes beyond; 8 updates each.
  @Test func rolloutsAreWholeAndReportedAtTheirEnds() throws {
    var training = try PQNTraining(Chain()) {
      $0.steps = 150
      $0.reportInterval = 100
    }
    var steps: [Int] = []
    for case .progress(let progress) in try training.run() { steps.append(progress.step) }
    #expect(steps == [128, 192])
    #expect(training.agent.updates == 24)
  }

  /// The whole chain of arithmetic in one number: environment, exploration, convolution,
  /// normalization, λ-returns, minibatches, optimizer.
  ///
  /// The same for any number of threads and CPU level (`APUS_CPU=baseline` and so on);
  /// a change that can alter learning changes it, and says so in its commit.
  @Test(arguments: [1, 2]) func goldenHashOfAShortTraining(threads: Int) async throws {
    let result = await #expect(
      processExitsWith: .success, observing: [\.standardOutputContent]
    ) { [threads] in
      Parallel.threads = threads
      var training = try PQNTraining(registered: "breakout", seed: 1) {
        $0.steps = 2_048
        $0.environments = 32
        $0.rolloutSteps = 16
        $0.batchSize = 128
        $0.hiddenSizes = [128]
      }
      _ = try training.run()
      FileHandle.standardOutput.write(Data("hash \(training.parameterHash)".utf8))
    }
    let output = String(decoding: try #require(result).standardOutputContent, as: UTF8.self)
    #expect(output.contains("hash \(pqnGoldenHash)"), "\(output)")
  }

  /// In a process of its own: the count is of the whole process.
  @Test func aWarmTrainingTakesNoTensorMemory() async {
    await #expect(processExitsWith: .success) {
      var training = try PQNTraining(registered: "cartpole", seed: 1) { $0.steps = 4_000 }
      try training.requireNoTensorMemoryOnceWarm()
    }
  }
}

/// See ``PQNDeterminismTests/goldenHashOfAShortTraining(threads:)``.
let pqnGoldenHash = "ee374c8d222efd832ef1a9a0925bac9cd040c183f801b05266df4eb93a34235a"
