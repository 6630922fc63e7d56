import Determinism
import NeuralNetworks
import Testing

@Suite struct QuickNormalTests {
  @Test("Quick normal numbers are the exact ones, bit by bit, and draw as much", arguments: 1...4)
  func sameBits(seed: UInt64) {
    var (quick, exact) = (RandomStream(seed: seed), RandomStream(seed: seed))
    if seed == 2 { (_, _) = (quick.nextWord(), exact.nextWord()) }
    let count = 200_000
    var (some, others) = ([Float](repeating: 0, count: count), [Float](repeating: 1, count: count))
    some.withUnsafeMutableBufferPointer { fillNormalQuickly($0, using: &quick) }
    others.withUnsafeMutableBufferPointer { exact.fillNormal($0) }
    #expect(some.map(\.bitPattern) == others.map(\.bitPattern))
    #expect(quick.position == exact.position)
  }
}
