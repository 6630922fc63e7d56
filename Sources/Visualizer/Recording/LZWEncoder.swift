/// Packs numbers as GIF does: LZW with codes of growing length, at most twelve bits (GIF89a,
/// appendix F).
struct LZWEncoder {
  private var output: [UInt8] = []
  private var bits: UInt32 = 0
  private var bitCount: UInt32 = 0
  /// The known sequences: the code of all but the last number, that number, and in the lowest twelve
  /// bits the sequence's own code; zero is none, since no sequence has the code 0.
  private var slots = [UInt32](repeating: 0, count: slotCount)

  private static let slotCount = 1 << 14

  /// The image data of a GIF: the least code size, the blocks of codes, and the empty block.
  ///
  /// - Precondition: there is at least one number.
  mutating func imageData(_ numbers: [UInt8]) -> [UInt8] {
    precondition(!numbers.isEmpty, "expected a number, got none")
    let size = max(2, UInt32(UInt8.bitWidth - (numbers.max() ?? 0).leadingZeroBitCount))
    output.removeAll(keepingCapacity: true)
    (bits, bitCount) = (0, 0)
    numbers.withUnsafeBufferPointer { encode($0, size) }
    var blocks: [UInt8] = [UInt8(size)]
    blocks.reserveCapacity(output.count + output.count / 255 + 3)
    for start in stride(from: 0, to: output.count, by: 255) {
      let block = output[start..<min(output.count, start + 255)]
      blocks.append(UInt8(block.count))
      blocks += block
    }
    return blocks + [0]
  }

  private mutating func encode(_ numbers: UnsafeBufferPointer<UInt8>, _ size: UInt32) {
    let clear: UInt32 = 1 << size
    var length = size + 1
    var next = clear + 2
    forget()
    write(clear, length)
    var code = UInt32(numbers[0])
    for number in numbers.dropFirst() {
      let sequence = code << 8 | UInt32(number)
      var slot = Int((sequence &* 0x9E37_79B1) >> 18)
      while slots[slot] != 0 && slots[slot] >> 12 != sequence {
        slot = (slot + 1) & (Self.slotCount - 1)
      }
      guard slots[slot] == 0 else {
        code = slots[slot] & 0xFFF
        continue
      }
      write(code, length)
      code = UInt32(number)
      if next == 4096 {
        write(clear, length)
        forget()
        length = size + 1
        next = clear + 2
      } else {
        // A decoder learns this sequence with the next code, which is then one bit longer.
        if next == 1 << length { length += 1 }
        slots[slot] = sequence << 12 | next
        next += 1
      }
    }
    write(code, length)
    if next == 1 << length && length < 12 { length += 1 }
    write(clear + 1, length)
    if bitCount > 0 { output.append(UInt8(truncatingIfNeeded: bits)) }
  }

  private mutating func forget() {
    for slot in slots.indices { slots[slot] = 0 }
  }

  @inline(__always)
  private mutating func write(_ code: UInt32, _ length: UInt32) {
    bits |= code << bitCount
    bitCount += length
    while bitCount >= 8 {
      output.append(UInt8(truncatingIfNeeded: bits))
      bits >>= 8
      bitCount -= 8
    }
  }
}
