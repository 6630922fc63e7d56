import Determinism
import Foundation
import Testing

struct RandomStreamTests {
  /// The three `philox4x32 10` lines of Random123's `tests/kat_vectors`.
  @Test(arguments: [
    (
      [0, 0, 0, 0] as [UInt32], [0, 0] as [UInt32],
      [0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8] as [UInt32]
    ),
    (
      [UInt32](repeating: .max, count: 4), [UInt32](repeating: .max, count: 2),
      [0x408F_276D, 0x41C8_3B0E, 0xA20B_C7C6, 0x6D54_51FD]
    ),
    (
      [0x243F_6A88, 0x85A3_08D3, 0x1319_8A2E, 0x0370_7344], [0xA409_3822, 0x299F_31D0],
      [0xD16C_FE09, 0x94FD_CCEB, 0x5001_E420, 0x2412_6EA1]
    ),
  ])
  func philoxGivesThePublishedAnswers(counter: [UInt32], key: [UInt32], answer: [UInt32]) {
    func joined(_ a: UInt32, _ b: UInt32) -> UInt64 { UInt64(a) | UInt64(b) << 32 }
    let block = Philox.block(
      key: joined(key[0], key[1]), joined(counter[0], counter[1]), joined(counter[2], counter[3]))
    #expect(block.low == joined(answer[0], answer[1]))
    #expect(block.high == joined(answer[2], answer[3]))
  }

  @Test func wordsAreThoseOfTheBlocks() {
    // The first block of key 0 and counter 0 is the first published answer.
    var stream = RandomStream(seed: 0)
    #expect(stream.nextWord() == 0x6627_E8D5)
    #expect(stream.nextWord() == 0xE169_C58D)
    #expect(stream.next() == 0x9B00_DBD8_BC57_AC4C)
    #expect(stream.position == 4)
  }

  @Test func aStreamRestoredAnywhereGoesOnTheSame() throws {
    var stream = RandomStream(seed: 9).stream("a")
    for position in 0..<23 {
      var restored = RandomStream(key: stream.key, position: UInt64(position))
      #expect(restored == stream)
      let stored = try JSONEncoder().encode(stream)
      var decoded = try JSONDecoder().decode(RandomStream.self, from: stored)
      let word = stream.nextWord()
      #expect(restored.nextWord() == word)
      #expect(decoded.nextWord() == word)
    }
  }

  @Test func namedStreamsDifferAndDependOnNothingElse() {
    var run = RandomStream(seed: 1)
    let before = run.stream("replay")
    _ = run.next()
    #expect(run.stream("replay") == before)
    var keys = Set<UInt64>()
    var count = 0
    for seed in UInt64(0)..<20 {
      let root = RandomStream(seed: seed)
      keys.insert(root.key)
      let names = ["", "a", "b", "ab", "a\u{0}", "\u{0}", "abcdefgh", "abcdefgh\u{0}", "abcdefghi"]
      for name in names + (0..<500).map({ "environment/\($0)" }) {
        keys.insert(root.stream(name).key)
        count += 1
      }
    }
    #expect(keys.count == count + 20)
    let nested = RandomStream(seed: 1).stream("a").stream("b")
    #expect(nested != RandomStream(seed: 1).stream("ab"))
  }

  @Test(arguments: [0, 7, 10, 99, 1024, 99_999_999, 100_000_000, .max])
  func numberedStreamIsThatOfTheWrittenName(number: Int) {
    let root = RandomStream(seed: 3)
    #expect(root.stream("episode/", number: number) == root.stream("episode/\(number)"))
    #expect(root.stream("e", number: number) == root.stream("e\(number)"))
  }

  @Test func keysOfNamesNeverChange() {
    // A changed derivation would change every run; these are the values it had when it was written.
    #expect(RandomStream(seed: 1).stream("exploration").key == 2_960_009_783_678_074_210)
  }

  @Test func uniformNumbersFillTheirRangeAndNoMore() {
    var stream = RandomStream(seed: 3)
    var sum = 0.0
    for _ in 0..<40_000 {
      let a = stream.uniform()
      let b = stream.uniformDouble()
      #expect(a >= 0 && a < 1 && b >= 0 && b < 1)
      #expect(a * 0x1p24 == (a * 0x1p24).rounded())
      sum += Double(a) + b
    }
    // The mean of 80,000 has a standard deviation of 0.001.
    #expect(abs(sum / 80_000 - 0.5) < 0.004)
    // A range of two neighbours has one number in it.
    let one: Float = 1
    for _ in 0..<100 {
      #expect(stream.uniform(in: one..<one.nextUp) == 1)
      #expect((-3..<5).contains(stream.uniformDouble(in: -3..<5)))
      #expect((-3..<5).contains(stream.uniform(in: -3..<5)))
    }
  }

