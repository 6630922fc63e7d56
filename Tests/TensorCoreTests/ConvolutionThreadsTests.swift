import TensorCore
import TestSupport
import Testing

extension ParallelTests {
  @Test func everyNumberOfThreadsGivesTheSameBitsInConvolutions() {
    defer { Parallel.threads = 1 }
    func results() -> [[Float]] {
      let x = Parameter(randomTensor([19, 4, 20, 21], seed: 1))
      let w = Parameter(randomTensor([24, 4, 3, 3], seed: 2))
      let b = Parameter(randomTensor([24], seed: 3))
      let v = Parameter(randomTensor([24, 8, 2, 2], seed: 4))
      let y = x.tensor.conv2d(
        w.tensor, bias: b.tensor, stride: (1, 1), padding: (1, 1), dilation: (1, 1), groups: 1,
        activation: .relu, maxPool: (2, 2))
      let z = y.convTranspose2d(v.tensor, stride: (2, 2))
      let pooled = z.maxPool2d(kernel: (3, 3), stride: (2, 2), padding: (1, 1))
      let mean = z.averagePool2d(kernel: (3, 3), stride: (2, 2))
      (pooled.squared().mean() + mean.squared().mean()).backward()
      return [y, z, pooled, mean, x.gradient, w.gradient, b.gradient, v.gradient]
        .map { $0?.scalars ?? [] }
    }
    Parallel.threads = 1
    let alone = results()
    #expect(alone.allSatisfy { !$0.isEmpty })
    for threads in [2, 3, 7] {
      Parallel.threads = threads
      for (index, (got, expected)) in zip(results(), alone).enumerated() {
        expectEqual(got, expected, "\(threads) threads, result \(index)")
      }
    }
  }
}
