import Determinism
import NeuralNetworks
import TensorCore

/// Whole training steps of small models: forward, loss, backward, optimizer, on one fixed batch.
///
/// The same work as the peers' `tensor_steps.py`: same layers, sizes and optimizers; for the workload
/// `cnn_mnist_frozen` the peer is Benchmarks/frozen_body.py.
enum TensorBenchmark {
  typealias Maker = @Sendable (inout RandomStream) throws -> Workload

  /// The workloads by the peers' names.
  static let workloads: [(name: String, make: Maker)] = [
    ("mlp_dqn_b32", { try mlpDQN(batch: 32, using: &$0) }),
    ("mlp_dqn_b128", { try mlpDQN(batch: 128, using: &$0) }),
    ("mlp_mnist", mlpMNIST),
    ("minatar_cnn", minAtarCNN),
    ("cnn_mnist", cnnMNIST),
    ("prototypical", prototypical),
    ("cnn_mnist_frozen", cnnMNISTFrozen),
    ("lstm", lstm),
    ("gru", gru),
    ("transformer", transformer),
    ("maml", maml),
  ]

  static func run(_ watch: Stopwatch, only names: [String]) throws {
    for (name, make) in workloads where names.isEmpty || names.contains(name) {
      guard StopSignals.allowContinuing else { break }
      TensorMemory.trim()
      let resident = ProcessMemory.resident
      var random = RandomStream(seed: 1)
      var workload = try make(&random)
      let warmUp = 3
      for _ in 0..<warmUp { workload.step() }
      ProcessMemory.beginPeak()
      TensorMemory.beginPeak()
      let blocks = TensorMemory.blocksTakenOfThread
      let system = TensorMemory.bytesFromSystem
      for _ in 0..<warmUp { workload.step() }
      let blocksPerStep = (TensorMemory.blocksTakenOfThread - blocks) / warmUp
      let bytesFromSystem = TensorMemory.bytesFromSystem - system
      let peak = TensorMemory.peakBytesOfThread
      let peakResident = ProcessMemory.peak
      let times = watch.times { workload.step() }
      watch.printMicroseconds(name, times) { config in
        config.add("parameters", workload.parameters.reduce(0) { $0 + $1.value.count })
        config.add("blocks_per_step", blocksPerStep)
        config.add("system_bytes_per_step", bytesFromSystem / warmUp)
        config.add("peak_tensor_bytes", peak)
        if let resident, let peakResident { config.add("peak_bytes", peakResident - resident) }
      }
    }
  }

  /// A model with its batch and its optimizer.
  struct Workload {
    let parameters: [Parameter]
    var optimizer: any Optimizer
    let loss: () -> Tensor

    /// One training step.
    mutating func step() {
      for parameter in parameters { parameter.gradient = nil }
      loss().backward()
      optimizer.step(parameters)
    }
  }

  static func normal(_ shape: Shape, using random: inout RandomStream) -> Tensor {
    Tensor(shape: shape) { random.fillNormal($0) }
  }

  static func integers(_ count: Int, below bound: Int, using random: inout RandomStream) -> [Int32]
  {
    (0..<count).map { _ in Int32(random.integer(below: bound)) }
  }
}
