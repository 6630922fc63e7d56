import Foundation
import Testing
import Visualizer
import apus

@Suite(.serialized) struct PersonPlayerTests {
  @Test func aPersonTakesOverFromAnEarlierStep() throws {
    let run = try WatchedPolicies.run("cartpole")
    let folder = try TemporaryFolder()
    let file = try EpisodeFile("\(folder.path)/person.episodes")
    let player = try Players.watch(policies: [run], episodes: 1, seed: 2, file: file)[0]
    let shown = try player.play(atMost: 1000)
    #expect(shown.last?.status == .terminated && file.count == 1)
    let step = shown.count / 2
    try player.seek(to: step)
    let other = 1 - (shown[step].action ?? 0)
    try player.take(other)
    let scene = try player.currentScene()
    #expect(scene.step == step + 1 && scene.lastStep == step + 1)
    #expect(scene.insight.rewards.count == step + 1 && scene.insight.values.count == step + 2)
    #expect(scene.actionValues != shown[step + 1].values)
    try player.seek(to: step)
    #expect(try player.currentScene().chosenAction == other)
    #expect(try player.shown().frame == shown[step].frame)
    _ = try player.play(atMost: 1000)
    while try player.advance() {}
    try player.finishRecording()
    // The episode as it went in the end, and no other, is in the file, and it is a true one.
    let replayed = try folder.apus("replay", "person.episodes", "--verify")
    #expect(replayed.status == 0 && replayed.output.contains(": 1 episode, "), "\(replayed)")
  }

  @Test func theSameActionsOfAPersonGiveTheSameEpisode() throws {
    let run = try WatchedPolicies.run("memory-corridor")
    let agent = try Players.watch(policies: [run], seed: 4)[0]
    let person = try Players.watch(policies: [run], seed: 4)[0]
    for shown in try agent.play(atMost: 100) {
      #expect(try person.shown() == shown)
      if let action = shown.action { try person.take(action) }
    }
  }

  @Test(arguments: ["four-rooms", "breakout", "tic-tac-toe", "connect-four-minimax", "taxi"])
  func aPersonPlaysAlone(environment: String) throws {
    let player = try Players.play(environment: environment, seed: 1)
    let names = try player.currentScene().actionNames
    #expect(player.actionKeys?.keys.count == names.count)
    #expect(names.indices.contains(player.idleAction))
    let first = try player.shown()
    #expect(first.values.isEmpty && first.action == nil)
    #expect(try player.advance() && player.shown() == first)
    var steps = 0
    while try player.shown().status == .running, steps < 30 {
      try player.take(steps % names.count)
      steps += 1
    }
    #expect(try player.shown().step == steps)
    try player.seek(to: 0)
    #expect(try player.shown().frame == first.frame)
    #expect(try player.skipEpisode() && player.shown().episode == 2)
  }
}
