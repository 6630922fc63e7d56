import Determinism
import Environments
import Visualizer

/// Pictures of a view at 1920 × 1080 with all panels, each of a step further than the one before;
/// and where there is a screen, the same pictures on a window.
enum RenderBenchmark {
  /// What is drawn, and how many scenes of it at a time.
  static let workloads: [(name: String, environment: String, sample: SampleEpisode, tiles: Int)] = [
    ("render_minatar", "breakout", .breakout, 1), ("render_grid", "four-rooms", .fourRooms, 1),
    ("render_minatar_tiles9", "breakout", .breakout, 9),
  ]

  static func run(_ watch: Stopwatch, only: [String]) throws {
    for workload in workloads where only.isEmpty || only.contains(workload.name) {
      guard StopSignals.allowContinuing else { return }
      let moments = try moments(workload.environment, workload.sample, tiles: workload.tiles)
      let stage = Stage(width: 1920, height: 1080)
      watch.rate(workload.name, "frames/s", per: moments.count) {
        for moment in moments { _ = stage.picture(of: moment) }
      }
      #if SDL
        guard let window = try? Window(title: workload.name, size: (1920, 1080)) else { continue }
        try watch.rate(workload.name + "_window", "frames/s", per: moments.count) {
          for moment in moments { try window.show(moment) }
        }
      #endif
    }
  }

  /// Steps of an episode of which everything but the pictures is made up.
  private static func moments(
    _ id: String, _ sample: SampleEpisode, tiles: Int
  ) throws -> [Moment] {
    let steps = min(60, sample.steps - tiles)
    let frames = frames(
      try EnvironmentRegistry.definition(id).makeSingle(to: "be drawn"), count: steps + tiles)
    return (0..<steps).map { step in
      let scenes = (step..<step + tiles).map { sample.scene(at: $0, frame: frames[$0]) }
      return Moment(scenes: scenes, viewing: Viewing())
    }
  }

  /// Pictures of random play.
  private static func frames(_ world: some Environment, count: Int) -> [Frame] {
    var (world, random) = (world, RandomStream(seed: 1))
    world.reset(using: &random)
    return (0..<count).map { _ in
      let action = world.actionSpace.sample(using: &random)
      if world.step(action, using: &random).terminated { world.reset(using: &random) }
      return world.render()
    }
  }
}
