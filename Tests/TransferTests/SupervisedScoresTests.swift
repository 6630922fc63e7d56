import Testing
import Transfer

@Suite struct SupervisedScoresTests {
  /// Eight examples of three classes; the last class is never predicted.
  ///
  ///     true  a a a b b b c c
  ///     said  a a b b b a b a
  private let sample = SupervisedScores.Classification(
    labels: [0, 0, 0, 1, 1, 1, 2, 2], predictions: [0, 0, 1, 1, 1, 0, 1, 0],
    classNames: ["a", "b", "c"])

  @Test func theConfusionMatrixHasTheTrueClassInItsRows() {
    #expect(sample.confusion == [[2, 1, 0], [1, 2, 0], [1, 1, 0]])
    #expect(sample.accuracy == 4.0 / 8)
  }

  @Test func precisionRecallAndF1AreThoseByHand() {
    let (a, c) = (sample.classes[0], sample.classes[2])
    // Four were taken for a, two of them rightly; two of its three were found.
    #expect(a.name == "a" && a.support == 3)
    #expect(a.precision == 2.0 / 4 && a.recall == 2.0 / 3)
    // 2 · (1/2 · 2/3) / (1/2 + 2/3) = 4/7.
    #expect(abs(a.f1 - 4.0 / 7) < 1e-15)
    #expect(c.precision == 0 && c.recall == 0 && c.f1 == 0 && c.support == 2)
    // b: 2 of 4 taken, 2 of 3 found: 4/7 as well.
    #expect(abs(sample.macroF1 - 8.0 / 21) < 1e-15)
  }

  @Test func noExamplesGiveZerosRatherThanNaN() {
    let empty = SupervisedScores.Classification(
      labels: [], predictions: [], classNames: ["a", "b"])
    #expect(empty.accuracy == 0 && empty.macroF1 == 0)
  }

  @Test func theFiguresOfARegressionAreThoseByHand() {
    // Errors 1, 0, −2: squares 5, absolutes 3; the numbers' mean is 2, their spread 2.
    let scores = SupervisedScores.Regression(numbers: [1, 2, 3], predictions: [2, 2, 1])
    #expect(scores.meanSquaredError == 5.0 / 3)
    #expect(scores.meanAbsoluteError == 1)
    #expect(scores.determination == 1 - 5.0 / 2)
    #expect(SupervisedScores.Regression(numbers: [4, 4], predictions: [3, 4]).determination == 0)
    #expect(SupervisedScores.Regression(numbers: [1, 3], predictions: [1, 3]).determination == 1)
  }
}
