import Determinism
import NeuralNetworks
import TensorCore
import TestSupport
import Testing

/// A small network against PyTorch: names, forward, losses, gradients, clipping, one step of Adam.
struct NetworkReferenceTests {
  private struct Reference: Decodable {
    let names: [String]
    let shapes: [String: [Int]]
    let before: [String: [Float]]
    let inputs: [Float]
    let targets: [Float]
    let labels: [Int32]
    let outputs: [Float]
    let losses: [String: Float]
    let gradients: [String: [String: [Float]]]
    let norm: Float
    let clipped: [String: [Float]]
    let afterAdam: [String: [Float]]
  }

  private func network(_ reference: Reference) throws -> Sequential {
    let specification = try NetworkSpecification(
      inputShape: [3],
      layers: [
        .linear(5), .activation(.relu), .linear(4), .activation(.tanh), .linear(3),
        .activation(.sigmoid), .linear(2),
      ])
    var random = RandomStream(seed: 0)
    let network = specification.makeNetwork(using: &random)
    var tensors: [String: Tensor] = [:]
    for (name, values) in reference.before {
      tensors[name] = Tensor(values, shape: Shape(try #require(reference.shapes[name])))
    }
    try network.loadExactly(tensors)
    return network
  }

  private func loss(_ name: String, _ output: Tensor, _ reference: Reference) -> Tensor {
    let targets = Tensor(reference.targets, shape: [6, 2])
    switch name {
    case "meanSquaredError": return meanSquaredError(output, targets)
    case "huber": return huberLoss(output, targets, delta: 0.7)
    default: return crossEntropy(logits: output, labels: reference.labels)
    }
  }

  @Test func namesShapesAndOutputsAreThoseOfPyTorch() throws {
    let reference = try reference("network.json", as: Reference.self)
    let network = try network(reference)
    #expect(network.parameters.map(\.name) == reference.names)
    let output = network(Tensor(reference.inputs, shape: [6, 3]))
    expectNear(output.scalars, reference.outputs, "outputs")
  }

  @Test(arguments: ["meanSquaredError", "huber", "crossEntropy"])
  func lossesAndGradientsAreThoseOfPyTorch(_ name: String) throws {
    let reference = try reference("network.json", as: Reference.self)
    let network = try network(reference)
    let loss = loss(name, network(Tensor(reference.inputs, shape: [6, 3])), reference)
    expectNear([loss.item], [try #require(reference.losses[name])], name)
    loss.backward()
    let expected = try #require(reference.gradients[name])
    for parameter in network.parameters {
      expectNear(
        try #require(parameter.gradient).scalars, try #require(expected[parameter.name]),
        tolerance: 1e-6, "\(name), gradient of \(parameter.name)")
    }
  }

  @Test func aClippedStepOfAdamIsThatOfPyTorch() throws {
    let reference = try reference("network.json", as: Reference.self)
    let network = try network(reference)
    loss("huber", network(Tensor(reference.inputs, shape: [6, 3])), reference).backward()
    let norm = clipGradients(network.parameters, globalNorm: 0.1)
    expectNear([norm], [reference.norm], "norm")
    for parameter in network.parameters {
      expectNear(
        try #require(parameter.gradient).scalars, try #require(reference.clipped[parameter.name]),
        tolerance: 1e-6, "clipped \(parameter.name)")
    }
    var adam = Adam(learningRate: 0.01)
    adam.step(network.parameters)
    for parameter in network.parameters {
      expectNear(
        parameter.value.scalars, try #require(reference.afterAdam[parameter.name]),
        tolerance: 1e-5, "\(parameter.name) after Adam")
    }
  }

  @Test func aStepChangesWhatTheNetworkAnswers() throws {
    let reference = try reference("network.json", as: Reference.self)
    let network = try network(reference)
    let input = Tensor(reference.inputs, shape: [6, 3])
    var adam = Adam(learningRate: 0.01)
    var losses: [Float] = []
    for _ in 0..<50 {
      network.zeroGradients()
      let loss = loss("huber", network(input), reference)
      losses.append(loss.item)
      loss.backward()
      adam.step(network.parameters)
    }
    // A stale packed weight would leave the loss where it was.
    #expect(losses[49] < 0.9 * losses[0])
    #expect(losses[1] < losses[0])
  }
}
