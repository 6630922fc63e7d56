import Foundation
import Testing

@Suite(.serialized) struct TrainTests {
  @Test func aTrainingLeavesItsFilesAndSaysWhatItReached() throws {
    let folder = try TemporaryFolder()
    let result = try folder.apus.run(shortTraining("runs/a"))
    #expect(result.status == 0, "\(result.errors)")
    for name in [
      "configuration.yaml", "metrics.csv", "events.out.tfevents.apus", "policy.safetensors",
      "policy-last.safetensors", "resume.safetensors", "timing.csv",
    ] {
      #expect(try !folder.bytes("runs/a/\(name)").isEmpty, "\(name)")
    }
    #expect(result.output.contains("mean return"))
    #expect(result.output.contains("runs/a/policy.safetensors"))
    #expect(result.output.contains("apus watch runs/a --terminal"))
    let hash = try #require(
      result.lines.first { $0.hasPrefix("sha256") }?.split(separator: " ").last)
    #expect(hash.count == 64)
    // Progress is plain lines here, since nothing is a terminal.
    #expect(result.lines.filter { $0.hasPrefix("cartpole  step ") }.count >= 9)
    #expect(!result.output.contains("\u{1B}") && !result.errors.contains("\u{1B}"))
  }

  @Test func metricsHoldARowPerReportAndPerEvaluation() throws {
    let folder = try TemporaryFolder()
    #expect(try folder.apus.run(shortTraining("a", "--quiet")).status == 0)
    let rows = try folder.text("a/metrics.csv").split(separator: "\n")
      .map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    #expect(rows[0].joined(separator: ",").hasPrefix("step,episodes,updates,epsilon,meanReturn"))
    #expect(rows.allSatisfy { $0.count == rows[0].count })
    let progress = rows.dropFirst().filter { !$0[1].isEmpty }.map { Int($0[0]) }
    let evaluations = rows.dropFirst().filter { $0[1].isEmpty }.map { Int($0[0]) }
    #expect(progress == Array(stride(from: 250, through: 3000, by: 250)))
    #expect(evaluations == Array(stride(from: 500, through: 3000, by: 500)))
  }

  @Test func quietPrintsNothing() throws {
    let folder = try TemporaryFolder()
    let result = try folder.apus.run(shortTraining("a", "--quiet"))
    #expect(result.status == 0)
    #expect(result.output.isEmpty && result.errors.isEmpty)
  }

  @Test func jsonIsOneObjectPerEvent() throws {
    let folder = try TemporaryFolder()
    let result = try folder.apus.run(shortTraining("a", "--json"))
    #expect(result.status == 0)
    let events = try result.lines.map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
    let kinds = events.compactMap { $0["event"] as? String }
    #expect(kinds.count == events.count)
    #expect(kinds.first == "begin" && kinds.last == "result")
    #expect(kinds.filter { $0 == "progress" }.count == 12)
    #expect(kinds.filter { $0 == "evaluation" }.count == 6)
    #expect((events.last?["sha256"] as? String)?.count == 64)
  }

  @Test func theConfigurationIsShownResolvedAndNothingIsTrained() throws {
    let folder = try TemporaryFolder()
    let result = try folder.apus(
      "train", "cartpole", "--seed", "3", "--steps", "777777", "--set", "learningRate=0.001",
      "--set", "hiddenSizes=[64, 32]", "--set", "doubleQ=false", "--show-configuration")
    #expect(result.status == 0)
    for line in [
      "environment: cartpole", "seed: 3", "  steps: 777777", "  learningRate: 0.001",
      "  hiddenSizes: [64, 32]", "  doubleQ: false",
    ] {
      #expect(result.lines.contains(line), "\(line)")
    }
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/runs"))
  }

  @Test func everyFieldThatIsShownCanBeSet() throws {
    let folder = try TemporaryFolder()
    let shown = try folder.apus("train", "cartpole", "--show-configuration").lines
    let settings = try #require(shown.firstIndex(of: "agent:")).advanced(by: 1)
    // The algorithm is named by --agent; --set takes texts without their quotes.
    let fields = shown[settings...].filter { $0.hasPrefix("  ") && !$0.contains("algorithm: ") }
      .map { line in
        line.dropFirst(2).replacingOccurrences(of: ": ", with: "=")
          .replacingOccurrences(of: "\"", with: "")
      }
    #expect(fields.count > 15)
    let again = try folder.apus.run(
      ["train", "cartpole", "--show-configuration"] + fields.flatMap { ["--set", $0] })
    #expect(again.lines == shown)
  }

  @Test func runsAreNumberedByTaskAndSeed() throws {
    let folder = try TemporaryFolder()
    var arguments = shortTraining("", "--quiet", "--seed", "5")
    arguments.removeAll { $0 == "--run" || $0.isEmpty }
    #expect(try folder.apus.run(arguments).status == 0)
    #expect(try folder.apus.run(arguments).status == 0)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/runs").sorted()
    #expect(names == ["cartpole-dqn-s5-1", "cartpole-dqn-s5-2"])
    let listed = try folder.apus("runs")
    #expect(listed.output.contains("runs/cartpole-dqn-s5-1"))
    #expect(listed.output.contains("finished"))
  }

  @Test func aReaderThatLeavesStopsTheTrainingButLosesNothing() throws {
    let folder = try TemporaryFolder()
    let shell = Process()
    shell.executableURL = URL(fileURLWithPath: "/bin/bash")
    let arguments = shortTraining("a", "--json").map { "'\($0)'" }.joined(separator: " ")
    shell.arguments = ["-c", "'\(Program.path)' \(arguments) | head -n 2; exit ${PIPESTATUS[0]}"]
    shell.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    shell.standardOutput = FileHandle.nullDevice
    shell.standardError = FileHandle.nullDevice
    try shell.run()
    shell.waitUntilExit()
    #expect(shell.terminationStatus == 141)
    #expect(try folder.apus("train", "--resume", "a", "--quiet").status == 0)
  }
}
