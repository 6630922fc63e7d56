#if SDL
  import Environments
  import Foundation
  import Testing
  import Visualizer

  /// Twelve steps of nothing, counted.
  private final class CountingPlayer: ScenePlayer {
    var step = 0
    var scenes = 0

    func currentScene() throws -> Scene {
      scenes += 1
      return Scene(
        title: "test", frame: Frame(width: 30, height: 20), episode: 1, step: step,
        episodeReturn: 0, lastReward: nil, actionNames: [], actionValues: [], chosenAction: nil,
        status: .running)
    }

    func advance() throws -> Bool {
      step += 1
      return step < 12
    }

    func skipEpisode() throws -> Bool { false }
  }

  @Suite(.serialized) struct WindowTests {
    init() { setenv("SDL_VIDEODRIVER", "dummy", 1) }

    @Test func aWindowPlaysEveryStepAndCloses() throws {
      let player = CountingPlayer()
      let viewer = try Viewer(
        players: [player], controls: Controls(stepsPerSecond: 1000),
        screen: try Window(title: "Apus"))
      try viewer.run { true }
      #expect(player.step == 12)
      #expect(player.scenes == 12)
    }

    @Test func theLoopStopsWhenItIsTold() throws {
      let player = CountingPlayer()
      var rounds = 0
      let viewer = try Viewer(
        players: [player], controls: Controls(stepsPerSecond: 20),
        screen: try Window(title: "Apus"))
      try viewer.run {
        rounds += 1
        return rounds <= 5
      }
      #expect(player.step < 12)
    }
  }
#endif
