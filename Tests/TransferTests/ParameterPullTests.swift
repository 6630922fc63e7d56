import Determinism
import NeuralNetworks
import TensorCore
import Testing
import Transfer

@Suite struct ParameterPullTests {
  @Test func theGradientsOfAllTermsAreAddedInOrder() {
    let parameter = Parameter(Tensor([2, -1], shape: [2]), name: "0.bias")
    let pull = ParameterPull(
      [
        .init(anchor: Tensor([1, 1], shape: [2]), strength: 0.5),
        .init(
          anchor: Tensor([0, 1], shape: [2]), importance: Tensor([3, 0], shape: [2]), strength: 2),
      ], on: parameter)
    (parameter.tensor * Tensor([1, 4], shape: [2])).sum().backward()
    var optimizer = SGD(learningRate: 0.1)
    #expect(pull.penalty(of: parameter) == 0.25 * (1 + 4) + 12)
    optimizer.step([parameter])
    // 2 − 0.1 (1 + 0.5 · 1 + 2 · 3 · 2) and −1 − 0.1 (4 + 0.5 · (−2) + 0).
    #expect(abs(parameter.value.scalars[0] - 0.65) < 1e-6)
    #expect(abs(parameter.value.scalars[1] + 1.3) < 1e-6)
  }

  @Test func aPullWithoutAnAnchorIsTowardsZero() {
    let parameter = Parameter(Tensor([2], shape: [1]), name: "0.bias")
    _ = ParameterPull([.init(anchor: nil, strength: 1)], on: parameter)
    (parameter.tensor * 0).sum().backward()
    var optimizer = SGD(learningRate: 0.5)
    optimizer.step([parameter])
    #expect(parameter.value.item == 1)
  }

  @Test func theFisherInformationOfASoftmaxIsTheOneWorkedByHand() {
    // Two classes of equal probability: the gradient by a weight is ±x/2, whichever is drawn.
    let weight = Parameter(Tensor.zeros([2, 2]), name: "0.weight")
    let layer = Linear(weight: weight, bias: nil)
    let inputs: [[Float]] = [[1, 0], [3, 2]]
    var random = RandomStream(seed: 1)
    let found = FisherInformation.diagonal(
      of: [weight], examples: 2, predictsNumber: false, using: &random
    ) { layer(Tensor(inputs[$0], shape: [1, 2])) }
    #expect(found[0].name == "0.weight")
    #expect(found[0].value.scalars == [1.25, 0.5, 1.25, 0.5])
    #expect(weight.gradient == nil)
  }

  @Test func theFisherInformationOfANumberIsTheSquaredGradient() {
    let weight = Parameter(Tensor([5, -5], shape: [1, 2]), name: "0.weight")
    let layer = Linear(weight: weight, bias: nil)
    var random = RandomStream(seed: 1)
    let found = FisherInformation.diagonal(
      of: [weight], examples: 1, predictsNumber: true, using: &random
    ) { _ in layer(Tensor([3, 2], shape: [1, 2])) }
    #expect(found[0].value.scalars == [9, 4])
  }

  @Test func ofTwoTasksTheOneThatMattersIsForgottenLess() throws {
    // Task one needs the first weight, task two pulls both: EWC lets the second go alone.
    func distance(_ strength: Float) -> (first: Float, second: Float) {
      let parameter = Parameter(Tensor([1, 1], shape: [2]), name: "w")
      let importance = Tensor([1, 0], shape: [2])
      _ = ParameterPull(
        [.init(anchor: parameter.value, importance: importance, strength: strength)], on: parameter)
      var optimizer = SGD(learningRate: 0.1)
      for _ in 0..<100 {
        parameter.gradient = nil
        (parameter.tensor * parameter.tensor).sum().backward()
        optimizer.step([parameter])
      }
      return (1 - parameter.value.scalars[0], 1 - parameter.value.scalars[1])
    }
    #expect(distance(0).first > 0.99)
    // At rest 2 w = 8 (1 − w), so w = 0.8.
    #expect(abs(distance(8).first - 0.2) < 1e-4 && distance(8).second > 0.99)
  }

  @Test func heldStatisticsOfABatchNormStayInTraining() {
    let layer = BatchNorm1d(2)
    let input = Tensor([1, 2, 3, 8], shape: [2, 2])
    var random = RandomStream(seed: 1)
    let evaluated = layer(input).scalars
    for buffer in layer.buffers { buffer.learningRateFactor = 0 }
    #expect(withTrainingMode(using: &random) { layer(input) }.scalars == evaluated)
    #expect(layer.buffers[0].value.scalars == [0, 0])
    for buffer in layer.buffers { buffer.learningRateFactor = 1 }
    #expect(withTrainingMode(using: &random) { layer(input) }.scalars != evaluated)
    #expect(layer.buffers[0].value.scalars != [0, 0])
  }
}
