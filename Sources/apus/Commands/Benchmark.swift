import ArgumentParser
import Documents
import TensorCore

/// `apus benchmark`: how fast this build is on this machine.
struct Benchmark: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure the speed of this build on this machine.",
    discussion: """
      Prints one JSON object per measurement, in the same form as the peers' scripts, so that \
      Benchmarks/compare.py can put them side by side: bench, peer, value, unit, config. Parts: matmul, \
      tensor (whole training steps of small models), replay, environments, train, render (pictures of \
      a view, and a window where there is a screen); all where none is named.

      Examples:
        apus benchmark tensor
        apus benchmark tensor --only mlp_mnist --threads 2
        apus benchmark environments --only cartpole_vec1024 minigrid_fourrooms
        apus benchmark matmul replay --min-seconds 2
        taskset -c 1 apus benchmark train --only zoo minatar pqn-breakout
        taskset -c 1 apus benchmark render
      """)

  @Argument(help: "What to measure: matmul, tensor, replay, environments, train, render.")
  var parts: [String] = []

  @Option(parsing: .unconditional, help: "Threads to use.")
  var threads = 1

  @Option(parsing: .unconditional, help: "Seconds of measuring for each figure.")
  var minSeconds = 1.0

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Of the workloads of tensor, environments, train and render only these.",
      valueName: "workload"))
  var only: [String] = []

  mutating func run() throws {
    let only = only
    let all: [(name: String, run: (Stopwatch) throws -> Void)] = [
      ("matmul", MatmulBenchmark.run), ("tensor", { try TensorBenchmark.run($0, only: only) }),
      ("replay", ReplayBenchmark.run),
      ("environments", { try SteppingBenchmark.run($0, only: only) }),
      ("train", { try TrainBenchmark.run($0, only: only) }),
      ("render", { try RenderBenchmark.run($0, only: only) }),
    ]
    for part in parts where !all.contains(where: { $0.name == part }) {
      throw unknownWord("benchmark", part, among: all.map(\.name))
    }
    let workloads =
      TensorBenchmark.workloads.map(\.name) + SteppingBenchmark.workloads.map(\.name)
      + TrainBenchmark.workloads.map(\.name) + RenderBenchmark.workloads.map(\.name)
    for name in only where !workloads.contains(name) {
      throw unknownWord("workload", name, among: workloads)
    }
    guard (1...256).contains(threads) else {
      throw InputError("--threads: expected a whole number from 1 to 256, got \(threads)")
    }
    guard minSeconds > 0, minSeconds <= 3600 else {
      throw InputError("--min-seconds: expected a number above 0, at most 3600, got \(minSeconds)")
    }
    Parallel.threads = threads
    StopSignals.install()
    let watch = Stopwatch(seconds: minSeconds, threads: threads)
    for part in all where parts.isEmpty || parts.contains(part.name) {
      guard StopSignals.allowContinuing else { break }
      try part.run(watch)
    }
    if StopSignals.signal != nil { Apus.leave(StopSignals.exitCode) }
  }
}
