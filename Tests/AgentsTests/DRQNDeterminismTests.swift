import Agents
import Determinism
import Documents
import Environments
import Foundation
import NeuralNetworks
import TensorCore
import Testing

@Suite struct DRQNDeterminismTests {
  @Test(arguments: [1, 3]) func slicesAreTheSameAsOneRun(copies: Int) throws {
    try RecurrentTraining.expectSlicesChangeNothing {
      try RecurrentTraining(memoryCorridor(length: 4), timeLimit: 9) {
        $0.environments = copies
        $0.steps = 600
      }
    }
  }

  /// Stops at random vector steps, in the middle of episodes, restores into fresh objects.
  @Test(arguments: [
    (1, RecurrentSpecification.Kind.lstm, DRQNConfiguration.StoredState.stored),
    (3, .gru, .stored), (4, .rnn, .zero),
  ])
  func interruptedAndRestoredIsTheSameAsUninterrupted(
    copies: Int, cell: RecurrentSpecification.Kind, state: DRQNConfiguration.StoredState
  ) throws {
    let world = memoryCorridor(length: 3)
    try RecurrentTraining.expectInterruptionsChangeNothing(seed: UInt64(copies)) {
      let training = try RecurrentTraining(world, timeLimit: 11) {
        $0.environments = copies
        $0.steps = 900
        $0.cell = cell
        $0.storedState = state
        $0.learning.bufferCapacity = 300
        $0.learning.targetRate = copies == 4 ? 0.1 : 1
        $0.evaluationInterval = 250
      }
      let evaluation = UniformVector(
        of: world, count: 3, definition: try Training.definition(timeLimit: 11),
        random: RandomStream(seed: 77))
      return (training, evaluation)
    }
  }

  /// Each entry in turn is put out of range or left out; every time the error says which.
  @Test(arguments: [
    "agent.counters", "agent.streams", "agent.memory.1", "online.memory.weight_hh_l0",
    "target.head.0.bias", "replay.counts", "replay.windows", "optimizer.updates",
    "environment.snapshot",
  ])
  func aDamagedCheckpointIsRefused(name: String) throws {
    var training = try RecurrentTraining(memoryCorridor(length: 4))
    _ = try training.run(until: 150)
    try training.expectDamageIsRefused(
      name,
      damaged: { SafeTensors.Entry(name: name, type: $0.type, shape: [0], bytes: []) },
      twin: { try RecurrentTraining(memoryCorridor(length: 4)) })
  }

  /// The whole chain of arithmetic in one number; see DQN's.
  @Test(arguments: [1, 2]) func goldenHashOfAShortTraining(threads: Int) async throws {
    let result = await #expect(
      processExitsWith: .success, observing: [\.standardOutputContent]
    ) { [threads] in
      Parallel.threads = threads
      var training = try RecurrentTraining(memoryCorridor(length: 6)) {
        $0.environments = 8
        $0.steps = 1_500
        $0.learning.hiddenSizes = [64]
        $0.recurrentSize = 64
        $0.learning.batchSize = 32
        $0.learning.nStep = 2
      }
      _ = try training.run()
      FileHandle.standardOutput.write(Data("hash \(training.parameterHash)".utf8))
    }
    let output = String(decoding: try #require(result).standardOutputContent, as: UTF8.self)
    #expect(output.contains("hash \(goldenRecurrentHash)"), "\(output)")
  }

  @Test func divergedTrainingStops() throws {
    var training = try RecurrentTraining(Salary(end: nil), timeLimit: 10) {
      $0.learning.learningRate = 1e30
      $0.learning.optimizer = .sgd
      $0.learning.gradientClip = 0
      $0.learning.loss = .mse
    }
    let error = #expect(throws: DivergedTraining.self) { try training.run() }
    #expect(error?.description.contains("learningRate") == true)
  }
}

/// See ``DRQNDeterminismTests/goldenHashOfAShortTraining(threads:)``.
let goldenRecurrentHash = "269d7bec56c450246f2e1634e15fff53e9cfe4272dfeef98012abc1d305400ec"
