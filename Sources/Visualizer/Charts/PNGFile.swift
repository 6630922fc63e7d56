import Environments

/// Pictures as PNG files (RFC 2083).
///
/// The packing is this module's own, so that a picture is the same file whatever version of a
/// library a machine has.
package enum PNGFile {
  /// The file of a frame: three bytes a pixel, each row as its difference from the one above.
  package static func bytes(of frame: Frame) -> [UInt8] {
    file(width: frame.width, height: frame.height, rows: differences(frame.pixels, frame.width))
  }

  /// The file of a picture: one byte a pixel and a palette where it has at most 256 colours, else
  /// as that of a frame.
  package static func bytes(of picture: Picture) -> [UInt8] {
    if let (palette, rows) = indexed(picture) {
      return file(width: picture.width, height: picture.height, palette: palette, rows: rows)
    }
    let channels = [UInt8](unsafeUninitializedCapacity: 3 * picture.pixels.count) { bytes, count in
      count = 3 * picture.pixels.count
      for (place, color) in picture.pixels.enumerated() {
        bytes[3 * place] = UInt8(truncatingIfNeeded: color >> 16)
        bytes[3 * place + 1] = UInt8(truncatingIfNeeded: color >> 8)
        bytes[3 * place + 2] = UInt8(truncatingIfNeeded: color)
      }
    }
    return file(
      width: picture.width, height: picture.height, rows: differences(channels, picture.width))
  }

  /// Puts a file together; without a palette, rows hold three bytes a pixel.
  private static func file(
    width: Int, height: Int, palette: [UInt8] = [], rows: [UInt8]
  ) -> [UInt8] {
    let size = bigEndian(UInt32(width)) + bigEndian(UInt32(height))
    // Eight bits a channel, red green blue, and the only packing, filters and order there are.
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
      + chunk("IHDR", size + [8, palette.isEmpty ? 2 : 3, 0, 0, 0])
      + (palette.isEmpty ? [] : chunk("PLTE", palette))
      + chunk("IDAT", compressed(rows))
      + chunk("IEND", [])
  }

  /// The rows, each led by the number of its filter: 2, the difference from the row above.
  private static func differences(_ pixels: [UInt8], _ width: Int) -> [UInt8] {
    let length = 3 * width
    let height = pixels.count / length
    return [UInt8](unsafeUninitializedCapacity: (length + 1) * height) { bytes, count in
      pixels.withUnsafeBufferPointer { pixels in
        for row in 0..<height {
          let (start, target) = (row * length, row * (length + 1) + 1)
          bytes[target - 1] = 2
          for place in 0..<length {
            let above = row == 0 ? 0 : pixels[start + place - length]
            bytes[target + place] = pixels[start + place] &- above
          }
        }
      }
      count = (length + 1) * height
    }
  }

  /// The colours in the order in which they appear, and rows of their numbers, each led by the
  /// filter 0, none; nil where there are more than 256.
  private static func indexed(_ picture: Picture) -> (palette: [UInt8], rows: [UInt8])? {
    var table = ColorTable()
    var palette: [UInt8] = []
    var rows: [UInt8] = []
    rows.reserveCapacity((picture.width + 1) * picture.height)
    var last: (color: UInt32, index: UInt8)?
    for row in 0..<picture.height {
      rows.append(0)
      for color in picture.pixels[(row * picture.width)..<((row + 1) * picture.width)] {
        if let last, last.color == color {
          rows.append(last.index)
          continue
        }
        var number = table.number(of: color)
        if number == nil {
          guard table.count < 256 else { return nil }
          number = Int32(table.count)
          table.set(color, Int32(table.count))
          palette += [16, 8, 0].map { UInt8(truncatingIfNeeded: color >> $0) }
        }
        last = (color, UInt8(truncatingIfNeeded: number ?? 0))
        rows.append(last?.index ?? 0)
      }
    }
    return (palette, rows)
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
    for start in stride(from: 0, to: bytes.count, by: 5_552) {
      // So many bytes fit in the sums before they are reduced.
      for byte in bytes[start..<min(bytes.count, start + 5_552)] {
        sum &+= UInt32(byte)
        sums &+= sum
      }
      sum %= 65_521
      sums %= 65_521
    }
    return sums << 16 | sum
  }

  private static let crcTable: [UInt32] = (0..<256).map { (index: UInt32) in
    (0..<8).reduce(index) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1 }
  }

  private static func crc32(_ bytes: [UInt8]) -> UInt32 {
    let table = crcTable
    return ~bytes.reduce(~0) { value, byte in
      table[Int(UInt8(truncatingIfNeeded: value) ^ byte)] ^ value >> 8
    }
  }
}
