import Determinism
import NeuralNetworks
import TensorCore
import TestSupport
import Testing

struct LossTests {
  private struct Reference: Decodable {
    struct Losses: Decodable {
      let logits: [Float]
      let weights: [Float]
      let targets: [Float]
      let soft: [Float]
      let crossEntropy: Float
      let crossEntropySum: Float
      let binary: Float
      let divergence: Float
      let huberSum: Float
      let squares: [Float]
    }
    let losses: Losses
  }

  @Test func lossesAreThoseOfPyTorch() throws {
    let values = try reference("norms.json", as: Reference.self).losses
    let logits = Tensor(values.logits, shape: [6, 4])
    let targets = Tensor(values.targets, shape: [6, 4])
    let labels: [Int32] = [0, 3, 1, -100, 2, 2]
    let losses = [
      crossEntropy(
        logits: logits, labels: labels, labelSmoothing: 0.2, ignoredIndex: -100,
        classWeights: Tensor(values.weights)),
      crossEntropy(logits: logits, labels: labels, ignoredIndex: -100, reduction: .sum),
      binaryCrossEntropy(logits: logits, targets: targets),
      klDivergence(
        logProbabilities: logits.logSoftmax(), target: Tensor(values.soft, shape: [6, 4])),
      huberLoss(logits, targets, delta: 0.5, reduction: .sum),
    ]
    expectNear(
      losses.map(\.item),
      [
        values.crossEntropy, values.crossEntropySum, values.binary, values.divergence,
        values.huberSum,
      ], tolerance: 1e-6)
    let squares = meanSquaredError(logits, targets, reduction: .none)
    #expect(squares.shape == [6, 4])
    expectNear(squares.scalars, values.squares, tolerance: 1e-6)
  }

  @Test func largeLogitsKeepTheirSmallLoss() {
    // log(1 + exp(−20)) = 2.0611537e-9, from either side.
    let loss = binaryCrossEntropy(
      logits: Tensor([20, -20, 500]), targets: Tensor([1, 0, 0]), reduction: .none)
    expectEqual(loss.scalars, [2.0611537e-9, 2.0611537e-9, 500], ulps: 4)
  }

  @Test func gradientsOfTheReductionsAreRight() {
    let prediction = randomTensor([6, 4], seed: 8, in: -2..<2)
    let target = randomTensor([6, 4], seed: 9, in: 0..<1)
    let weights = randomTensor([6], seed: 10)
    expectGradient([prediction]) { binaryCrossEntropy(logits: $0[0], targets: target) }
    expectGradient([prediction]) { klDivergence(logProbabilities: $0[0], target: target) }
    expectGradient([prediction]) {
      crossEntropy(
        logits: $0[0], labels: [0, 1, 2, 3, 3, 1], labelSmoothing: 0.1, ignoredIndex: 3)
    }
    expectGradient([prediction]) {
      (crossEntropy(logits: $0[0], labels: [0, 1, 2, 3, 0, 1], reduction: .none) * weights).sum()
    }
    expectGradient([prediction]) { meanSquaredError($0[0], target, reduction: .sum) }
  }

  @Test func dropoutDrawsInTrainingOnly() {
    let layer = Dropout(0.5)
    let input = Tensor.ones([4, 8])
    #expect(layer(input).scalars == input.scalars)
    var random = RandomStream(seed: 6)
    let first = withTrainingMode(using: &random) { layer(input).scalars }
    #expect(first.contains(0) && first.contains(2))
    #expect(random.position == 32)
    // The same stream gives the same mask; a later one another.
    var again = RandomStream(seed: 6)
    #expect(withTrainingMode(using: &again) { layer(input).scalars } == first)
    #expect(withTrainingMode(using: &again) { layer(input).scalars } != first)
  }

  @Test func furtherActivationsAreTheirFormulas() {
    let input = Tensor([-2, 0, 0.5])
    expectNear(GELU()(input).scalars, [-0.04550026, 0, 0.34573123], tolerance: 1e-6)
    expectNear(GELU(approximate: .tanh)(input).scalars, [-0.04540229, 0, 0.34571400])
    expectNear(SiLU()(input).scalars, [-0.23840584, 0, 0.31122968], tolerance: 1e-6)
    expectNear(LeakyReLU()(input).scalars, [-0.02, 0, 0.5], tolerance: 1e-6)
    expectNear(ELU()(input).scalars, [-0.86466473, 0, 0.5], tolerance: 1e-6)
    expectNear(Softplus()(input).scalars, [0.12692805, 0.6931472, 0.974077], tolerance: 1e-6)
    expectNear(Hardswish()(input).scalars, [-0.33333334, 0, 0.29166666], tolerance: 1e-6)
  }

  @Test func aGroupNormOfOneGroupIsALayerNormOverChannelsAndPositions() {
    let input = randomTensor([2, 3, 4], seed: 2)
    let grouped = GroupNorm(groups: 1, channels: 3)(input)
    let rows = LayerNorm(12)(input.reshaped([2, 12]))
    expectNear(grouped.scalars, rows.scalars, tolerance: 1e-6)
    // Each channel by itself: three rows of four for each example.
    let single = GroupNorm.instance(channels: 3)(input)
    let short = LayerNorm(4)(input.reshaped([6, 4]))
    expectNear(single.scalars, short.scalars, tolerance: 1e-6)
    #expect(GroupNorm.instance(channels: 3).parameters.isEmpty)
  }

  @Test func mistakesStopTheProgram() async {
    await #expect(processExitsWith: .failure) {
      _ = binaryCrossEntropy(logits: Tensor.zeros([3, 1]), targets: Tensor.zeros([3]))
    }
    await #expect(processExitsWith: .failure) {
      _ = klDivergence(logProbabilities: Tensor.zeros([3, 1]), target: Tensor.zeros([3]))
    }
    await #expect(processExitsWith: .failure) { _ = Dropout(-0.1) }
  }
}
