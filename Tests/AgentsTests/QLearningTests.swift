import Agents
import TensorCore
import Testing

@Suite struct QLearningTests {
  /// Worked by hand with discount 0.9.
  ///
  ///     went on      1 + 0.9 · 1 · 10 = 10
  ///     terminated  -2 + 0.9 · 0 · 50 = -2   whatever the value behind the end
  ///     truncated    0 + 0.9 · 1 · 4 = 3.6   the clock is no end of the task
  @Test func onlyTerminationStopsTheBootstrap() {
    let target = qLearningTarget(
      rewards: Tensor([1, -2, 0], shape: [3]), continues: Tensor([1, 0, 1], shape: [3]),
      nextValues: Tensor([10, 50, 4], shape: [3]), discount: 0.9)
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
}
