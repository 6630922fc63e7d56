import Environments
import TensorKernels

/// Rows of observations in one block of memory, as floats or, where the space allows it, bytes.
///
/// Rows are written and read as floats; a `uint8` space keeps one byte per value, which loses
/// nothing because its values are whole numbers in `0...255`.
struct ObservationColumn {
  /// Numbers of one observation.
  let width: Int
  /// Whether one byte per value is kept rather than a float.
  let storesBytes: Bool
  /// Rows that there is room for.
  private(set) var rows: Int
  /// `rows * bytesPerRow` bytes, row-major.
  private var storage: [UInt8]

  init(space: Box, rows: Int) {
    width = space.count
    storesBytes = space.elementType == .uint8
    self.rows = rows
    storage = Array(repeating: 0, count: rows * space.count * (storesBytes ? 1 : 4))
  }

  var bytesPerRow: Int { width * (storesBytes ? 1 : 4) }

  /// Writes `count` rows beginning at `row`.
  mutating func write(_ source: UnsafePointer<Float>, at row: Int, count: Int = 1) {
    let values = count * width
    let offset = row * bytesPerRow
    storage.withUnsafeMutableBytes { bytes in
      let target = bytes.baseAddress.unsafelyUnwrapped + offset
      if storesBytes {
        let out = target.assumingMemoryBound(to: UInt8.self)
        for index in 0..<values { out[index] = UInt8(source[index]) }
      } else {
        target.copyMemory(from: source, byteCount: values * 4)
      }
    }
  }

  /// Copies the bytes of `count` rows of another column of the same space.
  mutating func copyRows(_ source: Range<Int>, of other: ObservationColumn, to row: Int) {
    replaceRows(at: row, with: other.bytes(of: source))
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

  /// Gives a pointer to the first row.
  @inline(__always)
  func withRows<R>(_ body: (UnsafeRawPointer) throws -> R) rethrows -> R {
    try storage.withUnsafeBytes { try body($0.baseAddress.unsafelyUnwrapped) }
  }

  /// Copies one stored row to floats; `base` is what ``withRows(_:)`` gave.
  @inline(__always)
  func read(row: Int, of base: UnsafeRawPointer, into target: UnsafeMutablePointer<Float>) {
    let source = base + row * bytesPerRow
    if storesBytes {
      ck_bytes_to_floats(target, source.assumingMemoryBound(to: UInt8.self), 1, width)
    } else if width == 4 {
      // A copy of known size is one load and one store; most control tasks are this narrow.
      let four = source.loadUnaligned(as: SIMD4<Float>.self)
      UnsafeMutableRawPointer(target).storeBytes(of: four, as: SIMD4<Float>.self)
    } else {
      UnsafeMutableRawPointer(target).copyMemory(from: source, byteCount: width * 4)
    }
  }
}
