import Documents

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A file that only grows, with a checksum over all of it.
///
/// A checkpoint notes `mark`; a resumed run opens the file with that mark and everything written
/// after it is cut off. Bytes are gathered in memory and reach the file with `synchronize()` or
/// when there are more than 64 KiB of them.
public final class AppendableFile {
  /// How far a file had grown at a checkpoint.
  public struct Mark: Sendable, Hashable {
    /// Bytes in the file.
    public var length: Int
    /// CRC32C of these bytes.
    public var checksum: UInt32

    /// A mark of a length in bytes and the checksum over them.
    public init(length: Int, checksum: UInt32) {
      self.length = length
      self.checksum = checksum
    }

    /// "length checksum", as the resume file stores it.
    public var text: String { "\(length) \(checksum)" }

    /// Reads what `text` wrote; nil for anything else.
    public init?(text: String) {
      let parts = text.split(separator: " ", omittingEmptySubsequences: false)
      guard parts.count == 2, let length = Int(parts[0]), length >= 0,
        let checksum = UInt32(parts[1])
      else { return nil }
      self.init(length: length, checksum: checksum)
    }
  }

  /// The file.
  public let path: String
  private let descriptor: Int32
  private var pending: [UInt8] = []
  private var checksum: CRC32C
  private var length: Int

  /// Creates the file, or empties it.
  ///
  /// - Throws: `InputError` where it cannot be created.
  public init(creating path: String) throws {
    self.path = path
    descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw fileError("cannot be created", path, errno)
    }
    checksum = CRC32C()
    length = 0
  }

  /// Opens the file and cuts it back to where a checkpoint left it.
  ///
  /// - Throws: `InputError` where the file is missing, shorter than the mark, or not the one that
  ///   the mark was taken of.
  public init(resuming path: String, at mark: Mark) throws {
    self.path = path
    let bytes = try readFile(path)
    guard bytes.count >= mark.length else {
      throw InputError(
        "has \(bytes.count) bytes, but the run had written \(mark.length)", file: path,
        remedy: "the file was shortened; restore it, or train anew")
    }
    guard CRC32C.checksum(of: bytes[..<mark.length]) == mark.checksum else {
      throw InputError(
        "was changed since the run wrote it", file: path,
        remedy: "restore the file, or train anew")
    }
    descriptor = open(path, O_WRONLY | O_APPEND | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw fileError("cannot be written", path, errno)
    }
    checksum = CRC32C(resuming: mark.checksum)
    length = mark.length
    if bytes.count > mark.length, ftruncate(descriptor, off_t(mark.length)) != 0 {
      throw fileError("cannot be cut back", path, errno)
    }
  }

  deinit { close(descriptor) }

  /// The length and checksum of everything appended so far.
  public var mark: Mark { Mark(length: length, checksum: checksum.value) }

  /// Appends bytes.
  ///
  /// - Throws: `InputError` where the file cannot be written.
  public func append(_ bytes: some Collection<UInt8>) throws {
    pending.append(contentsOf: bytes)
    checksum.update(bytes)
    length += bytes.count
    if pending.count > 1 << 16 { try flush() }
  }

  /// Appends a text as UTF-8.
  ///
  /// - Throws: `InputError` where the file cannot be written.
  public func append(_ text: String) throws { try append(Array(text.utf8)) }

  /// Hands the gathered bytes to the system, so that other programs see them.
  ///
  /// - Throws: `InputError` where the file cannot be written.
  public func flush() throws {
    var written = 0
    while written < pending.count {
      let count = pending.withUnsafeBytes { bytes in
        write(descriptor, bytes.baseAddress?.advanced(by: written), bytes.count - written)
      }
      if count < 0 {
        if errno == EINTR { continue }
        throw fileError("cannot be written", path, errno)
      }
      written += count
    }
    pending.removeAll(keepingCapacity: true)
  }

  /// Flushes, and waits until the bytes are on the disk.
  ///
  /// - Throws: `InputError` where the file cannot be written.
  public func synchronize() throws {
    try flush()
    // A file system without fsync (some network mounts) answers EINVAL; there is nothing to wait for.
    guard fsync(descriptor) == 0 || errno == EINVAL else {
      throw fileError("cannot be written", path, errno)
    }
  }
}
