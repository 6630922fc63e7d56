extension SeaquestState {
  /// What becomes of an enemy in a step.
  private enum Fate {
    case stays
    case leaves
    case isShot
  }

  /// Lets an enemy in at an edge, unless another comes towards it in its row.
  @inline(never)
  mutating func bringEnemy(from source: inout some RandomSource) {
    enemyTimer = enemyInterval
    let movesRight = source.uniformDouble() < 0.5
    let isSubmarine = source.uniformDouble() < 1.0 / 3
    let row = Int8(source.integer(in: 1..<9))
    let isOpposed = { (enemy: SeaquestMover) in enemy.row == row && enemy.movesRight != movesRight }
    guard !fish.contains(where: isOpposed), !submarines.contains(where: isOpposed),
      max(fish.count, submarines.count) < Self.longestList
    else { return }
    var enemy = SeaquestMover(
      column: movesRight ? 0 : 9, row: row, movesRight: movesRight, moveTimer: moveInterval)
    if isSubmarine {
      enemy.shotTimer = SeaquestMover.shotInterval
      submarines.append(enemy)
    } else {
      fish.append(enemy)
    }
  }

  /// Lets a diver in at an edge.
  @inline(never)
  mutating func bringDiver(from source: inout some RandomSource) {
    diverTimer = 30
    let movesRight = source.uniformDouble() < 0.5
    let row = Int8(source.integer(in: 1..<9))
    guard divers.count < Self.longestList else { return }
    divers.append(
      SeaquestMover(
        column: movesRight ? 0 : 9, row: row, movesRight: movesRight,
        moveTimer: SeaquestMover.diverInterval))
  }

  /// Moves the submarine's bullets; the first fish in the cell, else the first submarine, is hit.
  ///
  /// - Returns: the number of hits.
  @inline(__always)
  mutating func moveOwnBullets() -> Int {
    var hits = 0
    var index = ownBullets.count
    while index > 0 {
      index -= 1
      var bullet = ownBullets[index]
      bullet.advance()
      ownBullets[index] = bullet
      if !bullet.isOnBoard {
        ownBullets.remove(at: index)
      } else if let hit = fish.firstIndex(where: { $0.meets(bullet) }) {
        fish.remove(at: hit)
        ownBullets.remove(at: index)
        hits += 1
      } else if let hit = submarines.firstIndex(where: { $0.meets(bullet) }) {
        submarines.remove(at: hit)
        ownBullets.remove(at: index)
        hits += 1
      }
    }
    return hits
  }

  /// Moves the divers; those in the submarine's cell come on board while there is room.
  @inline(__always)
  mutating func moveDivers() {
    var index = divers.count
    while index > 0 {
      index -= 1
      var diver = divers[index]
      var isPickedUp = canPickUp(diver)
      if !isPickedUp {
        if diver.moveTimer == 0 {
          diver.moveTimer = SeaquestMover.diverInterval
          diver.advance()
          isPickedUp = canPickUp(diver)
        } else {
          diver.moveTimer -= 1
        }
      }
      if isPickedUp || !diver.isOnBoard {
        divers.remove(at: index)
        if isPickedUp { diverCount += 1 }
      } else {
        divers[index] = diver
      }
    }
  }

  /// Moves the enemy submarines and lets them fire.
  ///
  /// - Returns: the number of submarines that have moved into a bullet.
  @inline(__always)
  mutating func moveSubmarines() -> Int {
    var hits = 0
    var index = submarines.count
    while index > 0 {
      index -= 1
      var enemy = submarines[index]
      let fate = swim(&enemy)
      // One that is shot may still fire in the same step.
      if enemy.shotTimer == 0 {
        enemy.shotTimer = SeaquestMover.shotInterval
        fire(enemy)
      } else {
        enemy.shotTimer -= 1
      }
      if fate == .stays { submarines[index] = enemy } else { submarines.remove(at: index) }
      if fate == .isShot { hits += 1 }
    }
    return hits
  }

  /// Lets an enemy submarine fire.
  private mutating func fire(_ enemy: SeaquestMover) {
    guard enemyBullets.count < Self.longestList else { return }
    enemyBullets.append(
      SeaquestMover(column: enemy.column, row: enemy.row, movesRight: enemy.movesRight))
  }

  /// Moves the fish.
  ///
  /// - Returns: the number of fish that have moved into a bullet.
  @inline(__always)
  mutating func moveFish() -> Int {
    var hits = 0
    var index = fish.count
    while index > 0 {
      index -= 1
      var enemy = fish[index]
      let fate = swim(&enemy)
      if fate == .stays { fish[index] = enemy } else { fish.remove(at: index) }
      if fate == .isShot { hits += 1 }
    }
    return hits
  }

  /// Moves the bullets of the enemy submarines.
  @inline(__always)
  mutating func moveEnemyBullets() {
    var index = enemyBullets.count
    while index > 0 {
      index -= 1
      var bullet = enemyBullets[index]
      if isAtSubmarine(bullet) { isOver = true }
      bullet.advance()
      if isAtSubmarine(bullet) { isOver = true }
      if bullet.isOnBoard { enemyBullets[index] = bullet } else { enemyBullets.remove(at: index) }
    }
  }

  /// Moves one enemy if it is time to, and removes the bullet that it moves into.
  @inline(__always)
  private mutating func swim(_ enemy: inout SeaquestMover) -> Fate {
    if isAtSubmarine(enemy) { isOver = true }
    guard enemy.moveTimer == 0 else {
      enemy.moveTimer -= 1
      return .stays
    }
    enemy.moveTimer = moveInterval
    enemy.advance()
    guard enemy.isOnBoard else { return .leaves }
    if isAtSubmarine(enemy) {
      isOver = true
      return .stays
    }
    let moved = enemy
    guard let bullet = ownBullets.firstIndex(where: { $0.meets(moved) }) else { return .stays }
    ownBullets.remove(at: bullet)
    return .isShot
  }

  @inline(__always)
  private func isAtSubmarine(_ mover: SeaquestMover) -> Bool {
    mover.column == column && mover.row == row
  }

  @inline(__always)
  private func canPickUp(_ diver: SeaquestMover) -> Bool {
    isAtSubmarine(diver) && diverCount < Self.mostDivers
  }
}
