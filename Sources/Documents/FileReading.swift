#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Reads a whole file.
///
/// - Parameters:
///   - path: The file.
///   - limit: The largest size that is accepted, in bytes.
/// - Returns: The file's bytes.
/// - Throws: `InputError` with the file and the reason: missing, a folder, not permitted, too large.
public func readFile(_ path: String, atMost limit: Int = .max) throws -> [UInt8] {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { throw fileError("cannot be opened", path, errno) }
  defer { close(descriptor) }
  var status = stat()
  guard fstat(descriptor, &status) == 0 else { throw fileError("cannot be read", path, errno) }
  guard status.st_mode & S_IFMT != S_IFDIR else {
    throw InputError("is a folder; expected a file", file: path)
  }
  let size = status.st_mode & S_IFMT == S_IFREG ? Int(status.st_size) : 0
  guard size <= limit else { throw tooLarge(path, limit) }
  // One byte more than the size tells a file that grew meanwhile, and a pipe, from the end.
  var bytes: [UInt8] = []
  var room = size + 1
  while true {
    let start = bytes.count
    bytes.append(contentsOf: repeatElement(0, count: room))
    var filled = start
    while filled < bytes.count {
      let count = bytes.withUnsafeMutableBytes { buffer in
        read(
          descriptor, buffer.baseAddress.map { $0 + filled }, min(buffer.count - filled, 1 << 30))
      }
      if count < 0 {
        if errno == EINTR { continue }
        throw fileError("cannot be read", path, errno)
      }
      if count == 0 {
        bytes.removeLast(bytes.count - filled)
        return bytes
      }
      filled += count
      guard filled <= limit else { throw tooLarge(path, limit) }
    }
    room = max(65_536, bytes.count)
  }
}

/// Reads a whole file of UTF-8 text.
///
/// - Parameters:
///   - path: The file.
///   - limit: The largest size that is accepted, in bytes.
/// - Returns: The text, without a leading byte order mark.
/// - Throws: `InputError` as `readFile`, and with the line of the first byte that is not UTF-8.
public func readText(_ path: String, atMost limit: Int = 1 << 20) throws -> String {
  try decodeText(readFile(path, atMost: limit), file: path)
}

/// Bytes as UTF-8 text.
///
/// - Parameters:
///   - bytes: The bytes.
///   - file: The name of their file, for errors.
/// - Returns: The text, without a leading byte order mark.
/// - Throws: `InputError` with the line of the first byte that is not UTF-8.
public func decodeText(_ bytes: [UInt8], file: String) throws -> String {
  let content = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
  if let text = String(validating: content, as: UTF8.self) { return text }
  // The longest valid beginning ends where decoding first repairs something.
  var decoder = UTF8()
  var iterator = content.makeIterator()
  var line = 1
  decoding: while true {
    switch decoder.decode(&iterator) {
    case .scalarValue(let scalar): if scalar == "\n" { line += 1 }
    case .emptyInput, .error: break decoding
    }
  }
  throw InputError(
    "is not UTF-8 text", file: file, line: line, remedy: "save the file with UTF-8 encoding")
}

private func tooLarge(_ path: String, _ limit: Int) -> InputError {
  InputError("is larger than the \(limit) bytes accepted here", file: path)
}

/// The error for a system call that failed on a file.
///
/// - Parameters:
///   - action: What went wrong, as the sentence's beginning: `cannot be written`.
///   - path: The file.
///   - code: The call's `errno`.
/// - Returns: An error with the reason in words and, where there is one, a remedy.
public func fileError(_ action: String, _ path: String, _ code: Int32) -> InputError {
  switch code {
  case ENOENT:
    InputError("\(action): there is no such file or folder", file: path)
  case EACCES, EPERM:
    InputError(
      "\(action): permission denied", file: path,
      remedy: "choose another place, or change the permissions of the file and its folder")
  case EROFS:
    InputError(
      "\(action): the file system is read-only", file: path, remedy: "choose another place")
  case ENOSPC:
    InputError(
      "\(action): the disk is full", file: path, remedy: "free some space or choose another disk")
  case EDQUOT:
    InputError(
      "\(action): the disk quota is used up", file: path,
      remedy: "free some space or choose another disk")
  case EFBIG:
    InputError("\(action): it is too large for the file system or the limit on files", file: path)
  case EISDIR:
    InputError("\(action): it is a folder", file: path)
  case ENOTDIR:
    InputError("\(action): a part of the path is not a folder", file: path)
  case ENAMETOOLONG:
    InputError("\(action): the name is too long", file: path)
  case EMFILE, ENFILE:
    InputError("\(action): too many files are open", file: path)
  default:
    InputError("\(action): \(String(cString: strerror(code)))", file: path)
  }
}
