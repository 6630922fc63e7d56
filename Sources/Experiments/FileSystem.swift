import Documents

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The few things a run folder asks of the file system; every failure is an `InputError` with the
/// path and the system's own words.
public enum FileSystem {
  /// Whether there is a file or folder at `path`.
  public static func exists(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0
  }

  /// Whether `path` is a folder.
  public static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// The size of the file at `path` in bytes, or nil where there is none.
  public static func size(_ path: String) -> Int? {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : nil
  }

  /// The names in a folder, sorted, without "." and "..".
  ///
  /// - Throws: `InputError` where the folder cannot be read.
  public static func entries(of folder: String) throws -> [String] {
    guard let stream = opendir(folder) else {
      throw fileError("cannot be read", folder, errno)
    }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// Makes a folder and the folders above it; one that exists already is left alone.
  ///
  /// - Throws: `InputError` where it cannot be made.
  public static func createFolders(_ path: String) throws {
    var made = path.hasPrefix("/") ? "/" : ""
    for part in path.split(separator: "/") {
      made += part
      if mkdir(made, 0o777) != 0 {
        // A read-only system may say so before it says that the folder is there already.
        let code = errno
        guard isFolder(made) else {
          throw fileError("the folder cannot be made", path, code == EEXIST ? ENOTDIR : code)
        }
      }
      made += "/"
    }
  }

  /// Makes one folder.
  ///
  /// - Returns: false where something of that name exists already.
  /// - Throws: `InputError` where it cannot be made.
  public static func createFolder(_ path: String) throws -> Bool {
    if mkdir(path, 0o777) == 0 { return true }
    if errno == EEXIST { return false }
    throw fileError("the folder cannot be made", path, errno)
  }
}
