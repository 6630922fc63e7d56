import Documents

extension SpaceInvadersState {
  /// The state that recorded variables stand for.
  ///
  /// - Throws: `InputError` where a variable is missing or not what the game can have.
  public init(recorded variables: MinAtarVariables) throws {
    self.init()
    cannon = UInt8(try variables.integer("pos", in: 0...9))
    ownBullets = MinAtarBits(rows: try variables.rows("f_bullet_map"))
    enemyBullets = MinAtarBits(rows: try variables.rows("e_bullet_map"))
    aliens = MinAtarBits(rows: try variables.rows("alien_map"))
    movesRight = try variables.integer("alien_dir", in: -1...1) > 0
    moveInterval = UInt8(
      try variables.integer(
        "enemy_move_interval", in: Int(Self.fastest)...Int(Self.slowest)))
    moveTimer = UInt8(try variables.integer("alien_move_timer", in: 0...Int(Self.slowest)))
    enemyShotTimer = UInt8(try variables.integer("alien_shot_timer", in: 0...Int(Self.enemyPause)))
    shotTimer = UInt8(try variables.integer("shot_timer", in: 0...Int(MinAtarGun.pause)))
    isOver = try variables.flag("terminal")
    guard isValid, variables.values["alien_dir"] == self.variables["alien_dir"],
      variables.values["ramp_index"] == self.variables["ramp_index"]
    else {
      throw InputError("the recorded variables are not those of a game of Space Invaders")
    }
  }

  /// The variables by MinAtar's names.
  public var variables: [String: MinAtarValue] {
    [
      "pos": MinAtarValue(Int(cannon)),
      "f_bullet_map": MinAtarValue(rows: ownBullets.rows),
      "e_bullet_map": MinAtarValue(rows: enemyBullets.rows),
      "alien_map": MinAtarValue(rows: aliens.rows),
      "alien_dir": MinAtarValue(movesRight ? 1 : -1),
      "enemy_move_interval": MinAtarValue(Int(moveInterval)),
      "alien_move_timer": MinAtarValue(Int(moveTimer)),
      "alien_shot_timer": MinAtarValue(Int(enemyShotTimer)),
      "ramp_index": MinAtarValue(Int(Self.slowest - moveInterval)),
      "shot_timer": MinAtarValue(Int(shotTimer)),
      "terminal": MinAtarValue(isOver),
    ]
  }
}
