/// The place where the planes of an observation are written, a byte a cell.
///
/// - Shapes: `[planes, 10, 10]`, row-major.
public struct MinAtarPlanes {
  private let cells: UnsafeMutableRawPointer
  private let count: Int

  /// Takes a place of 100 bytes for each plane, all of them 0.
  ///
  /// - Precondition: the place is not empty.
  @inline(__always)
  init(_ cells: UnsafeMutableBufferPointer<UInt8>) {
    guard let start = cells.baseAddress else { preconditionFailure("expected planes, got none") }
    self.cells = UnsafeMutableRawPointer(start)
    count = cells.count
  }

  /// Marks one cell.
  @inline(__always)
  public func mark(_ plane: Int, row: Int, column: Int) {
    let place = 100 * plane + 10 * row + column
    assert(
      (0..<10).contains(row) && (0..<10).contains(column) && place >= 0 && place < count,
      "expected a cell, got plane \(plane), row \(row), column \(column)")
    cells.storeBytes(of: 1, toByteOffset: place, as: UInt8.self)
  }

  /// Writes a whole row: bit `c` of `columns` is column `c`, the bits above are not looked at.
  @inline(__always)
  public func write(_ plane: Int, row: Int, columns: UInt16) {
    assert((0..<10).contains(row) && plane >= 0 && 100 * plane + 100 <= count, "expected a row")
    let first = Self.spread(UInt64(columns & 0x7F))
    let last = Self.spread(UInt64(columns >> 7 & 7))
    let start = cells + (100 * plane + 10 * row)
    start.storeBytes(of: first.littleEndian, as: UInt64.self)
    start.storeBytes(
      of: UInt16(truncatingIfNeeded: last).littleEndian, toByteOffset: 7, as: UInt16.self)
    start.storeBytes(
      of: UInt8(truncatingIfNeeded: last >> 16), toByteOffset: 9, as: UInt8.self)
  }
}

extension MinAtarPlanes {
  /// Writes a whole plane.
  @inline(__always)
  func write(_ plane: Int, _ bits: MinAtarBits) {
    writeHalf(100 * plane, bits.upper)
    if bits.lower != 0 { writeHalf(100 * plane + 50, bits.lower) }
  }

  /// Marks a few cells, whose number is the number of turns.
  @inline(__always)
  func mark(_ plane: Int, _ bits: MinAtarBits) {
    markHalf(100 * plane, bits.upper)
    markHalf(100 * plane + 50, bits.lower)
  }

  /// Writes fifty cells, seven at a time; the byte after seven is written by what follows.
  @inline(__always)
  private func writeHalf(_ start: Int, _ word: UInt64) {
    assert(start >= 0 && start + 50 <= count, "expected a plane")
    for first in stride(from: 0, to: 49, by: 7) {
      let bytes = Self.spread(word >> UInt64(first) & 0x7F)
      cells.storeBytes(of: bytes.littleEndian, toByteOffset: start + first, as: UInt64.self)
    }
    cells.storeBytes(
      of: UInt8(truncatingIfNeeded: word >> 49 & 1), toByteOffset: start + 49, as: UInt8.self)
  }

  @inline(__always)
  private func markHalf(_ start: Int, _ word: UInt64) {
    assert(start >= 0 && start + 50 <= count && word >> 50 == 0, "expected fifty cells of a plane")
    var rest = word
    while rest != 0 {
      cells.storeBytes(of: 1, toByteOffset: start + rest.trailingZeroBitCount, as: UInt8.self)
      rest &= rest - 1
    }
  }

  /// Seven bits as the lowest bits of seven bytes, the eighth byte 0.
  ///
  /// One product does it: each bit meets the power of two that takes it to the lowest bit of its
  /// byte, and no two of the other products meet.
  @inline(__always)
  private static func spread(_ bits: UInt64) -> UInt64 {
    (bits &* 0x0408_1020_4081) & 0x0101_0101_0101_0101
  }
}
