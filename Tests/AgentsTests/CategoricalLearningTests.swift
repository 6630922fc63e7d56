import Agents
import Determinism
import TensorCore
import TestSupport
import Testing

@Suite struct CategoricalLearningTests {
  /// Atoms −1, 0, 1, worked by hand.
  ///
  ///     r 0.5, g 0.5   −1 → 0      0.2 to atom 1
  ///                     0 → 0.5    0.3 halved between atoms 1 and 2
  ///                     1 → 1      0.5 to atom 2                     (0, 0.35, 0.65)
  ///     r −0.25, g 0   all → −0.25: a quarter to atom 0             (0.25, 0.75, 0)
  ///     r 5, g 1       all beyond the end                            (0, 0, 1)
  ///     r 0, g 1       nothing moves                                 (0.2, 0.3, 0.5)
  @Test func projectionSharesProbabilityBetweenNeighbours() {
    let row: [Float] = [0.2, 0.3, 0.5]
    let projected = categoricalProjection(
      probabilities: Tensor(row + row + row + row, shape: [4, 3]),
      rewards: Tensor([0.5, -0.25, 5, 0], shape: [4]),
      bootstrap: Tensor([0.5, 0, 1, 1], shape: [4]), range: -1...1)
    let right: [Float] = [0, 0.35, 0.65, 0.25, 0.75, 0, 0, 0, 1, 0.2, 0.3, 0.5]
    for (value, right) in zip(projected.scalars, right) { #expect(abs(value - right) < 1e-6) }
  }

  /// What lies within the range keeps its mean, which is the Bellman target of the means; every row
  /// keeps its sum.
  @Test(arguments: [UInt64](1...5)) func projectionKeepsSumsAndMeans(seed: UInt64) {
    var random = RandomStream(seed: seed)
    let (rows, atoms) = (7, 51)
    let probabilities = randomTensor([rows, atoms], using: &random).softmax()
    let rewards = randomTensor([rows], using: &random)
    let projected = categoricalProjection(
      probabilities: probabilities, rewards: rewards, bootstrap: .full([rows], 0.5),
      range: -10...10)
    let support = Tensor((0..<atoms).map { -10 + Float($0) * 0.4 }, shape: [atoms])
    let expected = rewards + 0.5 * (probabilities * support).sum(axis: 1)
    let means = (projected * support).sum(axis: 1)
    for row in 0..<rows {
      #expect(abs(means.scalars[row] - expected.scalars[row]) < 1e-4, "seed \(seed)")
      #expect(abs(projected.sum(axis: 1).scalars[row] - 1) < 1e-5, "seed \(seed)")
    }
  }

  @Test func aRewardThatIsNoNumberCannotHide() {
    let projected = categoricalProjection(
      probabilities: Tensor([0.5, 0.5, 0.5, 0.5], shape: [2, 2]),
      rewards: Tensor([.nan, 0], shape: [2]), bootstrap: .ones([2]), range: 0...1)
    let rows = projected.scalars
    #expect(rows[0].isNaN && rows[1].isNaN && rows[2] == 0.5 && rows[3] == 0.5)
  }

  /// p = (½, ½), m = (¼, ¾): ¼ ln ½ + ¾ ln 3⁄2 = 0.130812; the gradient is p − m = (¼, −¼).
  @Test func lossIsTheDivergenceAndItsGradientTheDifference() {
    let logits = Parameter(Tensor([0, 0, 3, 3], shape: [2, 2]))
    let target = Tensor([0.25, 0.75, 0.5, 0.5], shape: [2, 2])
    let losses = categoricalLosses(logits: logits.tensor, target: target)
    #expect(abs(losses.scalars[0] - 0.130812) < 1e-6)
    #expect(abs(losses.scalars[1]) < 1e-6)
    losses.sum().backward()
    for (slope, right) in zip(logits.gradient?.scalars ?? [], [0.25, -0.25, 0, 0] as [Float]) {
      #expect(abs(slope - right) < 1e-6)
    }
  }
}
