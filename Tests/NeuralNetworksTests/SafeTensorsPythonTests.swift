import Foundation
import NeuralNetworks
import TensorCore
import Testing

/// Exchange with the Python package `safetensors`.
struct SafeTensorsPythonTests {
  private var folder: String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Reference")
      .path
  }

  /// `Reference/safetensors_python.safetensors` was written by `safetensors_exchange.py write`.
  @Test func aFileFromPythonIsReadToTheBit() throws {
    let file = try SafeTensors.read(contentsOf: folder + "/safetensors_python.safetensors")
    #expect(file.metadata == ["seed": "7", "note": "a \"b\"\n\\ é \u{1F600}"])
    #expect(
      file.names.sorted() == [
        "0.bias", "0.weight", "bytes", "counters", "flag", "none", "one", "sums",
      ])
    #expect(
      try file.tensor("0.weight", shape: [2, 3]).scalars == [-1, -0.75, -0.5, -0.25, 0, 0.25])
    #expect(try file.floats("0.bias") == [0x1p-140, -.infinity, 3.5])
    #expect(try file.integers("counters") == [.min, -1, .max])
    #expect(try file.doubles("sums") == [0.1, 0, 1e300])
    #expect(try file.bytes("bytes") == [0, 127, 255])
    #expect(try file.bytes("flag", type: .bool) == [1, 0])
    #expect(file["one"]?.type == .i16 && file["one"]?.shape == [] && file["one"]?.bytes == [7, 0])
    #expect(file["none"]?.shape == [0, 4])
  }

  /// `APUS_PYTHON` names a Python with numpy and safetensors; without it there is nothing to ask.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["APUS_PYTHON"] != nil))
  func pythonReadsWhatIsWrittenHere() throws {
    let python = try #require(ProcessInfo.processInfo.environment["APUS_PYTHON"])
    let path = NSTemporaryDirectory() + "apus-\(UUID().uuidString).safetensors"
    defer { try? FileManager.default.removeItem(atPath: path) }
    let file = try SafeTensors.read(contentsOf: folder + "/safetensors_python.safetensors")
    try file.write(to: path)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: python)
    process.arguments = [folder + "/safetensors_exchange.py", "check", path]
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }
}
