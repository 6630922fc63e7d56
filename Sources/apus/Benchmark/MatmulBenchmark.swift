import Determinism
import TensorCore

/// Square matrix products through `Tensor`.
enum MatmulBenchmark {
  static func run(_ watch: Stopwatch) {
    for size in [32, 64, 128, 256, 512, 1024, 2048] {
      var random = RandomStream(seed: 1)
      let shape: Shape = [size, size]
      let left = Tensor(shape: shape) { random.fillUniform($0, in: -1..<1) }
      let right = Tensor(shape: shape) { random.fillUniform($0, in: -1..<1) }
      let flops = 2 * Double(size) * Double(size) * Double(size)
      // Small products are timed in groups, so that the clock is no part of them.
      let group = max(1, Int(1e6 / flops))
      let times = withoutGradients {
        watch.times { for _ in 0..<group { _ = left.matmul(right) } }
      }
      let median = times[times.count / 2] / Double(group)
      watch.print("gemm_\(size)", flops / median / 1e9, "GFLOP/s") { config in
        config.add("n", size)
        config.add("us", median * 1e6)
        config.add("best", flops / (times[0] / Double(group)) / 1e9)
      }
    }
  }
}
