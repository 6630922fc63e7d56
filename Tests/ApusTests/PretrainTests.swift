import Foundation
import Testing

/// Pretraining, and what it is worth with few labels, as a user sees them.
@Suite(.serialized) struct PretrainTests {
  private func pretraining(_ run: String, _ further: String...) -> [String] {
    [
      "pretrain", "iris", "--run", run, "--quiet", "--set", "updates=4000", "--set",
      "hiddenSizes=[16]", "--set", "checkpointInterval=200",
    ] + further
  }

  @Test func killedAndResumedItEndsInTheSameBytes() throws {
    let folder = try TemporaryFolder()
    let begin = Date()
    #expect(try folder.apus.run(pretraining("whole")).status == 0)
    let seconds = Date().timeIntervalSince(begin)
    var kills = 0
    var process = try folder.apus.start(pretraining("killed"))
    for _ in 0..<4 {
      Thread.sleep(forTimeInterval: Double.random(in: 0.2..<0.4) * seconds)
      guard process.isRunning else { break }
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      kills += 1
      process = try folder.apus.start(
        FileManager.default.fileExists(atPath: "\(folder.path)/killed/configuration.yaml")
          ? ["train", "--resume", "killed", "--quiet"] : pretraining("killed"))
    }
    process.waitUntilExit()
    #expect(kills > 0)
    for name in ["policy.safetensors", "resume.safetensors", "metrics.csv"] {
      #expect(try folder.bytes("whole/\(name)") == folder.bytes("killed/\(name)"), "\(name)")
    }
    #expect(try folder.apus.run(pretraining("two", "--threads", "2")).status == 0)
    #expect(
      try folder.bytes("whole/policy.safetensors") == folder.bytes("two/policy.safetensors"))
  }

  @Test func anEncoderIsShownForWhatItIs() throws {
    let folder = try TemporaryFolder()
    let result = try folder.apus(
      "pretrain", "iris", "--run", "runs/base", "--set", "updates=20", "--set", "hiddenSizes=[8]")
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("apus finetune --from runs/base --on iris"))
    let listed = try folder.apus("runs").output
    #expect(listed.contains("20/20 updates  finished  test loss"), "\(listed)")
    #expect(try folder.apus("runs", "show", "runs/base").output.contains("denoising-autoencoder"))
    for command in [["evaluate", "runs/base"], ["watch", "runs/base", "--terminal"]] {
      let refused = try folder.apus.run(command)
      #expect(refused.status == 1 && refused.errors.contains("is an encoder"))
      #expect(refused.errors.contains("apus finetune --from runs/base"))
    }
  }

  @Test func whatCannotBePretrainedIsRefused() throws {
    let folder = try TemporaryFolder()
    let cases = [
      (["pretrain", "iris,mnist"], "one data set"),
      (["pretrain", "iris", "--method", "simclr"], "takes images"),
      (["pretrain", "iris", "--method", "rotaton"], "did you mean 'rotation'"),
      (["pretrain", "iris", "--epochs", "3"], "updates"),
      (["finetune", "--from", "base", "--on", "four-rooms", "--shots", "1"], "are for data sets"),
    ]
    for (arguments, words) in cases {
      let result = try folder.apus.run(arguments)
      #expect(result.status == 1 && result.errors.contains(words), "\(arguments) \(result.errors)")
    }
    #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/runs"))
  }

  @Test func fewLabelsAreComparedAndFoundAgain() throws {
    let folder = try TemporaryFolder()
    #expect(try folder.apus.run(pretraining("base")).status == 0)
    let command = [
      "finetune", "--from", "base", "--on", "iris", "--shots", "2,all", "--labels", "30",
      "--seeds", "1-2", "--updates", "20", "--out", "labels.csv", "--out", "labels.svg",
    ]
    let first = try folder.apus.run(command)
    #expect(first.status == 0, "\(first.errors)")
    #expect(first.output.contains("2 seeds show nothing"))
    let rows = try folder.text("labels.csv").split(separator: "\n")
      .map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    #expect(rows.allSatisfy { $0.count == 7 })
    #expect(Set(rows.dropFirst().map { $0[0] }) == ["6", "30", "120"])
    #expect(try folder.text("labels.svg").hasPrefix("<svg"))
    let runs = try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/runs")
    #expect(runs.count == 12)
    let again = try folder.apus.run(command + ["--json"])
    #expect(again.output.split(separator: "\n").count == 1, "nothing is trained again")
    let count = try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/runs").count
    #expect(count == 12)
    let probe = try folder.apus.run(command + ["--linear-probe", "--against", "none"])
    #expect(probe.status == 0 && probe.output.contains("linear probe"), "\(probe.errors)")
  }
}
