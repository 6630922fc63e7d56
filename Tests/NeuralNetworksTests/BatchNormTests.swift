import Determinism
import NeuralNetworks
import TensorCore
import TestSupport
import Testing

struct BatchNormTests {
  struct Step: Decodable {
    let input: [Float]
    let output: [Float]
    let inputGradient: [Float]
    let weightGradient: [Float]
    let biasGradient: [Float]
    let mean: [Float]
    let variance: [Float]
    let batches: Float
  }

  struct Run: Decodable {
    let shape: [Int]
    let weight: [Float]
    let bias: [Float]
    let steps: [Step]
  }

  private struct Reference: Decodable {
    let columns: Run
    let pictures: Run
    let average: Run
  }

  /// Three steps of training and one of evaluation, with all gradients and running statistics.
  private func expectSteps(_ run: Run, of layer: some Module) throws {
    #expect(layer.parameters.map(\.name) == ["weight", "bias"])
    #expect(layer.buffers.map(\.name) == ["running_mean", "running_var", "num_batches_tracked"])
    layer.parameters[0].value = Tensor(run.weight)
    layer.parameters[1].value = Tensor(run.bias)
    var random = RandomStream(seed: 0)
    for (number, step) in run.steps.enumerated() {
      layer.zeroGradients()
      let input = Parameter(Tensor(step.input, shape: Shape(run.shape)))
      let output =
        number < 3
        ? withTrainingMode(using: &random) { layer(input.tensor) } : layer(input.tensor)
      expectNear(output.scalars, step.output, tolerance: 3e-6, "output \(number)")
      output.squared().sum().backward()
      let expected = [step.inputGradient, step.weightGradient, step.biasGradient]
      for (parameter, values) in zip([input] + layer.parameters, expected) {
        expectNear(
          try #require(parameter.gradient).scalars, values, tolerance: 2e-5,
          "step \(number), gradient of \(parameter.name)")
      }
      let buffers = layer.buffers.map(\.value.scalars)
      expectNear(buffers[0], step.mean, tolerance: 1e-6, "mean \(number)")
      expectNear(buffers[1], step.variance, tolerance: 1e-6, "variance \(number)")
      #expect(buffers[2] == [step.batches])
    }
    #expect(random.position == 0)
  }

  @Test func stepsAndRunningStatisticsAreThoseOfPyTorch() throws {
    let reference = try reference("norms.json", as: Reference.self)
    try expectSteps(reference.columns, of: BatchNorm1d(3))
    try expectSteps(reference.pictures, of: BatchNorm2d(3, momentum: 0.3, epsilon: 1e-3))
    try expectSteps(reference.average, of: BatchNorm1d(2, momentum: nil))
  }

  @Test func evaluationIsTheRuleAndChangesNothing() {
    let layer = BatchNorm2d(2)
    let input = randomTensor([3, 2, 4, 4], seed: 1) + 5
    // Mean 0 and variance 1 at the start: all but the identity.
    expectNear(layer(input).scalars, input.scalars, tolerance: 1e-5)
    var random = RandomStream(seed: 0)
    withTrainingMode(using: &random) { withEvaluationMode { _ = layer(input) } }
    #expect(layer.buffers.map(\.value.scalars) == [[0, 0], [1, 1], [0]])
    withTrainingMode(using: &random) { _ = layer(input) }
    #expect(layer.buffers[2].value.item == 1 && layer.buffers[0].value.scalars[0] > 0.4)
    #expect(layer(Tensor.zeros([0, 2, 4, 4])).shape == [0, 2, 4, 4])
  }

  @Test func buffersAreNamedAndNotLearned() {
    let network = Sequential([Flatten(), BatchNorm1d(2)])
    #expect(network.state.map(\.name).last == "1.num_batches_tracked")
    #expect(network.buffers.allSatisfy { !$0.isTrainable })
    #expect(network.parameters.count == 2)
  }

  @Test func mistakesStopTheProgram() async {
    await #expect(processExitsWith: .failure) { _ = BatchNorm2d(2)(Tensor.zeros([2, 2])) }
    await #expect(processExitsWith: .failure) { _ = BatchNorm1d(2)(Tensor.zeros([2, 2, 2, 2])) }
    await #expect(processExitsWith: .failure) { _ = BatchNorm1d(2)(Tensor.zeros([2, 3])) }
    await #expect(processExitsWith: .failure) {
      // One value a channel has no deviation.
      var random = RandomStream(seed: 0)
      withTrainingMode(using: &random) { _ = BatchNorm1d(2)(Tensor.zeros([1, 2])) }
    }
    await #expect(processExitsWith: .failure) { _ = GroupNorm(groups: 2, channels: 3) }
  }
}
