import Datasets
import Determinism
import TensorCore
import Testing
import Transfer

/// Pools of images whose first pixel names the class and whose second the example.
@Suite struct ClassPoolTests {
  private func makePool(classes: Int = 6, examples: Int = 5, isTurned: Bool = false) -> ClassPool {
    let features: [Float] = (0..<(classes * examples)).flatMap { index in
      [Float(index / examples), Float(index % examples), 100, 200]
    }
    return ClassPool(
      Dataset(
        name: "numbers", exampleShape: [1, 2, 2], features: features,
        labels: (0..<(classes * examples)).map { Int32($0 / examples) },
        classNames: (0..<classes).map { "\($0)" }), isTurned: isTurned)
  }

  @Test func anEpisodeHasDifferentClassesAndExamplesInOrder() {
    let pool = makePool()
    for seed in 0..<50 {
      var random = RandomStream(seed: UInt64(seed))
      let episode = pool.episode(EpisodeShape(ways: 4, shots: 2, queries: 3), using: &random)
      #expect(episode.support.shape == [8, 1, 2, 2] && episode.query.shape == [12, 1, 2, 2])
      #expect(episode.supportLabels == [0, 0, 1, 1, 2, 2, 3, 3])
      #expect(episode.queryLabels == [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3])
      #expect(Set(episode.members).count == 4)
      let (support, query) = (episode.support.scalars, episode.query.scalars)
      for way in 0..<4 {
        let rows =
          (0..<2).map { (way * 2 + $0, support) } + (0..<3).map { (way * 3 + $0, query) }
        #expect(rows.allSatisfy { Int($1[4 * $0]) == episode.members[way] })
        #expect(Set(rows.map { $1[4 * $0 + 1] }).count == 5, "seed \(seed)")
      }
    }
  }

  @Test func theSameStreamGivesTheSameEpisode() {
    let pool = makePool(isTurned: true)
    let episodes = ([1, 1, 2] as [UInt64]).map { seed in
      var random = RandomStream(seed: seed)
      return pool.episode(EpisodeShape(ways: 5, shots: 1, queries: 1), using: &random)
    }
    #expect(episodes[0].query.scalars == episodes[1].query.scalars)
    #expect(episodes[0].random == episodes[1].random)
    #expect(episodes[0].query.scalars != episodes[2].query.scalars)
  }

  /// The image a b / c d turned against the clock once is b d / a c, twice d c / b a, thrice c a / d b.
  @Test func turnsAreClassesOfTheirOwn() {
    let pool = makePool(classes: 1, examples: 2, isTurned: true)
    #expect(pool.count == 4)
    #expect(pool.members.map(\.turns) == [0, 1, 2, 3])
    var random = RandomStream(seed: 3)
    let episode = pool.episode(EpisodeShape(ways: 4, shots: 1, queries: 1), using: &random)
    let values = episode.support.scalars
    for (row, member) in episode.members.enumerated() {
      let image = Array(values[(4 * row)..<(4 * row + 4)])
      let b = image.first { $0 < 100 && image.firstIndex(of: $0) != image.firstIndex(of: 0) } ?? 0
      switch pool.members[member].turns {
      case 0: #expect(image == [0, b, 100, 200])
      case 1: #expect(image == [b, 200, 0, 100])
      case 2: #expect(image == [200, 100, b, 0])
      default: #expect(image == [100, 0, 200, b])
      }
    }
  }

  @Test func everyClassComesAboutEquallyOften() {
    let pool = makePool()
    var counts = [Int](repeating: 0, count: 6)
    for seed in 0..<600 {
      var random = RandomStream(seed: UInt64(seed))
      let shape = EpisodeShape(ways: 3, shots: 1, queries: 1)
      for member in pool.episode(shape, using: &random).members { counts[member] += 1 }
    }
    // 300 each are expected, the deviation is 12.2.
    #expect(counts.allSatisfy { abs($0 - 300) < 50 }, "\(counts)")
  }

  @Test func episodesThatThePoolCannotGiveAreRefused() {
    let pool = makePool()
    for shape in [
      EpisodeShape(ways: 7, shots: 1, queries: 1), EpisodeShape(ways: 2, shots: 3, queries: 3),
    ] { #expect(throws: (any Error).self) { try pool.requireRoom(for: shape) } }
  }

  @Test func theIntervalIsThatOfAMean() {
    // Mean 0.7, variance 0.04 · 4 / 3 of four episodes: 1.96 · √(0.05333 / 4).
    let scores = FewShotScores(
      shape: EpisodeShape(ways: 2, shots: 1, queries: 1), accuracies: [0.5, 0.9, 0.5, 0.9], loss: 0)
    #expect(abs(scores.accuracy - 0.7) < 1e-12)
    #expect(abs(scores.halfWidth - 0.226_321) < 1e-5)
  }
}
