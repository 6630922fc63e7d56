import Environments
import TensorKernels

/// The numbers of observations, as an environment gives them.
enum ObservationValues {
  case floats(UnsafeBufferPointer<Float>)
  case bytes(UnsafeBufferPointer<UInt8>)

  var count: Int {
    switch self {
    case .floats(let values): values.count
    case .bytes(let values): values.count
    }
  }
}

/// Rows of observations in one block of memory, as floats or, where the space allows it, bytes or
/// bits.
///
/// Rows are read as floats; a `uint8` space keeps one byte per value, which loses nothing because
/// its values are whole numbers in `0...255`, and one bit where none is above 1. A row of bits
/// begins with the lowest bit of its first byte and ends with a whole byte. Where an observation
/// is a stack of frames, a row is one frame.
struct ObservationColumn {
  /// How a number is kept.
  enum Format {
    case floats
    case bytes
    case bits
  }

  /// Numbers of one row.
  let width: Int
  let format: Format
  let bytesPerRow: Int
  /// Rows that there is room for.
  private(set) var rows: Int
  /// `rows * bytesPerRow` bytes, row-major.
  private var storage: [UInt8]

  init(space: Box, frames: Int = 1, rows: Int) {
    width = space.count / frames
    format =
      space.elementType == .float32
      ? .floats : space.high.allSatisfy { $0 <= 1 } ? .bits : .bytes
    bytesPerRow =
      switch format {
      case .floats: 4 * width
      case .bytes: width
      case .bits: (width + 7) / 8
      }
    self.rows = rows
    storage = Array(repeating: 0, count: rows * bytesPerRow)
  }

  /// Makes room for `newRows` rows; the rows present keep their places.
  mutating func grow(to newRows: Int) {
    storage.append(contentsOf: repeatElement(0, count: (newRows - rows) * bytesPerRow))
    rows = newRows
  }

  /// The stored bytes of some rows.
  func bytes(of range: Range<Int>) -> ArraySlice<UInt8> {
    storage[(range.lowerBound * bytesPerRow)..<(range.upperBound * bytesPerRow)]
  }

  /// Overwrites rows, beginning at `row`, with stored bytes.
  mutating func replaceRows(at row: Int, with bytes: ArraySlice<UInt8>) {
    let start = row * bytesPerRow
    storage.replaceSubrange(start..<(start + bytes.count), with: bytes)
  }
}

// MARK: - Writing

extension ObservationColumn {
  /// Writes rows that lie at equal distances among some values.
  ///
  /// - Parameters:
  ///   - values: what an environment gave; within the space.
  ///   - first: where the first row begins among them.
  ///   - distance: from the beginning of one row to that of the next, in numbers.
  ///   - row: where the first one goes; the others follow it.
  ///   - count: the number of rows.
  mutating func write(
    _ values: ObservationValues, from first: Int, distance: Int, at row: Int, count: Int
  ) {
    guard count > 0 else { return }
    let last = first + (count - 1) * distance + width
    precondition(last <= values.count, "expected \(last) numbers, got \(values.count)")
    let (width, bytesPerRow, format) = (width, bytesPerRow, format)
    storage.withUnsafeMutableBytes { bytes in
      for index in 0..<count {
        let start = (row + index) * bytesPerRow
        let target = UnsafeMutableRawBufferPointer(rebasing: bytes[start..<(start + bytesPerRow)])
        let source = (first + index * distance)..<(first + index * distance + width)
        switch values {
        case .floats(let floats):
          Self.store(UnsafeBufferPointer(rebasing: floats[source]), as: format, in: target)
        case .bytes(let bytes):
          Self.store(UnsafeBufferPointer(rebasing: bytes[source]), as: format, in: target)
        }
      }
    }
  }

  private static func store(
    _ floats: UnsafeBufferPointer<Float>, as format: Format, in row: UnsafeMutableRawBufferPointer
  ) {
    switch format {
    case .floats: row.copyMemory(from: UnsafeRawBufferPointer(floats))
    case .bytes: for index in floats.indices { row[index] = UInt8(floats[index]) }
    case .bits:
      pack(floats.count, in: row) { first in
        var ones: UInt64 = 0
        for bit in 0..<8 { ones |= UInt64(UInt8(floats[first + bit])) << UInt64(8 * bit) }
        return ones
      } one: {
        UInt8(floats[$0])
      }
    }
  }

