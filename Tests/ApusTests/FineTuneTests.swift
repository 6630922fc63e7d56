import Foundation
import Testing

@Suite(.serialized) struct FineTuneTests {
  private let settings = [
    "trainInterval=4", "updatesPerInterval=1", "learningStarts=200", "batchSize=32",
    "bufferCapacity=1500", "epsilonSteps=500", "evaluationInterval=500", "evaluationEpisodes=8",
  ].flatMap { ["--set", $0] }

  private func tuned(_ folder: TemporaryFolder, _ more: String...) throws -> Program.Result {
    try folder.apus.run(
      ["finetune", "--from", "source", "--on", "cartpole-heavy", "--steps", "1000"] + settings
        + more)
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
    let mean = try #require(last["mean"] as? [String: Any])
    for key in ["jumpstart", "asymptote", "areaRatio", "threshold"] {
      #expect(mean[key] != nil, "\(key)")
    }
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
