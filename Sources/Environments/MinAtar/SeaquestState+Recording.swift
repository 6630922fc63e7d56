import Documents

extension SeaquestState {
  /// The state that recorded variables stand for.
  ///
  /// - Throws: `InputError` where a variable is missing or not what the game can have.
  public init(recorded variables: MinAtarVariables) throws {
    self.init()
    row = Int8(try variables.integer("sub_y", in: 0...8))
    column = Int8(try variables.integer("sub_x", in: 0...9))
    facesRight = try variables.flag("sub_or")
    isAtSurface = try variables.flag("surface")
    isOver = try variables.flag("terminal")
    ramp = UInt8(try variables.integer("ramp_index", in: 0...Int(Self.hardest)))
    enemyTimer = UInt8(try variables.integer("e_spawn_timer", in: 0...20))
    diverTimer = UInt8(try variables.integer("d_spawn_timer", in: 0...30))
    shotTimer = UInt8(try variables.integer("shot_timer", in: 0...Int(MinAtarGun.pause)))
    oxygen = Int16(try variables.integer("oxygen", in: -1...Int(Self.fullOxygen)))
    diverCount = try variables.integer("diver_count", in: -1_000_000...Self.mostDivers)
    ownBullets = try Self.movers("f_bullets", timers: 0, variables)
    enemyBullets = try Self.movers("e_bullets", timers: 0, variables)
    fish = try Self.movers("e_fish", timers: 1, variables)
    submarines = try Self.movers("e_subs", timers: 2, variables)
    divers = try Self.movers("divers", timers: 1, variables)
    guard isValid, variables.values["e_spawn_speed"] == self.variables["e_spawn_speed"],
      variables.values["move_speed"] == self.variables["move_speed"]
    else {
      throw InputError("the recorded variables are not those of a game of Seaquest")
    }
  }

  /// A list of lists: column, row, whether it moves right, then its timers.
  private static func movers(
    _ name: String, timers: Int, _ variables: MinAtarVariables
  ) throws -> [SeaquestMover] {
    try variables.list(name, count: 0...Self.longestList).map { value in
      guard let parts = value.list, parts.count == 3 + timers,
        let column = parts[0].integer(in: 0...9), let row = parts[1].integer(in: 0...8),
        let movesRight = parts[2].flag
      else { throw variables.fault(name, "lists of \(3 + timers) values within the board") }
      let times = parts.dropFirst(3).compactMap { $0.integer(in: 0...10) }
      guard times.count == timers else { throw variables.fault(name, "timers in 0...10") }
      return SeaquestMover(
        column: Int8(column), row: Int8(row), movesRight: movesRight,
        moveTimer: UInt8(times.first ?? 0), shotTimer: UInt8(times.dropFirst().first ?? 0))
    }
  }

  /// The variables by MinAtar's names.
  public var variables: [String: MinAtarValue] {
    [
      "oxygen": MinAtarValue(Int(oxygen)), "diver_count": MinAtarValue(diverCount),
      "sub_x": MinAtarValue(Int(column)), "sub_y": MinAtarValue(Int(row)),
      "sub_or": MinAtarValue(facesRight), "surface": MinAtarValue(isAtSurface),
      "f_bullets": .list(ownBullets.map { $0.recorded(timers: 0) }),
      "e_bullets": .list(enemyBullets.map { $0.recorded(timers: 0) }),
      "e_fish": .list(fish.map { $0.recorded(timers: 1) }),
      "e_subs": .list(submarines.map { $0.recorded(timers: 2) }),
      "divers": .list(divers.map { $0.recorded(timers: 1) }),
      "e_spawn_speed": MinAtarValue(Int(enemyInterval)),
      "e_spawn_timer": MinAtarValue(Int(enemyTimer)),
      "d_spawn_timer": MinAtarValue(Int(diverTimer)),
      "move_speed": MinAtarValue(Int(moveInterval)), "ramp_index": MinAtarValue(Int(ramp)),
      "shot_timer": MinAtarValue(Int(shotTimer)), "terminal": MinAtarValue(isOver),
    ]
  }
}

extension SeaquestMover {
  /// Column, row, whether it moves right, then so many timers.
  fileprivate func recorded(timers: Int) -> MinAtarValue {
    let times = [moveTimer, shotTimer].prefix(timers).map { MinAtarValue(Int($0)) }
    return .list(
      [MinAtarValue(Int(column)), MinAtarValue(Int(row)), MinAtarValue(movesRight)] + times)
  }
}
