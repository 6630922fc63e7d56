import Environments

/// Pictures as PNG files (RFC 2083): three bytes a pixel, each row as its difference from the one
/// above.
///
/// The packing is this module's own, so that a picture is the same file whatever version of a
/// library a machine has.
package enum PNGFile {
  /// The file of a picture.
  package static func bytes(of frame: Frame) -> [UInt8] {
    let size = bigEndian(UInt32(frame.width)) + bigEndian(UInt32(frame.height))
    // Eight bits a channel, red green blue, and the only packing, filters and order there are.
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
      + chunk("IHDR", size + [8, 2, 0, 0, 0])
      + chunk("IDAT", compressed(filtered(frame)))
      + chunk("IEND", [])
  }

  /// The rows, each led by the number of its filter: 2, the difference from the row above.
  private static func filtered(_ frame: Frame) -> [UInt8] {
    let length = 3 * frame.width
    let pixels = frame.pixels
    var bytes: [UInt8] = []
    bytes.reserveCapacity((length + 1) * frame.height)
    for row in 0..<frame.height {
      bytes.append(2)
      for place in (row * length)..<((row + 1) * length) {
        bytes.append(row == 0 ? pixels[place] : pixels[place] &- pixels[place - length])
      }
    }
    return bytes
  }

  /// A zlib stream (RFC 1950).
  private static func compressed(_ bytes: [UInt8]) -> [UInt8] {
    [0x78, 0x01] + Deflate.bytes(bytes) + bigEndian(adler32(bytes))
  }

  private static func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
    let body = Array(name.utf8) + content
    return bigEndian(UInt32(content.count)) + body + bigEndian(crc32(body))
  }

  private static func bigEndian(_ value: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  private static func adler32(_ bytes: [UInt8]) -> UInt32 {
    var (sum, sums): (UInt32, UInt32) = (1, 0)
    for byte in bytes {
      sum = (sum + UInt32(byte)) % 65_521
      sums = (sums + sum) % 65_521
    }
    return sums << 16 | sum
  }

  private static let crcTable: [UInt32] = (0..<256).map { (index: UInt32) in
    (0..<8).reduce(index) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1 }
  }

  private static func crc32(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~0) { value, byte in
      crcTable[Int(UInt8(truncatingIfNeeded: value) ^ byte)] ^ value >> 8
    }
  }
}
