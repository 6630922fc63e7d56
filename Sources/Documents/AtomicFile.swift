#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Writes a file as a whole or not at all.
///
/// The bytes go to `.NAME.partial` beside the file, are synced, and take the file's name in one step;
/// then the folder is synced. Whatever happens on the way (a full disk, `kill -9`, loss of power), a
/// file of that name holds either all the old bytes or all the new ones. After a kill the partial file stays and the next
/// write reuses it.
///
/// - Parameters:
///   - bytes: The new content.
///   - path: The file. Its folder must exist.
/// - Throws: `InputError` with the file and the reason (disk full, not permitted, read-only). The old
///   file is untouched and the partial one removed.
public func writeAtomically(_ bytes: [UInt8], to path: String) throws {
  try bytes.withUnsafeBytes { try writeAtomically([$0], to: path) }
}

/// Writes text as a whole or not at all, as UTF-8.
///
/// - Parameters:
///   - text: The new content.
///   - path: The file. Its folder must exist.
/// - Throws: As for bytes.
public func writeAtomically(_ text: String, to path: String) throws {
  try writeAtomically(Array(text.utf8), to: path)
}

/// Writes several pieces, one after the other, as one file; as a whole or not at all.
///
/// - Parameters:
///   - pieces: The new content, without the need to copy it together first.
///   - path: The file. Its folder must exist.
/// - Throws: As for bytes.
public func writeAtomically(_ pieces: [UnsafeRawBufferPointer], to path: String) throws {
  let (folder, partial) = partialFile(for: path)
  let descriptor = try openExclusively(partial, for: path)
  var isDone = false
  defer {
    if !isDone { unlink(partial) }
    close(descriptor)
  }
  guard ftruncate(descriptor, 0) == 0 else { throw fileError("cannot be written", path, errno) }
  for piece in pieces { try writeAll(piece, to: descriptor, path) }
  guard fsync(descriptor) == 0 else { throw fileError("cannot be written", path, errno) }
  guard rename(partial, path) == 0 else { throw fileError("cannot be replaced", path, errno) }
  isDone = true
  // The name is durable once the folder is. Some file systems cannot sync folders; they say EINVAL.
  let folderDescriptor = open(folder, O_RDONLY | O_CLOEXEC)
  guard folderDescriptor >= 0 else { return }
  defer { close(folderDescriptor) }
  guard fsync(folderDescriptor) == 0 || errno == EINVAL || errno == ENOTSUP else {
    throw fileError("was written, but its folder cannot be synced", path, errno)
  }
}

private func partialFile(for path: String) -> (folder: String, partial: String) {
  guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else {
    return (".", ".\(path).partial")
  }
  let folder = slash == path.startIndex ? "/" : String(path[..<slash])
  let name = path[path.index(after: slash)...]
  return (folder, "\(path[...slash]).\(name).partial")
}

/// Opens the partial file with a lock on it, so that two writers of one file take turns.
private func openExclusively(_ partial: String, for path: String) throws -> Int32 {
  while true {
    let descriptor = open(partial, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o666)
    guard descriptor >= 0 else { throw fileError("cannot be written", path, errno) }
    while flock(descriptor, LOCK_EX) != 0 {
      // A file system without locks is written without one.
      guard errno == EINTR else { return descriptor }
    }
    // The writer before us may have renamed the file while we waited: then it is no longer ours.
    var ours = stat()
    var named = stat()
    if fstat(descriptor, &ours) == 0, lstat(partial, &named) == 0, ours.st_ino == named.st_ino,
      ours.st_dev == named.st_dev
    {
      return descriptor
    }
    close(descriptor)
  }
}

private func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32, _ path: String) throws
{
  var written = 0
  while written < bytes.count {
    let count = write(
      descriptor, bytes.baseAddress.map { $0 + written }, min(bytes.count - written, 1 << 30))
    if count < 0 {
      if errno == EINTR { continue }
      throw fileError("cannot be written", path, errno)
    }
    written += count
  }
}
