import Determinism
import TensorCore
import TestSupport
import Testing

/// One golden number for each group of operations: the SHA-256 of the bits of outputs and gradients.
///
/// They hold on every CPU level. A change here changes what trained networks compute.
@Suite struct OperationBitsTests {
  private func hash(
    _ shapes: [Shape], in range: Range<Float> = -2..<2, _ body: ([Tensor]) -> [Tensor]
  )
    -> String
  {
    let parameters = shapes.enumerated().map {
      Parameter(randomTensor($1, seed: UInt64($0 + 40), in: range))
    }
    let outputs = body(parameters.map(\.tensor))
    let terms = outputs.map { ($0 * randomTensor($0.shape, seed: 50)).sum() }
    terms.dropFirst().reduce(terms[0]) { $0 + $1 }.backward()
    var sum = SHA256()
    for tensor in outputs + parameters.compactMap(\.gradient) {
      tensor.withUnsafeScalars { sum.update(UnsafeRawBufferPointer($0)) }
    }
    return String(SHA256.hex(of: sum.finalize()).prefix(16))
  }

  @Test func elementwise() {
    let hash = hash([[33, 37], [37]], in: 0.2..<3) { x in
      let (a, b) = (x[0], x[1])
      return [
        a + b, a - b, a * b, a / b, a.exp(), a.log(), a.sqrt(), a.squared(), (a - 1).abs(),
        a.pow(1.7), a.pow(b), a.exp2(), a.reciprocalSquareRoot(), a.sin(), a.cos(), a.tanh(),
        a.sigmoid(), (a - 1).relu(), Tensor.minimum(a, b), Tensor.maximum(a, b),
        a.clipped(min: 1, max: 2), Tensor.where(b - 1, a, b),
      ]
    }
    #expect(hash == "889253054cc569af")
  }

  @Test func products() {
    let hash = hash([[3, 20, 33], [3, 33, 17], [17, 33]]) { x in
      [
        x[0].matmul(x[1]), x[0].matmul(x[2], transposeOther: true),
        x[0].matmul(x[0], transposeSelf: true),
        Tensor.linear(x[0], weight: x[2], activation: .tanh),
      ]
    }
    #expect(hash == "17d5a44c06953c22")
  }

  @Test func reductions() {
    let hash = hash([[5, 33, 7]]) { x in
      let a = x[0]
      return [
        a.sum(), a.mean(), a.sum(axis: 1), a.mean(axes: [0, 2]), a.variance(axis: 1),
        a.standardDeviation(axes: [0, 1]), a.logSumExp(axis: 1), a.cumulativeSum(axis: 1),
        a.softmax(axis: 1), a.logSoftmax(), a.max(axis: 0), a.min(axis: 2),
        a.topK(3, axis: 1).values,
      ]
    }
    #expect(hash == "3d28509fe51234d2")
  }

  @Test func layout() {
    let hash = hash([[6, 5, 4], [3, 5, 4]]) { x in
      [
        x[0].permuted([2, 0, 1]), x[0].flipped(axes: [1]), x[0].padded([(1, 0), (0, 2), (1, 1)]),
        Tensor.concatenated(x), Tensor.stacked([x[1], x[1]]), x[0].chunks(2)[1] * x[1],
        x[0].gatherRows([5, 0, 5]), x[1].scatterRows([1, 1, 0], rows: 2),
        x[0].gathered(index: (0..<40).map { $0 % 6 }, shape: [2, 5, 4], axis: 0),
        x[0].scatterAdd(x[1], index: (0..<60).map { $0 % 5 }, axis: 0),
      ]
    }
    #expect(hash == "74aff94a6eb46ea6")
  }
}