  @Test(arguments: [1, 2, 3, 7, 10, 64, 1000])
  func integersAreEvenlySpread(bound: Int) {
    var stream = RandomStream(seed: UInt64(bound))
    var counts = [Int](repeating: 0, count: bound)
    let draws = 100 * bound + 10_000
    for _ in 0..<draws { counts[stream.integer(below: bound)] += 1 }
    let expected = Double(draws) / Double(bound)
    let chiSquared = counts.reduce(0.0) {
      $0 + (Double($1) - expected) * (Double($1) - expected) / expected
    }
    // bound − 1 degrees of freedom: mean bound − 1, deviation √(2 (bound − 1)); five deviations.
    let freedom = Double(bound - 1)
    #expect(chiSquared <= freedom + 5 * (2 * freedom).squareRoot() + 1e-9)
  }

  @Test func integersOfAwkwardBoundsAreUnbiased() {
    // Of 3 · 2³⁰ numbers, a plain remainder of a word would give the lower third twice as often.
    var stream = RandomStream(seed: 4)
    let bound = 3 << 30
    var lower = 0
    for _ in 0..<30_000 {
      let value = stream.integer(below: bound)
      #expect((0..<bound).contains(value))
      if value < 1 << 30 { lower += 1 }
    }
    // Expected 10,000 with a deviation of 82.
    #expect(abs(lower - 10_000) < 400)
    for _ in 0..<1000 {
      #expect((0..<(3 << 60)).contains(stream.integer(below: 3 << 60)))
      #expect(stream.integer(below: .max) < .max)
    }
  }

  @Test func normalNumbersHaveTheMomentsOfTheNormalDistribution() {
    var stream = RandomStream(seed: 6)
    let count = 100_000
    for draw in [{ Double(stream.normal()) }, { stream.normalDouble() }] {
      var moments = [0.0, 0.0, 0.0, 0.0]
      for _ in 0..<count {
        let x = draw()
        moments[0] += x
        moments[1] += x * x
        moments[2] += x * x * x
        moments[3] += x * x * x * x
      }
      moments = moments.map { $0 / Double(count) }
      // Deviations of the estimates: 0.0032, 0.0045, 0.012, 0.031; four each.
      #expect(abs(moments[0]) < 0.013 && abs(moments[1] - 1) < 0.018)
      #expect(abs(moments[2]) < 0.05 && abs(moments[3] - 3) < 0.125)
    }
  }

  @Test func categoriesComeInProportionAndNeverWithoutWeight() {
    var stream = RandomStream(seed: 7)
    var counts = [0, 0, 0, 0]
    for _ in 0..<20_000 { counts[stream.categorical([0, 1, 3, 0])] += 1 }
    #expect(counts[0] == 0 && counts[3] == 0)
    // Expected 5,000 with a deviation of 61.
    #expect(abs(counts[1] - 5000) < 300)
    var rare = 0
    for _ in 0..<20_000 where stream.bernoulli(0.1) { rare += 1 }
    #expect(abs(rare - 2000) < 210)
    #expect(!stream.bernoulli(0) && stream.bernoulli(1))
  }

  @Test func shufflesAreEvenOverAllOrders() {
    var stream = RandomStream(seed: 8)
    var counts: [[Int32]: Int] = [:]
    for _ in 0..<24_000 { counts[stream.permutation(4), default: 0] += 1 }
    #expect(counts.count == 24)
    // Expected 1,000 each with a deviation of 31.
    #expect(counts.values.allSatisfy { abs($0 - 1000) < 160 })
    var letters = Array("abcdefgh")
    stream.shuffle(&letters)
    #expect(letters.sorted() == Array("abcdefgh"))
    #expect(stream.permutation(0).isEmpty && stream.permutation(1) == [0])
  }

  @Test func fillsGiveWhatSingleCallsGive() {
    var one = RandomStream(seed: 2)
    var other = one
    var uniform = [Float](repeating: 0, count: 37)
    var normal = uniform
    uniform.withUnsafeMutableBufferPointer { one.fillUniform($0, in: -2..<3) }
    normal.withUnsafeMutableBufferPointer { one.fillNormal($0, mean: 1, standardDeviation: 2) }
    #expect(uniform == (0..<37).map { _ in other.uniform(in: -2..<3) })
    #expect(normal == (0..<37).map { _ in 1 + 2 * other.normal() })
    #expect(one == other)
  }

  @Test func manyDrawsHaveTheKnownHash() {
    var stream = RandomStream(seed: 1).stream("golden")
    var hash = SHA256()
    for bound in 1...2000 {
      let values = [
        UInt64(stream.integer(below: bound * 7)), UInt64(stream.uniform().bitPattern),
        stream.uniformDouble().bitPattern, UInt64(stream.normal().bitPattern),
        stream.normalDouble().bitPattern, UInt64(stream.categorical([1, 2, Double(bound)])),
      ]
      for value in values { withUnsafeBytes(of: value.littleEndian) { hash.update($0) } }
    }
    let digest = hash.finalize().prefix(8).map { String($0, radix: 16) }.joined(separator: " ")
    #expect(digest == "49 9d 9 de c3 92 6a 8d")
  }
}
