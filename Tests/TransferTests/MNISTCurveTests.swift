import Datasets
import Determinism
import Foundation
import NeuralNetworks
import TensorCore
import TestSupport
import Testing
import Transfer

/// The MLP on MNIST, step for step beside PyTorch's, from the same weights: `Reference/make_mnist_curve.py`.
@Suite struct MNISTCurveTests {
  private struct Reference: Decodable {
    let losses: [Double]
  }

  /// Fills parameters from the sequence of the script.
  private struct Weights {
    private var state: UInt32 = 1

    mutating func fill(_ shape: Shape, fanIn: Int) -> Tensor {
      Tensor(shape: shape) { values in
        for index in values.indices {
          state = 1_664_525 &* state &+ 1_013_904_223
          let unit = Double(state >> 8) / 0x1p24
          values[index] = Float((2 * unit - 1) / Double(fanIn).squareRoot())
        }
      }
    }
  }

  @Test(.enabled(if: sharedData("mnist") != nil, "no mnist in APUS_DATA or ../shared/data"))
  func theLossesArePyTorchsStepForStep() throws {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Reference/mnist_curve.json")
    let reference = try JSONDecoder().decode(Reference.self, from: Data(contentsOf: path))
    #expect(reference.losses.count == 100)
    let folder = try #require(sharedData("mnist"))
    let mnist = try DatasetRegistry.definition("mnist").load(from: folder)
    let configuration = try SupervisedConfiguration.recommended(
      for: DatasetRegistry.definition("mnist"), network: "mlp")
    var random = RandomStream(seed: 1)
    let model = try SupervisedNetwork(
      specification: configuration.networkSpecification(
        for: mnist.training.targets, exampleShape: mnist.training.exampleShape),
      targets: mnist.training.targets, using: &random)
    var weights = Weights()
    var fanIn = 1
    for parameter in model.network.parameters {
      if parameter.shape.rank == 2 { fanIn = parameter.shape[1] }
      parameter.value = weights.fill(parameter.shape, fanIn: fanIn)
    }
    var optimizer = SGD(learningRate: configuration.learningRate)
    var largest = 0.0
    for (step, expected) in reference.losses.enumerated() {
      let start = Int32(100 * step)
      let batch = mnist.training.batch(start..<(start + 100))
      let loss = model.loss(model.network(batch.features), batch)
      largest = max(largest, abs(Double(loss.item) - expected))
      model.network.zeroGradients()
      loss.backward()
      optimizer.step(model.network.parameters)
    }
    #expect(largest < 1e-4, "the largest difference is \(largest)")
  }
}
