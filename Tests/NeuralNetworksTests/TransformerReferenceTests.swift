import Determinism
import Foundation
import NeuralNetworks
import TensorCore
import TestSupport
import Testing

/// Attention and transformer blocks with PyTorch's weights, against its outputs and gradients.
struct TransformerReferenceTests {
  private struct Values: Decodable {
    let shape: [Int]
    let values: [Float]
    let gradient: [Float]?
    var tensor: Tensor { Tensor(values, shape: Shape(shape)) }
  }

  private struct Options: Decodable {
    let isCausal: Bool?
    let lengths: [Int]?
    let memoryLengths: [Int]?
    let normFirst: Bool?
    let activation: FeedForwardActivation?
  }

  private struct Case: Decodable {
    let name: String
    let options: Options
    let parameters: [String: Values]
    let inputs: [String: Values]
    let output: Values
  }

  private typealias Function = ([String: Tensor]) throws -> Tensor

  /// The parameters, and the output as a function of the inputs.
  private func module(_ reference: Case) throws -> ([Parameter], Function) {
    var random = RandomStream(seed: 1)
    let options = reference.options
    let isCausal = options.isCausal ?? false
    switch reference.name {
    case "attention":
      let layer = MultiHeadAttention(
        size: 6, heads: 2, hasBias: reference.parameters["in_proj_bias"] != nil, using: &random)
      let function: Function = { inputs in
        let input = try #require(inputs["input"])
        if let memory = inputs["memory"] {
          return layer(input, memory: memory, lengths: options.lengths)
        }
        if let key = inputs["key"], let value = inputs["value"] {
          return layer(query: input, key: key, value: value, isCausal: isCausal)
        }
        return layer(input, isCausal: isCausal, lengths: options.lengths)
      }
      return (layer.parameters, function)
    case "encoder":
      let block = TransformerEncoderBlock(
        size: 6, heads: 2, feedForwardSize: 5, activation: options.activation ?? .relu,
        normFirst: options.normFirst ?? false, using: &random)
      return (
        block.parameters,
        { block(try #require($0["input"]), isCausal: isCausal, lengths: options.lengths) }
      )
    default:
      let block = TransformerDecoderBlock(
        size: 6, heads: 2, feedForwardSize: 5, activation: options.activation ?? .relu,
        normFirst: options.normFirst ?? false, using: &random)
      let function: Function = {
        block(
          try #require($0["input"]), memory: try #require($0["memory"]), isCausal: isCausal,
          memoryLengths: options.memoryLengths)
      }
      return (block.parameters, function)
    }
  }

  @Test func outputsAndGradientsAreThoseOfPyTorch() throws {
    let cases = try reference("transformer.json", as: [Case].self)
    #expect(cases.count == 8)
    for (number, reference) in cases.enumerated() {
      let (parameters, function) = try module(reference)
      #expect(Set(parameters.map(\.name)) == Set(reference.parameters.keys))
      for parameter in parameters {
        parameter.value = try #require(reference.parameters[parameter.name]).tensor
      }
      let inputs = reference.inputs.mapValues { Parameter($0.tensor) }
      let output = try function(inputs.mapValues(\.tensor))
      let what = "\(number), \(reference.name)"
      #expect(output.shape == Shape(reference.output.shape), "\(what)")
      expectNear(output.scalars, reference.output.values, tolerance: 4e-6, what)
      let weights = Tensor(
        (0..<output.count).map { Float(sin(Double($0 + 1))) }, shape: output.shape)
      (output * weights).sum().backward()
      for parameter in parameters {
        expectNear(
          try #require(parameter.gradient).scalars,
          try #require(reference.parameters[parameter.name]?.gradient), tolerance: 1e-5,
          "\(what), gradient of \(parameter.name)")
      }
      for (name, input) in inputs {
        expectNear(
          try #require(input.gradient).scalars, try #require(reference.inputs[name]?.gradient),
          tolerance: 1e-5, "\(what), gradient of \(name)")
      }
    }
  }
}
