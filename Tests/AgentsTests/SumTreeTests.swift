import Agents
import Determinism
import Testing

@Suite struct SumTreeTests {
  @Test(arguments: [1, 2, 3, 4, 5, 15, 16, 17, 63, 64, 65, 5_000])
  func afterManyChangesEverySumIsThatOfThePlainNumbers(count: Int) {
    var random = RandomStream(seed: UInt64(count))
    var tree = SumTree(count: count)
    var plain = [UInt32](repeating: 0, count: count)
    for _ in 0..<2_000 {
      let index = random.integer(below: count)
      let value = [0, 1, UInt32.max, random.nextWord()][random.integer(below: 4)]
      tree[index] = value
      plain[index] = value
    }
    var before: UInt64 = 0
    for index in 0..<count {
      #expect(tree[index] == plain[index])
      #expect(tree.sum(before: index) == before)
      if plain[index] > 0 {
        #expect(tree.index(at: before) == index)
        #expect(tree.index(at: before + UInt64(plain[index]) - 1) == index)
      }
      before += UInt64(plain[index])
    }
    #expect(tree.total == before)
  }

  /// Four bytes for each number, and 8 for each three of them.
  @Test func sumsTakeLittleBesideTheNumbers() {
    let bytes = SumTree(count: 100_000).bytes
    #expect(Double(bytes) / 100_000 < 4 + 8 / 3 + 0.1)
  }
}
