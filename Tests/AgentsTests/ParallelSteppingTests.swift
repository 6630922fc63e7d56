import Agents
import Determinism
import Environments
import TensorCore
import Testing

@Suite(.serialized) struct ParallelSteppingTests {
  /// Everything that 600 copies show in some steps of random actions.
  private func trajectories(of id: String, threads: Int) throws -> [Float] {
    let before = Parallel.threads
    Parallel.threads = threads
    defer { Parallel.threads = before }
    let vector = try EnvironmentDefinition.load(id).makeVector(
      count: 600, random: RandomStream(seed: 3))
    var random = RandomStream(seed: 4)
    var shown: [Float] = []
    for _ in 0..<40 {
      let actions = (0..<600).map { _ in Int32(vector.actionSpace.sample(using: &random)) }
      actions.withUnsafeBufferPointer { vector.stepInParallel($0) }
      shown += vector.rewards
      for index in stride(from: 0, to: 600, by: 7) { shown += vector.successor(index) }
    }
    return shown
  }

  @Test(arguments: ["cartpole", "breakout", "minigrid-doorkey-8x8", "four-rooms"])
  func trajectoriesAreTheSameForAnyNumberOfThreads(id: String) throws {
    let alone = try trajectories(of: id, threads: 1)
    for threads in [2, 3, 7] {
      #expect(try trajectories(of: id, threads: threads).elementsEqual(alone), "\(threads) threads")
    }
  }

  @Test func theStepIsDividedIndeed() throws {
    let vector = try EnvironmentDefinition.load("cartpole").makeVector(
      count: 10, random: RandomStream(seed: 3))
    var ranges: [Range<Int>] = []
    let actions = [Int32](repeating: 1, count: 10)
    actions.withUnsafeBufferPointer { actions in
      vector.step(actions) { count, body in
        for range in [0..<4, 4..<count] {
          ranges.append(range)
          body(range)
        }
      }
    }
    #expect(ranges == [0..<4, 4..<10])
    #expect((0..<10).allSatisfy { vector.episodeSteps($0) == 1 })
  }
}
