import Testing
import Visualizer

@Suite struct TerminalKeysTests {
  private func keys(_ bytes: [UInt8], givesUp: Bool = false) -> [TerminalKeys.Input] {
    var keys = TerminalKeys()
    keys.append(bytes)
    if givesUp { keys.giveUpWaiting() }
    return all(&keys)
  }

  private func all(_ keys: inout TerminalKeys) -> [TerminalKeys.Input] {
    var found: [TerminalKeys.Input] = []
    while let input = keys.next() { found.append(input) }
    return found
  }

  static let sequences: [(String, Key)] = [
    ("\u{1B}[A", .up), ("\u{1B}[B", .down), ("\u{1B}[C", .right), ("\u{1B}[D", .left),
    ("\u{1B}OA", .up), ("\u{1B}OD", .left), ("\u{1B}[1;5C", .right), ("\u{1B}[H", .home),
    ("\u{1B}[F", .end), ("\u{1B}OH", .home), ("\u{1B}OF", .end), ("\u{1B}[1~", .home),
    ("\u{1B}[4~", .end), ("\u{1B}[7~", .home), ("\u{1B}[8~", .end), ("\u{1B}[5~", .pageUp),
    ("\u{1B}[6~", .pageDown), ("\u{1B}[Z", .tab), ("\u{1B}OP", .function(1)),
    ("\u{1B}[11~", .function(1)), ("\u{1B}[[A", .function(1)), ("\u{1B}[15~", .function(5)),
    ("\u{1B}[17~", .function(6)), ("\u{1B}[23~", .function(11)), ("\u{1B}[24;2~", .function(12)),
    ("\t", .tab), ("\r", .enter), ("\n", .enter), ("\u{7F}", .backspace), ("\u{8}", .backspace),
    ("a", .character("a")), (" ", .character(" ")), ("é", .character("é")),
    ("部", .character("部")), ("\u{3}", .character("\u{3}")),
  ]

  @Test(arguments: sequences) func aSequenceIsOneKey(text: String, key: Key) {
    #expect(keys(Array(text.utf8)) == [.key(key)])
  }

  @Test(arguments: sequences) func piecesMakeTheSameKey(text: String, key: Key) {
    // Whole between two others, and byte by byte.
    #expect(
      keys(Array("x\(text)y".utf8)) == [
        .key(.character("x")), .key(key), .key(.character("y")),
      ])
    var pieces = TerminalKeys()
    let bytes = Array(text.utf8)
    for (index, byte) in bytes.enumerated() {
      #expect(all(&pieces).isEmpty)
      pieces.append([byte])
      #expect(pieces.isWaiting == (index + 1 < bytes.count))
    }
    #expect(all(&pieces) == [.key(key)])
  }

  @Test func escAloneIsAKeyOnlyWhenNothingFollows() {
    #expect(keys([0x1B]) == [])
    #expect(keys([0x1B], givesUp: true) == [.key(.escape)])
    #expect(keys([0x1B, 0x1B], givesUp: true) == [.key(.escape), .key(.escape)])
    #expect(keys(Array("\u{1B}q".utf8)) == [.key(.escape), .key(.character("q"))])
    #expect(
      keys(Array("\u{1B}[".utf8), givesUp: true) == [.key(.escape), .key(.character("["))])
    // A sequence that broke off is no key, and does not swallow the next.
    #expect(keys(Array("\u{1B}[1;".utf8), givesUp: true) == [.key(.escape)])
    #expect(
      keys(Array("\u{1B}[1\u{1B}[A".utf8)) == [.key(.up)])
  }

  @Test func unknownSequencesAndBytesAreLeftOut() {
    #expect(keys(Array("\u{1B}[200~a\u{1B}[99;9yb\u{1B}Oxc".utf8)).count == 3)
    #expect(keys([0xFF, 0xC3, 0x28, 0x80, 0x01]) == [.key(.character("("))])
    #expect(keys([0x1B, 0x5B] + [UInt8](repeating: 0x31, count: 500)).isEmpty)
  }

  @Test func controlZAndControlLAreNoKeys() {
    #expect(keys([0x1A, 0x0C]) == [.suspend, .redraw])
  }
}
