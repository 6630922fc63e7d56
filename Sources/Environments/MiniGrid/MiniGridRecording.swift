import Documents

/// An episode recorded from MiniGrid: the level, the actions and what each of them brought.
struct MiniGridEpisode: RecordedEpisode {
  /// What a step led to.
  struct Step: Decodable {
    var pos: [Int]
    var dir: Int
    /// The partial view, a hexadecimal digit for each value: by column, row, and object, colour,
    /// state.
    var image: String
    /// Object, colour and state of what is carried.
    var carrying: [Int]?
    var r: Double
    var term: Bool
    var trunc: Bool
    /// The map in the same form as the view, where it changed.
    var grid: String?
    /// Where the moving obstacles are.
    var obstacles: [[Int]]?
    /// The whole numbers drawn in the step: lower bound, upper bound (exclusive), number.
    var draws: [[Int]]?
  }

  /// MiniGrid's id of the level.
  var env: String
  var episode: Int
  var width: Int
  var height: Int
  var maxSteps: Int
  var seesThroughWalls: Bool
  var actionCount: Int
  var mission: String
  var grid: String
  var position: [Int]
  var direction: Int
  var image: String
  var actions: [Int]
  var steps: [Step]

  private enum CodingKeys: String, CodingKey {
    case env, episode, width, height, mission, actions, steps
    case maxSteps = "max_steps"
    case seesThroughWalls = "see_through_walls"
    case actionCount = "n_actions"
    case grid = "init_grid"
    case position = "init_agent_pos"
    case direction = "init_agent_dir"
    case image = "init_image"
  }

  /// Replays the episode on the recorded level, with the recorded moves of obstacles.
  func compare(with definition: EnvironmentDefinition) throws -> RecordingComparison {
    var replay = MiniGridReplay(of: self, in: try world(of: definition), map: digits(grid))
    if let difference = try replay.beginning() { return result(0, nil, difference) }
    for index in steps.indices {
      if let difference = try replay.step(index) { return result(index, index, difference) }
    }
    return RecordingComparison(steps: steps.count)
  }

  private func result(
    _ steps: Int, _ step: Int?, _ difference: MiniGridReplay.Difference
  ) -> RecordingComparison {
    RecordingComparison(
      steps: steps,
      difference: RecordingDifference(
        episode: episode, step: step, what: difference.what, expected: difference.expected,
        got: difference.got))
  }

  /// The game at the recorded beginning, with the recorded clock and view.
  ///
  /// - Throws: `InputError` where the recording is of another level, or damaged.
  private func world(of definition: EnvironmentDefinition) throws -> MiniGrid {
    guard case .game(let game) = definition.world, let game = game as? MiniGrid,
      env.lowercased() == definition.id || env.lowercased() == definition.id + "-v0"
    else {
      throw InputError("is a recording of \(shown(env)), not of environment '\(definition.id)'")
    }
    guard width == game.state.map.width, height == game.state.map.height else {
      throw InputError(
        "the map of environment '\(definition.id)' is \(game.state.map.width) by "
          + "\(game.state.map.height), recorded was one of \(width) by \(height)")
    }
    let space = game.actionSpace
    guard actionCount == space.count, actions.count == steps.count,
      actions.allSatisfy(space.contains)
    else {
      throw InputError(
        "expected an action in 0..<\(space.count) for each of \(steps.count) steps, "
          + "got \(actions.count) actions in 0..<\(actionCount)")
    }
    guard (1...1_000_000_000).contains(maxSteps) else {
      throw InputError("max_steps: expected a number from 1, got \(maxSteps)")
    }
    var parameters = game.parameters
    parameters.maxSteps = maxSteps
    parameters.seesThroughWalls = seesThroughWalls
    parameters.view = .partial
    parameters.viewSize = try viewSize()
    var world = try MiniGrid(parameters: parameters)
    let kind = world.state.task
    world.state = try state()
    guard world.state.task.isSameKind(as: kind), world.isValid(world.state) else {
      throw InputError("the beginning is none of environment '\(definition.id)'")
    }
    return world
  }

  /// The side of the recorded views.
  private func viewSize() throws -> Int {
    for size in stride(from: 3, through: 15, by: 2) where 3 * size * size == image.utf8.count {
      return size
    }
    throw InputError("init_image: \(image.utf8.count) digits are no square view of an odd side")
  }

  /// The beginning of the episode.
  private func state() throws -> MiniGridState {
    let numbers = try digits(grid, count: 3 * width * height, "init_grid")
    var map = MiniGridMap(width: width, height: height)
    for x in 0..<width {
      for y in 0..<height {
        let place = 3 * (x * height + y)
        guard let cell = MiniGridCell(numbers: numbers[place..<(place + 3)]) else {
          throw InputError(
            "init_grid: no cell is \(Array(numbers[place..<(place + 3)])), at (\(x), \(y))")
        }
        map[x, y] = cell
      }
    }
    var state = MiniGridState(map: map)
    guard position.count == 2, map.contains(position[0], position[1]), (0..<4).contains(direction)
    else {
      throw InputError("the agent at \(position), looking \(direction), is not on the map")
    }
    (state.x, state.y, state.direction) = (position[0], position[1], direction)
    state.task = try MiniGridTask(mission: mission, on: map)
    if let first = steps.first?.draws {
      state.task = .avoidObstacles
      state.obstacles = try MiniGridObstacleOrder.places(in: state, moving: recorded(first))
    } else if actionCount == 3 {
      state.task = .avoidObstacles
    }
    return state
  }

  /// The recorded draws of a step.
  ///
  /// - Throws: `InputError` where one is not a number of a range.
  func recorded(_ draws: [[Int]]?) throws -> [RecordedDraw] {
    try (draws ?? []).map { draw in
      guard draw.count == 3, draw[0] < draw[1], (draw[0]..<draw[1]).contains(draw[2]) else {
        throw InputError("draws: \(draw) is no lower bound, upper bound and number between them")
      }
      return .integer(range: draw[0]..<draw[1], value: draw[2])
    }
  }

  /// The values of hexadecimal digits.
  ///
  /// - Throws: `InputError` where there is another number of them, or another character.
  func digits(_ text: String, count: Int, _ name: String) throws -> [UInt8] {
    let values = digits(text)
    guard text.utf8.count == count, values.count == count else {
      throw InputError("\(name): expected \(count) hexadecimal digits")
    }
    return values
  }

  /// The values of hexadecimal digits; other characters are left out.
  private func digits(_ text: String) -> [UInt8] {
    text.utf8.compactMap { digit in
      switch digit {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
      default: nil
      }
    }
  }
}

extension MiniGridCell {
  /// A cell from object, colour and state, as MiniGrid numbers them; a box is empty.
  ///
  /// - Parameter numbers: the three numbers; nil results where they are those of no cell.
  init?(numbers: ArraySlice<UInt8>) {
    let numbers = Array(numbers)
    guard numbers.count == 3, let object = MiniGridObject(rawValue: numbers[0]),
      let color = MiniGridColor(rawValue: numbers[1]),
      let state = MiniGridDoorState(rawValue: numbers[2])
    else { return nil }
    self.init(object, color, state: state)
    guard isValid, self.numbers == numbers else { return nil }
  }

  /// Object, colour and state, as MiniGrid numbers them.
  var numbers: [UInt8] { [objectNumber, colorNumber, stateNumber] }
}
