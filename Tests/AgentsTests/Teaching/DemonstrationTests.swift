import Agents
import Determinism
import Documents
import Environments
import Foundation
import NeuralNetworks
import TensorCore
import Testing

@Suite struct DemonstrationTests {
  static func shown(
    _ path: String, _ hash: String, seed: UInt64 = 1,
    _ configure: (inout DQNConfiguration) -> Void = { _ in }
  ) throws -> Training {
    try Training(taughtIn: "deep-sea", seed: seed, shown: path) {
      $0.guidance.method = .demonstrations
      $0.guidance.demonstrations = hash
      $0.guidance.offlineUpdates = 200
      $0.prioritized = true
      $0.discount = 0.99
      $0.steps = 600
      $0.hiddenSizes = [32]
      $0.learningRate = 2e-3
      ($0.epsilonStart, $0.epsilonEnd) = (0.05, 0.05)
      configure(&$0)
    }
  }

  /// Two dives are shown; random play finds the treasure, worth 0.99, in one of 1,024.
  @Test(arguments: [1, 2, 3] as [UInt64]) func whatWasShownIsDone(seed: UInt64) throws {
    try Expert("deep-sea").withDemonstrations(steps: 20) { path, hash in
      var training = try Self.shown(path, hash, seed: seed)
      _ = try training.run()
      let reached = try training.meanReturn(in: "deep-sea", episodes: 1)
      #expect(reached > 0.9, "\(reached)")
    }
  }

  /// What is shown leads by the margin after the updates before the first step; without a margin (the
  /// broken variant) it need not lead at all.
  @Test func theMarginIsWhatMakesItLead() throws {
    let expert = try Expert("deep-sea")
    func leads(margin: Float) throws -> [Float] {
      try expert.withDemonstrations(steps: 10) { path, hash in
        var training = try Self.shown(path, hash) {
          $0.guidance.margin = margin
          $0.guidance.offlineUpdates = 300
        }
        // The first step needs the updates before it.
        _ = try training.run(until: 1)
        #expect(training.agent.updates == 300)
        return try leadOverOthers(training, expert)
      }
    }
    let (with, without) = (try leads(margin: 0.8), try leads(margin: 0))
    #expect(with.allSatisfy { $0 > 0.6 }, "\(with)")
    #expect(!without.allSatisfy { $0 > 0.6 }, "\(without)")
  }

  /// How far the expert's action leads in each cell of its dive.
  private func leadOverOthers(_ training: Training, _ expert: Expert) throws -> [Float] {
    let world = try expert.definition.makeVector(count: 1, random: RandomStream(seed: 3))
    return (0..<10).map { _ in
      let seen = Array(world.observations)
      var memory = PolicyMemory()
      let wise = expert.policy.values(of: seen, memory: &memory)
      let action = wise[1] > wise[0] ? 1 : 0
      let values = training.agent.online.values(of: seen)
      [Int32(action)].withUnsafeBufferPointer { world.stepInParallel($0) }
      return values[action] - values[1 - action]
    }
  }

  /// The part of demonstrations in a batch is their part of the priorities, above their number's.
  @Test func demonstrationsStayAndArePreferred() throws {
    try Expert("deep-sea").withDemonstrations(steps: 20) { path, hash in
      var training = try Self.shown(path, hash) {
        ($0.steps, $0.bufferCapacity, $0.reportInterval) = (3_000, 500, 3_000)
      }
      var part: Double?
      let place = try #require(training.agent.metricNames.firstIndex(of: "demonstratedPart"))
      for case .progress(let progress) in try training.run() { part = progress.further[place] }
      // 20 of 520 would be 0.04; the ring has been overwritten six times.
      let found = try #require(part)
      #expect(found > 0.1 && found < 0.95, "\(found)")
    }
  }

  @Test func anotherFileOrNoneIsRefused() throws {
    try Expert("deep-sea").withDemonstrations(steps: 20) { path, hash in
      let other = #expect(throws: InputError.self) {
        try Self.shown(path, String(repeating: "0", count: 64))
      }
      #expect(other?.description.contains(hash) == true)
      let none = #expect(throws: InputError.self) {
        try Training(taughtIn: "deep-sea") {
          $0.guidance.method = .demonstrations
          $0.prioritized = true
        }
      }
      #expect(none?.description.contains("apus datasets record deep-sea") == true)
      let task = #expect(throws: InputError.self) {
        try Training(taughtIn: "catch", shown: path) {
          $0.guidance.method = .demonstrations
          $0.guidance.demonstrations = hash
          $0.prioritized = true
        }
      }
      #expect(task?.description.contains("'deep-sea'") == true)
    }
  }
}
