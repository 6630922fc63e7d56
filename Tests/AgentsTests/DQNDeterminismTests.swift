import Agents
import Determinism
import Documents
import Environments
import Foundation
import NeuralNetworks
import TensorCore
import Testing

@Suite struct DQNDeterminismTests {
  @Test func sameSeedTwiceIsTheSameBitForBitAndAnotherSeedIsNot() throws {
    try Training.expectTheSeedDecides { seed in
      try Training(Identity(), timeLimit: 20, seed: seed) { $0.steps = 600 }
    }
  }

  @Test(arguments: [1, 3]) func slicesAreTheSameAsOneRun(copies: Int) throws {
    try Training.expectSlicesChangeNothing {
      try Training(Chain(), timeLimit: 9) {
        $0.environments = copies
        $0.steps = 900
      }
    }
  }

  /// Stops at random vector steps, restores into fresh objects, through bytes on their way.
  @Test(arguments: [(1, OptimizerKind.adam), (3, .rmsprop), (4, .sgd)])
  func interruptedAndRestoredIsTheSameAsUninterrupted(
    copies: Int, optimizer: OptimizerKind
  ) throws {
    try Training.expectInterruptionsChangeNothing(seed: UInt64(copies)) {
      let world = Identity(elementType: copies == 3 ? .uint8 : .float32)
      let training = try Training(world, timeLimit: 7) {
        $0.environments = copies
        $0.steps = 1_200
        $0.bufferCapacity = 300
        $0.optimizer = optimizer
        $0.targetRate = copies == 4 ? 0.1 : 1
        $0.learningRateEnd = 0.5
        $0.evaluationInterval = 250
      }
      let evaluation = UniformVector(
        of: world, count: 3, definition: try Training.definition(timeLimit: 7),
        random: RandomStream(seed: 77))
      return (training, evaluation)
    }
  }

  @Test func aCheckpointOfAnotherShapeIsRefusedByName() throws {
    let small = try Training(Chain())
    let checkpoint = try small.agent.checkpoint(of: small.environment)
    var wide = try Training(Chain()) { $0.hiddenSizes = [16] }
    let error = #expect(throws: InputError.self) {
      try wide.agent.restore(checkpoint, environment: wide.environment)
    }
    #expect(error?.description.contains("online.0.weight") == true)
  }

  /// Each entry in turn is put out of range or left out; every time the error says which.
  @Test(arguments: [
    "agent.counters", "agent.runningLengths", "replay.actions", "replay.endings",
    "optimizer.updates", "environment.snapshot",
  ])
  func aDamagedCheckpointIsRefused(name: String) throws {
    var training = try Training(Chain())
    _ = try training.run(until: 150)
    try training.expectDamageIsRefused(
      name, damaged: { $0.filled(with: 0xA5) },
      twin: { try Training(Chain()) })
  }

  @Test func frozenParametersStayAndTheTargetStartsEqual() throws {
    var training = try Training(Chain()) { $0.steps = 400 }
    training.agent.initializeParameters { parameters in
      for parameter in parameters where parameter.name.hasPrefix("0.") {
        parameter.isTrainable = false
      }
    }
    let before = training.agent.online.parameters.map(\.value.scalars)
    _ = try training.run()
    for (parameter, old) in zip(training.agent.online.parameters, before) {
      #expect(
        (parameter.value.scalars == old) == parameter.name.hasPrefix("0."), "\(parameter.name)")
    }
  }

  @Test func reportsComeAtExactSteps() throws {
    var training = try Training(Chain()) {
      $0.environments = 3
      $0.steps = 1_000
    }
    var steps: [Int] = []
    for case .progress(let progress) in try training.run() { steps.append(progress.step) }
    #expect(steps == [102, 201, 300, 402, 501, 600, 702, 801, 900, 1_002])
    // Learning starts after 100 steps; phases every 2: 1002 / 2 − 100 / 2, less the one at 100.
    #expect(training.agent.updates == 451)
  }

  /// The whole chain of arithmetic in one number: environment, exploration, replay, network,
  /// optimizer.
  ///
  /// The same for any number of threads and CPU level (`APUS_CPU=baseline` and so on);
  /// a change that can alter learning changes it, and says so in its commit.
  @Test(arguments: [1, 2]) func goldenHashOfAShortTraining(threads: Int) async throws {
    let result = await #expect(
      processExitsWith: .success, observing: [\.standardOutputContent]
    ) { [threads] in
      Parallel.threads = threads
      var training = try Training(registered: "cartpole", seed: 1) {
        $0.steps = 1_500
        $0.hiddenSizes = [128, 128]
        $0.batchSize = 128
      }
      _ = try training.run()
      FileHandle.standardOutput.write(Data("hash \(training.parameterHash)".utf8))
    }
    let output = String(decoding: try #require(result).standardOutputContent, as: UTF8.self)
    #expect(output.contains("hash \(goldenHash)"), "\(output)")
  }

  /// In a process of its own: the count is of the whole process.
  @Test func aWarmTrainingTakesNoTensorMemory() async {
    await #expect(processExitsWith: .success) {
      var training = try Training(registered: "cartpole", seed: 1) { $0.steps = 4_000 }
      try training.requireNoTensorMemoryOnceWarm()
    }
  }
}

/// See ``DQNDeterminismTests/goldenHashOfAShortTraining(threads:)``.
let goldenHash = "1d557b2d92bb3f0ae6ab85bfbc2fd22193f68e9147373592da387e9dbb2fe845"
