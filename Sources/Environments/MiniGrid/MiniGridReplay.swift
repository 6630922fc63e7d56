import Documents

/// A recorded episode while it is replayed.
struct MiniGridReplay {
  /// A part of a step that is not as recorded.
  typealias Difference = (what: String, expected: String, got: String)

  private let episode: MiniGridEpisode
  private var world: MiniGrid
  /// The recorded map as it is at present.
  private var map: [UInt8]

  /// A replay that stands at the beginning.
  ///
  /// - Parameters:
  ///   - episode: the recording.
  ///   - world: the game at the recorded beginning.
  ///   - map: the recorded map, object, colour and state of each cell, column by column.
  init(of episode: MiniGridEpisode, in world: MiniGrid, map: [UInt8]) {
    self.episode = episode
    self.world = world
    self.map = map
  }

  /// Compares the beginning.
  func beginning() throws -> Difference? {
    if world.mission != episode.mission {
      return ("mission", "'\(shown(episode.mission))'", "'\(world.mission)'")
    }
    return try view(episode.image)
  }

  /// Takes one recorded action and compares what it brings.
  mutating func step(_ index: Int) throws -> Difference? {
    let step = episode.steps[index]
    if let grid = step.grid {
      map = try episode.digits(grid, count: map.count, "steps[\(index)].grid")
    }
    if episode.actions[index] == MiniGrid.Action.toggle { fillBox() }
    var draws = RecordedDraws(try episode.recorded(step.draws))
    let result = world.advance(episode.actions[index], from: &draws)
    if let mismatch = draws.mismatch { return ("draws", "those of the rules", mismatch) }
    if !draws.isExhausted { return ("draws", "more than the rules draw", "fewer") }
    return try grid() ?? view(step.image) ?? agent(step) ?? ending(step, result)
  }

  /// Looks into the box in front of the agent, which the recording shows when it is opened.
  private mutating func fillBox() {
    let (stepX, stepY) = MiniGrid.offset(world.state.direction)
    let (x, y) = (world.state.x + stepX, world.state.y + stepY)
    guard world.state.map.contains(x, y), world.state.map[x, y].holds(.box) else { return }
    let place = 3 * (x * episode.height + y)
    guard let contents = MiniGridCell(numbers: map[place..<(place + 3)]), contents.isPortable
    else { return }
    let color = world.state.map[x, y].color
    world.state.map[x, y] = MiniGridCell(boxOf: color, containing: contents)
  }

  // MARK: Parts of a step

  private func grid() -> Difference? {
    let state = world.state.map
    var place = 0
    for x in 0..<state.width {
      for y in 0..<state.height {
        let expected = Array(map[place..<(place + 3)])
        let got = state[x, y].numbers
        if got != expected { return ("grid at (\(x), \(y))", "\(expected)", "\(got)") }
        place += 3
      }
    }
    return nil
  }

  private func view(_ image: String) throws -> Difference? {
    let size = world.parameters.viewSize
    let expected = try episode.digits(image, count: 3 * size * size, "image")
    let got = world.observation.map { UInt8($0) }
    var place = 0
    for column in 0..<size {
      for row in 0..<size {
        let cell = (0..<3).map { got[($0 * size + row) * size + column] }
        let recorded = Array(expected[place..<(place + 3)])
        if cell != recorded {
          return ("view at column \(column), row \(row)", "\(recorded)", "\(cell)")
        }
        place += 3
      }
    }
    return nil
  }

  private func agent(_ step: MiniGridEpisode.Step) -> Difference? {
    let state = world.state
    if step.pos != [state.x, state.y] { return ("pos", "\(step.pos)", "[\(state.x), \(state.y)]") }
    if step.dir != state.direction { return ("dir", "\(step.dir)", "\(state.direction)") }
    let carrying = state.carrying.map { $0.numbers.map(Int.init) }
    if step.carrying != carrying { return ("carrying", words(step.carrying), words(carrying)) }
    let obstacles = state.obstacles.map { [$0.x, $0.y] }
    if let recorded = step.obstacles, recorded != obstacles {
      return ("obstacles", "\(recorded)", "\(obstacles)")
    }
    return nil
  }

  private func words(_ carrying: [Int]?) -> String { carrying.map { "\($0)" } ?? "null" }

  /// Compares reward and flags; the recorded reward is of double precision.
  private func ending(_ step: MiniGridEpisode.Step, _ result: StepResult) -> Difference? {
    let success = world.successReward
    let reward = Float(success) == result.reward ? success : Double(result.reward)
    if step.r != reward { return ("reward", "\(step.r)", "\(reward)") }
    if step.term != result.terminated {
      return ("terminated", "\(step.term)", "\(result.terminated)")
    }
    // MiniGrid's clock also runs out on the step that ends the task.
    let isOver = world.state.steps >= episode.maxSteps
    return step.trunc == isOver ? nil : ("truncated", "\(step.trunc)", "\(isOver)")
  }
}

/// The order in which moving obstacles take their turns.
///
/// A recording does not name it at the beginning, but the first numbers drawn in each turn lie in
/// ranges around the obstacle's place.
enum MiniGridObstacleOrder {
  /// The places of all balls of a state, in the order of their turns.
  ///
  /// - Parameters:
  ///   - state: the beginning of an episode.
  ///   - draws: the numbers drawn in the first step.
  /// - Returns: the places; those of balls that took no turn come last.
  /// - Throws: `InputError` where the draws are not those of moving balls.
  static func places(
    in state: MiniGridState, moving draws: [RecordedDraw]
  ) throws -> [MiniGridPlace] {
    var map = state.map
    let balls = (0..<map.height).flatMap { y in (0..<map.width).map { MiniGridPlace($0, y) } }
      .filter { map[$0.x, $0.y].holds(.ball) }
    var places: [MiniGridPlace] = []
    var next = 0
    while places.count < balls.count {
      guard let (x, _) = number(draws, next), let (y, _) = number(draws, next + 1) else { break }
      // The ranges begin one cell to the left of the ball and one above it.
      let old = MiniGridPlace(x.lowerBound + 1, y.lowerBound + 1)
      guard balls.contains(old), !places.contains(old) else {
        throw InputError("draws: no ball is at (\(old.x), \(old.y)), where one should move")
      }
      places.append(old)
      for _ in 0..<MiniGrid.tries {
        guard let (_, newX) = number(draws, next), let (_, newY) = number(draws, next + 1) else {
          break
        }
        next += 2
        guard map.contains(newX, newY), map[newX, newY] == .empty,
          newX != state.x || newY != state.y
        else { continue }
        map[newX, newY] = map[old.x, old.y]
        map[old.x, old.y] = .empty
        break
      }
    }
    return places + balls.filter { !places.contains($0) }
  }

  private static func number(
    _ draws: [RecordedDraw], _ index: Int
  ) -> (range: Range<Int>, value: Int)? {
    guard draws.indices.contains(index), case .integer(let range, let value) = draws[index],
      range.lowerBound < Int.max
    else { return nil }
    return (range, value)
  }
}
