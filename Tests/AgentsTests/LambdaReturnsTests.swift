import Agents
import Testing

@Suite struct LambdaReturnsTests {
  /// Three steps of two copies, γ = 0.5, λ = 0.5; by hand, from the last step back.
  ///
  /// Copy 0 lives on: 4 + 0.5·6 = 7; 2 + 0.5·(8 + 0.5·(7 − 8)) = 5.75;
  /// 1 + 0.5·(4 + 0.5·(5.75 − 4)) = 3.4375.
  /// Copy 1 terminates at its second step, which is worth its reward alone, whatever value stands
  /// beside it: 4 + 0.5·2 = 5; 2; 1 + 0.5·(4 + 0.5·(2 − 4)) = 2.5.
  @Test func aTerminatedStepIsWorthItsReward() {
    let returns = lambdaReturns(
      rewards: [1, 1, 2, 2, 4, 4], nextValues: [4, 4, 8, 100, 6, 2],
      terminated: [false, false, false, true, false, false],
      truncated: [false, false, false, false, false, false], copies: 2, discount: 0.5, lambda: 0.5)
    #expect(returns.scalars == [3.4375, 2.5, 5.75, 2, 7, 5])
  }

  /// One copy, γ = 0.5, λ = 0.5; the clock ends the second step, whose last observation is worth 8:
  /// the next episode's return, 10 + 0.5·2 = 11, is not looked at: 2 + 0.5·8 = 6;
  /// 1 + 0.5·(4 + 0.5·(6 − 4)) = 3.5.
  @Test func aTruncatedStepBootstrapsFromItsLastObservationAndNotFromTheNextEpisode() {
    let returns = lambdaReturns(
      rewards: [1, 2, 10], nextValues: [4, 8, 2], terminated: [false, false, false],
      truncated: [false, true, false], copies: 1, discount: 0.5, lambda: 0.5)
    #expect(returns.scalars == [3.5, 6, 11])
  }

  /// λ = 0 is one step: r + γ v.
  ///
  /// λ = 1 is the whole rest: 3 + 0.5·16 = 11, 2 + 0.5·11 = 7.5,
  /// 1 + 0.5·7.5 = 4.75.
  @Test func lambdaGoesFromOneStepToTheWholeRest() {
    func returns(lambda: Float) -> [Float] {
      lambdaReturns(
        rewards: [1, 2, 3], nextValues: [4, 8, 16], terminated: [false, false, false],
        truncated: [false, false, false], copies: 1, discount: 0.5, lambda: lambda
      ).scalars
    }
    #expect(returns(lambda: 0) == [3, 6, 11])
    #expect(returns(lambda: 1) == [4.75, 7.5, 11])
  }

  @Test func lengthsThatDoNotFitStopTheProgram() async {
    await #expect(processExitsWith: .failure) {
      _ = lambdaReturns(
        rewards: [1, 2, 3], nextValues: [1, 2], terminated: [false, false, false],
        truncated: [false, false, false], copies: 1, discount: 1, lambda: 1)
    }
  }
}
