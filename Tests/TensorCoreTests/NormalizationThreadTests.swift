import Determinism
import TensorCore
import TestSupport
import Testing

/// The same bits for any number of threads, and the bits that there always were.
extension ParallelTests {
  /// Norms, activations, dropout and losses, forward and backward, large enough to be divided.
  private func normalizationResults() -> [(name: String, values: [Float])] {
    var results: [(name: String, values: [Float])] = []
    func add(_ name: String, _ shapes: [Shape], _ operation: ([Tensor]) -> Tensor) {
      let parameters = shapes.enumerated().map {
        Parameter(randomTensor($1, seed: UInt64(60 + $0), in: -2..<2))
      }
      let y = operation(parameters.map(\.tensor))
      (y * y).sum().backward()
      let gradients = parameters.flatMap { $0.gradient?.scalars ?? [] }
      results.append((name, y.scalars + gradients))
    }
    add("layer norm", [[700, 130], [130], [130]]) { $0[0].layerNorm(weight: $0[1], bias: $0[2]) }
    add("rms norm", [[700, 130], [130]]) { $0[0].rmsNorm(weight: $0[1]) }
    add("batch norm", [[40, 11, 15, 17], [11], [11]]) {
      $0[0].batchNorm(weight: $0[1], bias: $0[2]).output
    }
    add("batch norm of columns", [[1_000, 90], [90], [90]]) {
      $0[0].batchNorm(weight: $0[1], bias: $0[2]).output
    }
    add("group norm", [[30, 12, 300], [12], [12]]) {
      $0[0].groupNorm(groups: 4, weight: $0[1], bias: $0[2])
    }
    add("dropout", [[100_001]]) {
      var random = RandomStream(key: 9, position: 3)
      return $0[0].dropout(0.4, using: &random)
    }
    add("cross entropy", [[300, 250]]) {
      $0[0].crossEntropies(labels: (0..<300).map { Int32($0 * 7 % 250) }, labelSmoothing: 0.1)
    }
    add("embedding", [[50, 1_500]]) {
      $0[0].embedding((0..<60).map { Int32($0 * 7 % 50) }, shape: [6, 10])
    }
    add("gelu", [[90_000]]) { $0[0].gelu() }
    add("gelu tanh", [[90_000]]) { $0[0].gelu(approximate: .tanh) }
    add("smooth activations", [[9_000]]) {
      $0[0].silu() + $0[0].leakyRelu() + $0[0].elu() + $0[0].softplus() + $0[0].hardswish()
    }
    add("binary cross-entropy", [[9_000]]) {
      $0[0].binaryCrossEntropies(randomTensor([9_000], seed: 4, in: 0..<1))
    }
    return results
  }

  @Test func normalizationDoesNotDependOnTheThreads() {
    defer { Parallel.threads = 1 }
    Parallel.threads = 1
    let alone = normalizationResults()
    for threads in [2, 3, 7] {
      Parallel.threads = threads
      for (got, expected) in zip(normalizationResults(), alone) {
        #expect(got.values.count > 9_000)
        expectEqual(got.values, expected.values, "\(expected.name), \(threads) threads")
      }
    }
  }

  /// A hash that changed says that results of earlier versions cannot be repeated any more.
  @Test func normalizationKeepsItsBits() {
    for (name, values) in normalizationResults() {
      let bytes = values.flatMap { value in
        (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * UInt32($0))) }
      }
      #expect(SHA256.hex(of: bytes).prefix(16) == goldenHashes[name] ?? "", "\(name)")
    }
  }
}

private let goldenHashes: [String: String] = [
  "layer norm": "f4b4ba04db4d77d8",
  "rms norm": "742880ffdca9e3d6",
  "batch norm": "2149b93bf9943d94",
  "batch norm of columns": "7fefecfb1a9ae44a",
  "group norm": "e5cff5946a87708b",
  "dropout": "2f26ba05f030e48a",
  "cross entropy": "61a73e250cf9c034",
  "embedding": "3b985828f1d4aa63",
  "gelu": "6c504587c4126144",
  "gelu tanh": "446843aeede3fb1b",
  "smooth activations": "459f23f2190fdf85",
  "binary cross-entropy": "ec815a75ca0eb77c",
]
