import Documents

/// The header of a safetensors file: JSON of one fixed form, read without any value it does not ask for.
///
/// As only this form is read, nothing nests deeper than it does, no key can stand twice unnoticed, and no number is
/// other than a whole one.
struct SafeTensorsHeader {
  /// What the header says about an array, unchecked against the file.
  struct Claim {
    var name: String
    var type: SafeTensors.ElementType
    var shape: [Int]
    var begin: Int
    var end: Int

    /// The size that type and shape ask for, in bytes; nil where no integer holds it.
    var byteCount: Int? {
      var size = type.byteCount
      for dimension in shape {
        let (product, overflow) = size.multipliedReportingOverflow(by: dimension)
        if overflow { return nil }
        size = product
      }
      return size
    }
  }

  /// Why a header is refused.
  struct Refusal: Error {
    var reason: String
  }

  /// The most axes an array may have.
  static let axisLimit = 32

  private(set) var metadata: [String: String] = [:]
  private(set) var claims: [Claim] = []
  private let bytes: ArraySlice<UInt8>
  private var position: Int

  init(_ bytes: ArraySlice<UInt8>) throws(Refusal) {
    self.bytes = bytes
    position = bytes.startIndex
    guard bytes.first == UInt8(ascii: "{") else {
      throw Refusal(reason: "its header does not begin with '{'")
    }
    var names: Set<String> = []
    try object { (reader, name) throws(Refusal) in
      guard names.insert(name).inserted else {
        throw Refusal(reason: "the name '\(shown(name))' stands twice in its header")
      }
      if name == "__metadata__" {
        try reader.readMetadata()
      } else {
        try reader.readClaim(name)
      }
    }
    skipSpace()
    guard position == bytes.endIndex else { throw unexpected("the end of the header") }
  }

  private mutating func readMetadata() throws(Refusal) {
    try object { (reader, key) throws(Refusal) in
      let text = try reader.string()
      guard reader.metadata.updateValue(text, forKey: key) == nil else {
        throw Refusal(reason: "the key '\(shown(key))' stands twice in its metadata")
      }
    }
  }

  private mutating func readClaim(_ name: String) throws(Refusal) {
    var type: SafeTensors.ElementType?
    var shape: [Int]?
    var offsets: [Int]?
    let title = "tensor '\(shown(name))'"
    try object { (reader, key) throws(Refusal) in
      switch key {
      case "dtype" where type == nil:
        let word = try reader.string()
        type = SafeTensors.ElementType(rawValue: word)
        guard type != nil else {
          let valid = SafeTensors.ElementType.allCases.map(\.rawValue).joined(separator: ", ")
          throw Refusal(
            reason: "\(title) has the unknown dtype '\(shown(word))' (known: \(valid))")
        }
      case "shape" where shape == nil: shape = try reader.integers(atMost: Self.axisLimit)
      case "data_offsets" where offsets == nil: offsets = try reader.integers(atMost: 2)
      default:
        throw Refusal(reason: "\(title) has the unknown or repeated key '\(shown(key))'")
      }
    }
    guard let type, let shape, let offsets, offsets.count == 2 else {
      throw Refusal(reason: "\(title) lacks its dtype, shape or two data_offsets")
    }
    claims.append(
      Claim(name: name, type: type, shape: shape, begin: offsets[0], end: offsets[1]))
  }
}

// MARK: - JSON

extension SafeTensorsHeader {
  /// Reads `{"key": …}`; the body reads each value.
  private mutating func object(
    _ member: (inout SafeTensorsHeader, String) throws(Refusal) -> Void
  ) throws(Refusal) {
    try expect("{")
    if accept("}") { return }
    repeat {
      let key = try string()
      try expect(":")
      try member(&self, key)
    } while accept(",")
    try expect("}")
  }

  private mutating func integers(atMost limit: Int) throws(Refusal) -> [Int] {
    try expect("[")
    var result: [Int] = []
    if accept("]") { return result }
    repeat {
      result.append(try integer())
      guard result.count <= limit else {
        throw Refusal(reason: "a list in its header has more than \(limit) numbers")
      }
    } while accept(",")
    try expect("]")
    return result
  }

  private mutating func integer() throws(Refusal) -> Int {
    skipSpace()
    let start = position
    var value = 0
    while position < bytes.endIndex, (0x30...0x39).contains(bytes[position]) {
      let (product, overflow) = value.multipliedReportingOverflow(by: 10)
      let (sum, more) = product.addingReportingOverflow(Int(bytes[position] - 0x30))
      guard !overflow, !more else {
        throw Refusal(reason: "a number in its header is larger than any file")
      }
      value = sum
      position += 1
    }
    guard position > start, position == start + 1 || bytes[start] != 0x30 else {
      throw unexpected("a whole number that is not negative")
    }
    return value
  }

  private mutating func string() throws(Refusal) -> String {
    try expect("\"")
    var content: [UInt8] = []
    while position < bytes.endIndex {
      let byte = bytes[position]
      position += 1
      switch byte {
      case UInt8(ascii: "\""):
        guard let text = String(validating: content, as: UTF8.self) else {
          throw Refusal(reason: "a text in its header is not UTF-8")
        }
        return text
      case UInt8(ascii: "\\"): try content.append(contentsOf: Array(escape().utf8))
      case 0..<0x20: throw Refusal(reason: "a text in its header has a bare control character")
      default: content.append(byte)
      }
    }
    throw Refusal(reason: "a text in its header does not end")
  }

  private mutating func escape() throws(Refusal) -> String {
    guard position < bytes.endIndex else { throw unexpected("an escape") }
    position += 1
    switch bytes[position - 1] {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      let first = try hexadecimal()
      var code = first
      if (0xD800..<0xDC00).contains(first), bytes[position...].starts(with: Array("\\u".utf8)) {
        position += 2
        let second = try hexadecimal()
        guard (0xDC00..<0xE000).contains(second) else { throw unexpected("a low surrogate") }
        code = 0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)
      }
      guard let scalar = Unicode.Scalar(code) else { throw unexpected("a character") }
      return String(scalar)
    default: throw unexpected("an escape")
    }
  }

  private mutating func hexadecimal() throws(Refusal) -> UInt32 {
    let digits = bytes[position...].prefix(4)
    var value: UInt32 = 0
    for digit in digits {
      guard let nibble = Character(Unicode.Scalar(digit)).hexDigitValue else {
        throw unexpected("four hexadecimal digits")
      }
      value = value << 4 | UInt32(nibble)
    }
    guard digits.count == 4 else { throw unexpected("four hexadecimal digits") }
    position += 4
    return value
  }

  private mutating func skipSpace() {
    while position < bytes.endIndex, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) {
      position += 1
    }
  }

  private mutating func accept(_ character: Character) -> Bool {
    skipSpace()
    guard position < bytes.endIndex, bytes[position] == character.asciiValue else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ character: Character) throws(Refusal) {
    guard accept(character) else { throw unexpected("'\(character)'") }
  }

  private func unexpected(_ expectation: String) -> Refusal {
    let found =
      position < bytes.endIndex
      ? "'\(shown(String(decoding: bytes[position...].prefix(1), as: UTF8.self)))'" : "its end"
    return Refusal(
      reason:
        "at byte \(position - bytes.startIndex) of its header expected \(expectation), found \(found)"
    )
  }
}
