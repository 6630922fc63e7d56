import Environments
import Foundation
import Testing
import Visualizer
import apus

@Suite(.serialized) struct GoingBackTests {
  @Test(arguments: WatchedPolicies.names)
  func everyStepIsShownAgainAsItWas(name: String) throws {
    let run = try WatchedPolicies.run(name)
    let whole = try Players.watch(policies: [run], seed: 3)[0]
    let player = try Players.watch(policies: [run], seed: 3)[0]
    let shown = try player.play(atMost: 200)
    #expect(try whole.play(atMost: 200) == shown)
    let last = shown.count - 1
    #expect(last >= 3 && player.canSeek)
    for step in [last / 2, 0, last, 1, last - 1, last / 3, last / 3 + 1, last / 2, last / 4] {
      try player.seek(to: step)
      #expect(try player.shown() == shown[step], "step \(step) of \(last)")
      #expect(try player.currentScene().lastStep == last)
      #expect(try player.currentScene().insight.rewards.count == last)
      #expect(try player.currentScene().insight.values.count == last + 1)
    }
    // On from there, along what was played, and beyond it as if nothing had been.
    for step in (last / 4 + 1)...last {
      #expect(try player.advance())
      #expect(try player.shown() == shown[step])
    }
    for _ in 0..<20 {
      #expect(try player.advance() == whole.advance())
      #expect(try player.shown() == whole.shown())
    }
  }

  @Test(arguments: WatchedPolicies.names)
  func recordedEpisodesAreTheSameBytesWhateverWasShown(name: String) throws {
    let run = try WatchedPolicies.run(name)
    let folder = try TemporaryFolder()
    for seeks in [false, true] {
      let file = try EpisodeFile("\(folder.path)/\(seeks).episodes")
      let player = try Players.watch(policies: [run], episodes: 2, seed: 5, file: file)[0]
      var step = 0
      while try player.advance() {
        step += 1
        guard seeks, step.isMultiple(of: 7) else { continue }
        let last = try player.currentScene().lastStep
        try player.seek(to: step % (last + 1))
        if step.isMultiple(of: 2) { try player.seek(to: last) }
      }
      try player.finishRecording()
      #expect(file.count == 2)
    }
    #expect(try folder.bytes("false.episodes") == folder.bytes("true.episodes"))
    #expect(try folder.apus("replay", "true.episodes", "--verify").status == 0)
  }

  @Test func aRecordingCanBeShownFromAnyStep() throws {
    let run = try WatchedPolicies.run("cartpole")
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/some.episodes"
    let player = try Players.watch(
      policies: [run], episodes: 1, seed: 5, file: try EpisodeFile(path))[0]
    let shown = try player.play(atMost: 1000)
    let replay = try Players.watch(policies: [path], seed: 1)[0]
    #expect(try replay.currentScene().lastStep == shown.count - 1)
    for step in [shown.count - 1, 0, shown.count / 2] {
      try replay.seek(to: step)
      let scene = try replay.currentScene()
      #expect(scene.frame == shown[step].frame && scene.step == step)
      #expect(
        scene.episodeReturn == shown[step].episodeReturn && scene.status == shown[step].status)
      #expect(scene.chosenAction == shown[step].action)
    }
  }

  @Test func aLongEpisodeIsShownFromAnyStepInAMoment() throws {
    let folder = try TemporaryFolder()
    let text = try EnvironmentRegistry.definition("four-rooms").text
    try folder.write(
      "long.yaml",
      text.replacing("id: four-rooms", with: "id: long")
        .replacing("timeLimit: 500", with: "timeLimit: 50000"))
    let player = try Players.play(environment: "\(folder.path)/long.yaml", seed: 1)
    let names = try player.currentScene().actionNames
    let corner = try ["left", "up"].map { try #require(names.firstIndex(of: $0)) }
    var frames: [Int: Frame] = [:]
    for step in 0..<5000 {
      if step.isMultiple(of: 97) { frames[step] = try player.currentScene().frame }
      // Into the corner, with moves that fail a third of the time.
      try player.take(step.isMultiple(of: 2) ? corner[0] : corner[1])
    }
    let clock = ContinuousClock()
    var times: [Duration] = []
    for (step, frame) in frames.sorted(by: { $0.key > $1.key }) {
      times.append(try clock.measure { try player.seek(to: step) })
      let scene = try player.currentScene()
      #expect(scene.frame == frame && scene.step == step && scene.lastStep == 5000)
    }
    // Half of them, for a machine that does other things as well.
    #expect(times.sorted()[times.count / 2] < .milliseconds(5))
  }

  @Test func theLastScenesOfAWorldThatCannotGoBackAreKept() {
    func scene(_ step: Int) -> Scene {
      Scene(
        title: "", frame: Frame(width: 600, height: 400), episode: 1, step: step,
        episodeReturn: Double(step), lastReward: nil, actionNames: ["a", "b"], actionValues: [],
        chosenAction: nil, status: .running)
    }
    var past = PastScenes(scene(0))
    for step in 1...300 { past.append(scene(step), after: step % 2) }
    #expect(past.isAtLast && past.shown.step == 300)
    past.seek(to: 299)
    #expect(past.shown.step == 299 && past.shown.lastStep == 300 && past.shown.chosenAction == 0)
    #expect(past.goAlong() && past.isAtLast && !past.goAlong())
    // Pictures of 720,000 bytes: 93 of them and some more, of which the earliest is shown.
    past.seek(to: 0)
    #expect((300 - 93 - 12...300 - 92).contains(past.shown.step), "\(past.shown.step)")
    past.seek(to: 1000)
    #expect(past.shown.step == 300)
  }

  @Test func returnsAreThoseOfTheEpisodesThatEnded() throws {
    let player = try Players.watch(policies: [try WatchedPolicies.run("cartpole")], seed: 1)[0]
    let first = try #require(try player.play(atMost: 1000).last)
    #expect(try player.currentScene().insight.returns.isEmpty)
    try player.seek(to: 2)
    #expect(try player.skipEpisode())
    #expect(try player.currentScene().insight.returns == [first.episodeReturn])
    #expect(try player.skipEpisode())
    #expect(try player.currentScene().insight.returns == [first.episodeReturn])
  }
}
