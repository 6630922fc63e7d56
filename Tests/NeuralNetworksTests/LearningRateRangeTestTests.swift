import Determinism
import NeuralNetworks
import TensorCore
import Testing

struct LearningRateRangeTestTests {
  @Test func ratesGrowByOneFactor() {
    let test = LearningRateRangeTest(from: 0.001, to: 10, over: 5)
    #expect(test.learningRate(0) == 0.001 && test.learningRate(4) == 10)
    for step in 0..<4 {
      #expect(abs(test.learningRate(step + 1) / test.learningRate(step) - 10) < 1e-4)
    }
  }

  @Test func theSuggestionIsWhereTheLossFallsFastest() {
    let losses: [Float] = [4, 3.9, 3.5, 2.5, 2.2, 2.1, 2.3]
    var step = 0
    let curve = LearningRateRangeTest(from: 1, to: 64, over: 7, smoothing: 0).run { _ in
      step += 1
      return losses[step - 1]
    }
    #expect(curve.points.map(\.smoothedLoss) == losses)
    #expect(!curve.isDiverged)
    // The falls over two steps are 0.5, 1.4, 1.3, 0.4: the second is around rate 4.
    #expect(abs((curve.suggestion ?? 0) - 4) < 1e-4)
    let rising = LearningRateRangeTest(over: 5).run { _ in
      step += 1
      return Float(step)
    }
    #expect(rising.suggestion == nil)
  }

  @Test func itEndsWhereTheLossExplodes() {
    for last in [Float.nan, .infinity, 100] {
      var losses: [Float] = [2, 1.5, last, 1]
      let curve = LearningRateRangeTest(over: 4, smoothing: 0).run { _ in losses.removeFirst() }
      #expect(curve.isDiverged)
      #expect(losses == [1])
      #expect(curve.points.count == (last.isFinite ? 3 : 2))
    }
  }

  /// Half a parabola of curvature 4: plain descent diverges above a rate of 0.5.
  @Test func aParabolaIsMeasuredAndTheModuleStaysAsItWas() {
    let weight = parameter("weight", [3, -2], shape: [1, 2])
    let layer = Linear(weight: weight, bias: nil)
    let input = Tensor([1, 1], shape: [1, 2])
    let sgd = SGD(learningRate: 123)
    let curve = LearningRateRangeTest(from: 1e-4, to: 100, over: 60, smoothing: 0.5)
      .run(on: layer, optimizer: sgd) { layer(input).squared().mean() }
    #expect(curve.isDiverged)
    #expect(curve.points.count < 60)
    let suggestion = curve.suggestion ?? 0
    #expect(suggestion > 0.005 && suggestion < 0.5, "\(suggestion)")
    #expect(weight.value.scalars == [3, -2] && weight.gradient == nil)
    #expect(sgd.updates == 0)
  }
}
