import Agents
import TensorCore
import Testing

/// The figures are PyTorch's (2.13).
///
///     p = (softmax(t / 0.5) + softmax(u / 0.5)) / 2
///     l = kl_div(log_softmax(s / 0.5), p, reduction="none").sum(1); l.sum().backward()
@Suite struct GuidanceLossesTests {
  private let one = Tensor([1, 2, 0.5, 0, 0, 3], shape: [2, 3])
  private let other = Tensor([0, -1, 2, 1, 1, 1], shape: [2, 3])

  @Test func theTeachersPolicyIsTheMeanOfTheirSoftmaxes() {
    let both = teachersPolicy([one, other], temperature: 0.5)
    expectClose(both, [0.0660689, 0.4231115, 0.5108196, 0.1678999, 0.1678999, 0.6642001])
    // By hand: values 0, 0 and 3 at τ 0.5 are as 1, 1 and e⁶.
    let alone = teachersPolicy([one], temperature: 0.5)
    expectClose(alone.sliced(1..<2), [0.0024667, 0.0024667, 0.9950666])
    // The largest probability of one teacher is its greedy action; of two, neither's values decide.
    #expect(alone.argmax(axis: 1) == [1, 2])
    #expect(both.argmax(axis: 1) == [2, 2])
  }

  @Test func divergenceAndItsGradientAreThoseOfPyTorch() {
    let student = Parameter(Tensor([0.3, -0.2, 0.9, 1.5, 0.1, -0.4], shape: [2, 3]), name: "q")
    let policy = teachersPolicy([one, other], temperature: 0.5)
    let losses = distillationLosses(student.tensor, policy: policy, temperature: 0.5)
    expectClose(losses, [0.4685565, 2.2030134])
    losses.sum().backward()
    expectClose(
      student.gradient, [0.2944837, -0.6892776, 0.3947938, 1.5106137, -0.2235193, -1.2870946])
  }

  /// A student that says what its one teacher says, but for a constant, has nothing to learn.
  @Test func aConstantAddedToAllValuesChangesNothing() {
    let losses = distillationLosses(
      one + 7, policy: teachersPolicy([one], temperature: 0.1), temperature: 0.1)
    for loss in losses.scalars { #expect(abs(loss) < 1e-5) }
  }

  /// Without the third action the first row's teacher says 1 and 2: at τ 1 that is 1 / (1 + e).
  @Test func impossibleActionsHaveNoProbabilityAndNoGradient() {
    let masks = [true, true, false, true, true, true]
    let policy = teachersPolicy([one], temperature: 1, masks: masks)
    expectClose(policy.sliced(0..<1), [0.2689414, 0.7310586, 0])
    let student = Parameter(Tensor([0, 0, 50, 0, 0, 0], shape: [2, 3]), name: "q")
    let losses = distillationLosses(
      student.tensor, policy: policy, temperature: 1, masks: masks)
    // log 2 less the entropy of that policy.
    expectClose(losses.sliced(0..<1), [0.6931472 - 0.5822031])
    losses.sum().backward()
    #expect(student.gradient?.scalars[2] == 0)
  }

  /// Margin 0.8, worked by hand.
  ///
  ///     values 1, 2, 0.5; the first was shown: 2 + 0.8 − 1 = 1.8
  ///     values 0, 0.3, 3; the third was shown: the largest is the third itself, 3 − 3 = 0
  ///     values 1, 0.5, 0; the first was shown, and leads by less than the margin: 0.5 + 0.8 − 1 = 0.3
  @Test func aDemonstratedActionIsToLeadByTheMargin() {
    let values = Parameter(
      Tensor([1, 2, 0.5, 0, 0.3, 3, 1, 0.5, 0], shape: [3, 3]), name: "q")
    let losses = marginLosses(values.tensor, demonstrated: [0, 2, 0], margin: 0.8)
    expectClose(losses, [1.8, 0, 0.3])
    losses.sum().backward()
    expectClose(values.gradient, [-1, 1, 0, 0, 0, 0, -1, 1, 0])
    // What is impossible need not be led; without a margin a leading action is right.
    let masked = marginLosses(
      values.tensor, demonstrated: [0, 2, 0], margin: 0.8,
      masks: [true, false, true, true, true, true, true, false, true])
    expectClose(masked, [0.3, 0, 0])
    expectClose(marginLosses(values.tensor, demonstrated: [0, 2, 0], margin: 0), [1, 0, 0])
  }

  private func expectClose(
    _ tensor: Tensor?, _ expected: [Float], sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let values = tensor?.scalars ?? []
    #expect(
      values.count == expected.count
        && zip(values, expected).allSatisfy { abs($0 - $1) < 2e-6 * max(1, abs($1)) + 1e-6 },
      "\(values), expected \(expected)", sourceLocation: sourceLocation)
  }
}
