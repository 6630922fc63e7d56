import Experiments
import Testing

@Suite struct ScoreTableTests {
  // Mean 4, median 3; of 5 scores ⌊5/4⌋ = 1 is left out at either end: (2 + 3 + 4) / 3 = 3.
  // With 8 scores two at either end: (3 + 4 + 5 + 6) / 4 = 4.5; the median is (4 + 5) / 2.
  @Test(arguments: [
    ([10.0, 2, 1, 3, 4], 4.0, 3.0, 3.0),
    ([8, 7, 6, 5, 4, 3, 2, 101], 17.0, 5.5, 5.5),
    ([1, 2, 6], 3, 2, 3),
    ([7], 7, 7, 7),
    ([-2, 2], 0, 0, 0),
    ([0, 0, 0, 1000], 250, 0, 0),
  ])
  func meanMedianAndInterquartileMean(
    scores: [Double], mean: Double, median: Double, interquartileMean: Double
  ) {
    let table = ScoreTable(scores)
    #expect(table.mean == mean)
    #expect(table.median == median)
    #expect(table.interquartileMean == interquartileMean)
    #expect(Aggregate.allCases.map { $0(table) } == [mean, median, interquartileMean])
  }

  // Tasks count alike in the mean: ((1 + 3) / 2 + 10) / 2 = 6. Pooled: 1, 3, 10, of which none is left
  // out: 14 / 3.
  @Test func tasksWithDifferentlyManyRuns() {
    let table = ScoreTable(tasks: [[3, 1], [10]])
    #expect(table.mean == 6)
    #expect(table.median == 3)
    #expect(table.interquartileMean == 14.0 / 3)
    #expect(table.pooled == [1, 3, 10])
  }

  // Short of 5: 4, 2, 0, 0 (9 does not make up for 1): 6 / 4.
  @Test func theOptimalityGapDoesNotCountWhatLiesAbove() {
    #expect(ScoreTable([1, 3, 5, 9]).optimalityGap(below: 5) == 1.5)
    #expect(ScoreTable([6, 7]).optimalityGap(below: 5) == 0)
  }

  @Test func aShareIsOfScoresStrictlyAbove() {
    let table = ScoreTable([1, 2, 2, 3])
    #expect([0, 1, 2, 2.5, 3].map { table.share(above: $0) } == [1, 0.75, 0.25, 0.25, 0])
    // 1/2 of the one task and 1 of the other.
    #expect(ScoreTable(tasks: [[0, 4], [4]]).share(above: 1) == 0.75)
  }

  // 3 > 1, 3 > 2, 3 = 3: 2.5; 2 > 1, 2 = 2, 2 < 3: 1.5; 4 beats all: 3. Of 9 pairs 7.
  @Test func theProbabilityOfImprovementCountsPairsAndTiesHalf() {
    let better = ScoreTable([3, 2, 4])
    let worse = ScoreTable([1, 2, 3])
    #expect(better.probabilityOfImprovement(over: worse) == 7.0 / 9)
    #expect(worse.probabilityOfImprovement(over: better) == 2.0 / 9)
    #expect(worse.probabilityOfImprovement(over: worse) == 0.5)
    // (1 + 0) / 2 over two tasks.
    let mixed = ScoreTable(tasks: [[5], [1]])
    #expect(mixed.probabilityOfImprovement(over: ScoreTable(tasks: [[4], [2, 3]])) == 0.5)
  }

  @Test func theOrderOfTheRunsChangesNoBit() {
    let scores = [0.1, 0.7, 1e9, -3.3, 0.2, 1e-9]
    let table = ScoreTable(scores)
    #expect(ScoreTable(scores.reversed()) == table)
    #expect(ScoreTable(scores.reversed()).mean == table.mean)
  }

  @Test func noScoresOrOnesThatAreNoNumbersAreRefused() async {
    await #expect(processExitsWith: .failure) { _ = ScoreTable([]) }
    await #expect(processExitsWith: .failure) { _ = ScoreTable([.nan]) }
    await #expect(processExitsWith: .failure) {
      _ = ScoreTable([1]).probabilityOfImprovement(over: ScoreTable(tasks: [[1], [2]]))
    }
  }
}
