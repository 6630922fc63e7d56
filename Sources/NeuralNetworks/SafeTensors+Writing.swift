import Documents

extension SafeTensors {
  /// Writes the file as a whole or not at all.
  ///
  /// - Parameter path: The file; an older one is replaced in one step.
  /// - Throws: `InputError` with file and reason (a full disk, no permission); the older file is then as it was.
  public func write(to path: String) throws {
    try writeAtomically(serialized(), to: path)
  }

  /// The bytes of the file.
  ///
  /// - Returns: Header and arrays; the same content gives the same bytes.
  /// - Precondition: No name stands twice.
  public func serialized() -> [UInt8] {
    let ordered = tensors.sorted { a, b in
      if a.type.byteCount != b.type.byteCount { return a.type.byteCount > b.type.byteCount }
      return a.name.utf8.lexicographicallyPrecedes(b.name.utf8)
    }
    precondition(Set(names).count == names.count, "expected different names, got \(names)")
    var members: [String] = []
    if !metadata.isEmpty {
      let keys = metadata.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
      let texts = keys.map { "\(quoted($0)):\(quoted(metadata[$0] ?? ""))" }
      members.append("\"__metadata__\":{\(texts.joined(separator: ","))}")
    }
    var offset = 0
    for entry in ordered {
      let end = offset + entry.bytes.count
      let shape = entry.shape.map(String.init).joined(separator: ",")
      members.append(
        "\(quoted(entry.name)):{\"dtype\":\"\(entry.type.rawValue)\",\"shape\":[\(shape)],"
          + "\"data_offsets\":[\(offset),\(end)]}")
      offset = end
    }
    var header = Array("{\(members.joined(separator: ","))}".utf8)
    while header.count % 8 != 0 { header.append(UInt8(ascii: " ")) }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(8 + header.count + offset)
    for shift in 0..<8 { bytes.append(UInt8(truncatingIfNeeded: header.count >> (8 * shift))) }
    bytes.append(contentsOf: header)
    for entry in ordered { bytes.append(contentsOf: entry.bytes) }
    return bytes
  }
}
