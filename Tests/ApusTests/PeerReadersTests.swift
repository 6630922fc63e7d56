import Foundation
import Testing

/// The files of a run, read by the Python packages that they are made for.
///
/// `APUS_PYTHON` names a Python with `tensorboard`, `safetensors` and `numpy`; without it these tests
/// are skipped.
@Suite(.serialized) struct PeerReadersTests {
  static let python = ProcessInfo.processInfo.environment["APUS_PYTHON"]

  private func check(_ script: String, _ folder: TemporaryFolder) throws -> (Int32, String) {
    let scripts = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("ExperimentsTests/Reference")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(Self.python))
    process.arguments = [scripts.appendingPathComponent(script).path, "\(folder.path)/a"]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let text = String(
      decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, text)
  }

  @Test(.enabled(if: python != nil, "APUS_PYTHON is not set"))
  func tensorBoardReadsEveryFigure() throws {
    let folder = try TemporaryFolder()
    #expect(try folder.apus.run(shortTraining("a", "--quiet")).status == 0)
    let (status, text) = try check("check_events.py", folder)
    #expect(status == 0 && text.contains("figures agree"), "\(text)")
  }

  @Test(.enabled(if: python != nil, "APUS_PYTHON is not set"))
  func safetensorsReadsPoliciesAndCheckpoint() throws {
    let folder = try TemporaryFolder()
    #expect(try folder.apus.run(shortTraining("a", "--quiet")).status == 0)
    let (status, text) = try check("check_checkpoint.py", folder)
    #expect(status == 0 && text.contains("values of an observation of zeros"), "\(text)")
  }
}
