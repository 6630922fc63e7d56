import Foundation

/// Calls `body` with the path of a new empty folder, which is removed afterwards.
public func withTemporaryFolder<R>(_ body: (String) throws -> R) throws -> R {
  let folder = FileManager.default.temporaryDirectory
    .appendingPathComponent("apus-test-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder.path)
}

/// The path of a file of the shared data sets, or nil where it is missing: a test that needs it is
/// then skipped.
///
/// - Parameter name: the path below `APUS_DATA`, or below `../shared/data` beside the package.
/// - Returns: the path of an existing file or folder.
public func sharedData(_ name: String) -> String? {
  let root =
    ProcessInfo.processInfo.environment["APUS_DATA"].map { URL(fileURLWithPath: $0) }
    ?? URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("shared/data")
  let path = root.appendingPathComponent(name).path
  return FileManager.default.fileExists(atPath: path) ? path : nil
}
