import CZlib
import Environments
import Testing
import Visualizer

/// Files are unpacked with zlib, which the encoder does not use.
@Suite struct PNGFileTests {
  @Test(arguments: [(1, 1), (3, 2), (300, 1), (1, 300), (97, 61)])
  func anotherDecoderFindsEveryPixel(width: Int, height: Int) throws {
    var state: UInt32 = 7
    func noise() -> UInt8 {
      state = state &* 1_664_525 &+ 1_013_904_223
      return UInt8(truncatingIfNeeded: state >> 24)
    }
    let noisy = Frame(
      width: width, height: height, pixels: (0..<3 * width * height).map { _ in noise() })
    // Stripes repeat at many distances, up to and beyond 258 bytes.
    let striped = Frame(
      width: width, height: height,
      pixels: (0..<3 * width * height).map { UInt8($0 / 7 % 5 * 50) })
    for frame in [noisy, striped, Frame(width: width, height: height, color: .vermilion)] {
      #expect(try pixels(of: PNGFile.bytes(of: frame), width, height) == frame.pixels)
    }
  }

  @Test func aDrawingTakesLittleRoom() {
    let frame = Frame(width: 1440, height: 900, color: .paper)
    #expect(PNGFile.bytes(of: frame).count < 35_000)
  }

  /// The pixels of a file whose rows are differences from the row above.
  private func pixels(of file: [UInt8], _ width: Int, _ height: Int) throws -> [UInt8] {
    try #require(Array(file[..<8]) == [137, 80, 78, 71, 13, 10, 26, 10])
    var content: [UInt8] = []
    var names: [String] = []
    var place = 8
    while place < file.count {
      let length = number(file, place)
      let body = Array(file[(place + 4)..<(place + 8 + length)])
      #expect(number(file, place + 8 + length) == Int(crc32(0, body, UInt32(body.count))))
      names.append(String(decoding: body.prefix(4), as: UTF8.self))
      if names.last == "IDAT" { content = Array(body.dropFirst(4)) }
      if names.last == "IHDR" {
        #expect([number(body, 4), number(body, 8)] == [width, height])
        #expect(Array(body.suffix(5)) == [8, 2, 0, 0, 0])
      }
      place += 12 + length
    }
    #expect(names == ["IHDR", "IDAT", "IEND"])
    var rows = [UInt8](repeating: 0, count: (3 * width + 1) * height)
    var count = uLong(rows.count)
    let code = uncompress(&rows, &count, content, uLong(content.count))
    try #require(code == Z_OK && Int(count) == rows.count)
    var pixels = [UInt8](repeating: 0, count: 3 * width)
    for row in 0..<height {
      let bytes = rows[(row * (3 * width + 1))..<((row + 1) * (3 * width + 1))]
      try #require(bytes.first == 2)
      pixels += zip(bytes.dropFirst(), pixels.suffix(3 * width)).map { $0 &+ $1 }
    }
    return Array(pixels.dropFirst(3 * width))
  }

  private func number(_ bytes: [UInt8], _ place: Int) -> Int {
    bytes[place..<(place + 4)].reduce(0) { $0 << 8 | Int($1) }
  }
}
