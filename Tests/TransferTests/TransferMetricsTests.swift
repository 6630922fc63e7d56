import Testing
import Transfer

private func curve(_ points: [(Int, Double)]) -> LearningCurve {
  LearningCurve(points.map { .init(step: $0.0, value: $0.1) })
}

@Suite struct TransferMetricsTests {
  // Scratch: 0 at 0, 10 at 100, 20 at 200. Area: 100·5 + 100·15 = 2000.
  // Transfer: 8 at 0, 18 at 100, 22 at 200. Area: 100·13 + 100·20 = 3300.
  private let scratch = curve([(0, 0), (100, 10), (200, 20)])
  private let transfer = curve([(0, 8), (100, 18), (200, 22)])

  @Test func metricsOfARisingCurveAreThoseWorkedByHand() {
    let metrics = TransferMetrics(transfer: transfer, scratch: scratch)
    #expect(metrics.jumpstart == 8)
    #expect(metrics.asymptote == 2)
    #expect(metrics.areaRatio == 0.65)  // (3300 − 2000) / 2000
    #expect(metrics.threshold == 18)  // 0 + 0.9 · 20
    #expect(metrics.stepsToThreshold == 100)
    #expect(metrics.scratchStepsToThreshold == 200)
    #expect(metrics.stepsSaved == 100)
  }

  @Test func betterIsAboveZeroAlsoWhereReturnsAreNegative() {
    // Scratch: −100, −20. Area −6000·… over 100 steps: 100 · −60 = −6000. Transfer: −60, −20: −4000.
    let metrics = TransferMetrics(
      transfer: curve([(0, -60), (100, -20)]), scratch: curve([(0, -100), (100, -20)]))
    #expect(metrics.jumpstart == 40)
    #expect(metrics.areaRatio == 2000.0 / 6000)
  }

  @Test func aThresholdThatIsNotReachedHasNoSteps() {
    let metrics = TransferMetrics(transfer: transfer, scratch: scratch, threshold: 21)
    #expect(metrics.stepsToThreshold == 200)
    #expect(metrics.scratchStepsToThreshold == nil)
    #expect(metrics.stepsSaved == nil)
  }

  @Test func negativeTransferIsReportedAsSuch() {
    let metrics = TransferMetrics(transfer: scratch, scratch: transfer)
    #expect(metrics.jumpstart == -8)
    #expect(metrics.asymptote == -2)
    #expect(metrics.areaRatio == -1300.0 / 3300)
  }

  @Test func anEmptyAreaHasNoRatio() {
    let flat = curve([(0, 0), (10, 0)])
    #expect(TransferMetrics(transfer: flat, scratch: flat).areaRatio == nil)
  }

  @Test func theAsymptoteIsTheMeanOfTheLastTenth() {
    // 20 points 0…19: the last tenth are 18 and 19.
    #expect(curve((0..<20).map { ($0, Double($0)) }).asymptote == 18.5)
    // Fewer than ten points: the last alone.
    #expect(scratch.asymptote == 20)
  }

  @Test func theMeanCurveIsTakenPointByPoint() {
    #expect(LearningCurve.mean(of: [scratch, transfer]) == curve([(0, 4), (100, 14), (200, 21)]))
  }
}
