import Documents

/// The content of a safetensors file: named arrays of numbers, and texts about them.
///
/// Whatever order the arrays were added in, the same content gives the same bytes: larger element types
/// first, then by name, the texts sorted by key, the header padded to a multiple of eight bytes.
///
/// ```swift
/// var file = SafeTensors()
/// file.metadata["seed"] = "7"
/// file.append("weight", Tensor([1, 2, 3, 4], shape: [2, 2]))
/// try file.write(to: "a.safetensors")
/// let weight = try SafeTensors.read(contentsOf: "a.safetensors").tensor(named: "weight")
/// ```
///
/// - Source: the format of Hugging Face's `safetensors`, read and written by the Python package of that name. See
///   Documentation/FileFormats.md.
public struct SafeTensors: Sendable, Equatable {
  /// Texts about the file, by key.
  public var metadata: [String: String]
  /// The arrays; after reading in the order of the file.
  public var tensors: [Entry]
  /// The file they were read from, for errors; nil where they were made here.
  public var file: String?

  /// An array with its name.
  public struct Entry: Sendable, Hashable {
    /// Its name, unique in the file.
    public let name: String
    /// What its elements are.
    public let type: ElementType
    /// Its sizes, outermost first; none for a single element.
    public let shape: [Int]
    /// Its elements in row-major order, little-endian.
    public let bytes: [UInt8]

    /// An array from its parts.
    ///
    /// - Parameters:
    ///   - name: Its name, not `__metadata__`.
    ///   - type: What its elements are.
    ///   - shape: Its sizes, outermost first.
    ///   - bytes: Its elements in row-major order, little-endian.
    /// - Precondition: There are as many bytes as the shape and the type ask for.
    public init(name: String, type: ElementType, shape: [Int], bytes: [UInt8]) {
      precondition(name != "__metadata__", "expected a name other than __metadata__")
      let size = shape.reduce(type.byteCount, *)
      precondition(
        size == bytes.count,
        "\(name): expected \(size) bytes for \(type.rawValue) \(shape), got \(bytes.count)")
      self.name = name
      self.type = type
      self.shape = shape
      self.bytes = bytes
    }

    /// The number of elements.
    public var count: Int { bytes.count / type.byteCount }
  }

  /// What an array's elements are, by the format's names.
  public enum ElementType: String, Sendable, Hashable, CaseIterable {
    /// 64-bit float.
    case f64 = "F64"
    /// 64-bit signed integer.
    case i64 = "I64"
    /// 64-bit unsigned integer.
    case u64 = "U64"
    /// 32-bit float.
    case f32 = "F32"
    /// 32-bit signed integer.
    case i32 = "I32"
    /// 32-bit unsigned integer.
    case u32 = "U32"
    /// 16-bit float of IEEE 754.
    case f16 = "F16"
    /// The upper half of a 32-bit float.
    case bf16 = "BF16"
    /// 16-bit signed integer.
    case i16 = "I16"
    /// 16-bit unsigned integer.
    case u16 = "U16"
    /// 8-bit signed integer.
    case i8 = "I8"
    /// 8-bit unsigned integer.
    case u8 = "U8"
    /// A byte that is 0 or 1.
    case bool = "BOOL"

    /// The size of an element, in bytes.
    public var byteCount: Int {
      switch self {
      case .f64, .i64, .u64: 8
      case .f32, .i32, .u32: 4
      case .f16, .bf16, .i16, .u16: 2
      case .i8, .u8, .bool: 1
      }
    }
  }

  /// A file of no arrays and no texts.
  public init() {
    metadata = [:]
    tensors = []
  }

  /// The arrays' names, in the order of `tensors`.
  public var names: [String] { tensors.map(\.name) }

  /// The array of a name, or nil where there is none.
  ///
  /// - Complexity: O(n) in the number of arrays.
  public subscript(name: String) -> Entry? { tensors.first { $0.name == name } }

  /// Adds an array.
  ///
  /// - Parameter entry: The array.
  /// - Precondition: Its name is not yet taken.
  public mutating func append(_ entry: Entry) {
    precondition(self[entry.name] == nil, "expected a new name, got '\(entry.name)' again")
    tensors.append(entry)
  }

  /// Whether two files hold the same texts and the same arrays in the same order.
  public static func == (a: SafeTensors, b: SafeTensors) -> Bool {
    a.metadata == b.metadata && a.tensors == b.tensors
  }
}
