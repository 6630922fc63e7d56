import Agents
import Determinism
import Documents
import Environments
import NeuralNetworks
import TensorCore
import Testing

@Suite struct CarriedReplayTests {
  private func source(
    _ id: String, steps: Int = 300, _ configure: (inout DQNConfiguration) -> Void = { _ in }
  ) throws -> (training: Training, carried: CarriedReplay) {
    var training = try Training(taughtIn: id) {
      $0.environments = 2
      $0.steps = 2_000
      configure(&$0)
    }
    _ = try training.run(until: steps)
    return (
      training,
      CarriedReplay(
        file: try training.agent.checkpoint(of: training.environment),
        definition: try EnvironmentRegistry.definition(id), copies: 2)
    )
  }

  /// Every transition is there again; only those that were still going on end as at a time limit.
  @Test(arguments: ["catch", "cartpole"]) func replayBeginsWithTheOthersTransitions(
    id: String
  ) throws {
    let (training, carried) = try source(id)
    var old = training.agent.replay
    let environment = try EnvironmentRegistry.definition(id).makeVector(
      count: 2, random: RandomStream(seed: 5))
    var new = ReplayBuffer(empty: old)
    let task = AgentTask(
      definition: environment.definition, observationSpace: environment.observationSpace,
      actionSpace: environment.actionSpace, random: RandomStream(seed: 1))
    new.begin(with: try carried.makeReplay(for: task, copies: 2), in: environment)
    #expect(new.count == old.count && old.count == 300)
    let (before, after) = (
      plainTransitions(old.allTransitions()), plainTransitions(new.allTransitions())
    )
    #expect(before == after)
  }

  @Test func whereThereIsLessRoomTheOldestAreLeftOut() throws {
    let (training, carried) = try source("catch")
    var old = training.agent.replay
    var small = try Training(taughtIn: "catch", carried: carried) {
      ($0.environments, $0.bufferCapacity, $0.learningStarts) = (2, 100, 100)
    }
    _ = try small.run(until: 2)
    let kept = plainTransitions(small.agent.replay.allTransitions())
    let all = plainTransitions(old.allTransitions())
    #expect(kept.count == 100)
    #expect(Array(kept.prefix(98)) == Array(all.suffix(98)))
  }

  /// With the replay of a task that differs in nothing but γ the learning can begin at once.
  @Test func whatWasCarriedOverIsLearnedFrom() throws {
    let (_, carried) = try source("catch", steps: 900) { $0.learningStarts = 999 }
    var (with, without) = (
      try Training(taughtIn: "catch", carried: carried) { $0.environments = 2 },
      try Training(taughtIn: "catch") { $0.environments = 2 }
    )
    #expect(with.agent.notes.contains { $0.contains("900 transitions of another run") })
    _ = try with.run(until: 120)
    _ = try without.run(until: 120)
    #expect(with.agent.replay.count == 1_000 && without.agent.replay.count == 120)
    #expect(with.parameterHash != without.parameterHash)
  }

  @Test func interruptedAndRestoredIsTheSame() throws {
    let (_, carried) = try source("catch")
    try Training.expectInterruptionsChangeNothing(
      nextStop: { step in [60, 200].first { $0 > step } ?? 400 },
      fresh: {
        let training = try Training(taughtIn: "catch", carried: carried) {
          ($0.environments, $0.steps) = (2, 400)
        }
        return (training, nil)
      })
  }

  @Test func whatDoesNotFitIsRefusedWithTheReason() throws {
    let (_, carried) = try source("catch")
    func refusal(_ id: String, copies: Int, _ carried: CarriedReplay) -> String {
      let error = #expect(throws: InputError.self) {
        try Training(taughtIn: id, carried: carried) { $0.environments = copies }
      }
      return error?.description ?? ""
    }
    let other = refusal("cartpole", copies: 2, carried)
    #expect(other.contains("[1, 10, 5]") && other.contains("'cartpole'"), "\(other)")
    let more = refusal("catch", copies: 3, carried)
    #expect(more.contains("environments (3)") && more.contains("environments to 2"), "\(more)")
    var damaged = carried
    damaged.file.tensors.removeAll { $0.name == "replay.rewards" }
    let damage = refusal("catch", copies: 2, damaged)
    #expect(damage.contains("replay.rewards"), "\(damage)")
    var foreign = carried
    foreign.file.tensors = foreign.file.tensors.map {
      $0.name == "replay.actions" ? $0.filled(with: 9) : $0
    }
    #expect(refusal("catch", copies: 2, foreign).contains("replay.actions"))
  }
}

extension ReplayBuffer {
  /// An empty buffer of the same kind.
  init(empty other: ReplayBuffer) {
    self.init(
      capacity: other.capacity, copies: other.copies, observationSpace: other.observationSpace,
      actionCount: other.actionCount, nStep: other.nStep, discount: other.discount)
  }
}
