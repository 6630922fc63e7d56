import Determinism
import TensorCore
import TestSupport
import Testing

private struct GradientCase: @unchecked Sendable {
  let name: String
  let shapes: [Shape]
  let operation: ([Tensor]) -> Tensor

  init(_ name: String, _ shapes: [Shape], _ operation: @escaping ([Tensor]) -> Tensor) {
    self.name = name
    self.shapes = shapes
    self.operation = operation
  }
}

private let labels: [Int32] = [2, 0, -1, 3]
private let classWeights: [Float] = [0.5, 1.5, 2, 0.25]

private let cases: [GradientCase] = [
  GradientCase("layer norm", [[3, 2, 9], [9], [9]]) { $0[0].layerNorm(weight: $0[1], bias: $0[2]) },
  GradientCase("layer norm without weight", [[3, 9]]) { $0[0].layerNorm(weight: nil, bias: nil) },
  GradientCase("layer norm of many rows", [[130, 3], [3], [3]]) {
    $0[0].layerNorm(weight: $0[1], bias: $0[2], epsilon: 0.1)
  },
  GradientCase("rms norm", [[3, 2, 9], [9]]) { $0[0].rmsNorm(weight: $0[1]) },
  GradientCase("gelu", [[3, 7]]) { ($0[0] * 3).gelu() },
  GradientCase("gelu tanh", [[3, 7]]) { ($0[0] * 3).gelu(approximate: .tanh) },
  GradientCase("normal cumulative", [[3, 7]]) { ($0[0] * 3).normalCumulative() },
  GradientCase("silu", [[3, 7]]) { ($0[0] * 3).silu() },
  GradientCase("leaky relu", [[3, 7]]) { ($0[0].squared() + 0.1).leakyRelu(slope: 0.2) },
  GradientCase("leaky relu below 0", [[3, 7]]) { (-$0[0].squared() - 0.1).leakyRelu(slope: 0.2) },
  GradientCase("elu", [[3, 7]]) { ($0[0].squared() + 0.1).elu() },
  GradientCase("elu below 0", [[3, 7]]) { (-$0[0].squared() - 0.1).elu(alpha: 1.5) },
  GradientCase("softplus", [[3, 7]]) { ($0[0] * 3).softplus() },
  GradientCase("hardswish", [[3, 7]]) { ($0[0] * 2.5).hardswish() },
  GradientCase("hardswish above 3", [[3, 7]]) { ($0[0].squared() + 3.1).hardswish() },
  GradientCase("batch norm", [[3, 4, 2, 3], [4], [4]]) {
    $0[0].batchNorm(weight: $0[1], bias: $0[2], epsilon: 0.1).output
  },
  GradientCase("batch norm of columns", [[6, 17], [17], [17]]) {
    $0[0].batchNorm(weight: $0[1], bias: $0[2], epsilon: 0.1).output
  },
  GradientCase("batch norm, fixed", [[3, 2, 5], [2], [2]]) {
    $0[0].batchNorm(
      mean: Tensor([0.5, -1]), variance: Tensor([2, 0.25]), weight: $0[1], bias: $0[2])
  },
  GradientCase("batch norm without weight", [[3, 4, 5]]) {
    $0[0].batchNorm(weight: nil, bias: nil).output
  },
  GradientCase("group norm", [[2, 6, 3], [6], [6]]) {
    $0[0].groupNorm(groups: 2, weight: $0[1], bias: $0[2])
  },
  GradientCase("instance norm", [[2, 3, 9]]) {
    $0[0].groupNorm(groups: 3, weight: nil, bias: nil)
  },
  GradientCase("dropout", [[3, 70]]) {
    var random = RandomStream(seed: 4)
    return $0[0].squared().dropout(0.3, using: &random)
  },
  GradientCase("binary cross entropy", [[5]]) {
    ($0[0] * 3).binaryCrossEntropies(Tensor([0, 1, 0.3, 1, 0]))
  },
  GradientCase("divergence", [[2, 3]]) {
    $0[0].squared().divergences(Tensor([0.2, 0, 0.8, 0.1, 0.6, 0.3], shape: [2, 3]))
  },
  GradientCase("cross entropy", [[4, 4]]) {
    $0[0].crossEntropies(labels: labels, ignoredIndex: -1)
  },
  GradientCase("cross entropy, smoothed and weighted", [[2, 2, 4]]) {
    $0[0].crossEntropies(
      labels: labels, labelSmoothing: 0.2, ignoredIndex: -1, classWeights: Tensor(classWeights))
  },
  GradientCase("embedding", [[4, 3]]) { $0[0].embedding([2, 0, 2, 1], shape: [2, 2]) },
]

@Suite struct NormalizationGradientTests {
  private func weighted(_ output: Tensor) -> Tensor {
    (output * randomTensor(output.shape, seed: 77, in: 0.5..<1.5)).sum()
  }

  private func inputs(_ check: GradientCase, _ seed: Int) -> [Tensor] {
    check.shapes.enumerated().map { randomTensor($1, seed: UInt64(100 * seed + $0)) }
  }

  @Test(arguments: cases.indices)
  func theGradientIsThatOfTheValues(index: Int) {
    for seed in 0..<3 {
      expectGradient(inputs(cases[index], seed), seed: UInt64(seed)) {
        weighted(cases[index].operation($0))
      }
    }
  }

  @Test(arguments: cases.indices)
  func theGradientOfTheGradientIsThatOfItsValues(index: Int) {
    for seed in 0..<3 {
      expectGradientOfGradient(inputs(cases[index], seed), seed: UInt64(seed)) {
        weighted(cases[index].operation($0))
      }
    }
  }
}
