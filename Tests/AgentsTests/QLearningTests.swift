import Agents
import TensorCore
import Testing

@Suite struct QLearningTests {
  /// Worked by hand with discount 0.9.
  ///
  ///     went on      1 + 0.9 · 10 = 10
  ///     terminated  -2 + 0 · 50 = -2    whatever the value behind the end
  ///     truncated    0 + 0.9 · 4 = 3.6  the clock is no end of the task
  @Test func onlyTerminationStopsTheBootstrap() {
    let target = qLearningTarget(
      rewards: Tensor([1, -2, 0], shape: [3]), bootstrap: Tensor([0.9, 0, 0.9], shape: [3]),
      nextValues: Tensor([10, 50, 4], shape: [3]))
    let expected: [Float] = [10, -2, 3.6]
    for (value, right) in zip(target.scalars, expected) { #expect(abs(value - right) < 1e-6) }
  }

  @Test func greedyValueIsTheRowsLargest() {
    let values = Tensor([1, 3, 2, -5, -4, -6], shape: [2, 3])
    #expect(greedyValues(values).scalars == [3, -4])
  }

  /// Row 0: online prefers action 1, the target says 20.
  ///
  /// Row 1: online ties, the first counts: 7.
  /// Row 2: online prefers action 2, of which the target thinks least.
  @Test func doubleQLetsOnlineChooseAndTargetValue() {
    let online = Tensor([0, 5, 1, 2, 2, 0, 1, 2, 3], shape: [3, 3])
    let target = Tensor([10, 20, 30, 7, 9, 8, 6, 5, 4], shape: [3, 3])
    #expect(doubleQValues(online: online, target: target).scalars == [20, 7, 4])
    #expect(greedyValues(target).scalars == [30, 9, 6])
  }

  /// Worked by hand: two steps of γ = 0.9 bootstrap with 0.81, one step cut short by a time limit
  /// with 0.9, a termination within the two with 0.
  ///
  ///     1 + 0.81 · 10 = 9.1      2 + 0.9 · 10 = 11      3 + 0 · 10 = 3
  @Test func eachTransitionBootstrapsAsFarAsItReaches() {
    let target = qLearningTarget(
      rewards: Tensor([1, 2, 3], shape: [3]), bootstrap: Tensor([0.81, 0.9, 0], shape: [3]),
      nextValues: Tensor([10, 10, 10], shape: [3]))
    for (value, right) in zip(target.scalars, [9.1, 11, 3] as [Float]) {
      #expect(abs(value - right) < 1e-6)
    }
  }

  /// Row 0: the largest, 9, is impossible, 3 stands.
  ///
  /// Row 1: of −5 and −4 only −5 is possible.
  @Test func impossibleActionsAreNeverChosen() {
    let values = Tensor([1, 9, 3, -5, -4, 0], shape: [2, 3])
    let masks = [true, false, true, true, false, false]
    #expect(greedyValues(maskedValues(values, masks: masks)).scalars == [3, -5])
    #expect(maskedValues(values, masks: masks).argmax(axis: 1) == [2, 0])
    #expect(greedyValues(maskedValues(values, masks: nil)).scalars == [9, 0])
  }

  @Test func takenActionsKeepTheirDistributions() {
    let outputs = Tensor((0..<12).map(Float.init), shape: [2, 3, 2])
    #expect(takeActions(outputs, [2, 0]).scalars == [4, 5, 6, 7])
  }

  /// Losses 1, 2 and 3 weighed 1, 0.5 and 0: (1 + 1 + 0) / 3; without weights 6 / 3.
  @Test func importanceWeightsScaleTheLossesAndTheirGradients() {
    let losses = Tensor([1, 2, 3], shape: [3])
    let weights = Tensor([1, 0.5, 0], shape: [3])
    #expect(abs(weightedMean(losses, weights: weights).item - 2 / 3) < 1e-6)
    #expect(weightedMean(losses, weights: nil).item == 2)
    let parameter = Parameter(losses)
    weightedMean(parameter.tensor, weights: weights).backward()
    for (slope, right) in zip(parameter.gradient?.scalars ?? [], [1 / 3, 0.5 / 3, 0] as [Float]) {
      #expect(abs(slope - right) < 1e-6)
    }
  }
}
