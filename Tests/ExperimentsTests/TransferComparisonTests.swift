import Determinism
import Documents
import Experiments
import Testing
import Transfer

private func curve(_ values: [Double]) -> LearningCurve {
  LearningCurve(values.enumerated().map { .init(step: 100 * $0.offset, value: $0.element) })
}

/// Runs that all rise from 0 to 10 from scratch, and lie so much higher with transfer, seed by seed.
private func comparison(_ gains: [Double]) throws -> TransferComparison {
  try TransferComparison(
    gains.enumerated().map { index, gain in
      .init(
        seed: UInt64(index + 1), transfer: curve([gain, 5 + gain, 10 + gain]),
        scratch: curve([0, 5, 10]))
    })
}

@Suite struct TransferComparisonTests {
  // Scratch areas: 100 · 2.5 + 100 · 7.5 = 1000 for each seed; each gain adds 200 of area.
  // Gains 1…5: means 3, ratio 200 · 15 / 5000 = 0.6. Threshold 9: scratch 200 steps; transfer with
  // gain 1…3 also 200 (values 6…8 at 100), with 4 and 5 it is 100: saved (0, 0, 0, 100, 100) / 5 = 40.
  @Test func figuresAreThoseWorkedByHand() throws {
    let found = try comparison([1, 2, 3, 4, 5])
    #expect(found.threshold == 9)
    for metric in [TransferComparison.Metric.jumpstart, .asymptote, .totalReward] {
      #expect(try #require(found.estimate(metric)).value == 3, "\(metric)")
    }
    #expect(try #require(found.estimate(.transferRatio)).value == 0.6)
    #expect(try #require(found.estimate(.stepsSaved)).value == 40)
  }

  // Of the 5⁵ = 3125 resamples one is the lowest seed five times, five hold it four times with the next: the tail of 0.00095 · 3125 ≈ 3
  // resamples ends at (4 · 1 + 2) / 5 = 1.2, at the other end at 4.8.
  @Test func theIntervalOfFiveSeedsByHand() throws {
    let found = try #require(try comparison([1, 2, 3, 4, 5]).estimate(.totalReward))
    #expect(abs(found.low - 1.2) < 1e-12 && abs(found.high - 4.8) < 1e-12, "\(found)")
  }

  @Test(arguments: [
    ([3.0, 4, 2, 5, 3], TransferVerdict.positive), ([-3, -4, -2, -5, -3], .negative),
    // One seed of five on the other side, and far: nothing is shown.
    ([3, 4, 2, 5, -3], .noneShown), ([0, 0, 0, 0, 0], .noneShown),
    ([3, -4, 2, -5, 3], .noneShown),
    // However large: so few seeds show nothing.
    ([30, 40, 20, 50], .tooFewSeeds(4)), ([500], .tooFewSeeds(1)),
  ])
  func theVerdictFollowsTheInterval(gains: [Double], expected: TransferVerdict) throws {
    let found = try comparison(gains)
    #expect(found.verdict == expected)
    for metric in [TransferComparison.Metric.jumpstart, .asymptote, .transferRatio] {
      #expect(found.verdict(metric) == expected, "\(metric)")
    }
    #expect(TransferVerdict.tooFewSeeds(1).label == "one seed shows nothing")
  }

  @Test func metricsAreJudgedEachForItself() throws {
    // Helps at the start, harms at the end: +6 → −4 on a curve of 0, 5, 10.
    let pairs = (1...5).map { seed in
      let shift = Double(seed) / 10
      return TransferComparison.Pair(
        seed: UInt64(seed), transfer: curve([6 + shift, 6, 6 - shift]), scratch: curve([0, 5, 10]))
    }
    let found = try TransferComparison(pairs)
    #expect(found.verdict(.jumpstart) == .positive)
    #expect(found.verdict(.asymptote) == .negative)
    #expect(found.verdict(.stepsSaved) == .noneShown)
  }

  @Test func pairsAreDrawnWhole() throws {
    // Seeds that are good or bad by themselves, and a transfer that adds 1 to each: paired, there is no
    // doubt; unpaired, the spread of the seeds would hide it.
    let pairs = [0.0, 20, 40, 60, 80].enumerated().map { index, level in
      TransferComparison.Pair(
        seed: UInt64(index), transfer: curve([level + 1, level + 1]),
        scratch: curve([level, level]))
    }
    let found = try #require(try TransferComparison(pairs.reversed()).estimate(.totalReward))
    #expect(found == Estimate(value: 1, low: 1, high: 1))
  }

  @Test func whatScratchNeverHadHasNoRatioAndNoThreshold() throws {
    let pairs = (1...5).map { seed in
      TransferComparison.Pair(
        seed: UInt64(seed), transfer: curve([0, Double(seed)]), scratch: curve([0, 0]))
    }
    let found = try TransferComparison(pairs)
    #expect(found.threshold == nil)
    #expect(found.estimate(.transferRatio) == nil && found.verdict(.stepsSaved) == nil)
    #expect(found.verdict == .positive)
    #expect(try TransferComparison(pairs, threshold: 3).verdict(.stepsSaved) == .noneShown)
    // One seed learned something: resamples without it have no bound.
    let mixed =
      pairs.dropLast() + [
        .init(seed: 9, transfer: curve([0, 9]), scratch: curve([0, 4]))
      ]
    let ratio = try #require(try TransferComparison(Array(mixed)).estimate(.transferRatio))
    #expect(ratio.value.isFinite && ratio.high == .infinity && ratio.low > 0)
  }

  @Test func curvesOfOtherStepsAndSeedsTwiceAreRefused() throws {
    let pair = TransferComparison.Pair(
      seed: 1, transfer: curve([0, 1]), scratch: curve([0, 1]))
    let longer = TransferComparison.Pair(
      seed: 2, transfer: curve([0, 1, 2]), scratch: curve([0, 1]))
    #expect(throws: InputError.self) { try TransferComparison([pair, pair]) }
    #expect(throws: InputError.self) { try TransferComparison([pair, longer]) }
    #expect(throws: InputError.self) { try TransferComparison([]) }
  }

  // Synthetic curves whose gain is normal with mean 2: the expanded interval must hold 2 about as often
  // as it says, with five seeds as with ten; the plain percentiles of five do not.
  @Test(arguments: [5, 10])
  func intervalsHoldTheTrueGainAsOftenAsTheySay(seeds: Int) throws {
    var random = RandomStream(seed: 17)
    let trials = 300
    var held = (expanded: 0, plain: 0)
    for _ in 0..<trials {
      let gains = (0..<seeds).map { _ in 2 + 3 * random.normalDouble() }
      let mean: ([Int]) -> Double = { drawn in
        drawn.reduce(0) { $0 + gains[$1] } / Double(drawn.count)
      }
      let wide = try #require(try comparison(gains).estimate(.totalReward))
      if wide.low <= 2 && 2 <= wide.high { held.expanded += 1 }
      let plain = Bootstrap(resamples: 1000).estimate(pairs: seeds, mean)
      if plain.low <= 2 && 2 <= plain.high { held.plain += 1 }
    }
    let share = Double(held.expanded) / Double(trials)
    #expect((0.91...0.98).contains(share), "\(held.expanded) of \(trials)")
    if seeds == 5 {
      #expect(Double(held.plain) / Double(trials) < 0.9, "\(held.plain) of \(trials)")
    }
  }
}
