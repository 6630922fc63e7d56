import Foundation
import NeuralNetworks
import TensorCore

/// Numbers of PyTorch, written by `Reference/make_reference.py`.
func reference<Content: Decodable>(_ name: String, as type: Content.Type) throws -> Content {
  let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Reference/\(name)")
  return try JSONDecoder().decode(type, from: Data(contentsOf: file))
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
