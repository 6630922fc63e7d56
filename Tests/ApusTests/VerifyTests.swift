import Foundation
import Testing

@Suite(.serialized) struct VerifyTests {
  /// Two steps on ice that does not slip, the second into a hole.
  static let recording = """
    {"env": "FrozenLake-v1", "gymnasium": "1.4.0", "kwargs": {"is_slippery": false}, "episode": 0, \
    "init_state": 0, "actions": [2, 1], "steps": [{"s": 1, "r": 0.0, "term": false, "trunc": false, \
    "prob": 1.0}, {"s": 5, "r": 0.0, "term": true, "trunc": false, "prob": 1.0}]}

    """
  /// The same, compressed with gzip.
  static let compressed = """
    H4sIAAAAAAACA4WNwQrCMAyG7z7FyHmWVfTiA3jyDWSMOuMo29rSdJM59u4mysCD4Cn8X/4vmQHdCMcMTtE/
    0Z1Ni9tRQ55BM/XOkB162Wq1V4XQ9mFiQ4xmsFRRZ0PAOHG+m45w4QYGS/6GjApO1tlUUTJpBaZO1ju5cNnl
    mS4ZUcLwBjPI0IyitJX0E8Z+PS8xDq7+yiH6qziq4N8f//DLZ++PXi6bF1a3l2YNAQAA
    """

  private func write(_ text: String, _ folder: TemporaryFolder, _ name: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: folder.path + "/" + name))
  }

  @Test func recordingIsReproducedPlainAndCompressed() throws {
    let folder = try TemporaryFolder()
    try write(Self.recording, folder, "plain.jsonl")
    let data = try #require(
      Data(base64Encoded: Self.compressed, options: .ignoreUnknownCharacters))
    try data.write(to: URL(fileURLWithPath: folder.path + "/packed.jsonl.gz"))
    for name in ["plain.jsonl", "packed.jsonl.gz"] {
      let result = try folder.apus("environments", "verify", "frozen-lake-4x4", "--against", name)
      #expect(result.status == 0, "\(result.errors)")
      #expect(result.errors.isEmpty)
      #expect(
        result.lines == [
          "frozen-lake-4x4, version 1, against Gymnasium, FrozenLake-v1",
          "1 episode, 2 steps: all as recorded",
        ])
    }
    // A compressed file that ends too early is damage, not a short recording.
    try data.dropLast(12).write(to: URL(fileURLWithPath: folder.path + "/short.jsonl.gz"))
    let short = try folder.apus(
      "environments", "verify", "frozen-lake-4x4", "--against", "short.jsonl.gz")
    #expect(short.status == 1)
    #expect(short.errors.contains("its compressed form is damaged"))
  }

  @Test func firstDifferenceIsPrintedAndTheExitCodeIsOne() throws {
    let folder = try TemporaryFolder()
    let changed = Self.recording.replacing(
      "\"r\": 0.0, \"term\": true", with: "\"r\": 1.0, \"term\": true")
    try write(Self.recording + changed, folder, "changed.jsonl")
    let result = try folder.apus(
      "environments", "verify", "frozen-lake-4x4", "--against", "changed.jsonl")
    #expect(result.status == 1)
    #expect(
      result.lines == [
        "frozen-lake-4x4, version 1, against Gymnasium, FrozenLake-v1",
        "2 episodes, 3 steps as recorded; 1 episode differs",
        "first difference: episode 0, step 1: reward: expected 1.0, got 0.0",
      ])
    #expect(
      result.errors
        == "apus: changed.jsonl: environment 'frozen-lake-4x4' does not do what was recorded\n")
  }

  static let wrongFiles: [(text: String, message: String)] = [
    ("", "empty.jsonl: is empty"), ("no recording\n", "one JSON object a line"),
    (
      "\n" + Self.recording.replacing("[2, 1]", with: "[2, 9]"),
      "bad.jsonl:2: expected an action in 0..<4"
    ),
    (
      Self.recording.replacing("false}", with: "true}"),
      "bad.jsonl:1: is a recording of FrozenLake-v1, but"
    ),
  ]

  @Test(arguments: wrongFiles)
  func wrongFilesAreRefusedWithTheirLine(text: String, message: String) throws {
    let folder = try TemporaryFolder()
    let name = text.isEmpty ? "empty.jsonl" : "bad.jsonl"
    try write(text, folder, name)
    let result = try folder.apus("environments", "verify", "frozen-lake-4x4", "--against", name)
    #expect(result.status == 1)
    #expect(result.output.isEmpty)
    #expect(result.errors.contains(message), "\(result.errors)")
    #expect(result.errors.split(separator: "\n").count <= 2)
  }

  @Test func missingFileIsNamed() throws {
    let folder = try TemporaryFolder()
    let result = try folder.apus(
      "environments", "verify", "taxi", "--against", "nowhere.jsonl.gz")
    #expect(result.status == 1)
    #expect(result.errors.contains("nowhere.jsonl.gz: cannot be opened"))
  }
}
