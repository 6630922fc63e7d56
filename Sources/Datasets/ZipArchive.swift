import Documents

/// A zip archive, read strictly: one disk, stored or deflated entries, no encryption, no 64-bit form.
///
/// Every offset and size is held against the file before anything is read or memory taken. What the
/// archive names is never written anywhere.
///
/// - Source: PKWARE APPNOTE.TXT 6.3, sections 4.3 and 4.4.
package struct ZipArchive {
  /// A file in the archive.
  package struct Entry {
    package let name: String
    /// The bytes of the content.
    package let size: Int
    fileprivate let packedSize: Int
    fileprivate let isDeflated: Bool
    fileprivate let checksum: UInt32
    fileprivate let header: Int
  }

  /// The largest archive that is read, in bytes.
  static let sizeLimit = 1 << 28
  /// Deflate packs at most 1,032 bytes in one.
  private static let largestRatio = 1032

  let path: String
  /// The files in it, in the order of its directory; folders are left out.
  package let entries: [Entry]
  private let bytes: [UInt8]
  /// Where the directory begins, and so where contents end.
  private let directory: Int

  /// Opens an archive.
  ///
  /// - Parameter path: The file.
  /// - Throws: `InputError` where it cannot be read or is no sound archive.
  init(contentsOf path: String) throws {
    try self.init(readCompressedFile(path, atMost: Self.sizeLimit), path: path)
  }

  /// An archive from its bytes.
  package init(_ bytes: [UInt8], path: String) throws {
    func refuse(_ reason: String) -> InputError {
      InputError(
        "is not a sound zip archive: \(reason)", file: path, remedy: "fetch the file again")
    }
    let reader = LittleEndian(bytes)
    guard let end = Self.end(of: reader) else {
      throw refuse("there is no end of a directory in it")
    }
    let count = reader.word16(end + 10)
    let size = reader.word32(end + 12)
    let start = reader.word32(end + 16)
    guard reader.word16(end + 4) == 0, reader.word16(end + 6) == 0,
      reader.word16(end + 8) == count
    else { throw refuse("it is a part of several") }
    guard count < 0xFFFF, start < 0xFFFF_FFFF else { throw refuse("it is of the 64-bit form") }
    guard start + size == end else {
      throw refuse("its directory is said to be at \(start), \(size) bytes long")
    }
    var entries: [Entry] = []
    var names = Set<String>()
    var place = start
    for _ in 0..<count {
      guard place + 46 <= end, reader.word32(place) == 0x0201_4B50 else {
        throw refuse("its directory has fewer than the \(count) entries it claims")
      }
      let length = reader.word16(place + 28)
      let next = place + 46 + length + reader.word16(place + 30) + reader.word16(place + 32)
      guard next <= end,
        let name = String(validating: bytes[(place + 46)..<(place + 46 + length)], as: UTF8.self)
      else { throw refuse("an entry of its directory is damaged") }
      let method = reader.word16(place + 10)
      let packed = reader.word32(place + 20)
      let content = reader.word32(place + 24)
      guard reader.word16(place + 8) & 1 == 0 else {
        throw refuse("'\(shown(name))' is encrypted")
      }
      guard method == 0 || method == 8 else {
        throw refuse("'\(shown(name))' is packed by method \(method); 0 and 8 are read")
      }
      guard method == 8 ? content <= packed * Self.largestRatio : content == packed else {
        throw refuse("'\(shown(name))' claims \(content) bytes in \(packed)")
      }
      let header = reader.word32(place + 42)
      guard header + 30 <= start, names.insert(name).inserted else {
        throw refuse("'\(shown(name))' is there twice, or lies outside")
      }
      if !name.hasSuffix("/") {
        entries.append(
          Entry(
            name: name, size: content, packedSize: packed, isDeflated: method == 8,
            checksum: UInt32(reader.word32(place + 16)), header: header))
      }
      place = next
    }
    guard place == end else { throw refuse("its directory has more than its \(count) entries") }
    self.path = path
    self.bytes = bytes
    self.entries = entries
    directory = start
  }

  /// The content of an entry.
  ///
  /// - Parameters:
  ///   - entry: One of `entries`.
  ///   - limit: The largest content that is accepted, in bytes.
  /// - Returns: The content.
  /// - Throws: `InputError` where it is too large, lies outside or is damaged.
  package func content(of entry: Entry, atMost limit: Int) throws -> [UInt8] {
    func refuse(_ reason: String) -> InputError {
      InputError("'\(shown(entry.name))' \(reason)", file: path, remedy: "fetch the file again")
    }
    guard entry.size <= limit else {
      throw refuse("has \(entry.size) bytes, more than the \(limit) accepted here")
    }
    let reader = LittleEndian(bytes)
    let name = entry.header + 30
    guard reader.word32(entry.header) == 0x0403_4B50,
      reader.word16(entry.header + 8) == (entry.isDeflated ? 8 : 0)
    else { throw refuse("does not begin where the directory says") }
    let start = name + reader.word16(entry.header + 26) + reader.word16(entry.header + 28)
    guard reader.word16(entry.header + 26) == entry.name.utf8.count,
      start + entry.packedSize <= directory,
      bytes[name..<(name + entry.name.utf8.count)].elementsEqual(entry.name.utf8)
    else { throw refuse("has another name or length than the directory says") }
    let packed = bytes[start..<(start + entry.packedSize)]
    let content =
      entry.isDeflated ? inflated(packed, size: entry.size, isWrapped: false) : Array(packed)
    guard let content, checksum(content[...]) == entry.checksum else {
      throw refuse("is damaged: it does not unpack to what its checksum says")
    }
    return content
  }

  /// Where the end of the directory stands: 22 bytes and a comment from the end of the file.
  private static func end(of reader: LittleEndian) -> Int? {
    let last = reader.bytes.count - 22
    guard last >= 0 else { return nil }
    for place in stride(from: last, through: max(0, last - 0xFFFF), by: -1)
    where reader.word32(place) == 0x0605_4B50 && reader.word16(place + 20) == last - place {
      return place
    }
    return nil
  }
}

/// Bytes read as numbers whose least byte stands first.
private struct LittleEndian {
  let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  func word16(_ place: Int) -> Int { Int(bytes[place]) | Int(bytes[place + 1]) << 8 }

  func word32(_ place: Int) -> Int { word16(place) | word16(place + 2) << 16 }
}
