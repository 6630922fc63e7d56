import Agents
import Determinism
import Environments
import TensorCore

/// Adding to a full replay buffer, and sampling batches of 128 from it: uniformly, and by
/// priorities that each batch then changes.
enum ReplayBenchmark {
  static func run(_ watch: Stopwatch) {
    let four = Box(shape: [4], range: 0...1)
    let minAtar = Box(shape: [10, 10, 4], range: 0...1, elementType: .uint8)
    measure(watch, "obs4", four)
    measure(watch, "obs10x10x4_byte", minAtar)
    measure(watch, "obs10x10x4_byte_prioritized", minAtar, priorities: PrioritySettings())
  }

  private static func measure(
    _ watch: Stopwatch, _ name: String, _ space: Box, priorities: PrioritySettings? = nil
  ) {
    let capacity = 100_000
    var random = RandomStream(seed: 1)
    var buffer = ReplayBuffer(
      capacity: capacity, copies: 1, observationSpace: space, actionCount: 6,
      priorities: priorities)
    let observation = (0..<space.count).map { _ in random.uniform() < 0.5 ? Float(0) : 1 }
    let errors = Tensor((0..<128).map { _ in random.uniform() })
    let (action, reward, flag) = ([Int32(1)], [Float(1)], [false])
    observation.withUnsafeBufferPointer { observation in
      buffer.begin(observations: observation)
      func add(_ count: Int) {
        action.withUnsafeBufferPointer { action in
          reward.withUnsafeBufferPointer { reward in
            flag.withUnsafeBufferPointer { flag in
              for _ in 0..<count {
                buffer.append(
                  actions: action, rewards: reward, terminated: flag, truncated: flag,
                  finalObservations: observation, observations: observation)
              }
            }
          }
        }
      }
      add(capacity + 1)
      watch.rate("replay_add_\(name)", "transitions/s", per: 10_000) { add(10_000) }
      watch.rate("replay_sample128_\(name)", "batches/s", per: 1000) {
        for _ in 0..<1000 {
          let batch = buffer.sample(128, importanceExponent: 0.4, using: &random)
          if priorities != nil { buffer.updatePriorities(of: batch, errors: errors) }
        }
      }
    }
  }
}
