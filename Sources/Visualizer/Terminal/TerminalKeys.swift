/// Finds the keys in what a terminal sends: single characters, and the sequences of arrows and
/// other keys, also where they arrive in pieces.
///
/// The key Esc and the beginning of a sequence are the same byte. What decides is whether more
/// follows soon: while ``isWaiting``, whoever reads waits a moment for more, and says
/// ``giveUpWaiting()`` if nothing comes.
package struct TerminalKeys: Sendable {
  /// What a terminal sends.
  package enum Input: Hashable, Sendable {
    case key(Key)
    /// Ctrl-Z.
    case suspend
    /// Ctrl-L.
    case redraw
  }

  private var bytes: [UInt8] = []
  private var found: [Input] = []

  /// Nothing was sent yet.
  package init() {}

  /// Whether what came last may be the beginning of something longer.
  package var isWaiting: Bool { found.isEmpty && !bytes.isEmpty }

  /// Takes bytes as they were read.
  package mutating func append(_ more: some Sequence<UInt8>) {
    bytes += more
    while let count = takeNext() { bytes.removeFirst(count) }
  }

  /// The next key, if one is complete.
  package mutating func next() -> Input? { found.isEmpty ? nil : found.removeFirst() }

  /// Takes what has come as it is: a lone Esc is the key.
  package mutating func giveUpWaiting() {
    guard let first = bytes.first else { return }
    if first == 0x1B {
      found.append(.key(.escape))
      // "[" or "O" after it was typed; anything longer is a sequence that broke off.
      if bytes.count == 2 { found.append(.key(.character(Character(Unicode.Scalar(bytes[1]))))) }
    }
    bytes = []
  }

  /// Reads one key or sequence from the front.
  ///
  /// - Returns: its bytes; nil where more must come.
  private mutating func takeNext() -> Int? {
    guard let first = bytes.first else { return nil }
    switch first {
    case 0x1B: return takeSequence()
    case 0x03: return take(.key(.character("\u{3}")))
    case 0x08, 0x7F: return take(.key(.backspace))
    case 0x09: return take(.key(.tab))
    case 0x0A, 0x0D: return take(.key(.enter))
    case 0x0C: return take(.redraw)
    case 0x1A: return take(.suspend)
    case 0x20..<0x7F: return take(.key(.character(Character(Unicode.Scalar(first)))))
    case 0x80...: return takeCharacter()
    default: return 1
    }
  }

  private mutating func take(_ input: Input, count: Int = 1) -> Int {
    found.append(input)
    return count
  }

  /// A character of several bytes of UTF-8; a byte that begins none is left out.
  private mutating func takeCharacter() -> Int? {
    let length = (~bytes[0]).leadingZeroBitCount
    guard (2...4).contains(length) else { return 1 }
    for index in 1..<length {
      guard bytes.indices.contains(index) else { return nil }
      guard bytes[index] & 0xC0 == 0x80 else { return index }
    }
    guard let text = String(validating: bytes[..<length], as: UTF8.self), let first = text.first
    else { return length }
    return take(.key(.character(first)), count: length)
  }

  /// The most bytes of a sequence; what is longer is none.
  private static let longest = 32

  private mutating func takeSequence() -> Int? {
    guard bytes.count > 1 else { return nil }
    switch bytes[1] {
    case UInt8(ascii: "["): return takeControlSequence()
    case UInt8(ascii: "O"):
      guard bytes.count > 2 else { return nil }
      if let key = Self.key(final: bytes[2]) { found.append(.key(key)) }
      return 3
    default: return take(.key(.escape))  // what follows is a key of its own
    }
  }

  /// `ESC [`, numbers, and a last letter.
  private mutating func takeControlSequence() -> Int? {
    var index = 2
    // The Linux console writes its function keys as "[[A".
    if bytes.count > 2, bytes[2] == UInt8(ascii: "[") {
      guard bytes.count > 3 else { return nil }
      if (0x41...0x45).contains(bytes[3]) {
        found.append(.key(.function(Int(bytes[3]) - 0x40)))
      }
      return 4
    }
    while bytes.indices.contains(index), (0x20..<0x40).contains(bytes[index]) { index += 1 }
    guard index < Self.longest else { return index }
    guard bytes.indices.contains(index) else { return nil }
    guard (0x40..<0x7F).contains(bytes[index]) else { return index }  // broken off by another key
    let numbers = bytes[2..<index].split(separator: UInt8(ascii: ";")).map {
      Int(String(decoding: $0, as: UTF8.self))
    }
    let key =
      bytes[index] == UInt8(ascii: "~")
      ? Self.key(number: numbers.first.flatMap { $0 } ?? 0) : Self.key(final: bytes[index])
    if let key { found.append(.key(key)) }
    return index + 1
  }

  private static func key(final letter: UInt8) -> Key? {
    switch Character(Unicode.Scalar(letter)) {
    case "A": .up
    case "B": .down
    case "C": .right
    case "D": .left
    case "H": .home
    case "F": .end
    case "M": .enter
    case "Z": .tab
    case "P": .function(1)
    case "Q": .function(2)
    case "R": .function(3)
    case "S": .function(4)
    default: nil
    }
  }

  private static func key(number: Int) -> Key? {
    switch number {
    case 1, 7: .home
    case 4, 8: .end
    case 5: .pageUp
    case 6: .pageDown
    case 11...15: .function(number - 10)
    case 17...21: .function(number - 11)
    case 23, 24: .function(number - 12)
    default: nil
    }
  }
}
