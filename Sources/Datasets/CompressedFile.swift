import CZlib
import Documents

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file that is read from front to back, whether it is compressed with gzip or plain.
final class CompressedFile {
  let path: String
  /// The size on the disk, in bytes.
  let storedSize: Int
  private let file: gzFile

  /// Opens a file.
  ///
  /// - Parameter path: The file.
  /// - Throws: `InputError` where it is missing, a folder or not permitted.
  init(_ path: String) throws {
    var status = stat()
    guard stat(path, &status) == 0 else { throw fileError("cannot be opened", path, errno) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      throw InputError("is not a plain file", file: path)
    }
    guard let file = gzopen(path, "rb") else { throw fileError("cannot be opened", path, errno) }
    gzbuffer(file, 1 << 17)
    self.path = path
    self.file = file
    storedSize = Int(status.st_size)
  }

  deinit { gzclose_r(file) }

  /// The largest content that a file of this size can have, in bytes: deflate packs at most 1,032 bytes in one.
  var largestContent: Int {
    storedSize.multipliedReportingOverflow(by: 1032).overflow ? .max : storedSize * 1032
  }

  /// Reads the next bytes.
  ///
  /// - Parameter count: How many at most. Memory is taken as they come, not for the wish.
  /// - Returns: As many as wished, or fewer where the file ends.
  /// - Throws: `InputError` where the file cannot be read or its compressed form is damaged.
  func read(_ count: Int) throws -> [UInt8] {
    var bytes: [UInt8] = []
    while bytes.count < count {
      let start = bytes.count
      let room = min(count - start, max(1 << 16, start))
      bytes.append(contentsOf: repeatElement(0, count: room))
      let found = bytes.withUnsafeMutableBytes { buffer in
        gzread(file, buffer.baseAddress.map { $0 + start }, UInt32(min(room, 1 << 30)))
      }
      bytes.removeLast(room - max(0, Int(found)))
      try refuseDamage(found)
      if found == 0 { break }
    }
    return bytes
  }

  /// Whether every byte has been read; also checks the checksum of a compressed file.
  ///
  /// - Returns: True at the end of the content.
  /// - Throws: `InputError` as `read`.
  func isAtEnd() throws -> Bool {
    try read(1).isEmpty
  }

  private func refuseDamage(_ result: Int32) throws {
    var code: Int32 = 0
    let text = gzerror(file, &code)
    // zlib reports a compressed file that ends too early together with the bytes it still gave.
    guard result < 0 || code == Z_BUF_ERROR else { return }
    if code == Z_ERRNO { throw fileError("cannot be read", path, errno) }
    let reason =
      code == Z_BUF_ERROR
      ? "it ends too early" : text.map { String(cString: $0) } ?? "error \(code)"
    throw InputError(
      "its compressed form is damaged: \(reason)", file: path, remedy: "fetch the file again")
  }
}

/// Reads a whole file, whether it is compressed with gzip or plain.
///
/// - Parameters:
///   - path: The file.
///   - limit: The largest content that is accepted, in bytes.
/// - Returns: The content.
/// - Throws: `InputError` where it cannot be read, is damaged, or holds more than the limit.
package func readCompressedFile(_ path: String, atMost limit: Int) throws -> [UInt8] {
  let file = try CompressedFile(path)
  let content = try file.read(limit)
  guard try file.isAtEnd() else {
    throw InputError("holds more than the \(limit) bytes accepted here", file: path)
  }
  return content
}

/// What bytes in gzip's form unpack to.
///
/// - Parameters:
///   - bytes: One member of gzip.
///   - name: Under which name errors speak of them.
///   - limit: The largest content that is accepted, in bytes.
/// - Returns: The content.
/// - Throws: `InputError` where they are damaged, end too early, or hold more than the limit.
func decompressed(_ bytes: [UInt8], name: String, atMost limit: Int = 1 << 26) throws -> [UInt8] {
  func damaged(_ reason: String) -> InputError {
    InputError("its compressed form is damaged: \(reason)", file: name)
  }
  var input = bytes
  var output: [UInt8] = []
  var code = Z_STREAM_ERROR
  input.withUnsafeMutableBufferPointer { source in
    var stream = z_stream()
    stream.next_in = source.baseAddress
    stream.avail_in = UInt32(source.count)
    // 16 asks for gzip's header and checksum, 15 for the largest window.
    code = inflateInit2_(&stream, 16 + 15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    defer { inflateEnd(&stream) }
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while code == Z_OK, output.count <= limit {
      let made = chunk.withUnsafeMutableBufferPointer { target in
        stream.next_out = target.baseAddress
        stream.avail_out = UInt32(target.count)
        code = inflate(&stream, Z_NO_FLUSH)
        return target.count - Int(stream.avail_out)
      }
      output.append(contentsOf: chunk[..<made])
    }
  }
  guard output.count <= limit else { throw damaged("it holds more than \(limit) bytes") }
  guard code == Z_STREAM_END else {
    throw damaged(code == Z_BUF_ERROR ? "it ends too early" : "error \(code)")
  }
  return output
}
