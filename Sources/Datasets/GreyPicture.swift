import Documents

/// A grey picture of a PNG file of 1 or 8 bits, not interlaced; read strictly.
///
/// - Source: PNG (Portable Network Graphics) Specification, third edition, sections 5, 7, 9 and 11.
package struct GreyPicture: Hashable {
  /// The largest width and height that are accepted, in pixels.
  static let largestSide = 4096

  /// Pixels of a row.
  package let width: Int
  /// Rows.
  package let height: Int
  /// Row by row, 0 black to 255 white.
  package let pixels: [UInt8]

  /// A picture from its pixels.
  package init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(
      pixels.count == width * height, "expected \(width * height) pixels, got \(pixels.count)")
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  /// Reads a PNG.
  ///
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - name: Under which name errors speak of it.
  /// - Throws: `InputError` where it is damaged, too large or of another kind.
  package init(png bytes: [UInt8], name: String) throws {
    func refuse(_ reason: String) -> InputError {
      InputError("is not a sound grey PNG: \(reason)", file: name)
    }
    func word(_ place: Int) -> Int {
      bytes[place..<(place + 4)].reduce(0) { $0 << 8 | Int($1) }
    }
    guard bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) else {
      throw refuse("it does not begin as one")
    }
    var header: (width: Int, height: Int, depth: Int)?
    var packed: [UInt8] = []
    var place = 8
    var isEnded = false
    while !isEnded {
      guard place + 12 <= bytes.count, word(place) <= bytes.count - place - 12 else {
        throw refuse("it ends within a part")
      }
      let length = word(place)
      let kind = bytes[(place + 4)..<(place + 8)]
      let data = (place + 8)..<(place + 8 + length)
      guard checksum(bytes[(place + 4)..<data.upperBound]) == UInt32(word(data.upperBound)) else {
        throw refuse("the checksum of a part is wrong")
      }
      switch String(decoding: kind, as: UTF8.self) {
      case "IHDR" where header == nil && place == 8 && length == 13:
        let (width, height) = (word(data.lowerBound), word(data.lowerBound + 4))
        let depth = Int(bytes[data.lowerBound + 8])
        guard (1...Self.largestSide).contains(width), (1...Self.largestSide).contains(height) else {
          throw refuse(
            "it claims \(width) x \(height) pixels; up to \(Self.largestSide) each are read")
        }
        guard depth == 1 || depth == 8, bytes[data].dropFirst(9).allSatisfy({ $0 == 0 }) else {
          throw refuse("only grey of 1 or 8 bits, not interlaced, is read")
        }
        header = (width, height, depth)
      case "IDAT" where header != nil: packed += bytes[data]
      case "IEND" where length == 0: isEnded = true
      default:
        // A small first letter marks a part that readers may pass over.
        guard header != nil, (bytes[place + 4] & 0x20) != 0 else {
          throw refuse(
            "it has an unknown or misplaced part '\(shown(String(decoding: kind, as: UTF8.self)))'")
        }
      }
      place = data.upperBound + 4
    }
    guard place == bytes.count, let (width, height, depth) = header else {
      throw refuse("bytes follow its end, or it has no header")
    }
    let rowBytes = (width * depth + 7) / 8
    guard var rows = inflated(packed[...], size: height * (rowBytes + 1), isWrapped: true) else {
      throw refuse("its pixels do not unpack to \(width) x \(height)")
    }
    for row in 0..<height {
      guard Self.undo(&rows, row: row, rowBytes: rowBytes) else {
        throw refuse("row \(row + 1) has the unknown filter \(rows[row * (rowBytes + 1)])")
      }
    }
    var pixels: [UInt8] = []
    pixels.reserveCapacity(width * height)
    for row in 0..<height {
      let start = row * (rowBytes + 1) + 1
      for column in 0..<width {
        pixels.append(
          depth == 8
            ? rows[start + column] : (rows[start + column / 8] >> (7 - column % 8)) & 1 * 255)
      }
    }
    self.init(width: width, height: height, pixels: pixels)
  }

  /// Undoes the filter of a row, in which one byte is one pixel or eight; false for an unknown filter.
  private static func undo(_ rows: inout [UInt8], row: Int, rowBytes: Int) -> Bool {
    let start = row * (rowBytes + 1)
    let filter = rows[start]
    guard filter <= 4 else { return false }
    guard filter > 0 else { return true }
    for place in (start + 1)...(start + rowBytes) {
      let left = place > start + 1 ? Int(rows[place - 1]) : 0
      let above = row > 0 ? Int(rows[place - rowBytes - 1]) : 0
      let corner = row > 0 && place > start + 1 ? Int(rows[place - rowBytes - 2]) : 0
      let guess =
        switch filter {
        case 1: left
        case 2: above
        case 3: (left + above) / 2
        default: nearest(left, above, corner)
        }
      rows[place] &+= UInt8(guess)
    }
    return true
  }

  /// Paeth's guess: of the three the one nearest to `left + above − corner`.
  private static func nearest(_ left: Int, _ above: Int, _ corner: Int) -> Int {
    let guess = left + above - corner
    let (a, b, c) = (abs(guess - left), abs(guess - above), abs(guess - corner))
    return a <= b && a <= c ? left : b <= c ? above : corner
  }

  /// The darkness of each pixel of the picture brought to another size: 0 white to 255 black.
  ///
  /// A pixel of the result is the mean of the area that it covers, parts of pixels counting by their
  /// area; in whole numbers, rounded once, half upwards.
  ///
  /// - Parameter side: The width and height of the result.
  /// - Returns: Row by row.
  package func ink(side: Int) -> [UInt8] {
    let columns = Self.shares(of: width, over: side)
    let rows = Self.shares(of: height, over: side)
    var narrow = [Int](repeating: 0, count: height * side)
    for row in 0..<height {
      for (column, shares) in columns.enumerated() {
        var sum = 0
        for (place, share) in shares { sum += share * (255 - Int(pixels[row * width + place])) }
        narrow[row * side + column] = sum
      }
    }
    let area = width * height
    var ink: [UInt8] = []
    ink.reserveCapacity(side * side)
    for shares in rows {
      for column in 0..<side {
        var sum = 0
        for (place, share) in shares { sum += share * narrow[place * side + column] }
        ink.append(UInt8((2 * sum + area) / (2 * area)))
      }
    }
    return ink
  }

  /// Which pixels of `size` each of `count` parts covers, and how much of each: the shares of a part
  /// add up to `size`, a whole pixel being `count`.
  private static func shares(of size: Int, over count: Int) -> [[(place: Int, share: Int)]] {
    (0..<count).map { part in
      let (start, end) = (part * size, (part + 1) * size)
      return (start / count...(end - 1) / count).map { place in
        (place, min(end, (place + 1) * count) - max(start, place * count))
      }
    }
  }
}
