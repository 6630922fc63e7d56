extension SeaquestState {
  /// Marks everything on the board, with trails and gauges.
  @inline(__always)
  public func mark(_ planes: MinAtarPlanes) {
    planes.mark(0, row: Int(row), column: Int(column))
    planes.mark(1, row: Int(row), column: Int(column) + (facesRight ? -1 : 1))
    planes.write(7, row: 9, columns: 1 << UInt16(max(oxygen, 0) / 20) - 1)
    if diverCount > 0 { planes.write(8, row: 9, columns: 0x1FF & ~(0x1FF >> UInt16(diverCount))) }
    for index in 0..<ownBullets.count { mark(ownBullets[index], planes, 2) }
    for index in 0..<enemyBullets.count { mark(enemyBullets[index], planes, 4) }
    for index in 0..<fish.count { markWithTrail(fish[index], planes, 5) }
    for index in 0..<submarines.count { markWithTrail(submarines[index], planes, 6) }
    for index in 0..<divers.count { markWithTrail(divers[index], planes, 9) }
  }

  @inline(__always)
  private func mark(_ mover: SeaquestMover, _ planes: MinAtarPlanes, _ plane: Int) {
    planes.mark(plane, row: Int(mover.row), column: Int(mover.column))
  }

  @inline(__always)
  private func markWithTrail(_ mover: SeaquestMover, _ planes: MinAtarPlanes, _ plane: Int) {
    mark(mover, planes, plane)
    if let column = mover.trail { planes.mark(3, row: Int(mover.row), column: column) }
  }

  /// Whether every variable is in its range.
  public var isValid: Bool {
    let underWater: ClosedRange<Int8> = 1...8
    let longest = [fish, submarines, divers, enemyBullets].map(\.count).max() ?? 0
    let swimmers = fish + submarines + divers + enemyBullets
    let shots = ownBullets
    return (0...8).contains(row) && (facesRight ? 1...9 : 0...8).contains(column)
      && ramp <= Self.hardest && enemyTimer <= 20 && diverTimer <= 30
      && (-1...Self.fullOxygen).contains(oxygen)
      && (Int.min / 2...Self.mostDivers).contains(diverCount)
      && (isOver || isAtSurface == (row == 0) && (row == 0) == (oxygen == Self.fullOxygen))
      && longest <= Self.longestList && swimmers.allSatisfy { $0.isValid(rows: underWater) }
      && shots.allSatisfy { $0.isValid(rows: 0...8) }
      && MinAtarGun.canHaveFired(shots.reversed().lazy.map(\.greatestAge), timer: shotTimer)
  }
}
