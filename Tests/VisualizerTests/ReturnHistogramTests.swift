import Testing
import Visualizer

@Suite struct ReturnHistogramTests {
  private func histogram(
    _ distributions: ReturnDistributions, action: Int = 0, bins: Int = 10
  ) throws -> ReturnHistogram {
    let scale = try #require(ReturnHistogram.scale(of: distributions, bins: bins))
    return ReturnHistogram(distributions, action: action, scale.range, bins: scale.bins)
  }

  @Test func atomsAreBinsOfTheirOwn() throws {
    let categorical = ReturnDistributions.categorical(
      atoms: [-1, 0, 1, 2], probabilities: [[0.5, 0.25, 0, 0.25]])
    let found = try histogram(categorical)
    #expect(found.shares == [0.5, 0.25, 0, 0.25])
    #expect(found.mean == 0)
    #expect(ReturnHistogram.scale(of: categorical, bins: 1)?.labels == -1...2)
    // An action of which nothing is known, and numbers that are none.
    #expect(try histogram(categorical, action: 3).mean == nil)
    let broken = ReturnDistributions.categorical(atoms: [0, 1], probabilities: [[.nan, 1]])
    #expect(try histogram(broken).mean == 1)
  }

  @Test func fiftyOneAtomsOfAnyRangeFallIntoFiftyOneBins() throws {
    for (low, high) in [(Float(-10), Float(10)), (0, 1), (-0.1, 33.3)] {
      let atoms = (0..<51).map { low + Float($0) * (high - low) / 50 }
      let even = [Float](repeating: 1, count: 51)
      let found = try histogram(.categorical(atoms: atoms, probabilities: [even]))
      #expect(found.shares == [Double](repeating: 1, count: 51))
    }
  }

  @Test func quantilesAreSpreadToTheirNeighbours() throws {
    let quantiles = ReturnDistributions.quantiles(returns: [(0...100).map { Float($0) / 10 }])
    let found = try histogram(quantiles)
    #expect(abs(found.shares.reduce(0, +) - 1) < 1e-9)
    #expect(found.shares.allSatisfy { abs($0 - 0.1) < 0.006 })
    #expect(abs(try #require(found.mean) - 5) < 1e-9)
  }

  @Test func theScaleOfQuantilesEndsAtTidyNumbers() throws {
    func ends(_ low: Float, _ high: Float) -> ClosedRange<Double>? {
      ReturnHistogram.scale(of: .quantiles(returns: [[low, high]]), bins: 4)?.labels
    }
    #expect(ends(75.5, 97.1) == 75...100)
    #expect(ends(0, 10) == 0...10)
    #expect(ends(-3, 3.5) == -4...4)
    #expect(try #require(ends(4, 4)).contains(4))
  }

  @Test func quantilesOfOneValueAndNoneAreDrawn() throws {
    let one = try histogram(.quantiles(returns: [[4, 4, 4]]))
    #expect(one.shares.count { $0 > 0.99 } == 1)
    #expect(ReturnHistogram.scale(of: .quantiles(returns: [[.nan], []]), bins: 4) == nil)
    #expect(ReturnHistogram.scale(of: .categorical(atoms: [], probabilities: []), bins: 4) == nil)
    // Not in order, some not finite.
    let mixed = try histogram(.quantiles(returns: [[3, 1, .infinity, 2]]))
    #expect(mixed.mean.map { abs($0 - 2) < 1e-9 } == true)
  }
}
