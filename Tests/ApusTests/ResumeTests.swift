import Foundation
import Testing

/// The files that must hold the same bytes however the training went.
private let compared = [
  "policy.safetensors", "policy-last.safetensors", "resume.safetensors", "metrics.csv",
  "events.out.tfevents.apus",
]

@Suite(.serialized) struct ResumeTests {
  private func expectSameBytes(_ folder: TemporaryFolder, _ one: String, _ other: String) throws {
    for name in compared {
      #expect(
        try folder.bytes("\(one)/\(name)") == folder.bytes("\(other)/\(name)"),
        "\(name) of \(other) differs from that of \(one)")
    }
  }

  @Test func killedAtRandomMomentsAndResumedItEndsInTheSameBytes() throws {
    let folder = try TemporaryFolder()
    let begin = Date()
    #expect(try folder.apus.run(shortTraining("whole", "--quiet", "--steps", "12000")).status == 0)
    let seconds = Date().timeIntervalSince(begin)
    var kills = 0
    for attempt in 0..<3 {
      let run = "killed-\(attempt)"
      var process = try folder.apus.start(shortTraining(run, "--quiet", "--steps", "12000"))
      for _ in 0..<4 {
        Thread.sleep(forTimeInterval: Double.random(in: 0.2..<0.6) * seconds)
        guard process.isRunning else { break }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        kills += 1
        process = try folder.apus.start(
          FileManager.default.fileExists(atPath: "\(folder.path)/\(run)/configuration.yaml")
            ? ["train", "--resume", run, "--quiet"]
            : shortTraining(run, "--quiet", "--steps", "12000"))
      }
      process.waitUntilExit()
      // A kill after the last checkpoint leaves a finished run, whose resume is refused; the bytes
      // alone tell whether all went well.
      try expectSameBytes(folder, "whole", run)
    }
    #expect(kills >= 3, "only \(kills) kills came before the end")
  }

  @Test func interruptedItSavesAtOnceAndSaysHowToGoOn() throws {
    let folder = try TemporaryFolder()
    #expect(try folder.apus.run(shortTraining("whole", "--quiet", "--steps", "60000")).status == 0)
    for (signal, status) in [(SIGINT, Int32(130)), (SIGTERM, 143)] {
      let run = "stopped-\(signal)"
      let errors = "\(folder.path)/errors-\(signal)"
      try folder.write("errors-\(signal)", "")
      let process = try folder.apus.start(shortTraining(run, "--steps", "60000"), errors: errors)
      let metrics = "\(folder.path)/\(run)/metrics.csv"
      // Some rows have been written: it is in the midst of the training.
      while process.isRunning,
        (try? String(contentsOfFile: metrics, encoding: .utf8))?
          .split(separator: "\n").count ?? 0 < 3
      { Thread.sleep(forTimeInterval: 0.002) }
      kill(process.processIdentifier, signal)
      process.waitUntilExit()
      #expect(process.terminationStatus == status)
      let text = try String(contentsOfFile: errors, encoding: .utf8)
      #expect(text.contains("apus train --resume \(run)"))
      #expect(try folder.apus("train", "--resume", run, "--quiet").status == 0)
      try expectSameBytes(folder, "whole", run)
    }
  }

  @Test func threadsAndProcessorLevelChangeNoByte() throws {
    let folder = try TemporaryFolder()
    #expect(try folder.apus.run(shortTraining("one", "--quiet")).status == 0)
    #expect(try folder.apus.run(shortTraining("two", "--quiet", "--threads", "2")).status == 0)
    try expectSameBytes(folder, "one", "two")
    var baseline = folder.apus
    baseline.variables["APUS_CPU"] = "baseline"
    #expect(try baseline.run(shortTraining("baseline", "--quiet")).status == 0)
    try expectSameBytes(folder, "one", "baseline")
  }

  @Test func anotherSeedChangesThePolicy() throws {
    let folder = try TemporaryFolder()
    #expect(try folder.apus.run(shortTraining("a", "--quiet", "--seed", "1")).status == 0)
    #expect(try folder.apus.run(shortTraining("b", "--quiet", "--seed", "2")).status == 0)
    #expect(try folder.bytes("a/policy.safetensors") != folder.bytes("b/policy.safetensors"))
  }

  @Test func aRunThatCannotBeResumedSaysWhy() throws {
    let folder = try TemporaryFolder()
    #expect(try folder.apus.run(shortTraining("a", "--quiet")).status == 0)
    func refused(_ reason: String, _ arguments: String...) throws {
      let result = try folder.apus.run(["train", "--resume"] + arguments)
      #expect(result.status == 1, "\(reason)")
      #expect(result.errors.contains(reason), "\(result.errors)")
      #expect(result.errors.split(separator: "\n").count <= 2)
    }
    try refused("is finished: 3000 of 3000", "a")
    try refused("no such run folder", "nowhere")
    try refused("keeps its task", "a", "--steps", "5000")

    func copy(_ name: String, changing file: String, _ from: String, _ to: String) throws {
      try FileManager.default.copyItem(
        atPath: "\(folder.path)/a", toPath: "\(folder.path)/\(name)")
      var bytes = try folder.bytes("\(name)/\(file)")
      let range = try #require(bytes.range(of: Data(from.utf8)))
      bytes.replaceSubrange(range, with: Data(to.utf8))
      try bytes.write(to: URL(fileURLWithPath: "\(folder.path)/\(name)/\(file)"))
    }
    try copy("format", changing: "configuration.yaml", "format: 2", "format: 9")
    try refused("is of format 9", "format")
    try copy(
      "version", changing: "configuration.yaml", "environmentVersion: 1", "environmentVersion: 7")
    try refused("was begun with version 7 of 'cartpole'", "version")
    try copy(
      "resumeFormat", changing: "resume.safetensors", "\"formatVersion\":\"1\"",
      "\"formatVersion\":\"8\"")
    try refused("is of resume format 8", "resumeFormat")
    try copy("edited", changing: "configuration.yaml", "steps: 3000", "steps: 9000")
    try refused("was changed since the run began", "edited")
    try copy("key", changing: "configuration.yaml", "  steps: 3000", "  stepz: 3000")
    try refused("did you mean 'steps'", "key")
  }

  @Test func damagedFilesAreRefusedByName() throws {
    let folder = try TemporaryFolder()
    let first = try folder.apus.start(shortTraining("a", "--quiet"))
    let resume = "\(folder.path)/a/resume.safetensors"
    while first.isRunning, !FileManager.default.fileExists(atPath: resume) {
      Thread.sleep(forTimeInterval: 0.002)
    }
    kill(first.processIdentifier, SIGKILL)
    first.waitUntilExit()
    let whole = try folder.bytes("a/resume.safetensors")
    func refused(_ bytes: Data) throws {
      try bytes.write(to: URL(fileURLWithPath: resume))
      let result = try folder.apus("train", "--resume", "a")
      #expect(result.status == 1)
      #expect(result.errors.contains("resume.safetensors"), "\(result.errors)")
      #expect(result.errors.split(separator: "\n").count <= 2)
    }
    try refused(whole.prefix(whole.count / 2))
    try refused(Data())
    try refused(Data(repeating: 0xFF, count: 8) + whole.dropFirst(8))
    try whole.write(to: URL(fileURLWithPath: resume))
    let metrics = try folder.bytes("a/metrics.csv")
    try metrics.prefix(10).write(to: URL(fileURLWithPath: "\(folder.path)/a/metrics.csv"))
    let result = try folder.apus("train", "--resume", "a")
    #expect(result.status == 1 && result.errors.contains("metrics.csv"), "\(result.errors)")
    // Nothing was lost by the attempts: with the files put back it goes on.
    try metrics.write(to: URL(fileURLWithPath: "\(folder.path)/a/metrics.csv"))
    #expect(try folder.apus("train", "--resume", "a", "--quiet").status == 0)
  }

  @Test func twoProcessesCannotTrainOneRun() throws {
    let folder = try TemporaryFolder()
    let first = try folder.apus.start(shortTraining("a", "--quiet", "--steps", "200000"))
    defer {
      kill(first.processIdentifier, SIGKILL)
      first.waitUntilExit()
    }
    while first.isRunning,
      !FileManager.default.fileExists(atPath: "\(folder.path)/a/resume.safetensors")
    { Thread.sleep(forTimeInterval: 0.005) }
    let second = try folder.apus("train", "--resume", "a")
    #expect(second.status == 1)
    #expect(second.errors.contains("another process is training"), "\(second.errors)")
  }
}
