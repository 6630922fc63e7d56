import Environments

/// An episode of which all but the frames is made up, with something to show in every panel: for
/// measurements and for pictures in tests.
package struct SampleEpisode: Sendable {
  /// What is played.
  package var title: String
  /// Who plays.
  package var agent: String
  /// Names of the actions.
  package var actionNames: [String]
  /// What the observation's channels are called.
  package var channels: [String]
  /// Cells across and down of the observation and the map.
  package var size: (width: Int, height: Int)
  /// Whether there is a map of values.
  package var hasMap: Bool
  /// Steps of the whole episode.
  package var steps: Int
  private let values: [[Float]]
  private let rewards: [Float]

  /// Six actions, four channels, no map.
  package static let breakout = SampleEpisode(
    title: "breakout", agent: "rainbow, step 500,000",
    actionNames: ["noop", "left", "up", "right", "down", "fire"],
    channels: ["paddle", "ball", "trail", "brick"], size: (10, 10), hasMap: false, steps: 480)

  /// Four actions, three channels, a map.
  package static let fourRooms = SampleEpisode(
    title: "four-rooms", agent: "dqn, step 40,000", actionNames: ["up", "down", "left", "right"],
    channels: ["agent", "wall", "goal"], size: (13, 13), hasMap: true, steps: 96)

  /// Makes an episode up.
  package init(
    title: String, agent: String, actionNames: [String], channels: [String],
    size: (width: Int, height: Int), hasMap: Bool, steps: Int
  ) {
    (self.title, self.agent, self.actionNames) = (title, agent, actionNames)
    (self.channels, self.size, self.hasMap, self.steps) = (channels, size, hasMap, steps)
    // Values rise until a reward comes, with some noise.
    values = (0...steps).map { step in
      actionNames.indices.map { action in
        2 + Float(step % 17) / 16 + 0.6 * Self.noise(step, action) + Float(step) / Float(4 * steps)
      }
    }
    rewards = (0..<steps).map { $0 % 17 == 16 ? 1 : $0 % 61 == 60 ? -1 : 0 }
  }

  /// The scene after so many steps.
  ///
  /// - Parameters:
  ///   - step: steps taken, in `0...steps`.
  ///   - frame: the picture of the environment.
  ///   - lastStep: the furthest step that was reached; nil for `step`.
  /// - Returns: the scene.
  package func scene(at step: Int, frame: Frame, lastStep: Int? = nil) -> Scene {
    let reached = lastStep ?? step
    let chosen = values[step].indices.max { values[step][$0] < values[step][$1] }
    let isOver = step == steps
    return Scene(
      title: title, agent: agent, frame: frame, episode: 25, step: step, lastStep: reached,
      episodeReturn: Double(rewards[..<step].reduce(0, +)),
      lastReward: step > 0 ? rewards[step - 1] : nil,
      actionNames: actionNames, actionValues: values[step], chosenAction: isOver ? nil : chosen,
      status: isOver ? .terminated : .running,
      insight: SceneInsight(
        rewards: Array(rewards[..<reached]), values: values[...reached].map { $0.max() ?? 0 },
        returns: (0..<24).map { 3 + Double($0) / 4 + 4 * Double(Self.noise($0, 99)) },
        training: TrainingCurve(
          steps: (1...40).map { $0 * 10_000 },
          returns: (1...40).map { Double($0) / 4 + Double(Self.noise($0, 7)) }, totalSteps: 500_000,
          isRunning: true),
        distributions: distributions(at: step),
        observation: .planes(channels.indices.map { plane($0, at: step) }),
        map: hasMap ? map(at: step) : nil))
  }

  /// A number in 0..<1 that is always the same for the same two numbers.
  private static func noise(_ a: Int, _ b: Int) -> Float {
    var mixed = UInt32(truncatingIfNeeded: a &* 0x9E37 &+ b &* 0x85EB &+ 0x1234)
    for _ in 0..<3 {
      mixed = (mixed ^ mixed >> 15) &* 0x2C1B_3C6D
      mixed ^= mixed >> 12
    }
    return Float(mixed >> 8) / Float(1 << 24)
  }

  /// Hills around the values.
  private func distributions(at step: Int) -> ReturnDistributions {
    let atoms = (0..<51).map { Float($0) / 10 }
    return .categorical(
      atoms: atoms,
      probabilities: values[step].map { value in
        let heights = atoms.map { max(0, 1 - abs($0 - value) / 0.9) + 0.02 }
        let sum = heights.reduce(0, +)
        return heights.map { $0 / sum }
      })
  }

  private func plane(_ channel: Int, at step: Int) -> ObservationPlane {
    ObservationPlane(
      name: channels[channel], width: size.width, height: size.height,
      cells: (0..<size.width * size.height).map { cell in
        Self.noise(cell + step / 3, channel) > 0.9 ? 1 : 0
      })
  }

  private func map(at step: Int) -> ValueMap {
    let goal = (x: size.width - 2, y: 1)
    var cells: [ValueMap.Cell?] = []
    for y in 0..<size.height {
      for x in 0..<size.width {
        let isWall =
          x == 0 || y == 0 || x == size.width - 1 || y == size.height - 1
          || x == size.width / 2 && y % 4 != 2
        let away = Float(abs(goal.x - x) + abs(goal.y - y))
        let best: ValueMap.Direction? = away == 0 ? nil : x < goal.x ? .right : .up
        let noise = Self.noise(x * 31 + y, step / 8)
        cells.append(
          isWall
            ? nil
            : ValueMap.Cell(
              value: 1 - away / 24 - 0.1 * noise, direction: noise > 0.9 ? .down : best,
              optimum: 1 - away / 24, optimalDirection: best))
      }
    }
    let agent = (1 + step % max(1, size.width / 2 - 1)) + size.width * (size.height - 2)
    return ValueMap(width: size.width, height: size.height, cells: cells, agent: agent)
  }
}
