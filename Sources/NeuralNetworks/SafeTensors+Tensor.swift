import Documents
import TensorCore

// MARK: - Adding

extension SafeTensors {
  /// Adds bytes with their type and shape.
  ///
  /// - Parameters:
  ///   - name: The array's name.
  ///   - type: What its elements are.
  ///   - shape: Its sizes, outermost first.
  ///   - bytes: Its elements in row-major order, little-endian.
  public mutating func append(_ name: String, type: ElementType, shape: [Int], bytes: [UInt8]) {
    append(Entry(name: name, type: type, shape: shape, bytes: bytes))
  }

  /// Adds a tensor, as F32.
  ///
  /// - Parameters:
  ///   - name: The array's name.
  ///   - tensor: Its elements and shape.
  public mutating func append(_ name: String, _ tensor: Tensor) {
    let bytes = tensor.withUnsafeScalars { scalars in littleEndian(scalars.map(\.bitPattern)) }
    append(name, type: .f32, shape: tensor.shape.dimensions, bytes: bytes)
  }

  /// Adds a vector of whole numbers, as I64.
  ///
  /// - Parameters:
  ///   - name: The array's name.
  ///   - integers: Its elements.
  public mutating func append(_ name: String, integers: [Int64]) {
    append(name, type: .i64, shape: [integers.count], bytes: littleEndian(integers))
  }

  /// Adds a vector of doubles, as F64.
  ///
  /// - Parameters:
  ///   - name: The array's name.
  ///   - doubles: Its elements.
  public mutating func append(_ name: String, doubles: [Double]) {
    append(
      name, type: .f64, shape: [doubles.count], bytes: littleEndian(doubles.map(\.bitPattern)))
  }

  /// Adds a vector of floats, as F32.
  ///
  /// - Parameters:
  ///   - name: The array's name.
  ///   - floats: Its elements.
  public mutating func append(_ name: String, floats: [Float]) {
    append(name, type: .f32, shape: [floats.count], bytes: littleEndian(floats.map(\.bitPattern)))
  }

  /// Adds a vector of bytes, as U8.
  ///
  /// - Parameters:
  ///   - name: The array's name.
  ///   - bytes: Its elements.
  public mutating func append(_ name: String, bytes: [UInt8]) {
    append(name, type: .u8, shape: [bytes.count], bytes: bytes)
  }
}

// MARK: - Taking out

extension SafeTensors {
  /// A tensor of F32 elements.
  ///
  /// - Parameters:
  ///   - name: The array's name.
  ///   - shape: The shape it must have; nil accepts any of at most eight axes.
  /// - Returns: The tensor.
  /// - Throws: `InputError` where it is missing, of another type or shape.
  public func tensor(_ name: String, shape: Shape? = nil) throws -> Tensor {
    let entry = try entry(name, type: .f32)
    if let shape, shape.dimensions != entry.shape {
      throw error("'\(shown(name))' has shape \(entry.shape); expected \(shape.dimensions)")
    }
    // Shapes of tensors keep each size in 32 bits.
    guard entry.shape.count <= Shape.maximumRank, entry.shape.allSatisfy({ $0 <= Int32.max })
    else { throw error("'\(shown(name))' has the shape \(entry.shape), too large for a tensor") }
    return Tensor(shape: Shape(entry.shape)) { scalars in
      entry.bytes.withUnsafeBytes { bytes in
        for index in scalars.indices {
          let word = bytes.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self)
          scalars[index] = Float(bitPattern: UInt32(littleEndian: word))
        }
      }
    }
  }

  /// A tensor of F32 elements.
  ///
  /// - Parameter name: The array's name.
  /// - Returns: The tensor.
  /// - Throws: `InputError` where it is missing or of another type.
  public func tensor(named name: String) throws -> Tensor { try tensor(name) }

  /// Whole numbers (I64), in row-major order.
  ///
  /// - Parameters:
  ///   - name: The array's name.
  ///   - count: How many there must be; nil accepts any number.
  /// - Returns: The elements.
  /// - Throws: `InputError` where it is missing, of another type or length.
  public func integers(_ name: String, count: Int? = nil) throws -> [Int] {
    try words(name, type: .i64, count: count).map { Int(Int64(bitPattern: $0)) }
  }

  /// Doubles (F64), in row-major order.
  ///
  /// - Parameters:
  ///   - name: The array's name.
  ///   - count: How many there must be; nil accepts any number.
  /// - Returns: The elements.
  /// - Throws: `InputError` where it is missing, of another type or length.
  public func doubles(_ name: String, count: Int? = nil) throws -> [Double] {
    try words(name, type: .f64, count: count).map { Double(bitPattern: $0) }
  }

  /// Floats (F32), in row-major order.
  ///
  /// - Parameters:
  ///   - name: The array's name.
  ///   - count: How many there must be; nil accepts any number.
  /// - Returns: The elements.
  /// - Throws: `InputError` where it is missing, of another type or length.
  public func floats(_ name: String, count: Int? = nil) throws -> [Float] {
    let words: [UInt32] = try words(name, type: .f32, count: count)
    return words.map { Float(bitPattern: $0) }
  }

  /// The bytes of an array.
  ///
  /// - Parameters:
  ///   - name: The array's name.
  ///   - type: The type it must have.
  ///   - count: How many bytes there must be; nil accepts any number.
  /// - Returns: The elements in row-major order, little-endian.
  /// - Throws: `InputError` where it is missing, of another type or length.
  public func bytes(
    _ name: String, type: ElementType = .u8, count: Int? = nil
  ) throws -> [UInt8] {
    let entry = try entry(name, type: type)
    if let count, count != entry.bytes.count {
      throw error("'\(shown(name))' has \(entry.bytes.count) bytes; expected \(count)")
    }
    return entry.bytes
  }

  private func words<Word: FixedWidthInteger>(
    _ name: String, type: ElementType, count: Int?
  ) throws -> [Word] {
    let entry = try entry(name, type: type)
    if let count, count != entry.count {
      throw error("'\(shown(name))' has \(entry.count) elements; expected \(count)")
    }
    return entry.bytes.withUnsafeBytes { bytes in
      (0..<entry.count).map {
        Word(littleEndian: bytes.loadUnaligned(fromByteOffset: $0 * type.byteCount, as: Word.self))
      }
    }
  }

  private func entry(_ name: String, type: ElementType) throws -> Entry {
    guard let entry = self[name] else {
      let near = nearestWord(to: name, in: names).map { "; nearest: '\(shown($0))'" }
      throw error("there is no tensor '\(shown(name))' in it\(near ?? "")")
    }
    guard entry.type == type else {
      throw error("'\(shown(name))' has dtype \(entry.type.rawValue); expected \(type.rawValue)")
    }
    return entry
  }

  private func error(_ message: String) -> InputError { InputError(message, file: file) }
}

private func littleEndian(_ words: [some FixedWidthInteger]) -> [UInt8] {
  words.map(\.littleEndian).withUnsafeBytes { Array($0) }
}
