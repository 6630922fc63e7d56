/// Packs bytes in deflate's form (RFC 1951), in one block with the fixed codes.
///
/// Each place is compared with the last one that began with the same three bytes; that finds the
/// runs and the repeated rows of drawn pictures, which is what it is for.
struct Deflate {
  private var output: [UInt8] = []
  private var bits: UInt64 = 0
  private var bitCount = 0

  /// The packed form.
  static func bytes(_ input: [UInt8]) -> [UInt8] {
    var packer = Deflate()
    input.withUnsafeBufferPointer { packer.pack($0) }
    return packer.output
  }

  private mutating func pack(_ input: UnsafeBufferPointer<UInt8>) {
    let codes = Self.symbolCodes
    write(0b011, 3)  // the last block; fixed codes
    let window = 32_768
    var last = [Int32](repeating: -1, count: 1 << 15)
    func slot(_ place: Int) -> Int {
      let bytes =
        UInt32(input[place]) | UInt32(input[place + 1]) << 8 | UInt32(input[place + 2]) << 16
      return Int((bytes &* 0x9E37_79B1) >> 17)
    }
    var place = 0
    while place < input.count {
      var length = 0
      var distance = 0
      if place + 3 <= input.count {
        let found = Int(last[slot(place)])
        if found >= 0, place - found <= window {
          let most = min(258, input.count - place)
          while length < most, input[found + length] == input[place + length] { length += 1 }
          distance = place - found
        }
      }
      let taken = length < 3 ? 1 : length
      if length < 3 {
        write(codes[Int(input[place])])
      } else {
        writeCopy(length, distance, codes)
      }
      // Of a long copy the first and the last places are enough to be found again.
      var next = place
      while next < place + taken && next + 3 <= input.count {
        last[slot(next)] = Int32(next)
        next += 1
        if next - place == 16 { next = max(next, place + taken - 3) }
      }
      place += taken
    }
    write(codes[256])
    if bitCount > 0 { write(0, 8 - bitCount) }
  }

  /// Copies so many bytes from so far back.
  private mutating func writeCopy(_ length: Int, _ distance: Int, _ codes: [Code]) {
    // Lengths and distances share one form: classes of doubling width, 2^extra numbers each.
    if length == 258 {
      write(codes[285])
    } else {
      let rest = length - 3
      let extra = max(0, Self.bitLength(rest) - 3)
      write(codes[257 + 4 * extra + rest >> extra])
      write(UInt32(rest & (1 << extra - 1)), extra)
    }
    let rest = distance - 1
    let extra = max(0, Self.bitLength(rest) - 2)
    write(Self.turned(UInt32(2 * extra + rest >> extra), 5))
    write(UInt32(rest & (1 << extra - 1)), extra)
  }

  private static func bitLength(_ value: Int) -> Int { Int.bitWidth - value.leadingZeroBitCount }

  /// The bits of a code as they go in: codes begin with their highest bit, numbers with their
  /// lowest.
  private struct Code {
    var bits: UInt32
    var count: Int
  }

  /// The codes of bytes (0...255), the end (256) and classes of lengths (257...285).
  private static let symbolCodes: [Code] = (0...285).map { (symbol: UInt32) in
    switch symbol {
    case ..<144: turned(0x30 + symbol, 8)
    case ..<256: turned(0x190 + symbol - 144, 9)
    case ..<280: turned(symbol - 256, 7)
    default: turned(0xC0 + symbol - 280, 8)
    }
  }

  private static func turned(_ code: UInt32, _ count: Int) -> Code {
    var turned: UInt32 = 0
    for bit in 0..<count { turned |= (code >> UInt32(bit) & 1) << UInt32(count - 1 - bit) }
    return Code(bits: turned, count: count)
  }

  private mutating func write(_ code: Code) { write(code.bits, code.count) }

  private mutating func write(_ value: UInt32, _ count: Int) {
    bits |= UInt64(value) << UInt64(bitCount)
    bitCount += count
    while bitCount >= 8 {
      output.append(UInt8(truncatingIfNeeded: bits))
      bits >>= 8
      bitCount -= 8
    }
  }
}
