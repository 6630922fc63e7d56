import Determinism
import Testing

@Suite struct QuickNormalTests {
  @Test("Normal numbers are those of the exact functions, bit by bit", arguments: 1...4)
  func sameBits(seed: UInt64) {
    var (quick, exact) = (RandomStream(seed: seed), RandomStream(seed: seed))
    if seed == 2 { (_, _) = (quick.nextWord(), exact.nextWord()) }
    let count = 200_000
    let some = (0..<count).map { _ in quick.normal() }
    let others = (0..<count).map { _ in
      let (first, second) = (exact.nextWord(), exact.nextWord())
      return RandomStream.exactNormal(first, second)
    }
    #expect(some.map(\.bitPattern) == others.map(\.bitPattern))
    #expect(quick.position == exact.position)
  }

  @Test("The ends of both words are exact too")
  func ends() {
    let words: [UInt32] = [0, 1, 2, .max / 4, .max / 2, .max / 2 + 1, .max - 1, .max]
    for first in words {
      for second in words {
        guard let quick = quickNormal(first, second) else { continue }
        #expect(quick.bitPattern == RandomStream.exactNormal(first, second).bitPattern)
      }
    }
  }
}
