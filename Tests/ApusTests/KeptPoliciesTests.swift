import Experiments
import Foundation
import Testing
import Visualizer
import apus

@Suite(.serialized) struct KeptPoliciesTests {
  @Test func keepingPoliciesChangesNothingElse() throws {
    let folder = try TemporaryFolder()
    #expect(try folder.apus.run(shortTraining("plain", "--quiet")).status == 0)
    #expect(try folder.apus.run(shortTraining("kept", "--quiet", "--keep-policies")).status == 0)
    for name in try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/plain")
    where !["configuration.yaml", "timing.csv"].contains(name) {
      #expect(try folder.bytes("plain/\(name)") == folder.bytes("kept/\(name)"), "\(name)")
    }
    let kept = RunFolder(path: "\(folder.path)/kept").keptPolicies
    #expect(kept.map(\.step) == [500, 1000, 1500, 2000, 2500, 3000])
    // Each is the policy that was evaluated: its scores are the row of the learning curve.
    let curve = try RunFolder(path: "\(folder.path)/kept").readCurve("evaluationReturn")
    for (policy, point) in zip(kept, curve) {
      #expect(try Policy.load(policy.path).scores?.meanReturn == point.value)
    }
    #expect(RunFolder(path: "\(folder.path)/plain").keptPolicies.isEmpty)
  }

  @Test func aKilledRunKeepsTheSamePolicies() throws {
    let folder = try TemporaryFolder()
    let more = ["--quiet", "--keep-policies", "--steps", "12000"]
    #expect(try folder.apus.run(shortTraining("whole") + more).status == 0)
    let process = try folder.apus.start(shortTraining("killed") + more)
    while process.isRunning,
      !FileManager.default.fileExists(
        atPath: "\(folder.path)/killed/policies/step-2000.safetensors")
    { Thread.sleep(forTimeInterval: 0.002) }
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    #expect(try folder.apus("train", "--resume", "killed", "--quiet").status == 0)
    let names = try FileManager.default.contentsOfDirectory(
      atPath: "\(folder.path)/whole/policies"
    ).sorted()
    #expect(names.count == 24)
    for name in names {
      #expect(
        try folder.bytes("whole/policies/\(name)") == folder.bytes("killed/policies/\(name)"))
    }
  }

  @Test func aDataSetHasNoPoliciesToKeep() throws {
    let folder = try TemporaryFolder()
    let result = try folder.apus("train", "iris", "--keep-policies")
    #expect(result.status == 1 && result.errors.contains("'iris' is a data set"))
    #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/runs"))
  }

  @Test func thePoliciesOfARunCanBeChosen() throws {
    for name in ["breakout", "memory-corridor"] {
      let run = try WatchedPolicies.run(name)
      let player = try Players.watch(policies: [run], seed: 1)[0]
      let names = player.checkpoints
      #expect(names.count >= 2 && names.contains { $0.contains("best") }, "\(names)")
      #expect(names[player.checkpoint].contains("best"))
      _ = try player.play(atMost: 10)
      let before = try player.currentScene()
      let step = before.step / 2
      try player.seek(to: step)
      let past = try player.shown()
      let other = player.checkpoint == 0 ? names.count - 1 : 0
      let own = player.checkpoint
      try player.choose(checkpoint: other)
      #expect(try player.shown().frame == past.frame && player.checkpoint == other)
      #expect(try player.currentScene().agent.contains(names[other]))
      #expect(try player.shown().values != past.values)
      // To look is to change nothing.
      try player.seek(to: before.step)
      #expect(try player.currentScene().lastStep == before.step)
      #expect(try player.shown().frame == before.frame)
      // To go on from there is to play anew.
      try player.seek(to: step)
      try player.choose(checkpoint: own)
      #expect(try player.shown().values == past.values)
      #expect(try player.advance() && player.currentScene().lastStep == step + 1)
    }
  }

  @Test func whatCannotBeWatchedIsRefused() throws {
    let folder = try TemporaryFolder()
    #expect(try folder.apus.run(datasetTraining("digits", "--quiet", "--epochs", "1")).status == 0)
    func refusal(_ body: () throws -> [any EpisodePlayer]) -> String {
      do {
        _ = try body()
        return "none"
      } catch { return "\(error)" }
    }
    let digits = "\(folder.path)/digits"
    #expect(refusal { try Players.watch(policies: [digits], seed: 1) }.contains("data set"))
    #expect(
      refusal { try Players.watch(policies: [digits], seed: 1, live: true) }.contains("data set"))
    let run = try WatchedPolicies.run("cartpole")
    let grid = PlayerGrid(rows: 2, columns: 2)
    #expect(
      refusal { try Players.watch(policies: [run, run], seed: 1, grid: grid) }.contains("--grid"))
    #expect(refusal { try Players.watch(policies: [], seed: 1) }.contains("which policy"))
    #expect(
      refusal { try Players.watch(policies: [folder.path + "/no"], seed: 1) }
        .contains("no such run"))
    for text in ["3", "3x", "0x2", "9x9", "3x3x3", "-1x2", ""] {
      #expect(throws: (any Error).self) { try PlayerGrid(text) }
    }
    #expect(try PlayerGrid("2x3").count == 6)
  }

  @Test func severalPlayersAndGrids() throws {
    let folder = try WatchedPolicies.run("cartpole").dropLast("/cartpole".count)
    let both = try Players.watch(
      policies: ["\(folder)/cartpole", "\(folder)/breakout/policy-last.safetensors"], seed: 1)
    #expect(both.map(\.environment) == ["cartpole", "breakout"])
    #expect(try Players.watch(policies: [String(folder)], seed: 1).count == 4)
    let grid = try Players.watch(
      policies: ["\(folder)/cartpole"], seed: 1, grid: PlayerGrid(rows: 1, columns: 3))
    let frames = try grid.map { try $0.currentScene().frame }
    #expect(Set(frames).count == 3)
    #expect(try both[0].currentScene().frame == frames[0])
  }
}
