/// What a frame is about; the numbers are those of the worker's script.
package enum FrameKind: UInt16 {
  case hello = 1
  case begin = 2
  case step = 3
  case frame = 4
  case ready = 101
  case begun = 102
  case stepped = 103
  case picture = 104
  case error = 199

  /// The kind that answers a request.
  package var answer: FrameKind { FrameKind(rawValue: rawValue + 100) ?? .error }
}

/// The eight bytes before every payload: its length (u32), its kind (u16), a number that the answer
/// repeats (u16), little-endian.
package struct FrameHeader: Hashable {
  package static let size = 8

  package var length: Int
  package var kind: UInt16
  package var number: UInt16

  package init(length: Int, kind: FrameKind, number: UInt16) {
    self.length = length
    self.kind = kind.rawValue
    self.number = number
  }

  /// Reads a header of exactly ``size`` bytes.
  package init(reading bytes: UnsafeRawBufferPointer) throws {
    var reader = FrameReader(bytes)
    length = Int(try reader.number(UInt32.self))
    kind = try reader.number(UInt16.self)
    number = try reader.number(UInt16.self)
    try reader.finish()
  }

  package func append(to bytes: inout [UInt8]) {
    bytes.append(number: UInt32(length))
    bytes.append(number: kind)
    bytes.append(number: number)
  }
}

/// Why what came is not what was asked for; the sentence goes on from "the worker sent ".
package struct FrameFault: Error, Hashable {
  package var sentence: String

  package init(_ sentence: String) { self.sentence = sentence }
}

/// Reads a payload from front to back; every read checks that the bytes are there.
package struct FrameReader {
  private let bytes: UnsafeRawBufferPointer
  private var offset = 0

  package init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  package mutating func number<T: FixedWidthInteger>(_ type: T.Type) throws -> T {
    try T(littleEndian: take(MemoryLayout<T>.size).loadUnaligned(as: T.self))
  }

  package mutating func double() throws -> Double {
    Double(bitPattern: try number(UInt64.self))
  }

  /// The next `count` bytes, a view.
  package mutating func take(_ count: Int) throws -> UnsafeRawBufferPointer {
    guard count >= 0, count <= bytes.count - offset else {
      throw FrameFault("\(bytes.count) bytes, expected at least \(offset + count)")
    }
    defer { offset += count }
    return UnsafeRawBufferPointer(rebasing: bytes[offset..<(offset + count)])
  }

  /// Checks that nothing is left.
  package func finish() throws {
    guard offset == bytes.count else {
      throw FrameFault("\(bytes.count) bytes, expected \(offset)")
    }
  }
}

extension [UInt8] {
  /// Appends a number, little-endian.
  package mutating func append(number: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: number.littleEndian) { append(contentsOf: $0) }
  }
}
