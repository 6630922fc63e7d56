import Agents
import Determinism
import Environments

/// Adding to a full replay buffer, and sampling batches of 128 from it.
enum ReplayBenchmark {
  static func run(_ watch: Stopwatch) {
    measure(watch, "obs4", Box(shape: [4], range: 0...1), capacity: 100_000)
    measure(
      watch, "obs10x10x4_byte", Box(shape: [10, 10, 4], range: 0...1, elementType: .uint8),
      capacity: 100_000)
  }

  private static func measure(_ watch: Stopwatch, _ name: String, _ space: Box, capacity: Int) {
    var random = RandomStream(seed: 1)
    var buffer = ReplayBuffer(
      capacity: capacity, copies: 1, observationSpace: space, actionCount: 2)
    let observation = (0..<space.count).map { _ in random.uniform() < 0.5 ? Float(0) : 1 }
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
        for _ in 0..<1000 { _ = buffer.sample(128, using: &random) }
      }
    }
  }
}
