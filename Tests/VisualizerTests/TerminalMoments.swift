import Environments
import Visualizer

/// Moments with everything that a terminal may have to show.
enum TerminalMoments {
  /// A scene with all panels: planes, a map with its optimum, curves.
  static func scene(step: Int = 20, title: String = "breakout  runs/mine") -> Scene {
    var insight = SceneInsight(
      rewards: (0..<57).map { $0 % 9 == 0 ? 1 : $0 % 14 == 5 ? -0.5 : 0 },
      values: (0...57).map { Float($0 % 9) * 0.25 }, returns: [3, 8, 11, 2, 12.5])
    insight.training = TrainingCurve(
      steps: [10_000, 20_000, 30_000], returns: [1, 6, 9], totalSteps: 40_000, isRunning: true)
    insight.observation = .planes(
      ["paddle", "ball", "trail", "brick"].enumerated().map { number, name in
        ObservationPlane(
          name: name, width: 10, height: 10,
          cells: (0..<100).map { $0 % (number + 3) == 0 ? 1 : 0 })
      })
    insight.map = map
    return Scene(
      title: title, agent: "dqn, step 40,000", frame: frame(step), episode: 6, step: step,
      lastStep: 57, episodeReturn: 7, lastReward: 1,
      actionNames: ["no-op", "left", "right"], actionValues: [3.25, 2.5, 4.5], chosenAction: 2,
      status: .running, insight: insight)
  }

  /// A moment of one scene, or of several.
  static func moment(
    scenes: [Scene]? = nil, _ change: (inout Viewing) -> Void = { _ in }
  ) -> Moment {
    var viewing = Viewing()
    change(&viewing)
    return Moment(scenes: scenes ?? [scene()], viewing: viewing)
  }

  /// A picture in which something moves with the step.
  static func frame(_ step: Int) -> Frame {
    var frame = Frame(width: 201, height: 201, color: .paper)
    for place in 0..<100 {
      frame.drawRectangle(
        x: place % 10 * 20, y: place / 10 * 20, width: 21, height: 21, .mist)
    }
    frame.fillRectangle(
      x: step % 10 * 20 + 2, y: step / 10 % 10 * 20 + 2, width: 17, height: 17, .blue)
    return frame
  }

  /// Four cells in two rows and a wall, with the optimum.
  private static let map = ValueMap(
    width: 3, height: 2,
    cells: [
      .init(value: 0.1, direction: .right, optimum: 0.2, optimalDirection: .right),
      .init(value: 0.3, direction: .down, optimum: 0.4, optimalDirection: .down), nil,
      .init(value: 0.2, direction: .up, optimum: 0.4, optimalDirection: .right),
      .init(value: 0.6, direction: .right, optimum: 0.8, optimalDirection: .right),
      .init(value: 1, direction: nil, optimum: 1),
    ], agent: 1)
}
