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

  /// The gradient of (a weighted sum of) the gradient, against differences of it.
  @Test(arguments: cases.indices)
  func theGradientOfTheGradientIsThatOfItsValues(index: Int) throws {
    let check = cases[index]
    if check.name == "embedding" { return }  // Linear: its gradient is constant.
    for seed in 0..<3 {
      let values = inputs(check, seed)
      let along = values.enumerated().map { randomTensor($1.shape, seed: UInt64(900 + $0)) }
      let parameters = values.map { Parameter($0) }
      /// A weighted sum of all gradients; recorded where the graph is created.
      func total(_ parameters: [Parameter], creatingGraph: Bool) throws -> Tensor {
        for parameter in parameters { parameter.gradient = nil }
        weighted(check.operation(parameters.map(\.tensor))).backward(creatingGraph: creatingGraph)
        return try zip(parameters, along).map { parameter, along in
          (try #require(parameter.gradient) * along).sum()
        }.reduce(Tensor(0), +)
      }
      let sum = try total(parameters, creatingGraph: true)
      for parameter in parameters { parameter.gradient = nil }
      sum.backward()
      let direction = values.enumerated().map { randomTensor($1.shape, seed: UInt64(950 + $0)) }
      var slope = 0.0
      var norm = 0.0
      for (parameter, direction) in zip(parameters, direction) {
        guard let gradient = parameter.gradient else { continue }
        for (g, u) in zip(gradient.scalars, direction.scalars) {
          slope += Double(g) * Double(u)
          norm += Double(g) * Double(g)
        }
      }
      let h: Float = 5e-3
      let ahead = try total(
        zip(values, direction).map { Parameter($0 + h * $1) }, creatingGraph: false)
      let behind = try total(
        zip(values, direction).map { Parameter($0 - h * $1) }, creatingGraph: false)
      let difference = (Double(ahead.item) - Double(behind.item)) / (2 * Double(h))
      let length = direction.reduce(0.0) { $0 + Double($1.squared().sum().item) }.squareRoot()
      #expect(
        abs(slope - difference) <= 2e-3 * norm.squareRoot() * length + 1e-4,
        "\(check.name), seed \(seed): the gradient says \(slope), the difference \(difference)")
    }
  }
}
