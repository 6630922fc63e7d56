import Foundation
import Testing

/// Several environments learned by one network, and what is begun from it.
@Suite(.serialized) struct PretrainEnvironmentsTests {
  private let rooms = "minigrid-empty-5x5,minigrid-empty-random-5x5"

  private func arguments(_ run: String, _ more: String...) -> [String] {
    [
      "pretrain", rooms, "--run", run, "--quiet", "--steps", "1500", "--set", "environments=4",
      "--set", "hiddenSizes=[16]", "--set", "learningStarts=200", "--set", "evaluationInterval=500",
      "--set", "evaluationEpisodes=4", "--set", "checkpointInterval=300",
    ] + more
  }

  @Test("A mixture killed and resumed ends in the same bytes, and its policy begins another task")
  func killedAndResumed() throws {
    let folder = try TemporaryFolder()
    #expect(try folder.apus.run(arguments("whole")).status == 0)
    let process = try folder.apus.start(arguments("killed"))
    let resume = "\(folder.path)/killed/resume.safetensors"
    while process.isRunning, !FileManager.default.fileExists(atPath: resume) {
      Thread.sleep(forTimeInterval: 0.002)
    }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    // Refused where the kill came after the last checkpoint; the bytes alone tell.
    _ = try folder.apus("train", "--resume", "killed", "--quiet")
    for name in ["policy.safetensors", "resume.safetensors", "metrics.csv"] {
      #expect(try folder.bytes("whole/\(name)") == folder.bytes("killed/\(name)"), "\(name)")
    }
    let evaluation = try folder.apus("evaluate", "whole")
    #expect(evaluation.status == 0, "\(evaluation.errors)")
    #expect(evaluation.output.contains("\n  minigrid-empty-5x5: mean return"), "each task's own")
    let json = try folder.apus("evaluate", "whole", "--json").output
    #expect(json.contains(#""tasks":[{"task":"minigrid-empty-5x5","episodes":50"#), "\(json)")
    let dry = try folder.apus(
      "finetune", "--from", "whole", "--on", "minigrid-empty-6x6", "--dry-run")
    #expect(dry.status == 0, "\(dry.errors)")
    #expect(dry.output.contains("loaded") && !dry.output.contains("re-initialized"))
  }

  @Test(
    "What cannot be pretrained together is refused with a remedy",
    arguments: [
      (["mnist,catch"], "cannot be learned together"), (["mnist,digits"], "takes one data set"),
      (["catch,breakout", "--method", "rotation"], "--method is for data sets"),
      (["catch", "--separate-heads"], "several environments"),
      (["mnist", "--agent", "dqn"], "--agent is for environments"),
      (["catch,no-such"], "no-such"), (["catch,"], "unknown"),
    ])
  func refusals(_ arguments: [String], _ words: String) throws {
    let folder = try TemporaryFolder()
    let result = try folder.apus.run(["pretrain"] + arguments)
    #expect(result.status != 0)
    #expect(result.errors.contains(words), "\(result.errors)")
    #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/runs"))
  }
}
