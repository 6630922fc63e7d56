import CZlib
import Foundation

/// The recordings of the original environments, in the folder `reference-rollouts`.
///
/// The folder is looked for under `APUS_DATA`, else under `shared/data` beside the repository.
/// Tests that need it are skipped, with a message, where it is absent.
enum ReferenceRollouts {
  /// The message of a skipped test.
  static let absence = "needs the recordings: set APUS_DATA to the folder of data sets"

  /// The folder, where it exists.
  static let folder: String? = {
    let data =
      ProcessInfo.processInfo.environment["APUS_DATA"]
      ?? URL(fileURLWithPath: #filePath).appendingPathComponent("../../../../shared/data")
      .standardizedFileURL.path
    let folder = data + "/reference-rollouts"
    return FileManager.default.fileExists(atPath: folder) ? folder : nil
  }()

  /// Whether the recordings are there.
  static var arePresent: Bool { folder != nil }

  /// The bytes of a gzip file, such as "gymnasium/FrozenLake-v1_4x4_slippery.P.json.gz".
  static func data(_ name: String) throws -> Data {
    guard let folder, let file = gzopen(folder + "/" + name, "rb") else {
      throw CocoaError(.fileNoSuchFile)
    }
    defer { gzclose(file) }
    var data = Data()
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = gzread(file, &buffer, UInt32(buffer.count))
      guard count >= 0 else { throw CocoaError(.fileReadCorruptFile) }
      if count == 0 { return data }
      data.append(contentsOf: buffer[..<Int(count)])
    }
  }

  /// One value decoded from each line of a gzip file.
  static func lines<Value: Decodable>(_ name: String, as type: Value.Type) throws -> [Value] {
    try data(name).split(separator: UInt8(ascii: "\n")).map {
      try JSONDecoder().decode(type, from: $0)
    }
  }
}
