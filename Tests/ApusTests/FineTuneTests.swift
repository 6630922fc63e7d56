import Foundation
import Testing

@Suite(.serialized) struct FineTuneTests {
  private let settings = [
    "trainInterval=4", "updatesPerInterval=1", "learningStarts=200", "batchSize=32",
    "bufferCapacity=1500", "epsilonSteps=500", "evaluationInterval=500", "evaluationEpisodes=8",
  ].flatMap { ["--set", $0] }

  private func arguments(_ more: [String]) -> [String] {
    let steps = more.contains("--steps") ? [] : ["--steps", "1000"]
    return ["finetune", "--from", "source", "--on", "cartpole-heavy"] + steps + settings + more
  }

  private func comparison(_ folder: TemporaryFolder, _ more: [String]) throws -> Program.Result {
    try folder.apus.run(arguments(more))
  }

  private func tuned(_ folder: TemporaryFolder, _ more: String...) throws -> Program.Result {
    try comparison(folder, more)
  }

  @Test func theReplayIsCarriedOverWhereThatIsAskedFor() throws {
    let folder = try TemporaryFolder()
    #expect(try folder.apus.run(shortTraining("source", "--quiet")).status == 0)
    let result = try tuned(folder, "--carry-replay", "--quiet")
    #expect(result.status == 0, "\(result.errors)")
    func carries(_ run: String) throws -> Bool {
      try folder.text("runs/\(run)/configuration.yaml").contains("carriedReplay:")
    }
    #expect(try carries("cartpole-heavy-dqn-finetuned-s1-1"))
    #expect(try !carries("cartpole-heavy-dqn-scratch-s1-1"))
    // It is another run than without, and learned from other transitions.
    let without = try tuned(folder, "--against", "none", "--quiet")
    #expect(without.status == 0, "\(without.errors)")
    #expect(try !carries("cartpole-heavy-dqn-finetuned-s1-2"))
    let metrics = try (1...2).map {
      try folder.bytes("runs/cartpole-heavy-dqn-finetuned-s1-\($0)/metrics.csv")
    }
    #expect(metrics[0] != metrics[1])
    let file = try folder.apus(
      "finetune", "--from", "source/policy.safetensors", "--on", "cartpole-heavy", "--carry-replay")
    #expect(file.status != 0 && file.errors.contains("source/policy.safetensors"))
  }

  @Test func aPolicyIsCarriedOverAndComparedWithScratch() throws {
    let folder = try TemporaryFolder()
    #expect(try folder.apus.run(shortTraining("source", "--quiet")).status == 0)
    let result = try tuned(
      folder, "--freeze", "0.*", "--learning-rate-factor", "2.*=0.5", "--seeds", "1-2", "--json")
    #expect(result.status == 0, "\(result.errors)")
    let events = try result.lines.map { line in
      try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
    let transfer = try #require(events.first { $0["event"] as? String == "transfer" })
    #expect((transfer["loaded"] as? [String])?.count == 6)
    #expect(transfer["reinitialized"] as? [String] == [])
    #expect(transfer["frozen"] as? [String] == ["0.weight", "0.bias"])
    let last = try #require(events.last)
    #expect((last["seeds"] as? [[String: Any]])?.count == 2)
    let metrics = try #require(last["metrics"] as? [String: Any])
    for key in ["jumpstart", "asymptote", "totalReward", "transferRatio"] {
      let metric = try #require(metrics[key] as? [String: Any], "\(key)")
      #expect(metric["low"] is Double && metric["high"] is Double, "\(key)")
    }
    #expect(last["verdict"] as? String == "2 seeds show nothing")
    let forgetting = try #require(last["forgetting"] as? [String: Any])
    #expect(forgetting["task"] as? String == "cartpole")
    #expect((forgetting["seeds"] as? [Any])?.count == 2)
    let runs = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/runs").sorted()
    #expect(
      runs == [
        "cartpole-heavy-dqn-finetuned-s1-1", "cartpole-heavy-dqn-finetuned-s2-1",
        "cartpole-heavy-dqn-scratch-s1-1", "cartpole-heavy-dqn-scratch-s2-1",
      ])
  }

