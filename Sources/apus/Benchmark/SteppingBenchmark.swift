import Agents
import Determinism
import Environments

/// Steps of vectors of copies, with random actions that were drawn beforehand, resets included.
enum SteppingBenchmark {
  /// The name of each measurement, its environment and the number of copies.
  static let workloads: [(name: String, environment: String, copies: Int)] = [
    ("cartpole_vec1", "cartpole", 1), ("cartpole_vec64", "cartpole", 64),
    ("cartpole_vec1024", "cartpole", 1024), ("mountain_car_vec1024", "mountain-car", 1024),
    ("acrobot_vec1024", "acrobot", 1024), ("taxi_vec1024", "taxi", 1024),
    ("minatar_breakout", "breakout", 1024), ("minatar_asterix", "asterix", 1024),
    ("minatar_freeway", "freeway", 1024), ("minatar_seaquest", "seaquest", 1024),
    ("minatar_space_invaders", "space-invaders", 1024),
    ("minigrid_empty_8x8", "minigrid-empty-8x8", 1024),
    ("minigrid_fourrooms", "minigrid-fourrooms", 1024),
    ("minigrid_doorkey_8x8", "minigrid-doorkey-8x8", 1024),
    ("four_rooms_vec1024", "four-rooms", 1024), ("game_2048_vec1024", "game-2048", 1024),
    ("tetris_vec1024", "tetris", 1024),
  ]

  static func run(_ watch: Stopwatch, only: [String]) throws {
    for workload in workloads where only.isEmpty || only.contains(workload.name) {
      guard StopSignals.allowContinuing else { return }
      let definition = try EnvironmentRegistry.definition(workload.environment)
      let count = workload.copies
      var random = RandomStream(seed: 1)
      let environment = try definition.makeVector(count: count, random: random)
      let rows = max(16, 4096 / count)
      let actions = (0..<rows * count).map { _ in
        Int32(environment.actionSpace.sample(using: &random))
      }
      actions.withUnsafeBufferPointer { actions in
        watch.rate(workload.name, "env steps/s", per: rows * count) {
          for row in 0..<rows {
            environment.stepInParallel(
              UnsafeBufferPointer(rebasing: actions[row * count..<(row + 1) * count]))
          }
        }
      }
    }
  }
}
