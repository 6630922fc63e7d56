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
    let threshold = TransferMetrics.usualThreshold(of: scratch)
    #expect(threshold == 18)  // 0 + 0.9 · 20
    let metrics = TransferMetrics(transfer: transfer, scratch: scratch, threshold: threshold)
    #expect(metrics.jumpstart == 8)
    #expect(metrics.asymptote == 2)
    #expect(metrics.totalReward == 6.5)  // (3300 − 2000) / 200
    #expect(metrics.transferRatio == 0.65)  // (3300 − 2000) / 2000
    #expect(metrics.stepsToThreshold == 100)
    #expect(metrics.scratchStepsToThreshold == 200)
    #expect(metrics.stepsSaved == 100)
  }

  @Test func betterIsAboveZeroAlsoWhereReturnsAreNegative() {
    // Scratch: 100 · −60 = −6000. Transfer: 100 · −40 = −4000.
    let metrics = TransferMetrics(
      transfer: curve([(0, -60), (100, -20)]), scratch: curve([(0, -100), (100, -20)]),
      threshold: nil)
    #expect(metrics.jumpstart == 40)
    #expect(metrics.totalReward == 20)
    #expect(metrics.transferRatio == 2000.0 / 6000)
    #expect(metrics.stepsSaved == nil)
  }

  // A run that never gets there counts with its 200 steps.
  @Test(arguments: [
    (21.0, 200 as Int?, nil as Int?, 0), (15, 100, 200, 100), (30, nil, nil, 0), (8, 0, 100, 100),
  ])
  func runsThatMissTheThresholdCountWithTheirLength(
    threshold: Double, steps: Int?, scratchSteps: Int?, saved: Int
  ) {
    let metrics = TransferMetrics(transfer: transfer, scratch: scratch, threshold: threshold)
    #expect(metrics.stepsToThreshold == steps)
    #expect(metrics.scratchStepsToThreshold == scratchSteps)
    #expect(metrics.stepsSaved == saved)
    let turned = TransferMetrics(transfer: scratch, scratch: transfer, threshold: threshold)
    #expect(turned.stepsSaved == -saved)
  }

  @Test func negativeTransferIsReportedAsSuch() {
    let metrics = TransferMetrics(transfer: scratch, scratch: transfer, threshold: nil)
    #expect(metrics.jumpstart == -8)
    #expect(metrics.asymptote == -2)
    #expect(metrics.totalReward == -6.5)
    #expect(metrics.transferRatio == -1300.0 / 3300)
  }

  @Test func anEmptyAreaHasNoRatioAndATrainingWithoutProgressNoThreshold() {
    let flat = curve([(0, 0), (10, 0)])
    #expect(TransferMetrics.usualThreshold(of: flat) == nil)
    #expect(TransferMetrics.usualThreshold(of: curve([(0, 5), (10, 4)])) == nil)
    let metrics = TransferMetrics(transfer: flat, scratch: flat, threshold: nil)
    #expect(metrics.transferRatio == nil && metrics.totalReward == 0)
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
