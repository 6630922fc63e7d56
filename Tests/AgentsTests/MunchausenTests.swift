import Agents
import TensorCore
import Testing

@Suite struct MunchausenTests {
  /// Values 0 and ln 3 with τ = 1 make π = (¼, ¾); 0 and ½ ln 3 with τ = ½ the same.
  ///
  ///     τ 1   log ¼ = −1.386 cut to −1, times 0.9 = −0.9       log ¾ · 0.9 = −0.258914
  ///     τ ½   ½ log ¼ · 0.9 = −0.623832
  @Test func bonusIsTheClippedLogarithmOfThePolicy() {
    let values = Tensor([0, 1.0986123, 0, 1.0986123], shape: [2, 2])
    let bonus = Munchausen(weight: 0.9, temperature: 1).bonus(values: values, actions: [0, 1])
    #expect(abs(bonus.scalars[0] + 0.9) < 1e-6)
    #expect(abs(bonus.scalars[1] + 0.258914) < 1e-5)
    let softer = Munchausen(weight: 0.9, temperature: 0.5)
      .bonus(values: 0.5 * values, actions: [0, 1])
    #expect(abs(softer.scalars[0] + 0.623832) < 1e-5)
  }

  /// Σ π (Q − τ log π) by hand: ¼ · (0 + 1.386294) + ¾ · (1.098612 + 0.287682) = 1.386294 = ln 4.
  ///
  /// With τ towards 0 it is the maximum.
  @Test func softValueIsTheExpectationWithEntropy() {
    let values = Tensor([0, 1.0986123], shape: [1, 2])
    #expect(abs(Munchausen(temperature: 1).softValues(values).item - 1.386294) < 1e-5)
    #expect(abs(Munchausen(temperature: 1e-3).softValues(values).item - 1.0986123) < 1e-5)
    let masked = maskedValues(values, masks: [true, false])
    #expect(abs(Munchausen(temperature: 1).softValues(masked).item) < 1e-6)
  }

  /// Quantiles −1, 1 around each of the same values: ¼ · −1 + ¾ · 0.098612 + 0.562335 = 0.386294,
  /// and 2 more; their mean is the soft value.
  @Test func softQuantilesAreMixedOverActions() {
    let quantiles = Tensor([-1, 1, 0.0986123, 2.0986123], shape: [1, 2, 2])
    let values = Tensor([0, 1.0986123], shape: [1, 2])
    let mixed = Munchausen(temperature: 1).softQuantiles(quantiles, values: values).scalars
    #expect(abs(mixed[0] - 0.386294) < 1e-5 && abs(mixed[1] - 2.386294) < 1e-5, "\(mixed)")
  }
}
