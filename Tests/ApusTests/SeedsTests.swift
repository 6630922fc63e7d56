import Foundation
import Testing

/// Several trainings of a second or so, side by side in the folder `group`.
private func seedsTraining(_ group: String, _ more: String...) -> [String] {
  shortTraining(group, "--seeds", "1-3") + more
}

/// The files that must hold the same bytes however the trainings went.
private let compared = [
  "policy.safetensors", "resume.safetensors", "metrics.csv", "events.out.tfevents.apus",
  "scores.yaml",
]

@Suite(.serialized) struct SeedsTests {
  private func expectSameBytes(_ folder: TemporaryFolder, _ one: String, _ other: String) throws {
    for name in (1...3).flatMap({ seed in compared.map { "cartpole-dqn-s\(seed)/\($0)" } }) {
      #expect(
        try folder.bytes("\(one)/\(name)") == folder.bytes("\(other)/\(name)"),
        "\(name) of \(other) differs from that of \(one)")
    }
  }

  /// Processes that train a run below a folder.
  private func trainers(in folder: TemporaryFolder) throws -> [Int32] {
    try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { Int32($0) }
      .filter { number in
        let words = FileManager.default.contents(atPath: "/proc/\(number)/cmdline") ?? Data()
        let place = try? FileManager.default.destinationOfSymbolicLink(
          atPath: "/proc/\(number)/cwd")
        return String(decoding: words, as: UTF8.self).contains("--child") && place == folder.path
      }
  }

  private func waitForRows(_ folder: TemporaryFolder, _ run: String, _ process: Process) {
    while process.isRunning,
      (try? folder.text("\(run)/metrics.csv"))?.split(separator: "\n").count ?? 0 < 3
    { Thread.sleep(forTimeInterval: 0.002) }
  }

  @Test func theResultsDependNeitherOnJobsNorOnTheSeedsBesideThem() throws {
    let folder = try TemporaryFolder()
    let result = try folder.apus.run(seedsTraining("two", "--jobs", "2"))
    #expect(result.status == 0, "\(result.errors)")
    #expect(try folder.apus.run(seedsTraining("one", "--jobs", "1", "--quiet")).status == 0)
    try expectSameBytes(folder, "one", "two")
    #expect(try folder.apus.run(shortTraining("alone", "--seed", "2", "--quiet")).status == 0)
    for name in compared {
      #expect(try folder.bytes("alone/\(name)") == folder.bytes("one/cartpole-dqn-s2/\(name)"))
    }
    // A row for each seed, then mean, median and IQM with intervals.
    let table = result.lines.drop { !$0.hasPrefix("seed  mean return") }
    #expect(table.dropFirst().prefix(3).map { $0.prefix(2) } == ["1 ", "2 ", "3 "])
    for label in ["mean ", "median ", "IQM "] {
      #expect(table.contains { $0.hasPrefix(label) && $0.contains("[") }, "\(label)")
    }
    #expect(result.output.contains("apus runs compare two"))
  }

  @Test func interruptedAllAreSavedAndGoOnTogether() throws {
    let folder = try TemporaryFolder()
    let steps = ["--steps", "20000"]
    #expect(try folder.apus.run(seedsTraining("whole", "--quiet") + steps).status == 0)
    try folder.write("errors", "")
    let process = try folder.apus.start(
      seedsTraining("stopped", "--jobs", "2") + steps, errors: "\(folder.path)/errors")
    waitForRows(folder, "stopped/cartpole-dqn-s1", process)
    kill(process.processIdentifier, SIGINT)
    process.waitUntilExit()
    #expect(process.terminationStatus == 130)
    #expect(try folder.text("errors").contains("apus train --resume stopped"))
    let resumed = try folder.apus("train", "--resume", "stopped", "--json")
    #expect(resumed.status == 0, "\(resumed.errors)")
    #expect(resumed.lines.last?.hasPrefix("{\"event\":\"summary\"") == true)
    try expectSameBytes(folder, "whole", "stopped")
    let again = try folder.apus("train", "--resume", "stopped")
    #expect(again.status == 1 && again.errors.contains("all 3 runs are finished"))
  }

  @Test func theProcessesEndWithTheOneThatStartedThem() throws {
    let folder = try TemporaryFolder()
    let steps = ["--steps", "20000"]
    let process = try folder.apus.start(seedsTraining("killed", "--jobs", "2") + steps)
    waitForRows(folder, "killed/cartpole-dqn-s1", process)
    #expect(try !trainers(in: folder).isEmpty)
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    let deadline = Date() + 20
    while try !trainers(in: folder).isEmpty, Date() < deadline {
      Thread.sleep(forTimeInterval: 0.02)
    }
    #expect(try trainers(in: folder).isEmpty)
    #expect(try folder.apus("train", "--resume", "killed/*-s*", "--quiet").status == 0)
  }

  @Test func oneFailedRunDoesNotLoseTheOthers() throws {
    let folder = try TemporaryFolder()
    let process = try folder.apus.start(seedsTraining("a", "--jobs", "1"))
    waitForRows(folder, "a/cartpole-dqn-s1", process)
    kill(process.processIdentifier, SIGINT)
    process.waitUntilExit()
    try folder.write("a/cartpole-dqn-s1/resume.safetensors", "damaged")
    let result = try folder.apus("train", "--resume", "a")
    #expect(result.status == 1)
    #expect(result.errors.contains("seed 1: "), "\(result.errors)")
    #expect(result.errors.contains("resume.safetensors"), "\(result.errors)")
    #expect(result.errors.contains("go on with: apus train --resume a"))
    let rows = result.lines.drop { !$0.hasPrefix("seed  mean return") }.dropFirst()
    #expect(rows.prefix(2).map { $0.prefix(2) } == ["2 ", "3 "], "\(result.output)")
  }

  @Test func whatCannotBeginLeavesNothingBehind() throws {
    let folder = try TemporaryFolder()
    let result = try folder.apus("train", "mnist", "--seeds", "1-3")
    #expect(result.status == 1)
    // The same reason for all of them, told once.
    #expect(result.errors.contains("seeds 1, 2, 3: "), "\(result.errors)")
    #expect(!result.errors.contains("go on with"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/runs").isEmpty)
  }

  @Test func runsOfOneCallBearOneNumber() throws {
    let folder = try TemporaryFolder()
    let training = ["train", "iris", "--epochs", "1", "--quiet"]
    #expect(try folder.apus.run(training + ["--seed", "2"]).status == 0)
    #expect(try folder.apus.run(training + ["--seeds", "2,7"]).status == 0)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/runs").sorted()
    #expect(names == ["iris-linear-s2-1", "iris-linear-s2-2", "iris-linear-s7-2"])
  }
}
