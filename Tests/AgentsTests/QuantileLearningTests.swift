import Agents
import Determinism
import TensorCore
import TestSupport
import Testing

@Suite struct QuantileLearningTests {
  @Test func midpointsDivideTheRangeEvenly() {
    #expect(quantileMidpoints(4).scalars == [0.125, 0.375, 0.625, 0.875])
  }

  /// Quantiles 0 and 2 of fractions ¼ and ¾, samples 1 and −½, κ = 1; weight · Huber by hand.
  ///
  ///     θ 0   u 1      ¼ · ½        u −½     ¾ · ⅛
  ///     θ 2   u −1     ¼ · ½        u −2½    ¼ · (2½ − ½)
  ///
  /// Sum 0.84375, mean over the samples 0.421875. Slopes: −(¼ · 1 − ¾ · ½) / 2 = 0.0625 and
  /// −(−¼ · 1 − ¼ · 1) / 2 = 0.25. With κ = 2 the last is 2 (2½ − 1) = 3: 1.09375 / (2 · 2).
  @Test(arguments: [(Float(1), Float(0.421875)), (2, 0.2734375)])
  func lossOfAHandWorkedPairOfQuantiles(delta: Float, loss: Float) {
    let predictions = Parameter(Tensor([0, 2], shape: [1, 2]))
    let losses = quantileHuberLosses(
      predictions: predictions.tensor, fractions: quantileMidpoints(2),
      targets: Tensor([1, -0.5], shape: [1, 2]), delta: delta)
    #expect(abs(losses.item - loss) < 1e-6)
    guard delta == 1 else { return }
    losses.sum().backward()
    for (slope, right) in zip(predictions.gradient?.scalars ?? [], [0.0625, 0.25] as [Float]) {
      #expect(abs(slope - right) < 1e-6)
    }
  }

  /// Rows of their own fractions, as implicit quantiles have them; other numbers of samples.
  @Test func gradientIsThatOfFiniteDifferences() {
    var random = RandomStream(seed: 3)
    let targets = randomTensor([3, 7], using: &random)
    let fractions = Tensor((0..<12).map { _ in random.uniform() }, shape: [3, 4])
    let weights = Tensor([1, 0.5, 2], shape: [3])
    expectGradient([randomTensor([3, 4], using: &random)]) { inputs in
      weightedMean(
        quantileHuberLosses(
          predictions: inputs[0], fractions: fractions, targets: targets, delta: 0.5),
        weights: weights)
    }
  }

  /// Descending the loss brings each prediction to its quantile of the samples 0, 1 … 9: between the
  /// second and third for ¼, between the seventh and eighth for ¾ (κ small, nearly plain quantiles).
  @Test func leastLossIsAtTheQuantiles() {
    let predictions = Parameter(Tensor([4, 4], shape: [1, 2]))
    let targets = Tensor((0..<10).map(Float.init), shape: [1, 10])
    for _ in 0..<400 {
      predictions.gradient = nil
      quantileHuberLosses(
        predictions: predictions.tensor, fractions: quantileMidpoints(2), targets: targets,
        delta: 0.01
      ).sum().backward()
      predictions.update { values, slopes in
        for index in values.indices { values[index] -= 0.1 * slopes[index] }
      }
    }
    let found = predictions.value.scalars
    #expect(abs(found[0] - 2) < 0.3 && abs(found[1] - 7) < 0.3, "\(found)")
  }
}
