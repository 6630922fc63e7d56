import Documents

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A GIF on the disk that grows and is a whole file at every moment.
///
/// New blocks are written behind the trailer first, with a trailer of their own, where no reader
/// looks; then the first byte of the blocks takes the place of the old trailer. Whatever ends the
/// writing in between, a kill or a full disk, leaves the file as it was before.
final class GrowingGIF {
  /// The file's name.
  let path: String
  private var descriptor: Int32 = -1
  /// Where the trailer stands.
  private var end = 0
  /// The file that will take this one's place, while it is put together.
  private var held: [UInt8]?

  /// A file of this name; nothing is written yet.
  init(path: String) { self.path = path }

  deinit { closeFile() }

  /// Begins the file, with everything but the trailer.
  ///
  /// - Throws: `InputError` where it cannot be written.
  func begin(_ bytes: [UInt8]) throws {
    guard held == nil else {
      held = bytes
      return
    }
    try writeAtomically(bytes + [GIFFormat.trailer], to: path)
    closeFile()
    descriptor = open(path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw fileError("cannot be written", path, errno) }
    end = bytes.count
  }

  /// Adds blocks.
  ///
  /// - Returns: where they begin.
  func append(_ blocks: [UInt8]) throws -> Int {
    if let length = held?.count {
      held? += blocks
      return length
    }
    let start = end
    do {
      try write(blocks[1...] + [GIFFormat.trailer], at: start + 1)
      try write(blocks[..<1], at: start)
    } catch {
      _ = ftruncate(descriptor, off_t(start + 1))
      throw error
    }
    end += blocks.count
    return start
  }

  /// Writes a few bytes anew.
  func patch(_ bytes: [UInt8], at offset: Int) throws {
    guard held == nil else {
      held?.replaceSubrange(offset..<(offset + bytes.count), with: bytes)
      return
    }
    try write(bytes[...], at: offset)
  }

  /// Writes the file anew, from its beginning, in one step after everything was added.
  func replace(_ body: () throws -> Void) throws {
    held = []
    defer { held = nil }
    try body()
    let bytes = held ?? []
    held = nil
    try begin(bytes)
  }

  /// Closes the file, whose bytes are on the disk then.
  func finish() throws {
    guard descriptor >= 0 else { return }
    defer { closeFile() }
    guard fsync(descriptor) == 0 || errno == EINVAL else {
      throw fileError("cannot be written", path, errno)
    }
  }

  private func write(_ bytes: ArraySlice<UInt8>, at offset: Int) throws {
    var written = 0
    while written < bytes.count {
      let count = bytes.dropFirst(written).withUnsafeBytes {
        pwrite(descriptor, $0.baseAddress, $0.count, off_t(offset + written))
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw fileError("cannot be written", path, count < 0 ? errno : EIO) }
      written += count
    }
  }

  private func closeFile() {
    if descriptor >= 0 { close(descriptor) }
    descriptor = -1
  }
}
