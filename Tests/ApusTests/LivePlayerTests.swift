import Experiments
import Foundation
import Testing
import Visualizer
import apus

@Suite(.serialized) struct LivePlayerTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func follow(_ run: String) throws -> any EpisodePlayer {
    try Players.watch(policies: ["\(folder.path)/\(run)"], seed: 1, live: true)[0]
  }

  /// Copies a finished run, but for some files.
  private func copy(_ run: String, without names: [String] = []) throws {
    try FileManager.default.copyItem(
      atPath: try WatchedPolicies.run("cartpole"), toPath: "\(folder.path)/\(run)")
    for name in names {
      try FileManager.default.removeItem(atPath: "\(folder.path)/\(run)/\(name)")
    }
  }

  /// Goes on until who acts says something; what was said last.
  private func play(_ player: any EpisodePlayer, until text: String) throws -> String {
    let deadline = Date() + 20
    while Date() < deadline, !(try player.currentScene().agent.contains(text)) {
      _ = try player.advance()
    }
    return try player.currentScene().agent
  }

  @Test func aTrainingIsTheSameWhetherItIsWatchedOrNot() throws {
    let more = ["--quiet", "--steps", "9000"]
    #expect(try folder.apus.run(shortTraining("alone") + more).status == 0)
    let process = try folder.apus.start(shortTraining("watched") + more)
    defer { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }
    let run = RunFolder(path: "\(folder.path)/watched")
    while process.isRunning, !run.isRun { Thread.sleep(forTimeInterval: 0.001) }
    let player = try follow("watched")
    let clock = ContinuousClock()
    var slowest = Duration.zero
    var agents: Set<String> = []
    while process.isRunning {
      slowest = max(
        slowest,
        try clock.measure {
          agents.insert(try player.currentScene().agent)
          #expect(try player.advance())
        })
    }
    #expect(slowest < .milliseconds(500))
    #expect(agents.contains { $0.contains("(last)") && $0.contains("; training, step ") })
    #expect(Set(agents.map { $0.prefix { $0 != ";" } }).count > 2, "\(agents)")
    #expect(try play(player, until: "the training has ended").contains("the training has ended"))
    #expect(try play(player, until: "(best)").contains("(best)"))
    let curve = try #require(try player.currentScene().insight.training)
    let points = try run.readCurve("evaluationReturn")
    #expect(curve.steps == points.map(\.step) && curve.returns == points.map(\.value))
    #expect(curve.totalSteps == 9000 && !curve.isRunning)
    for name in [
      "policy.safetensors", "policy-last.safetensors", "resume.safetensors", "metrics.csv",
      "events.out.tfevents.apus", "scores.yaml",
    ] { #expect(try folder.bytes("alone/\(name)") == folder.bytes("watched/\(name)"), "\(name)") }
  }

  @Test func aKilledTrainingAndADeletedFolderAreTold() throws {
    let process = try folder.apus.start(shortTraining("a", "--quiet", "--steps", "1000000"))
    while process.isRunning,
      !FileManager.default.fileExists(atPath: "\(folder.path)/a/policy.safetensors")
    { Thread.sleep(forTimeInterval: 0.002) }
    let player = try follow("a")
    #expect(try play(player, until: "; training").contains("(last); training, step "))
    #expect(try player.currentScene().insight.training?.isRunning == true)
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    #expect(try play(player, until: "was stopped").contains("the training was stopped at step "))
    #expect(try player.currentScene().insight.training?.isRunning == false)
    try FileManager.default.removeItem(atPath: "\(folder.path)/a")
    #expect(try play(player, until: "gone").contains("the run's folder is gone"))
    for _ in 0..<3 { #expect(try player.skipEpisode()) }
    #expect(try player.currentScene().actionValues.count == 2)
  }

  @Test func itWaitsForAPolicyAndReadsRowsAsTheyAreWritten() throws {
    let names = ["policy.safetensors", "policy-last.safetensors"]
    try copy("a")
    try copy("b", without: names)
    let metrics = "\(folder.path)/b/metrics.csv"
    let rows = try folder.text("b/metrics.csv")
    let end = try #require(rows.dropLast().lastIndex(of: "\n"))
    try folder.write("b/metrics.csv", String(rows[...end]) + "40")
    let player = try follow("b")
    let evaluations = try #require(try player.currentScene().insight.training).steps.count
    for _ in 0..<3 { #expect(try player.advance() && player.checkpoints.isEmpty) }
    let waiting = try player.currentScene()
    #expect(waiting.agent.contains("waiting for a policy") && waiting.status == .running)
    try player.take(0)
    try player.seek(to: 0)
    #expect(try player.currentScene().step == 0)
    let handle = try #require(FileHandle(forWritingAtPath: metrics))
    try handle.truncate(atOffset: UInt64(rows[...end].utf8.count))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data(rows[rows.index(after: end)...].utf8))
    _ = try player.currentScene()
    #expect(
      try player.currentScene().insight.training?.steps.count
        == RunFolder(path: "\(folder.path)/b").readCurve("evaluationReturn").count)
    #expect(try player.currentScene().insight.training?.steps.count ?? 0 >= evaluations)
    for name in names {
      try FileManager.default.copyItem(
        atPath: "\(folder.path)/a/\(name)", toPath: "\(folder.path)/b/\(name)")
    }
    #expect(try player.advance() && player.currentScene().actionValues.count == 2)
    #expect(player.checkpoints == ["best so far", "last"] && player.checkpoint == 0)
    try player.choose(checkpoint: 1)
    #expect(try player.currentScene().agent.contains("step 400 (last)"))
  }

  @Test func aDamagedPolicyLeavesTheOneBefore() throws {
    try copy("a")
    let player = try follow("a")
    let before = try player.currentScene()
    let whole = try folder.bytes("a/policy.safetensors")
    let file = URL(fileURLWithPath: "\(folder.path)/a/policy.safetensors")
    for damaged in [Data(), whole.prefix(whole.count / 2), Data(repeating: 7, count: 5000)] {
      try damaged.write(to: file)
      #expect(try player.skipEpisode())
      let scene = try player.currentScene()
      #expect(scene.agent.contains("the newest policy cannot be read"), "\(scene.agent)")
      #expect(scene.actionValues.count == before.actionValues.count)
    }
    try whole.write(to: file)
    #expect(try player.skipEpisode() && !player.currentScene().agent.contains("cannot"))
    let another = try WatchedPolicies.run("breakout") + "/policy.safetensors"
    try Data(contentsOf: URL(fileURLWithPath: another)).write(to: file)
    #expect(try player.skipEpisode())
    #expect(try player.currentScene().agent.contains("was trained in"))
  }
}
