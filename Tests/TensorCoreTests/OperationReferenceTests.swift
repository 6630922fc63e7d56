import Foundation
import TensorCore
import TestSupport
import Testing

private struct Values: Decodable {
  let shape: [Int]
  let values: [Float]
  var tensor: Tensor { Tensor(values, shape: Shape(shape)) }
}

private struct ReferenceCase: Decodable {
  let name: String
  let inputs: [Values]
  let output: Values
  let gradients: [Values]
  let second: [Values]
}

/// The operations by the names that `Reference/make_operations.py` gives them.
private let operations: [String: @Sendable ([Tensor]) -> Tensor] = [
  "add": { $0[0] + $0[1] },
  "subtract": { $0[0] - $0[1] },
  "multiply": { $0[0] * $0[1] },
  "divide": { $0[0] / $0[1] },
  "number over": { 2 / $0[0] },
  "over number": { $0[0] / 3 },
  "exp": { $0[0].exp() },
  "log": { $0[0].log() },
  "sqrt": { $0[0].sqrt() },
  "abs": { $0[0].abs() },
  "squared": { $0[0].squared() },
  "clipped": { $0[0].clipped(min: -0.5, max: 0.5) },
  "relu": { $0[0].relu() },
  "tanh": { $0[0].tanh() },
  "sigmoid": { $0[0].sigmoid() },
  "minimum": { Tensor.minimum($0[0], $0[1]) },
  "maximum": { Tensor.maximum($0[0], $0[1]) },
  "matmul": { $0[0].matmul($0[1]) },
  "matmul tn": { $0[0].matmul($0[1], transposeSelf: true) },
  "matmul nt": { $0[0].matmul($0[1], transposeOther: true) },
  "matmul tt": { $0[0].matmul($0[1], transposeSelf: true, transposeOther: true) },
  "matmul batch": { $0[0].matmul($0[1]) },
  "matmul broadcast": { $0[0].matmul($0[1], transposeOther: true) },
  "matmul shared": { $0[0].matmul($0[1]) },
  "linear none": { Tensor.linear($0[0], weight: $0[1], bias: $0[2]) },
  "linear relu": { Tensor.linear($0[0], weight: $0[1], bias: $0[2], activation: .relu) },
  "linear tanh": { Tensor.linear($0[0], weight: $0[1], bias: $0[2], activation: .tanh) },
  "linear sigmoid": { Tensor.linear($0[0], weight: $0[1], bias: $0[2], activation: .sigmoid) },
  "sum": { $0[0].sum() },
  "mean": { $0[0].mean() },
  "sum 0": { $0[0].sum(axis: 0) },
  "sum 1 of 3": { $0[0].sum(axis: 1) },
  "mean -1 kept": { $0[0].mean(axis: -1, keepDimension: true) },
  "max 1": { $0[0].max(axis: 1) },
  "max 0 kept": { $0[0].max(axis: 0, keepDimension: true) },
  "min 1 of 3": { $0[0].min(axis: 1) },
  "top 2": { $0[0].topK(2, axis: 1).values },
  "sum 0 2": { $0[0].sum(axes: [0, 2]) },
  "mean 1 -1 kept": { $0[0].mean(axes: [1, -1], keepDimension: true) },
  "variance": { $0[0].variance(axis: 1) },
  "variance 0 2": { $0[0].variance(axes: [0, 2], keepDimension: true, unbiased: false) },
  "standard deviation": { $0[0].standardDeviation(axis: 0) },
  "log sum exp": { $0[0].logSumExp(axis: 1) },
  "log sum exp 0": { $0[0].logSumExp(axis: 0, keepDimension: true) },
  "cumulative sum": { $0[0].cumulativeSum(axis: 1) },
  "cumulative sum 0": { $0[0].cumulativeSum(axis: 0) },
  "softmax 1": { $0[0].softmax(axis: 1) },
  "log softmax 0": { $0[0].logSoftmax(axis: 0) },
  "power 2.5": { $0[0].pow(2.5) },
  "power 3": { $0[0].pow(3) },
  "power -1": { $0[0].pow(-1) },
  "powers": { $0[0].pow($0[1]) },
  "exp2": { $0[0].exp2() },
  "reciprocal square root": { $0[0].reciprocalSquareRoot() },
  "sine": { $0[0].sin() },
  "cosine": { $0[0].cos() },
  "where": {
    Tensor.where(Tensor([1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 1, 0], shape: [3, 4]), $0[0], $0[1])
  },
  "softmax": { $0[0].softmax() },
  "log softmax": { $0[0].logSoftmax() },
  "take columns": { $0[0].takeColumns([2, 0, 1, 2]) },
  "gather rows": { $0[0].gatherRows([2, 0, 1, 2]) },
  "transposed": { $0[0].transposed() },
  "permuted": { $0[0].permuted([2, 0, 1]) },
  "exchanged": { $0[0].transposed(1, 2) },
  "flipped": { $0[0].flipped(axes: [0, 2]) },
  "padded": { $0[0].padded([(1, 0), (2, 1)], value: 3) },
  "stacked": { Tensor.stacked($0, axis: 1) },
  "scatter rows": { $0[0].scatterRows([2, 0, 1, 2], rows: 4) },
  "gathered": { $0[0].gathered(index: [3, 3, 0, 1, 2, 1], shape: [2, 3], axis: 1) },
  "scatter add": { $0[0].scatterAdd($0[1], index: [3, 3, 0, 1, 2, 1], axis: 1) },
  "sliced": { $0[0].sliced(1..<3, axis: 1) },
  "concatenated": { Tensor.concatenated($0, axis: 1) },
  "huber": { $0[0].huber(Tensor.zeros([6]), delta: 0.7) },
]

