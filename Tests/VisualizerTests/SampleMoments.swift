import Determinism
import Environments
import Visualizer

/// Moments to draw: frames of real environments, everything else made up.
enum SampleMoments {
  /// The picture of an environment after some actions in turn.
  static func frame(_ id: String, steps: Int, seed: UInt64 = 1) throws -> Frame {
    func play(_ world: some Environment) -> Frame {
      var (world, random) = (world, RandomStream(seed: seed))
      world.reset(using: &random)
      for step in 0..<steps {
        guard !world.step(step % world.actionSpace.count, using: &random).terminated else { break }
      }
      return world.render()
    }
    return play(try EnvironmentRegistry.definition(id).makeSingle(to: "be drawn"))
  }

  static func breakoutScene(at step: Int = 120, lastStep: Int = 200) throws -> Scene {
    SampleEpisode.breakout.scene(
      at: step, frame: try frame("breakout", steps: 9), lastStep: lastStep)
  }

  static func fourRoomsScene(at step: Int = 30) throws -> Scene {
    SampleEpisode.fourRooms.scene(at: step, frame: try frame("four-rooms", steps: 7))
  }

  /// Scenes of breakout at different steps.
  static func tiles(_ count: Int) throws -> [Scene] {
    try (0..<count).map { index in
      SampleEpisode.breakout.scene(
        at: index == 2 ? SampleEpisode.breakout.steps : 40 + 7 * index,
        frame: try frame("breakout", steps: 2 + index, seed: UInt64(index)))
    }
  }
}
