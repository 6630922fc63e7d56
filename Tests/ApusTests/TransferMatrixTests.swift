import Foundation
import Testing

@Suite(.serialized) struct TransferMatrixTests {
  private func matrix(_ folder: String, _ more: String...) -> [String] {
    let settings = [
      "trainInterval=4", "updatesPerInterval=1", "learningStarts=200", "batchSize=32",
      "bufferCapacity=1500", "epsilonSteps=500", "evaluationInterval=500", "evaluationEpisodes=8",
      "hiddenSizes=[16,16]", "checkpointInterval=400",
    ].flatMap { ["--set", $0] }
    return ["transfer", "matrix", "cartpole,cartpole-heavy", "acrobot", "--seeds", "1-2", "--run"]
      + [folder] + settings + (more.contains("--budget") ? [] : ["--budget", "1000"]) + more
  }

  @Test func everySourceIsCarriedOverToEveryTarget() throws {
    let folder = try TemporaryFolder()
    let out = ["--out", "heat.svg", "--out", "figures.csv", "--out", "figures.json"]
    let result = try folder.apus.run(matrix("grid") + out)
    #expect(result.status == 0, "\(result.errors)")
    // Three sources, which are the trainings from scratch, and six pairs, of two seeds each.
    #expect(result.output.components(separatedBy: "finished in").count == 1 + 6 + 12)
    let table = result.lines.drop { !$0.contains("from \\ to") }
    #expect(table.dropFirst().prefix(3).allSatisfy { $0.components(separatedBy: "†").count == 3 })
    let csv = try folder.text("figures.csv")
    #expect(
      csv.contains("cartpole,acrobot,2,jumpstart,") && csv.contains("cartpole,cartpole,2,scratch,"))
    // Where the spaces fit, what was forgotten is there as well.
    #expect(csv.contains("cartpole,cartpole-heavy,2,forgetting,"))
    #expect(!csv.contains("cartpole,acrobot,2,forgetting,"))
    let picture = try folder.text("heat.svg")
    #expect(picture.components(separatedBy: "<polygon").count == 1 + 9)
    #expect(picture.contains("†</text>") && picture.contains("cartpole-heavy</text>"))
    let last = try #require(try folder.text("figures.json").data(using: .utf8))
    let object = try #require(try JSONSerialization.jsonObject(with: last) as? [String: Any])
    #expect((object["cells"] as? [Any])?.count == 9)

    // Shown again, and repeated: the same, and nothing is trained.
    let shown = try folder.apus.run(["transfer", "show", "grid", "--out", "again.csv"])
    #expect(result.output.contains(shown.output))
    #expect(try folder.bytes("again.csv") == folder.bytes("figures.csv"))
    let repeated = try folder.apus.run(matrix("grid", "--threads", "2") + out)
    #expect(!repeated.output.contains("finished in") && repeated.output.contains(shown.output))
    #expect(try folder.text("heat.svg") == picture)
    let other = try folder.apus.run(matrix("grid", "--budget", "1500"))
    #expect(other.status == 1 && other.errors.contains("other settings"))
    try folder.write("grid/matrix.csv", csv.replacingOccurrences(of: ",acrobot,", with: ","))
    let damaged = try folder.apus("transfer", "show", "grid")
    #expect(damaged.status == 1 && damaged.errors.contains("grid/matrix.csv"))
  }

  @Test func interruptedItGoesOnToTheSameFigures() throws {
    let folder = try TemporaryFolder()
    #expect(try folder.apus.run(matrix("whole", "--quiet", "--budget", "5000")).status == 0)
    try folder.write("errors", "")
    let process = try folder.apus.start(
      matrix("stopped", "--budget", "5000"), errors: "\(folder.path)/errors")
    // In the midst of the fine-tuned runs.
    let rows = "stopped/acrobot-dqn-from-cartpole-s1-1/metrics.csv"
    while process.isRunning, (try? folder.text(rows))?.split(separator: "\n").count ?? 0 < 2 {
      Thread.sleep(forTimeInterval: 0.002)
    }
    kill(process.processIdentifier, SIGTERM)
    process.waitUntilExit()
    #expect(process.terminationStatus == 143)
    let early = try folder.apus("transfer", "show", "stopped")
    #expect(early.status == 1 && early.errors.contains("not finished"))
    let again = try folder.apus.run(matrix("stopped", "--budget", "5000", "--jobs", "1"))
    #expect(again.status == 0, "\(again.errors)")
    #expect(try folder.bytes("stopped/matrix.csv") == folder.bytes("whole/matrix.csv"))
    let policy = "cartpole-heavy-dqn-from-acrobot-s2-1/policy.safetensors"
    // Nothing of the folder is in a policy, not even of that which it began from.
    #expect(try folder.bytes("stopped/\(policy)") == folder.bytes("whole/\(policy)"))
  }

  @Test func pairsThatDoNotFitAreListedWithTheReason() throws {
    let folder = try TemporaryFolder()
    let result = try folder.apus(
      "transfer", "matrix", "cartpole", "iris", "--budget", "3000", "--seeds", "1", "--run", "mix")
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("cartpole to iris does not fit: a policy for the environment"))
    #expect(result.output.contains("iris to cartpole does not fit: a network that learned"))
    let shown = try folder.apus("transfer", "show", "mix")
    #expect(shown.output.contains("cartpole to iris does not fit: a policy for the environment"))
  }

  @Test(arguments: [
    (["cartpole"], "at least two"), (["cartpole,cartpole"], "comes twice"),
    (["cartpole,nowhere"], "nowhere"), (["cartpole,acrobot", "--budget", "0"], "--budget"),
    (["cartpole,acrobot", "--metric", "speed"], "--metric"),
    (["cartpole,acrobot", "--out", "a.txt"], "--out"),
    (["cartpole,acrobot", "--budget", "1500"], "evaluationInterval"),
  ])
  func whatCannotBeIsRefused(arguments: [String], mention: String) throws {
    let folder = try TemporaryFolder()
    let result = try folder.apus.run(["transfer", "matrix", "--run", "m"] + arguments)
    #expect(result.status == 1 && result.errors.contains(mention), "\(result.errors)")
    #expect(result.errors.split(separator: "\n").count <= 2)
  }
}