  @Test func aPatternThatMatchesNothingIsRefusedWithTheNames() throws {
    let folder = try TemporaryFolder()
    #expect(try folder.apus.run(shortTraining("source", "--quiet")).status == 0)
    let result = try tuned(folder, "--freeze", "bdoy.*")
    #expect(result.status == 1)
    #expect(result.errors.contains("'bdoy.*'") && result.errors.contains("0.weight"))
    let factor = try tuned(folder, "--learning-rate-factor", "0.*")
    #expect(factor.status == 1 && factor.errors.contains("PATTERN=FACTOR"))
    let everything = try tuned(folder, "--freeze", "*")
    #expect(everything.status == 1 && everything.errors.contains("nothing would learn"))
  }

  @Test func repeatedTheCommandTrainsNothingAndReportsTheSame() throws {
    let folder = try TemporaryFolder()
    #expect(try folder.apus.run(shortTraining("source", "--quiet")).status == 0)
    let files = ["curves.svg", "curves.png", "report.csv", "report.json"]
    let out = files.flatMap { ["--out", $0] }
    let first = try comparison(folder, ["--seeds", "1-2"] + out)
    #expect(first.status == 0, "\(first.errors)")
    let bytes = try files.map(folder.bytes)
    // Seeds in another order: each row still has the figures of its own run.
    let turned = try comparison(folder, ["--seeds", "2,1", "--json", "--out", "turned.json"])
    #expect(turned.status == 0, "\(turned.errors)")
    #expect(try folder.bytes("turned.json") == folder.bytes("report.json"))
    let report = first.output[try #require(first.output.range(of: "source on")).lowerBound...]
    #expect(report.contains("verdict  2 seeds show nothing") && report.contains("1-5"))
    let runs = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/runs").sorted()
    let again = try comparison(folder, ["--seeds", "1-2", "--jobs", "1", "--threads", "2"] + out)
    #expect(!again.output.contains("finished in"))
    #expect(again.output.hasSuffix(report))
    #expect(try files.map(folder.bytes) == bytes)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path + "/runs").sorted() == runs)
    // A file of the comparison that is damaged is named; without it, it is made again.
    for name in ["start.yaml", "forgetting.yaml"] {
      let file = "runs/cartpole-heavy-dqn-finetuned-s2-1/\(name)"
      let sound = try folder.text(file)
      try folder.write(file, "format: 1\n")
      let damaged = try comparison(folder, ["--seeds", "1-2"])
      #expect(damaged.status == 1 && damaged.errors.contains(file), "\(damaged.errors)")
      try FileManager.default.removeItem(atPath: "\(folder.path)/\(file)")
      #expect(try comparison(folder, ["--seeds", "1-2"]).output.hasSuffix(report))
      #expect(try folder.text(file) == sound)
    }
    // More seeds: only the new ones are trained, under the same number.
    let more = try comparison(folder, ["--seeds", "1-3", "--against", "none"])
    #expect(more.output.components(separatedBy: "finished in").count == 2)
    #expect(more.output.contains("runs/cartpole-heavy-dqn-finetuned-s3-1"))
    // Another plan is another group of runs, held against the same ones from scratch.
    let frozen = try comparison(folder, ["--seeds", "1-2", "--freeze", "0.*"])
    #expect(frozen.output.contains("runs/cartpole-heavy-dqn-finetuned-s2-2"))
    #expect(frozen.output.contains("runs/cartpole-heavy-dqn-scratch-s2-1"))
    #expect(frozen.output.components(separatedBy: "finished in").count == 3)
  }

  @Test func interruptedItGoesOnAndReportsTheSame() throws {
    let folder = try TemporaryFolder()
    #expect(try folder.apus.run(shortTraining("source", "--quiet")).status == 0)
    let steps = ["--steps", "20000", "--set", "checkpointInterval=400", "--seeds", "1-2"]
    let whole = try comparison(folder, steps + ["--run", "whole", "--out", "whole.csv"])
    #expect(whole.status == 0, "\(whole.errors)")
    try folder.write("errors", "")
    let process = try folder.apus.start(
      arguments(steps + ["--run", "stopped", "--out", "stopped.csv"]),
      errors: "\(folder.path)/errors")
    let rows = "stopped/cartpole-heavy-dqn-finetuned-s1-1/metrics.csv"
    while process.isRunning,
      (try? folder.text(rows))?.split(separator: "\n").count ?? 0 < 3
    { Thread.sleep(forTimeInterval: 0.002) }
    kill(process.processIdentifier, SIGINT)
    process.waitUntilExit()
    #expect(process.terminationStatus == 130)
    #expect(try folder.text("errors").contains("apus finetune --from source"))
    #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/stopped.csv"))
    let again = try comparison(folder, steps + ["--run", "stopped", "--out", "stopped.csv"])
    #expect(again.status == 0, "\(again.errors)")
    #expect(try folder.bytes("stopped.csv") == folder.bytes("whole.csv"))
  }

  @Test func itIsHeldAgainstRunsThatAreThere() throws {
    let folder = try TemporaryFolder()
    #expect(try folder.apus.run(shortTraining("source", "--quiet")).status == 0)
    let scratch = try folder.apus.run(
      ["train", "cartpole-heavy", "--steps", "1000", "--seeds", "1-2", "--quiet"] + settings)
    #expect(scratch.status == 0, "\(scratch.errors)")
    let pattern = "runs/cartpole-heavy-dqn-s*-1"
    let result = try comparison(folder, ["--seeds", "2", "--against", pattern])
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("run  runs/cartpole-heavy-dqn-s2-1"))
    #expect(result.output.contains("verdict  one seed shows nothing"))
    let missing = try comparison(folder, ["--seeds", "1-3", "--against", pattern])
    #expect(missing.status == 1 && missing.errors.contains("no finished run of seed 3"))
    let other = try comparison(folder, ["--against", "source"])
    #expect(other.status == 1 && other.errors.contains("'cartpole'"))
    let shorter = try comparison(folder, ["--against", pattern, "--set", "evaluationInterval=250"])
    #expect(shorter.status == 1 && shorter.errors.contains("evaluationInterval 500"))
    #expect(
      !FileManager.default.fileExists(
        atPath: folder.path + "/runs/cartpole-heavy-dqn-finetuned-s1-1")
    )
    for wrong in [["--out", "report.txt"], ["--threshold", "nan"], ["--jobs", "0"]] {
      let refused = try comparison(folder, wrong)
      #expect(refused.status == 1 && refused.errors.contains(wrong[0]), "\(refused.errors)")
    }
  }

  @Test func forgettingIsMeasuredWhereSpacesFitAndExplainedElsewhere() throws {
    let folder = try TemporaryFolder()
    #expect(try folder.apus.run(datasetTraining("digits", "--quiet")).status == 0)
    let same = try folder.apus(
      "finetune", "--from", "digits", "--on", "digits", "--epochs", "2", "--json",
      "--against", "none")
    #expect(same.status == 0, "\(same.errors)")
    #expect(same.lines.last?.contains("\"forgetting\":{\"value\":") == true)
    #expect(try folder.apus.run(shortTraining("source", "--quiet")).status == 0)
    let other = try folder.apus.run(
      ["finetune", "--from", "source", "--on", "acrobot", "--steps", "1000", "--against", "none"]
        + settings)
    #expect(other.status == 0, "\(other.errors)")
    #expect(other.output.contains("forgetting of cartpole: not measured: observations of cartpole"))
  }

  @Test func aFineTunedRunIsResumedWithItsFrozenParts() throws {
    let folder = try TemporaryFolder()
    #expect(try folder.apus.run(shortTraining("source", "--quiet")).status == 0)
    #expect(try tuned(folder, "--freeze", "0.*", "--quiet").status == 0)
    let whole = "runs/cartpole-heavy-dqn-finetuned-s1-1"
    // Put back to its configuration alone, the run begins anew and must end in the same bytes.
    try FileManager.default.createDirectory(
      atPath: "\(folder.path)/again", withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      atPath: "\(folder.path)/\(whole)/configuration.yaml",
      toPath: "\(folder.path)/again/configuration.yaml")
    #expect(try folder.apus("train", "--resume", "again", "--quiet").status == 0)
    #expect(
      try folder.bytes("again/policy.safetensors") == folder.bytes("\(whole)/policy.safetensors"))
  }
}
