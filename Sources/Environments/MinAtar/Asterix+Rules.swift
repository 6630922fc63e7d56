extension Asterix.State: MinAtarState {
  /// Empties the board; nothing is drawn.
  public mutating func begin(from source: inout some RandomSource) { self = Self() }

  /// Spawns, moves the player, then what crosses the board, and grows harder.
  @inline(__always)
  public mutating func advance(
    _ action: MinAtarAction, isRamping: Bool, from source: inout some RandomSource
  ) -> StepResult {
    guard !isOver else { return StepResult(reward: 0, terminated: true) }
    if spawnTimer == 0 {
      spawn(from: &source)
      spawnTimer = spawnPeriod
    }
    switch action {
    case .left: column = max(column - 1, 0)
    case .right: column = min(column + 1, 9)
    case .up: row = max(row - 1, 1)
    case .down: row = min(row + 1, 8)
    case .noop, .fire: break
    }
    var reward = meet()
    if moveTimer == 0 {
      moveTimer = movePeriod
      moveAll()
      reward += meet()
    }
    spawnTimer -= 1
    moveTimer -= 1
    if isRamping { ramp() }
    return StepResult(reward: reward, terminated: isOver)
  }

  /// Puts something at one end of an empty row, where there is one.
  @inline(never)
  private mutating func spawn(from source: inout some RandomSource) {
    let goesRight = source.uniformDouble() < 0.5
    let glitters = source.uniformDouble() < 1.0 / 3
    var free = places.isZero.word
    guard free != 0 else { return }
    for _ in 0..<source.integer(in: 0..<free.nonzeroBitCount) { free &= free &- 1 }
    let lane = free.trailingZeroBitCount / 8
    places[lane] = goesRight ? 1 : 10
    movesRight[lane] = goesRight ? 1 : 0
    isGold[lane] = glitters ? 1 : 0
  }

  /// Moves all that crosses the board by one cell; place 0 and place 11 are outside.
  @inline(__always)
  private mutating func moveAll() {
    let isThere = places.isNotZero
    let moved = places - isThere + (movesRight * 2).kept(where: isThere)
    places = moved - (moved.isAtLeast(11) * 11)
  }

  /// Takes the gold in the player's cell, or ends the game where an enemy is there.
  ///
  /// - Returns: the reward.
  @inline(__always)
  private mutating func meet() -> Float {
    let lane = Int(row) - 1
    guard places[lane] == UInt8(truncatingIfNeeded: column + 1) else { return 0 }
    guard isGold[lane] == 1 else {
      isOver = true
      return 0
    }
    places[lane] = 0
    return 1
  }

  /// Counts towards the next shortening of the periods.
  @inline(__always)
  private mutating func ramp() {
    guard spawnPeriod > 1 || movePeriod > 1 else { return }
    guard rampTimer < 0 else {
      rampTimer -= 1
      return
    }
    if movePeriod > 1, rampCount % 2 == 1 { movePeriod -= 1 }
    if spawnPeriod > 1 { spawnPeriod -= 1 }
    rampCount += 1
    rampTimer = 100
  }

  /// Whether everything is on the board and all timers in their ranges.
  public var isValid: Bool {
    let cells: ClosedRange<Int8> = 0...9
    return (1...8).contains(row) && cells.contains(column) && places.areAll(in: 0...10)
      && movesRight.areAll(in: 0...1) && isGold.areAll(in: 0...1)
      && (1...10).contains(spawnPeriod) && (1...5).contains(movePeriod)
      && (0...10).contains(spawnTimer) && (0...5).contains(moveTimer)
      && (-1...100).contains(rampTimer) && (0...9).contains(rampCount)
      && spawnPeriod == 10 - rampCount && movePeriod == 5 - min(rampCount / 2, 4)
  }

  /// Marks the player, what crosses the board, and the cells it comes from.
  @inline(__always)
  public func mark(_ planes: MinAtarPlanes) {
    planes.mark(0, row: Int(row), column: Int(column))
    var present = places.isNotZero.word
    while present != 0 {
      let lane = present.trailingZeroBitCount / 8
      present &= present &- 1
      let column = Int(places[lane]) - 1
      planes.mark(isGold[lane] == 1 ? 3 : 1, row: lane + 1, column: column)
      let trail = movesRight[lane] == 1 ? column - 1 : column + 1
      if trail >= 0 && trail <= 9 { planes.mark(2, row: lane + 1, column: trail) }
    }
  }

  /// Reads MinAtar's variables.
  public init(recorded variables: MinAtarVariables) throws {
    row = Int8(try variables.integer("player_y", in: 1...8))
    column = Int8(try variables.integer("player_x", in: 0...9))
    isOver = try variables.flag("terminal")
    spawnPeriod = Int8(try variables.integer("spawn_speed", in: 1...10))
    spawnTimer = Int8(try variables.integer("spawn_timer", in: 0...10))
    movePeriod = Int8(try variables.integer("move_speed", in: 1...5))
    moveTimer = Int8(try variables.integer("move_timer", in: 0...5))
    rampTimer = Int8(try variables.integer("ramp_timer", in: -1...100))
    rampCount = Int8(try variables.integer("ramp_index", in: 0...9))
    for (lane, thing) in try variables.list("entities", count: 8...8).enumerated()
    where thing != .nothing {
      guard let parts = thing.list, parts.count == 4, let column = parts[0].integer(in: 0...9),
        parts[1].integer(in: (lane + 1)...(lane + 1)) != nil, let goesRight = parts[2].flag,
        let glitters = parts[3].flag
      else { throw variables.fault("entities", "null, or column, row and two truth values") }
      places[lane] = UInt8(column + 1)
      movesRight[lane] = goesRight ? 1 : 0
      isGold[lane] = glitters ? 1 : 0
    }
    guard isValid else { throw variables.fault("ramp_index", "one that fits the two speeds") }
  }

  /// MinAtar's variables; `shot_timer` is always 0 in this game.
  public var variables: [String: MinAtarValue] {
    let things = (0..<8).map { lane in
      places[lane] == 0
        ? MinAtarValue.nothing
        : .list([
          MinAtarValue(Int(places[lane]) - 1), MinAtarValue(lane + 1),
          MinAtarValue(movesRight[lane] == 1), MinAtarValue(isGold[lane] == 1),
        ])
    }
    return [
      "player_y": MinAtarValue(Int(row)), "player_x": MinAtarValue(Int(column)),
      "entities": .list(things), "terminal": MinAtarValue(isOver), "shot_timer": MinAtarValue(0),
      "spawn_speed": MinAtarValue(Int(spawnPeriod)),
      "spawn_timer": MinAtarValue(Int(spawnTimer)), "move_speed": MinAtarValue(Int(movePeriod)),
      "move_timer": MinAtarValue(Int(moveTimer)), "ramp_timer": MinAtarValue(Int(rampTimer)),
      "ramp_index": MinAtarValue(Int(rampCount)),
    ]
  }
}
