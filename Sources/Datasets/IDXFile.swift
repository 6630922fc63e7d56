import Documents

/// An array of bytes from a file in the IDX format, in which MNIST and its kin are published.
///
/// - Source: "The MNIST database", Y. LeCun, C. Cortes, C. Burges, section "File formats": two zero bytes, the
///   element type, the number of axes, each axis as a big-endian 32-bit number, then the elements.
public struct IDXFile: Sendable, Hashable {
  /// The largest content that is read, in bytes.
  public static let sizeLimit = 1 << 32

  /// The sizes of the axes, outermost first.
  public let shape: [Int]
  /// The elements in row-major order.
  public let bytes: [UInt8]

  /// Reads a file, plain or compressed with gzip.
  ///
  /// - Parameter path: The file.
  /// - Returns: The array.
  /// - Throws: `InputError` where it cannot be read, is damaged, holds other elements than unsigned bytes, or
  ///   has more or fewer of them than its header says.
  public static func read(contentsOf path: String) throws -> IDXFile {
    let file = try CompressedFile(path)
    func refuse(_ reason: String) -> InputError {
      InputError("is not a sound IDX file: \(reason)", file: path)
    }
    let start = try file.read(4)
    guard start.count == 4, start[0] == 0, start[1] == 0 else {
      throw refuse("expected two zero bytes, an element type and a number of axes at its beginning")
    }
    guard start[2] == 0x08 else {
      throw refuse("its element type is \(start[2]); expected 8 (unsigned bytes)")
    }
    let axes = Int(start[3])
    guard (1...8).contains(axes) else { throw refuse("expected 1 to 8 axes, found \(axes)") }
    let sizes = try file.read(4 * axes)
    guard sizes.count == 4 * axes else { throw refuse("it ends within its header") }
    let shape = (0..<axes).map { axis in
      sizes[(4 * axis)..<(4 * axis + 4)].reduce(0) { $0 << 8 | Int($1) }
    }
    var count = 1
    for size in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      guard !overflow else { throw refuse("its shape \(shape) is larger than any file") }
      count = product
    }
    guard count <= sizeLimit, count <= file.largestContent else {
      throw refuse(
        "its shape \(shape) asks for \(count) bytes, more than a file of \(file.storedSize) can hold"
      )
    }
    let bytes = try file.read(count)
    guard bytes.count == count else {
      throw refuse("its shape \(shape) asks for \(count) bytes, but only \(bytes.count) follow")
    }
    guard try file.isAtEnd() else {
      throw refuse("more bytes follow than the \(count) of its shape \(shape)")
    }
    return IDXFile(shape: shape, bytes: bytes)
  }
}
