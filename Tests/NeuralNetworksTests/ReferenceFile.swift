import Foundation
import NeuralNetworks
import TensorCore
import Testing

/// Numbers of PyTorch, written by `Reference/make_reference.py`.
func reference<Content: Decodable>(_ name: String, as type: Content.Type) throws -> Content {
  let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Reference/\(name)")
  return try JSONDecoder().decode(type, from: Data(contentsOf: file))
}

/// Expects values to agree to `tolerance`, relative where they are above 1.
func expectClose(
  _ values: [Float], _ expected: [Float], tolerance: Float = 2e-6, _ what: String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  guard values.count == expected.count else {
    Issue.record(
      "\(what): expected \(expected.count) values, got \(values.count)",
      sourceLocation: sourceLocation)
    return
  }
  for (index, pair) in zip(values, expected).enumerated()
  where !(abs(pair.0 - pair.1) <= tolerance * max(1, abs(pair.1))) {
    Issue.record(
      "\(what)[\(index)]: expected \(pair.1), got \(pair.0)", sourceLocation: sourceLocation)
    return
  }
}

/// A parameter with a gradient, for tests that need no graph.
func parameter(
  _ name: String, _ values: [Float], shape: Shape? = nil, gradient: [Float]? = nil
) -> Parameter {
  let shape = shape ?? [values.count]
  let parameter = Parameter(Tensor(values, shape: shape), name: name)
  parameter.gradient = gradient.map { Tensor($0, shape: shape) }
  return parameter
}
