import TensorCore
import TestSupport
import Testing

private struct GradientCase: CustomTestStringConvertible, @unchecked Sendable {
  let testDescription: String
  let shapes: [Shape]
  let range: Range<Float>
  let operation: ([Tensor]) -> Tensor

  init(
    _ name: String, _ shapes: [Shape], in range: Range<Float> = -1..<1,
    _ operation: @escaping ([Tensor]) -> Tensor
  ) {
    testDescription = name
    self.shapes = shapes
    self.range = range
    self.operation = operation
  }
}

private let cases: [GradientCase] = [
  GradientCase("add", [[3, 4], [4]]) { $0[0] + $0[1] },
  GradientCase("subtract", [[2, 1, 4], [3, 1]]) { $0[0] - $0[1] },
  GradientCase("multiply", [[2, 3, 4], [3, 1]]) { $0[0] * $0[1] },
  GradientCase("multiply by a scalar", [[3, 4], []]) { $0[0] * $0[1] },
  GradientCase("divide", [[3, 4], [4]], in: 0.5..<1.5) { $0[0] / $0[1] },
  GradientCase("numbers", [[5]], in: 0.5..<1.5) { 3 - (2 * $0[0] + 1) / 4 - 2 / $0[0] - $0[0] },
  GradientCase("negative", [[5]]) { -$0[0] },
  GradientCase("exp", [[3, 4]]) { $0[0].exp() },
  GradientCase("log", [[3, 4]], in: 0.5..<1.5) { $0[0].log() },
  GradientCase("sqrt", [[3, 4]], in: 0.5..<1.5) { $0[0].sqrt() },
  GradientCase("abs", [[3, 4]], in: 0.1..<1) { ($0[0] * Tensor([-1, 1, 1, -1])).abs() },
  GradientCase("squared", [[3, 4]]) { $0[0].squared() },
  GradientCase("clipped", [[3, 4]], in: -0.4..<0.4) { $0[0].clipped(min: -0.5, max: 0.5) },
  GradientCase("relu", [[3, 4]], in: 0.1..<1) { ($0[0] * Tensor([-1, 1, 1, -1])).relu() },
  GradientCase("tanh", [[3, 4]]) { $0[0].tanh() },
  GradientCase("sigmoid", [[3, 4]]) { $0[0].sigmoid() },
  GradientCase("minimum", [[4], [4]], in: 0..<0.3) {
    Tensor.minimum($0[0], $0[1] + Tensor([0.5, -0.5, 0.5, -0.5]))
  },
  GradientCase("maximum", [[3, 4], [4]], in: 0..<0.3) {
    Tensor.maximum($0[0], $0[1] + Tensor([0.5, -0.5, 0.5, -0.5]))
  },
  GradientCase("matmul", [[3, 5], [5, 4]]) { $0[0].matmul($0[1]) },
  GradientCase("matmul tn", [[5, 3], [5, 4]]) { $0[0].matmul($0[1], transposeSelf: true) },
  GradientCase("matmul nt", [[3, 5], [4, 5]]) { $0[0].matmul($0[1], transposeOther: true) },
  GradientCase("matmul tt", [[5, 3], [4, 5]]) {
    $0[0].matmul($0[1], transposeSelf: true, transposeOther: true)
  },
  GradientCase("matmul with itself", [[4, 4]]) { $0[0].matmul($0[0]) },
  GradientCase("matmul of a batch", [[2, 3, 5], [2, 5, 4]]) { $0[0].matmul($0[1]) },
  GradientCase("matmul of a broadcast batch", [[2, 1, 3, 5], [4, 4, 5]]) {
    $0[0].matmul($0[1], transposeOther: true)
  },
  GradientCase("matmul of a batch and one", [[2, 3, 3, 5], [5, 4]]) { $0[0].matmul($0[1]) },
  GradientCase("matmul of one and a batch", [[5, 3], [2, 4, 5]]) {
    $0[0].matmul($0[1], transposeSelf: true, transposeOther: true)
  },
  GradientCase("linear", [[2, 3, 5], [4, 5], [4]]) {
    Tensor.linear($0[0], weight: $0[1], bias: $0[2], activation: .tanh)
  },
  GradientCase("linear without bias", [[3, 5], [4, 5]]) {
    Tensor.linear($0[0], weight: $0[1], activation: .sigmoid)
  },
  GradientCase("sum", [[3, 4]]) { $0[0].squared().sum() },
  GradientCase("mean", [[3, 4]]) { $0[0].squared().mean() },
  GradientCase("sum along the first", [[3, 4]]) { $0[0].squared().sum(axis: 0) },
  GradientCase("sum along the middle", [[2, 3, 4]]) { $0[0].sum(axis: 1, keepDimension: true) },
  GradientCase("mean along the last", [[2, 3, 4]]) { $0[0].mean(axis: -1) },
  GradientCase("max", [[2, 4]], in: 0..<0.1) {
    ($0[0] + Tensor([0, 0.5, 0.2, 0.9])).max(axis: -1)
  },
  GradientCase("max along the first", [[3, 2]], in: 0..<0.1) {
    ($0[0] + Tensor([0, 0.5, 0.9, 0.2, 0.4, 0.7], shape: [3, 2])).max(axis: 0)
  },
  GradientCase("min along the middle", [[2, 3, 2]], in: 0..<0.1) {
    ($0[0] + Tensor([0.5, 0.4, 0, 0.9, 0.9, 0], shape: [3, 2])).min(axis: 1, keepDimension: true)
  },
  GradientCase("top 2", [[2, 4]], in: 0..<0.1) {
    ($0[0] + Tensor([0.4, 0, 0.6, 0.2])).topK(2).values
  },
  GradientCase("top 2 along the first", [[3, 2]], in: 0..<0.1) {
    ($0[0] + Tensor([0.4, 0, 0.6, 0.2, 0.2, 0.4], shape: [3, 2])).topK(2, axis: 0).values
  },
  GradientCase("sum over axes", [[2, 3, 2, 2]]) { $0[0].sum(axes: [0, 2]) },
  GradientCase("mean over axes", [[2, 3, 2, 2]]) {
    $0[0].mean(axes: [-1, 1], keepDimension: true)
  },
  GradientCase("variance", [[3, 4]]) { $0[0].variance(axis: 1) },
  GradientCase("variance over axes", [[2, 3, 4]]) {
    $0[0].variance(axes: [0, 2], keepDimension: true, unbiased: false)
  },
  GradientCase("standard deviation", [[3, 4]], in: 0..<0.5) {
    ($0[0] + Tensor([0, 1, 2, 3])).standardDeviation(axis: -1)
  },
  GradientCase("log sum exp", [[3, 4]]) { $0[0].logSumExp(axis: 1) },
  GradientCase("log sum exp along the first", [[3, 4]]) {
    $0[0].logSumExp(axis: 0, keepDimension: true)
  },
  GradientCase("cumulative sum", [[3, 4]]) { $0[0].cumulativeSum(axis: 1) },
  GradientCase("cumulative sum along the first", [[3, 4]]) { $0[0].cumulativeSum(axis: 0) },
  GradientCase("softmax along the first", [[3, 4]]) { $0[0].softmax(axis: 0) },
  GradientCase("log softmax along the middle", [[2, 3, 4]]) { $0[0].logSoftmax(axis: 1) },
  GradientCase("power 2.5", [[3, 4]], in: 0.5..<1.5) { $0[0].pow(2.5) },
  GradientCase("power 3 of negatives", [[3, 4]], in: -1.5..<(-0.5)) { $0[0].pow(3) },
  GradientCase("power -1.5", [[3, 4]], in: 0.8..<1.5) { $0[0].pow(-1.5) },
  GradientCase("powers", [[3, 4], [4]], in: 0.5..<1.5) { $0[0].pow($0[1]) },
  GradientCase("powers of two", [[3, 4]]) { $0[0].exp2() },
  GradientCase("reciprocal square root", [[3, 4]], in: 0.5..<1.5) {
    $0[0].reciprocalSquareRoot()
  },
  GradientCase("sine", [[3, 4]], in: -3..<3) { $0[0].sin() },
  GradientCase("cosine", [[3, 4]], in: -3..<3) { $0[0].cos() },
  GradientCase("where", [[3, 4], [4]]) {
    Tensor.where(Tensor([1, 0, 0, 2, 1, 0, 0, 0, 1, 1, 1, 0], shape: [3, 4]), $0[0], $0[1])
  },
  GradientCase("softmax", [[3, 4]]) { $0[0].softmax() },
  GradientCase("log softmax", [[3, 4]]) { $0[0].logSoftmax() },
  GradientCase("take columns", [[4, 3]]) { $0[0].takeColumns([2, 0, 1, 2]) },
  GradientCase("gather rows", [[3, 2]]) { $0[0].gatherRows([2, 0, 1, 2, 2]) },
  GradientCase("reshaped", [[3, 4]]) { $0[0].reshaped([2, 6]) },
  GradientCase("flattened", [[2, 3, 4]]) { $0[0].flattened() },
  GradientCase("transposed", [[3, 4]]) { $0[0].transposed() },
  GradientCase("permuted", [[2, 3, 4]]) { $0[0].permuted([2, 0, 1]) },
  GradientCase("flipped", [[2, 3, 4]]) { $0[0].flipped(axes: [0, -1]) },
  GradientCase("padded", [[2, 3]]) { $0[0].padded([(1, 0), (2, 1)], value: 3) },
  GradientCase("stacked", [[2, 3], [2, 3]]) { Tensor.stacked($0, axis: 1) },
  GradientCase("parts of a split", [[2, 6]]) {
    let parts = $0[0].split(sizes: [1, 2, 3], axis: -1)
    return parts[0] * parts[1] + parts[2].sliced(1..<2, axis: 1)
  },
  GradientCase("squeezed", [[2, 1, 3]]) { $0[0].squeezed(1).unsqueezed(0) },
  GradientCase("scatter rows", [[4, 3]]) { $0[0].scatterRows([2, 0, 2, 1], rows: 4) },
  GradientCase("gathered", [[3, 4]]) {
    $0[0].gathered(index: [3, 3, 0, 1, 2, 1], shape: [2, 3], axis: 1)
  },
  GradientCase("scatter add", [[3, 4], [2, 3]]) {
    $0[0].scatterAdd($0[1], index: [3, 3, 0, 1, 2, 1], axis: 1)
  },
  GradientCase("sliced", [[2, 4, 3]]) { $0[0].sliced(1..<3, axis: 1) },
  GradientCase("concatenated", [[2, 1, 3], [2, 2, 3]]) { Tensor.concatenated($0, axis: 1) },
  GradientCase("broadcast", [[3, 1]]) { $0[0].broadcast(to: [2, 3, 4]) },
  GradientCase("summed", [[2, 3, 4]]) { $0[0].summed(to: [3, 1]) },
  GradientCase("huber inside", [[4]], in: -0.5..<0.5) { $0[0].huber(Tensor.zeros([4])) },
  GradientCase("huber outside", [[4]], in: 1.5..<2) { $0[0].huber(Tensor.zeros([4])) },
]

