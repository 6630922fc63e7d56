import Foundation
import Testing

/// The Python package over the built library, checked by Gymnasium itself.
///
/// `APUS_PYTHON` names a Python; where it has no `gymnasium` and `numpy` the test is skipped.
@Suite struct PythonPackageTests {
  static let python = peerPython(importing: "gymnasium", "numpy")

  /// The library, built beside the program.
  static let library = URL(fileURLWithPath: Program.path).deletingLastPathComponent()
    .appendingPathComponent("libApusGym.so").path

  @Test(.enabled(if: python != nil, "APUS_PYTHON is not set, or has no gymnasium"))
  func everyEnvironmentPassesGymnasiumsOwnChecks() throws {
    try #require(
      FileManager.default.fileExists(atPath: Self.library),
      "expected \(Self.library): swift build -c release --product ApusGym")
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(Self.python))
    process.arguments = [
      root.appendingPathComponent("Python/tests/check_package.py").path,
      root.appendingPathComponent("environments/maze.yaml").path,
    ]
    var variables = ProcessInfo.processInfo.environment
    variables["PYTHONPATH"] = root.appendingPathComponent("Python").path
    variables["APUS_GYM_LIBRARY"] = Self.library
    variables["PYTHONDONTWRITEBYTECODE"] = "1"
    process.environment = variables
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let text = String(
      decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0, "\(text)")
    #expect(text.contains("registered as apus/maze-v1"), "\(text)")
  }
}
