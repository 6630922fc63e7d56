import Documents

/// An array of bytes from a file in the IDX format, in which MNIST and its kin are published.
///
/// - Source: "The MNIST database", Y. LeCun, C. Cortes, C. Burges, section "File formats": two zero bytes, the
///   element type, the number of axes, each axis as a big-endian 32-bit number, then the elements.
public struct IDXFile: Sendable, Hashable {
  /// The largest content that is read, in bytes.
  public static let sizeLimit = 1 << 32

  /// What the elements are, by the number that stands for it in the file.
  public enum ElementType: UInt8, Sendable, Hashable, CaseIterable {
    /// Unsigned bytes.
    case uint8 = 0x08
    /// Signed bytes.
    case int8 = 0x09
    /// 16-bit signed integers.
    case int16 = 0x0B
    /// 32-bit signed integers.
    case int32 = 0x0C
    /// 32-bit floats.
    case float = 0x0D
    /// 64-bit floats.
    case double = 0x0E

    /// The size of an element, in bytes.
    public var byteCount: Int {
      switch self {
      case .uint8, .int8: 1
      case .int16: 2
      case .int32, .float: 4
      case .double: 8
      }
    }
  }

  /// The sizes of the axes, outermost first.
  public let shape: [Int]
  /// What the elements are.
  public let type: ElementType
  /// The elements in row-major order, as they stand in the file: the most significant byte first.
  public let bytes: [UInt8]

  /// The number of elements.
  public var count: Int { bytes.count / type.byteCount }

  /// The elements as numbers, in row-major order; every type's are exact.
  public var numbers: [Double] {
    switch type {
    case .uint8: bytes.map { Double($0) }
    case .int8: bytes.map { Double(Int8(bitPattern: $0)) }
    case .int16: words(UInt16.self).map { Double(Int16(bitPattern: $0)) }
    case .int32: words(UInt32.self).map { Double(Int32(bitPattern: $0)) }
    case .float: words(UInt32.self).map { Double(Float(bitPattern: $0)) }
    case .double: words(UInt64.self).map { Double(bitPattern: $0) }
    }
  }

  private func words<Word: FixedWidthInteger>(_: Word.Type) -> [Word] {
    bytes.withUnsafeBytes { bytes in
      (0..<count).map {
        Word(
          bigEndian: bytes.loadUnaligned(
            fromByteOffset: $0 * MemoryLayout<Word>.size, as: Word.self))
      }
    }
  }

  /// Reads a file, plain or compressed with gzip.
  ///
  /// - Parameter path: The file.
  /// - Returns: The array.
  /// - Throws: `InputError` where it cannot be read, is damaged, or has more or fewer elements than its
  ///   header says.
  public static func read(contentsOf path: String) throws -> IDXFile {
    let file = try CompressedFile(path)
    func refuse(_ reason: String) -> InputError {
      InputError("is not a sound IDX file: \(reason)", file: path)
    }
    let start = try file.read(4)
    guard start.count == 4, start[0] == 0, start[1] == 0 else {
      throw refuse("expected two zero bytes, an element type and a number of axes at its beginning")
    }
    guard let type = ElementType(rawValue: start[2]) else {
      throw refuse("its element type is \(start[2]); expected 8, 9, 11, 12, 13 or 14")
    }
    let axes = Int(start[3])
    guard (1...8).contains(axes) else { throw refuse("expected 1 to 8 axes, found \(axes)") }
    let sizes = try file.read(4 * axes)
    guard sizes.count == 4 * axes else { throw refuse("it ends within its header") }
    let shape = (0..<axes).map { axis in
      sizes[(4 * axis)..<(4 * axis + 4)].reduce(0) { $0 << 8 | Int($1) }
    }
    var count = type.byteCount
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
    return IDXFile(shape: shape, type: type, bytes: bytes)
  }
}
