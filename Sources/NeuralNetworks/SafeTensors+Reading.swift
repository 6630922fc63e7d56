import Documents

extension SafeTensors {
  /// The longest header that is read, in bytes (the limit of the Python package).
  public static let headerLimit = 100_000_000

  /// Reads a file, strictly.
  ///
  /// Every claim of the header is checked against the file's real size before anything is made from it. Arrays
  /// must fill the rest of the file without gap or overlap, so that no byte goes unread.
  ///
  /// - Parameter path: The file.
  /// - Returns: Its content, the arrays in the order in which they lie.
  /// - Throws: `InputError` with file and reason.
  public static func read(contentsOf path: String) throws -> SafeTensors {
    try SafeTensors(bytes: readFile(path), file: path)
  }

  /// Reads the bytes of a file, strictly.
  ///
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - file: Its name, for errors.
  /// - Throws: `InputError` with file and reason.
  public init(bytes: [UInt8], file: String? = nil) throws {
    self.init()
    self.file = file
    func refuse(_ reason: String) -> InputError {
      InputError("is not a sound safetensors file: \(reason)", file: file)
    }
    guard bytes.count >= 8 else {
      throw refuse("expected at least 8 bytes, found \(bytes.count)")
    }
    let claimed = bytes[..<8].reversed().reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
    guard claimed <= UInt64(bytes.count - 8) else {
      throw refuse(
        "its header claims \(claimed) bytes, but only \(bytes.count - 8) follow")
    }
    guard claimed <= UInt64(Self.headerLimit) else {
      throw refuse("its header of \(claimed) bytes is longer than \(Self.headerLimit)")
    }
    let dataStart = 8 + Int(claimed)
    let header: SafeTensorsHeader
    do {
      header = try SafeTensorsHeader(bytes[8..<dataStart])
    } catch {
      throw refuse(error.reason)
    }
    metadata = header.metadata
    var end = 0
    for claim in header.claims.sorted(by: { ($0.begin, $0.end) < ($1.begin, $1.end) }) {
      let name = "tensor '\(shown(claim.name))'"
      guard claim.begin <= claim.end, claim.end <= bytes.count - dataStart else {
        throw refuse(
          "\(name) claims the bytes \(claim.begin) to \(claim.end) of \(bytes.count - dataStart)")
      }
      guard claim.begin == end else {
        throw refuse(
          claim.begin < end
            ? "\(name) overlaps the one before it"
            : "the bytes \(end) to \(claim.begin) before \(name) belong to nothing")
      }
      guard let size = claim.byteCount, size == claim.end - claim.begin else {
        throw refuse(
          "\(name) has \(claim.end - claim.begin) bytes, which do not match \(claim.type.rawValue) "
            + "\(claim.shape)")
      }
      end = claim.end
      tensors.append(
        Entry(
          name: claim.name, type: claim.type, shape: claim.shape,
          bytes: Array(bytes[(dataStart + claim.begin)..<(dataStart + claim.end)])))
    }
    guard end == bytes.count - dataStart else {
      throw refuse("the last \(bytes.count - dataStart - end) bytes belong to nothing")
    }
  }
}
