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

/// The operations by the names that `Reference/make_convolutions.py` gives them.
private let operations: [String: @Sendable ([Tensor]) -> Tensor] = [
  "conv2d": { $0[0].conv2d($0[1], bias: $0[2]) },
  "conv2d padded": { $0[0].conv2d($0[1], bias: $0[2], padding: (1, 2)) },
  "conv2d strided": { $0[0].conv2d($0[1], bias: $0[2], stride: (2, 3), padding: (1, 1)) },
  "conv2d dilated": {
    $0[0].conv2d($0[1], bias: $0[2], stride: (2, 2), padding: (2, 2), dilation: (2, 3))
  },
  "conv2d grouped": { $0[0].conv2d($0[1], bias: $0[2], padding: (1, 1), groups: 2) },
  "conv2d by channel": { $0[0].conv2d($0[1], bias: $0[2], padding: (1, 1), groups: 4) },
  "conv2d without bias": { $0[0].conv2d($0[1]) },
  "conv2d relu": { $0[0].conv2d($0[1], bias: $0[2], padding: (1, 1), activation: .relu) },
  "conv2d tanh": { $0[0].conv2d($0[1], bias: $0[2], padding: (1, 1), activation: .tanh) },
  "conv2d relu pooled": {
    $0[0].conv2d(
      $0[1], bias: $0[2], stride: (1, 1), padding: (1, 1), dilation: (1, 1), groups: 1,
      activation: .relu, maxPool: (2, 2))
  },
  "conv1d": { $0[0].conv1d($0[1], bias: $0[2], stride: 2, padding: 2, dilation: 2) },
  "convTranspose2d": {
    $0[0].convTranspose2d(
      $0[1], bias: $0[2], stride: (2, 2), padding: (1, 1), outputPadding: (1, 1))
  },
  "convTranspose2d grouped": {
    $0[0].convTranspose2d(
      $0[1], bias: $0[2], stride: (1, 3), padding: (0, 2), dilation: (2, 1), groups: 2)
  },
  "maxPool2d": { $0[0].maxPool2d(kernel: (2, 2)) },
  "maxPool2d overlapping": { $0[0].maxPool2d(kernel: (3, 3), stride: (2, 2), padding: (1, 1)) },
  "averagePool2d": { $0[0].averagePool2d(kernel: (2, 2)) },
  "averagePool2d overlapping": {
    $0[0].averagePool2d(kernel: (3, 3), stride: (2, 2), padding: (1, 1))
  },
  "averagePool2d without padding": {
    $0[0].averagePool2d(kernel: (3, 3), stride: (2, 2), padding: (1, 1), countsPadding: false)
  },
  "adaptiveAveragePool2d": { $0[0].adaptiveAveragePool2d(output: (3, 2)) },
  "adaptiveMaxPool2d": { $0[0].adaptiveMaxPool2d(output: (3, 5)) },
]

/// sin(1), sin(2), …: the weights of the outputs in the sum whose gradient is taken.
private func weights(_ shape: Shape) -> Tensor {
  Tensor((0..<shape.count).map { Float(sin(Double($0 + 1))) }, shape: shape)
}

@Suite struct ConvolutionReferenceTests {
  @Test func eachConvolutionAndPoolingAndItsGradientAgreeWithPyTorch() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Reference/convolutions.json")
    let cases = try JSONDecoder().decode([ReferenceCase].self, from: Data(contentsOf: file))
    #expect(Set(cases.map(\.name)) == Set(operations.keys))
    for reference in cases {
      let operation = try #require(operations[reference.name])
      // Once for a graph, and once more by the operations that a gradient's gradient is made of.
      for creatingGraph in [false, true] {
        let parameters = reference.inputs.map { Parameter($0.tensor) }
        let output = operation(parameters.map(\.tensor))
        #expect(output.shape == Shape(reference.output.shape), "\(reference.name)")
        expectNear(output.scalars, reference.output.values, tolerance: 4e-6, reference.name)
        (output * weights(output.shape)).sum().backward(creatingGraph: creatingGraph)
        for (parameter, expected) in zip(parameters, reference.gradients) {
          let gradient = try #require(parameter.gradient)
          #expect(gradient.shape == parameter.shape)
          expectNear(
            gradient.scalars, expected.values, tolerance: 8e-6,
            "gradient of \(reference.name), creating a graph: \(creatingGraph)")
        }
      }
    }
  }
}
