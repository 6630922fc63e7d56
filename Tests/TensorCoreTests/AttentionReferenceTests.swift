import Foundation
import TensorCore
import TestSupport
import Testing

private struct Values: Decodable {
  let shape: [Int]
  let values: [Double]
  /// -1e39 stands for minus infinity, which JSON has not got.
  var tensor: Tensor { Tensor(values.map { Float($0) }, shape: Shape(shape)) }
}

private struct AttentionCase: Decodable {
  let name: String
  let inputs: [Values]
  let mask: Values?
  let isCausal: Bool
  let scale: Float?
  let output: Values
  let gradients: [Values]
}

@Suite struct AttentionReferenceTests {
  private func cases() throws -> [AttentionCase] {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Reference/attention.json")
    return try JSONDecoder().decode([AttentionCase].self, from: Data(contentsOf: file))
  }

  @Test func attentionAndItsGradientsAgreeWithPyTorch() throws {
    let cases = try cases()
    #expect(cases.count == 7)
    for reference in cases {
      // With the mask a parameter, the same by composed operations.
      for isMaskRecorded in [false, true] where !isMaskRecorded || reference.mask != nil {
        let inputs = reference.inputs.map { Parameter($0.tensor) }
        let mask = reference.mask.map { Parameter($0.tensor, isTrainable: isMaskRecorded) }
        let output = Tensor.scaledDotProductAttention(
          query: inputs[0].tensor, key: inputs[1].tensor, value: inputs[2].tensor,
          isCausal: reference.isCausal, mask: mask?.tensor, scale: reference.scale)
        #expect(output.shape == Shape(reference.output.shape), "\(reference.name)")
        expectNear(
          output.scalars, reference.output.tensor.scalars, tolerance: 2e-6, reference.name)
        let weights = Tensor(
          (0..<output.count).map { Float(sin(Double($0 + 1))) }, shape: output.shape)
        (output * weights).sum().backward()
        for (input, expected) in zip(inputs, reference.gradients) {
          expectNear(
            try #require(input.gradient).scalars, expected.tensor.scalars, tolerance: 4e-6,
            "gradient of \(reference.name)")
        }
        if isMaskRecorded { #expect(mask?.gradient != nil) }
      }
    }
  }
}
