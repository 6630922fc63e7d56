import Documents

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Writes pictures as numbered PNG files in a folder.
///
/// They are named 000001.png, 000002.png and so on; a file appears when it is whole.
final class FolderSink: PictureSink {
  private let path: String
  private let width: Int
  private let height: Int
  private var count = 0

  /// A folder, which is made where there is none and must be empty where there is one.
  init(path: String, width: Int, height: Int) throws {
    self.path = path
    self.width = width
    self.height = height
    if mkdir(path, 0o777) == 0 { return }
    guard errno == EEXIST else { throw fileError("the folder cannot be made", path, errno) }
    guard let stream = opendir(path) else { throw fileError("cannot be read", path, errno) }
    defer { closedir(stream) }
    while let entry = readdir(stream) {
      // Besides "." and "..", there is nothing.
      guard entry.pointee.d_name.0 != 46 else { continue }
      throw InputError(
        "is not empty", file: path, remedy: "give another name, or remove it first")
    }
  }

  func append(_ picture: Picture, milliseconds: Int) throws {
    try FilmFormat.check(picture, width, height, milliseconds, path)
    count += 1
    let digits = "\(count)"
    let name = String(repeating: "0", count: max(0, 6 - digits.count)) + digits + ".png"
    try writeAtomically(PNGFile.bytes(of: picture), to: path + name)
  }

  func finish() throws {}
}
