import TensorCore
import TestSupport
import Testing

@Suite(.serialized) struct ParallelTests {
  @Test func rangesCoverEverythingOnce() {
    defer { Parallel.threads = 1 }
    for threads in [1, 2, 3, 7] {
      Parallel.threads = threads
      for count in [0, 1, 2, 5, 64, 1_000] {
        var visits = [Int32](repeating: 0, count: count)
        visits.withUnsafeMutableBufferPointer { visits in
          let base = visits.baseAddress
          Parallel.forEachRange(count: count, minimumPerPart: 1) { range in
            for i in range { base?[i] += 1 }
          }
        }
        #expect(visits.allSatisfy { $0 == 1 }, "\(threads) threads, \(count) outputs")
      }
    }
  }

  @Test func everyNumberOfThreadsGivesTheSameBits() {
    defer { Parallel.threads = 1 }
    func results() -> [[Float]] {
      let x = Parameter(randomTensor([200, 300], seed: 1))
      let w = Parameter(randomTensor([500, 300], seed: 2))
      let b = Parameter(randomTensor([500], seed: 3))
      let y = Tensor.linear(x.tensor, weight: w.tensor, bias: b.tensor, activation: .tanh)
      let z = (y * y + y.exp()).logSoftmax()
      let narrow = Tensor.linear(x.tensor.sliced(0..<7), weight: w.tensor, bias: b.tensor)
      (z.matmul(w.tensor).squared().mean() + narrow.sigmoid().mean()).backward()
      return [y, z, narrow, x.gradient, w.gradient, b.gradient].map { $0?.scalars ?? [] }
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

  @Test func splitCopiesReductionsAndProductsOfABatchHaveTheSameBits() {
    defer { Parallel.threads = 1 }
    func results() -> [[Float]] {
      let x = Parameter(randomTensor([7, 96, 130], seed: 4))
      let w = Parameter(randomTensor([300, 260], seed: 5))
      let index = (0..<900).map { Int32($0 * 7 % 300) }
      let rows = w.tensor.gatherRows(index)
      let terms = [
        x.tensor.matmul(x.tensor, transposeOther: true), x.tensor.permuted([2, 0, 1]),
        x.tensor.softmax(axis: 1), x.tensor.cumulativeSum(axis: 2), x.tensor.max(axis: 1),
        x.tensor.logSumExp(axis: 2), x.tensor.pow(2.5), rows * rows,
        Tensor.where(x.value, x.tensor, 2 * x.tensor), x.tensor.sin(),
        x.tensor.variance(axes: [0, 2]), x.tensor + x.tensor.mean(axis: 1, keepDimension: true),
      ]
      let loss = terms.dropFirst().reduce(terms[0].sum()) { $0 + $1.squared().sum() }
      loss.backward()
      return terms.map(\.scalars) + [x.gradient, w.gradient].map { $0?.scalars ?? [] }
    }
    Parallel.threads = 1
    let alone = results()
    for threads in [2, 3, 7] {
      Parallel.threads = threads
      for (index, (got, expected)) in zip(results(), alone).enumerated() {
        expectEqual(got, expected, "\(threads) threads, result \(index)")
      }
    }
  }

  @Test func anImpossibleNumberOfThreadsStopsTheProgram() async {
    await #expect(processExitsWith: .failure) { Parallel.threads = 0 }
    await #expect(processExitsWith: .failure) { Parallel.threads = 257 }
  }
}