/// sin(1), sin(2), …: the weights of the outputs in the sum whose gradient is taken.
private func weights(_ shape: Shape) -> Tensor {
  Tensor((0..<shape.count).map { Float(sin(Double($0 + 1))) }, shape: shape)
}

/// cos(1), cos(2), …: the weights of a gradient in the sum whose gradient is taken again.
private func waves(_ shape: Shape) -> Tensor {
  Tensor((0..<shape.count).map { Float(cos(Double($0 + 1))) }, shape: shape)
}

@Suite struct OperationReferenceTests {
  @Test func eachOperationAndItsGradientAgreeWithPyTorch() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Reference/operations.json")
    let cases = try JSONDecoder().decode([ReferenceCase].self, from: Data(contentsOf: file))
    #expect(Set(cases.map(\.name)) == Set(operations.keys))
    for reference in cases {
      let operation = try #require(operations[reference.name])
      let parameters = reference.inputs.map { Parameter($0.tensor) }
      let output = operation(parameters.map(\.tensor))
      #expect(output.shape == Shape(reference.output.shape), "\(reference.name)")
      expectNear(output.scalars, reference.output.values, tolerance: 2e-6, reference.name)
      (output * weights(output.shape)).sum().backward()
      for (parameter, expected) in zip(parameters, reference.gradients) {
        let gradient = try #require(parameter.gradient)
        #expect(gradient.shape == parameter.shape)
        expectNear(
          gradient.scalars, expected.values, tolerance: 4e-6, "gradient of \(reference.name)")
      }
      guard !reference.second.isEmpty else { continue }
      let first = (operation(parameters.map(\.tensor)) * weights(output.shape)).sum()
        .gradients(for: parameters, creatingGraph: true)
      let terms = first.map { ($0 * waves($0.shape)).sum() }
      let second = terms.dropFirst().reduce(terms[0]) { $0 + $1 }.gradients(for: parameters)
      for (gradient, expected) in zip(second, reference.second) {
        expectNear(
          gradient.scalars, expected.values, tolerance: 2e-5,
          "second gradient of \(reference.name)")
      }
    }
  }
}
