import Determinism
import Environments

/// Steps of a vector of CartPoles, with random actions that were drawn beforehand.
enum SteppingBenchmark {
  static func run(_ watch: Stopwatch) throws {
    let definition = try EnvironmentRegistry.definition("cartpole")
    for count in [1, 64, 1024] {
      var random = RandomStream(seed: 1)
      let environment = try definition.makeVector(count: count, random: random)
      let rows = max(16, 4096 / count)
      let actions = (0..<rows * count).map { _ in Int32(random.integer(below: 2)) }
      actions.withUnsafeBufferPointer { actions in
        watch.rate("cartpole_vec\(count)", "env steps/s", per: rows * count) {
          for row in 0..<rows {
            environment.step(
              UnsafeBufferPointer(rebasing: actions[row * count..<(row + 1) * count]))
          }
        }
      }
    }
  }
}
