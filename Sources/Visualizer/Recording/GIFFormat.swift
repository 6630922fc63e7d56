/// The blocks of a GIF (GIF89a specification, CompuServe 1990).
enum GIFFormat {
  /// The last byte of a file; no other block begins with it.
  static let trailer: UInt8 = 0x3B
  /// Where the palette stands in a file.
  static let paletteOffset = 13
  /// Where a picture's delay stands after the start of its blocks.
  static let delayOffset = 4
  /// The longest delay, in hundredths of a second.
  static let longestDelay = 65_535

  /// Size, a palette of 256 colours, and the wish to be shown again and again.
  static func header(width: Int, height: Int, palette: [UInt32]) -> [UInt8] {
    var bytes = Array("GIF89a".utf8) + word(width) + word(height) + [0xF7, 0, 0]
    for index in 0..<256 {
      bytes += channels(index < palette.count ? palette[index] : 0)
    }
    return bytes + [0x21, 0xFF, 11] + Array("NETSCAPE2.0".utf8) + [3, 1, 0, 0, 0]
  }

  /// Red, green and blue.
  static func channels(_ color: UInt32) -> [UInt8] {
    [16, 8, 0].map { UInt8(truncatingIfNeeded: color >> $0) }
  }

  /// A part of a picture that is drawn over what was there, with a delay of 0; if `transparent`,
  /// pixels of the number 0 leave what was there.
  static func picture(in area: PixelArea, transparent: Bool, imageData: [UInt8]) -> [UInt8] {
    [0x21, 0xF9, 4, transparent ? 0b101 : 0b100, 0, 0, 0, 0]
      + [0x2C] + word(area.x) + word(area.y) + word(area.width) + word(area.height) + [0]
      + imageData
  }

  /// The blocks of a picture with a delay in hundredths of a second.
  static func delayed(_ blocks: [UInt8], by delay: Int) -> [UInt8] {
    var blocks = blocks
    blocks.replaceSubrange(delayOffset..<(delayOffset + 2), with: word(delay))
    return blocks
  }

  /// Two bytes, the lower one first.
  static func word(_ number: Int) -> [UInt8] {
    [UInt8(truncatingIfNeeded: number), UInt8(truncatingIfNeeded: number >> 8)]
  }
}
