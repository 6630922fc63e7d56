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
      if random.nextWord() % 2 == 0 {
        tree[index] = value
      } else {
        tree.set([0, Int32(index)]) { $0 == 0 ? plain[0] : value }
      }
      plain[index] = value
    }
    var before: UInt64 = 0
    var (ends, owners): ([UInt64], [Int32]) = ([], [])
    for index in 0..<count {
      #expect(tree[index] == plain[index])
      #expect(tree.sum(before: index) == before)
      if plain[index] > 0 {
        ends += [before, before + UInt64(plain[index]) - 1]
        owners += [Int32(index), Int32(index)]
      }
      before += UInt64(plain[index])
    }
    var found = [Int32](repeating: -1, count: ends.count)
    tree.findIndices(at: &ends, into: &found)
    #expect(found == owners)
    #expect(tree.total == before)
  }

  /// Four bytes for each number, and 8 for each three of them.
  @Test func sumsTakeLittleBesideTheNumbers() {
    let bytes = SumTree(count: 100_000).bytes
    #expect(Double(bytes) / 100_000 < 4 + 8 / 3 + 0.1)
  }
}
