import Foundation
import Testing

@Suite(.serialized) struct HelpTests {
  static let commands: [[String]] = [
    [], ["train"], ["pretrain"], ["evaluate"], ["watch"], ["finetune"], ["fewshot"], ["adapt"],
    ["transfer"], ["transfer", "matrix"], ["transfer", "show"], ["environments"],
    ["environments", "list"], ["environments", "show"], ["environments", "check"],
    ["environments", "solve"], ["environments", "new"], ["environments", "verify"],
    ["environments", "play"], ["play"], ["replay"], ["datasets"], ["datasets", "list"],
    ["datasets", "show"],
    ["datasets", "check"], ["datasets", "record"], ["runs"], ["runs", "list"], ["runs", "show"],
    ["runs", "plot"],
    ["runs", "compare"], ["benchmark"],
  ]

  /// Compares `--help` with `Reference/help/<command>.txt`; `APUS_RECORD=1` writes these files anew.
  @Test(arguments: commands)
  func helpIsAsRecorded(command: [String]) throws {
    let folder = try TemporaryFolder()
    var apus = folder.apus
    apus.variables["COLUMNS"] = "80"
    let result = try apus.run(command + ["--help"])
    #expect(result.status == 0)
    #expect(result.errors.isEmpty)
    #expect(result.output.contains("apus"), "help of \(command)")
    #expect(result.output.contains("Example"), "no example in the help of \(command)")
    let name = (["apus"] + command).joined(separator: "-")
    let recorded = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Reference/help/\(name).txt")
    if ProcessInfo.processInfo.environment["APUS_RECORD"] == "1" {
      try Data(result.output.utf8).write(to: recorded)
    }
    #expect(try result.output == String(contentsOf: recorded, encoding: .utf8))
  }
}
