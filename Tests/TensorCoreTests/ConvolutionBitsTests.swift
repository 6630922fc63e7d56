import Determinism
import TensorCore
import TestSupport
import Testing

/// An operation's name, what it computes, and the shapes of its inputs.
private let operations: [(name: String, shapes: [Shape], operation: ([Tensor]) -> Tensor)] = [
  (
    "conv2d", [[2, 5, 9, 11], [18, 5, 3, 3], [18]],
    { $0[0].conv2d($0[1], bias: $0[2], padding: (1, 1), activation: .tanh) }
  ),
  (
    "conv2d grouped", [[2, 6, 9, 11], [8, 3, 3, 2], [8]],
    {
      $0[0].conv2d(
        $0[1], bias: $0[2], stride: (2, 1), padding: (2, 1), dilation: (1, 2), groups: 2)
    }
  ),
  (
    "conv2d pooled", [[3, 4, 10, 9], [20, 4, 3, 3], [20]],
    {
      $0[0].conv2d(
        $0[1], bias: $0[2], stride: (1, 1), padding: (1, 1), dilation: (1, 1), groups: 1,
        activation: .relu, maxPool: (2, 2))
    }
  ),
  ("conv1d", [[2, 4, 17], [6, 4, 5], [6]], { $0[0].conv1d($0[1], bias: $0[2], stride: 2) }),
  (
    "convTranspose2d", [[2, 6, 5, 4], [6, 7, 3, 3], [7]],
    { $0[0].convTranspose2d($0[1], bias: $0[2], stride: (2, 2), padding: (1, 1)) }
  ),
  (
    "max pool", [[2, 3, 9, 8]], { $0[0].maxPool2d(kernel: (3, 2), stride: (2, 2), padding: (1, 0)) }
  ),
  ("average pool", [[2, 3, 9, 8]], { $0[0].averagePool2d(kernel: (3, 3), stride: (2, 1)) }),
  ("adaptive average pool", [[2, 3, 9, 8]], { $0[0].adaptiveAveragePool2d(output: (4, 3)) }),
  ("adaptive max pool", [[2, 3, 9, 8]], { $0[0].adaptiveMaxPool2d(output: (4, 3)) }),
]

@Suite struct ConvolutionBitsTests {
  /// A hash that changed says that results of earlier versions cannot be repeated any more.
  @Test func convolutionsAndPoolsKeepTheirBits() {
    for (name, shapes, operation) in operations {
      let parameters = shapes.enumerated().map {
        Parameter(randomTensor($1, seed: UInt64($0 + 1)))
      }
      let output = operation(parameters.map(\.tensor))
      (output * randomTensor(output.shape, seed: 9)).sum().backward()
      let values = ([output] + parameters.compactMap(\.gradient)).flatMap(\.scalars)
      let bytes = values.flatMap { value in
        (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * UInt32($0))) }
      }
      #expect(parameters.allSatisfy { $0.gradient != nil })
      #expect(SHA256.hex(of: bytes).prefix(16) == goldenHashes[name] ?? "", "\(name)")
    }
  }
}

GOLDEN
