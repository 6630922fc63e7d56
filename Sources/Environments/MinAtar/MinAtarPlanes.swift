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
  ///
  /// Seven bits are spread over the bytes of a word by one product: each bit meets the power of two
  /// that takes it to the lowest bit of its byte, and no two of the other products meet.
  @inline(__always)
  public func write(_ plane: Int, row: Int, columns: UInt16) {
    assert((0..<10).contains(row) && plane >= 0 && 100 * plane + 100 <= count, "expected a row")
    let spread: UInt64 = 0x0408_1020_4081
    let lowest: UInt64 = 0x0101_0101_0101_0101
    let first = (UInt64(columns & 0x7F) &* spread) & lowest
    let last = (UInt64(columns >> 7 & 7) &* spread) & lowest
    let start = cells + (100 * plane + 10 * row)
    start.storeBytes(of: first.littleEndian, as: UInt64.self)
    start.storeBytes(
      of: UInt16(truncatingIfNeeded: last).littleEndian, toByteOffset: 7, as: UInt16.self)
    start.storeBytes(
      of: UInt8(truncatingIfNeeded: last >> 16), toByteOffset: 9, as: UInt8.self)
  }
}