  private static func store(
    _ bytes: UnsafeBufferPointer<UInt8>, as format: Format, in row: UnsafeMutableRawBufferPointer
  ) {
    switch format {
    case .floats:
      let floats = row.assumingMemoryBound(to: Float.self)
      for index in bytes.indices { floats[index] = Float(bytes[index]) }
    case .bytes: row.copyMemory(from: UnsafeRawBufferPointer(bytes))
    case .bits:
      pack(bytes.count, in: row) { first in
        UnsafeRawPointer(bytes.baseAddress.unsafelyUnwrapped + first)
          .loadUnaligned(as: UInt64.self)
      } one: {
        bytes[$0]
      }
    }
  }

  /// Packs numbers of 0 and 1 into bits, eight at a time.
  ///
  /// - Parameters:
  ///   - count: how many.
  ///   - row: where they go.
  ///   - eight: the eight from one on, a byte each, the first one lowest.
  ///   - one: a single one.
  @inline(__always)
  private static func pack(
    _ count: Int, in row: UnsafeMutableRawBufferPointer, eight: (Int) -> UInt64,
    one: (Int) -> UInt8
  ) {
    let whole = count >> 3
    var all: UInt64 = 0
    for byte in 0..<whole {
      let ones = eight(8 * byte)
      all |= ones
      // The product brings the lowest bit of byte k to bit k of the highest byte.
      row[byte] = UInt8(truncatingIfNeeded: (ones &* 0x0102_0408_1020_4080) >> 56)
    }
    if whole < row.count {
      row[whole] = 0
      for bit in 0..<(count - 8 * whole) {
        let value = one(8 * whole + bit)
        all |= UInt64(value)
        row[whole] |= value << UInt8(bit)
      }
    }
    precondition(
      all & 0xFEFE_FEFE_FEFE_FEFE == 0, "expected observations of 0 and 1, got another number")
  }
}

// MARK: - Reading

extension ObservationColumn {
  /// Gives a reader of the rows while nothing changes them.
  @inline(__always)
  func withRows<R>(_ body: (ObservationReader) throws -> R) rethrows -> R {
    try storage.withUnsafeBytes { rows in
      try Self.bits.withUnsafeBufferPointer { bits in
        try body(
          ObservationReader(
            base: rows.baseAddress.unsafelyUnwrapped, bits: bits.baseAddress.unsafelyUnwrapped,
            width: width, bytesPerRow: bytesPerRow, format: format))
      }
    }
  }

  /// The bits of each byte as eight floats, the lowest first.
  private static let bits: [Float] = (0..<256).flatMap { byte in
    (0..<8).map { bit in Float(byte >> bit & 1) }
  }
}

/// Reads rows of an ``ObservationColumn`` as floats.
struct ObservationReader {
  let base: UnsafeRawPointer
  let bits: UnsafePointer<Float>
  let width: Int
  let bytesPerRow: Int
  let format: ObservationColumn.Format

  @inline(__always)
  func read(row: Int, into target: UnsafeMutablePointer<Float>) {
    let source = base + row * bytesPerRow
    switch format {
    case .bits: readBits(source.assumingMemoryBound(to: UInt8.self), into: target)
    case .bytes:
      ck_bytes_to_floats(target, source.assumingMemoryBound(to: UInt8.self), 1, width)
    case .floats where width == 4:
      // A copy of known size is one load and one store; most control tasks are this narrow.
      target.update(from: source.assumingMemoryBound(to: Float.self), count: 4)
    case .floats:
      target.update(from: source.assumingMemoryBound(to: Float.self), count: width)
    }
  }

  @inline(__always)
  private func readBits(
    _ source: UnsafePointer<UInt8>, into target: UnsafeMutablePointer<Float>
  ) {
    let whole = width >> 3
    let (out, table) = (UnsafeMutableRawPointer(target), UnsafeRawPointer(bits))
    for byte in 0..<whole {
      (out + 32 * byte).copyMemory(from: table + 32 * Int(source[byte]), byteCount: 32)
    }
    for bit in (8 * whole)..<width {
      target[bit] = Float(source[whole] >> UInt8(bit & 7) & 1)
    }
  }

  /// Reads the first and the last byte of a row: rows drawn at random are rarely in the cache, and
  /// asked for one after another before any is needed, they come at the same time.
  @inline(__always)
  func touch(row: Int) -> Int {
    let first = row * bytesPerRow
    let ends =
      base.load(fromByteOffset: first, as: UInt8.self)
      &+ base.load(fromByteOffset: first + bytesPerRow - 1, as: UInt8.self)
    return Int(ends)
  }
}
