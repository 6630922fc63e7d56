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
}

private let labels: [Int32] = [2, 0, 1, 2, 4]
private let ignoring: [Int32] = [2, -1, 1, -1, 4]
private let classWeights: [Float] = [0.5, 1.5, 2, 0.25, 1]
private let places: [Int32] = [2, 0, 1, 2, 3, 2]

private func fixedNorm(_ x: [Tensor]) -> Tensor {
  x[0].batchNorm(
    mean: Tensor([0.5, -1]), variance: Tensor([2, 0.25]), weight: x[1], bias: x[2])
}

/// The operations by the names that `Reference/make_normalization.py` gives them.
private let operations: [String: @Sendable ([Tensor]) -> Tensor] = [
  "layer norm": { $0[0].layerNorm(weight: $0[1], bias: $0[2]) },
  "layer norm, plain": { $0[0].layerNorm(weight: nil, bias: nil, epsilon: 0.1) },
  "rms norm": { $0[0].rmsNorm(weight: $0[1]) },
  "gelu": { $0[0].gelu() },
  "gelu tanh": { $0[0].gelu(approximate: .tanh) },
  "silu": { $0[0].silu() },
  "leaky relu": { $0[0].leakyRelu(slope: 0.2) },
  "elu": { $0[0].elu(alpha: 1.5) },
  "softplus": { $0[0].softplus() },
  "hardswish": { $0[0].hardswish() },
  "batch norm": { $0[0].batchNorm(weight: $0[1], bias: $0[2]).output },
  "batch norm of columns": { $0[0].batchNorm(weight: $0[1], bias: $0[2]).output },
  "batch norm, fixed": { fixedNorm($0) },
  "batch norm of columns, fixed": { fixedNorm($0) },
  "group norm": { $0[0].groupNorm(groups: 2, weight: $0[1], bias: $0[2]) },
  "instance norm": { $0[0].groupNorm(groups: 3, weight: nil, bias: nil) },
  "cross entropy": { $0[0].crossEntropies(labels: labels) },
  "cross entropy, smoothed": { $0[0].crossEntropies(labels: labels, labelSmoothing: 0.1) },
  "cross entropy, weighted": {
    $0[0].crossEntropies(labels: labels, classWeights: Tensor(classWeights))
  },
  "cross entropy, all": {
    $0[0].crossEntropies(
      labels: ignoring, labelSmoothing: 0.3, ignoredIndex: -1, classWeights: Tensor(classWeights))
  },
  "binary cross entropy": { $0[0].binaryCrossEntropies(Tensor([0, 1, 0.3, 1, 0])) },
  "divergence": {
    $0[0].divergences(Tensor([0.2, 0, 0.8, 0.1, 0.6, 0.3], shape: [2, 3]))
  },
  "embedding": { $0[0].embedding(places, shape: [2, 3]) },
  "embedding, padded": { $0[0].embedding(places, shape: [2, 3], paddingIndex: 2) },
]

/// sin(1), sin(2), …: the weights of the outputs in the sum whose gradient is taken.
private func weights(_ shape: Shape) -> Tensor {
  Tensor((0..<shape.count).map { Float(sin(Double($0 + 1))) }, shape: shape)
}

@Suite struct NormalizationReferenceTests {
  private func cases() throws -> [ReferenceCase] {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Reference/normalization.json")
    return try JSONDecoder().decode([ReferenceCase].self, from: Data(contentsOf: file))
  }

  @Test func eachOperationAndItsGradientAgreeWithPyTorch() throws {
    let cases = try cases()
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
    }
  }

  /// The gradient in recorded operations is that of the kernel, and has itself a gradient.
  @Test func aRecordedGradientIsTheSame() throws {
    for reference in try cases() {
      let operation = try #require(operations[reference.name])
      let parameters = reference.inputs.map { Parameter($0.tensor) }
      let output = operation(parameters.map(\.tensor))
      (output * weights(output.shape)).sum().backward(creatingGraph: true)
      for (parameter, expected) in zip(parameters, reference.gradients) {
        let gradient = try #require(parameter.gradient)
        expectNear(
          gradient.scalars, expected.values, tolerance: 1e-5,
          "recorded gradient of \(reference.name)")
      }
    }
  }
}