@Suite struct OperationGradientTests {
  @Test(arguments: cases.indices)
  func theGradientIsThatOfTheValues(index: Int) {
    let check = cases[index]
    for seed in 0..<3 {
      let inputs = check.shapes.enumerated().map {
        randomTensor($1, seed: UInt64(100 * seed + $0), in: check.range)
      }
      // A weighted sum: an operation that mixed up its outputs would show.
      expectGradient(inputs, seed: UInt64(seed)) { values in
        let output = check.operation(values)
        return (output * randomTensor(output.shape, seed: 77, in: 0.5..<1.5)).sum()
      }
    }
  }

  @Test(arguments: cases.indices)
  func theGradientOfTheGradientIsThatOfTheGradients(index: Int) {
    let check = cases[index]
    for seed in 0..<2 {
      let inputs = check.shapes.enumerated().map {
        randomTensor($1, seed: UInt64(100 * seed + $0 + 7), in: check.range)
      }
      // Squared, so that an operation that is linear has a second gradient too.
      expectGradientOfGradient(inputs, seed: UInt64(seed)) { values in
        let output = check.operation(values)
        let weights = randomTensor(output.shape, seed: 78, in: 0.5..<1.5)
        return (output * (output + weights)).sum()
      }
    }
  }

  @Test func theGradientOfTheSecondOfEqualElementsIsZero() throws {
    let x = Parameter(Tensor([1, 2, 2], shape: [1, 3]))
    x.tensor.max(axis: 1).sum().backward()
    #expect(try #require(x.gradient).scalars == [0, 1, 0])
    let a = Parameter(Tensor([3]))
    let b = Parameter(Tensor([3]))
    Tensor.maximum(a.tensor, b.tensor).sum().backward()
    #expect(a.gradient?.scalars == [1] && b.gradient?.scalars == [0])
  }
}
