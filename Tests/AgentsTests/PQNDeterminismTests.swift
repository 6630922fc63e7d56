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
    func run(seed: UInt64) throws -> [[UInt8]] {
      var training = try PQNTraining(Identity(), timeLimit: 20, seed: seed) { $0.steps = 600 }
      _ = try training.run()
      return try training.bytes()
    }
    #expect(try run(seed: 1) == run(seed: 1))
    #expect(try run(seed: 1) != run(seed: 2))
  }

  /// Stops at random rollouts, restores into fresh objects, through bytes on their way.
  @Test(arguments: [(1, OptimizerKind.radam), (8, .adam)])
  func interruptedAndRestoredIsTheSameAsUninterrupted(
    copies: Int, optimizer: OptimizerKind
  ) throws {
    func fresh() throws -> (PQNTraining, any VectorEnvironment) {
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
    var (whole, evaluation) = try fresh()
    let expected = try whole.run(evaluatingIn: evaluation)

    var random = RandomStream(seed: UInt64(copies))
    var (training, _) = try fresh()
    var events: [TrainingEvent] = []
    var stops: [Int] = []
    while training.agent.step < 1_200 {
      stops.append(training.agent.step + 1 + random.integer(below: 150))
      events += try training.run(until: stops.last, evaluatingIn: evaluation)
      let checkpoint = try training.agent.checkpoint(of: training.environment)
      (training, evaluation) = try fresh()
      try training.agent.restore(checkpoint, environment: training.environment)
    }
    #expect(try training.bytes() == whole.bytes(), "stops \(stops)")
    #expect(events.map { "\($0)" } == expected.map { "\($0)" }, "stops \(stops)")
    let (one, two) = (try training.agent.bestPolicy(), try whole.agent.bestPolicy())
    #expect(one.tensors.map(\.value.scalars) == two.tensors.map(\.value.scalars))
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
    let sound = try training.agent.checkpoint(of: training.environment)
    let entry = try #require(sound[name])
    let damaged = SafeTensors.Entry(
      name: name, type: entry.type, shape: entry.shape,
      bytes: Array(repeating: 0xA5, count: entry.bytes.count))
    for replacement in hasRange ? [damaged, nil] : [nil] {
      var file = SafeTensors()
      file.tensors = sound.tensors.compactMap { $0.name == name ? replacement : $0 }
      var twin = try PQNTraining(Chain())
      let error = #expect(throws: InputError.self) {
        try twin.agent.restore(file, environment: twin.environment)
      }
      #expect(replacement != nil || error?.description.contains(name) == true)
    }
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
      _ = try training.run(until: 1_000)
      let before = TensorMemory.bytesFromSystem
      _ = try training.run(until: 3_000)
      precondition(
        TensorMemory.bytesFromSystem == before,
        "expected \(before) bytes, got \(TensorMemory.bytesFromSystem)")
    }
  }
}

/// See ``PQNDeterminismTests/goldenHashOfAShortTraining(threads:)``.
let pqnGoldenHash = "ee374c8d222efd832ef1a9a0925bac9cd040c183f801b05266df4eb93a34235a"
