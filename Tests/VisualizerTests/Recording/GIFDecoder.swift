/// A GIF as a plain reader sees it: written from the format's description, and for tests only.
struct GIFDecoder {
  /// The pictures, each after everything that was drawn, and their delays in hundredths.
  private(set) var pictures: [[UInt32]] = []
  private(set) var delays: [Int] = []
  private(set) var width = 0
  private(set) var height = 0
  /// How often it is shown; 0 for ever, nil where it does not say.
  private(set) var loops: Int?

  struct Damage: Error {
    let place: Int
  }

  private let bytes: [UInt8]
  private var place = 0

  init(_ bytes: [UInt8]) throws {
    self.bytes = bytes
    guard try take(6) == Array("GIF89a".utf8) else { throw Damage(place: 0) }
    width = try word()
    height = try word()
    let flags = try take(3)[0]
    let palette = try colors(flags)
    var canvas = [UInt32](repeating: 0, count: width * height)
    var (delay, transparent): (Int, UInt8?) = (0, nil)
    while true {
      switch try take(1)[0] {
      case 0x3B: return
      case 0x21:
        let label = try take(1)[0]
        let content = try blocks()
        if label == 0xF9 {
          delay = Int(content[1]) | Int(content[2]) << 8
          transparent = content[0] & 1 == 1 ? content[3] : nil
        }
        if label == 0xFF, content.starts(with: Array("NETSCAPE2.0".utf8)) {
          loops = Int(content[12]) | Int(content[13]) << 8
        }
      case 0x2C:
        let (left, top, wide, high) = (try word(), try word(), try word(), try word())
        let local = try colors(take(1)[0])
        let size = Int(try take(1)[0])
        let numbers = try Self.unpack(try blocks(), size, count: wide * high, place)
        guard left + wide <= width, top + high <= height else { throw Damage(place: place) }
        for (index, number) in numbers.enumerated() where number != transparent {
          canvas[(top + index / wide) * width + left + index % wide] =
            (local.isEmpty ? palette : local)[Int(number)]
        }
        pictures.append(canvas)
        delays.append(delay)
      default: throw Damage(place: place)
      }
    }
  }

  private mutating func take(_ count: Int) throws -> [UInt8] {
    guard place + count <= bytes.count else { throw Damage(place: place) }
    defer { place += count }
    return Array(bytes[place..<(place + count)])
  }

  private mutating func word() throws -> Int {
    let pair = try take(2)
    return Int(pair[0]) | Int(pair[1]) << 8
  }

  private mutating func colors(_ flags: UInt8) throws -> [UInt32] {
    guard flags & 0x80 != 0 else { return [] }
    return try (0..<(2 << Int(flags & 7))).map { _ in
      try take(3).reduce(0) { $0 << 8 | UInt32($1) }
    }
  }

  private mutating func blocks() throws -> [UInt8] {
    var content: [UInt8] = []
    while true {
      let count = Int(try take(1)[0])
      if count == 0 { return content }
      content += try take(count)
    }
  }

  private static func unpack(
    _ content: [UInt8], _ size: Int, count: Int, _ place: Int
  ) throws -> [UInt8] {
    let clear = 1 << size
    let start = (0...(clear + 1)).map { [UInt8(truncatingIfNeeded: $0)] }
    var table = start
    var (length, bit) = (size + 1, 0)
    var last: [UInt8]?
    var numbers: [UInt8] = []
    while true {
      var code = 0
      for offset in 0..<length {
        guard (bit + offset) / 8 < content.count else { throw Damage(place: place) }
        code |= Int(content[(bit + offset) / 8] >> ((bit + offset) % 8) & 1) << offset
      }
      bit += length
      if code == clear {
        (table, length, last) = (start, size + 1, nil)
        continue
      }
      if code == clear + 1 {
        guard numbers.count == count else { throw Damage(place: place) }
        return numbers
      }
      var sequence: [UInt8]
      if code < table.count {
        sequence = table[code]
      } else {
        guard let last, code == table.count else { throw Damage(place: place) }
        sequence = last + [last[0]]
      }
      numbers += sequence
      if let last, table.count < 4096 { table.append(last + [sequence[0]]) }
      if table.count == 1 << length && length < 12 { length += 1 }
      last = sequence
    }
  }
}
