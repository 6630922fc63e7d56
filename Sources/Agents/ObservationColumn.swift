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
    case .bits: pack(floats.count, in: row) { UInt8(floats[$0]) }
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
    case .bits: pack(bytes.count, in: row) { bytes[$0] }
    }
  }

  @inline(__always)
  private static func pack(
    _ count: Int, in row: UnsafeMutableRawBufferPointer, _ value: (Int) -> UInt8
  ) {
    var all: UInt8 = 0
    for byte in row.indices {
      var packed: UInt8 = 0
      for bit in 0..<min(8, count - 8 * byte) {
        let value = value(8 * byte + bit)
        all |= value
        packed |= value << UInt8(bit)
      }
      row[byte] = packed
    }
    precondition(all <= 1, "expected observations of 0 and 1, got a number above 1")
  }
}

// MARK: - Reading

extension ObservationColumn {
  /// Gives a pointer to the first row.
  @inline(__always)
  func withRows<R>(_ body: (UnsafeRawPointer) throws -> R) rethrows -> R {
    try storage.withUnsafeBytes { try body($0.baseAddress.unsafelyUnwrapped) }
  }

  /// Copies one stored row to floats; `base` is what ``withRows(_:)`` gave.
  @inline(__always)
  func read(row: Int, of base: UnsafeRawPointer, into target: UnsafeMutablePointer<Float>) {
    let source = base + row * bytesPerRow
    switch format {
    case .bits:
      let bytes = source.assumingMemoryBound(to: UInt8.self)
      for index in 0..<width { target[index] = Float(bytes[index >> 3] >> UInt8(index & 7) & 1) }
    case .bytes:
      ck_bytes_to_floats(target, source.assumingMemoryBound(to: UInt8.self), 1, width)
    case .floats where width == 4:
      // A copy of known size is one load and one store; most control tasks are this narrow.
      let four = source.loadUnaligned(as: SIMD4<Float>.self)
      UnsafeMutableRawPointer(target).storeBytes(of: four, as: SIMD4<Float>.self)
    case .floats:
      UnsafeMutableRawPointer(target).copyMemory(from: source, byteCount: width * 4)
    }
  }
}
