/// The variables of Space Invaders.
public struct SpaceInvadersState: MinAtarState {
  /// The action of the step before.
  public var lastAction = MinAtarAction.noop
  /// The cannon's column.
  public package(set) var cannon: UInt8 = 5
  /// The cannon's bullets.
  public package(set) var ownBullets = MinAtarBits()
  /// The aliens' bullets.
  public package(set) var enemyBullets = MinAtarBits()
  /// The wave.
  public package(set) var aliens = Self.wave
  /// Whether the wave moves right.
  public package(set) var movesRight = false
  /// The most steps from one move of the wave to the next.
  public package(set) var moveInterval = Self.slowest
  /// Steps until the wave moves: it moves in a step that begins with 0.
  public package(set) var moveTimer = Self.slowest
  /// Steps until an alien fires.
  public package(set) var enemyShotTimer = Self.enemyPause
  /// Steps until the cannon can fire.
  public package(set) var shotTimer: UInt8 = 0
  /// Whether the game is over.
  public package(set) var isOver = false

  static let slowest: UInt8 = 12
  static let fastest: UInt8 = 6
  static let enemyPause: UInt8 = 10
  static let wave = MinAtarBits(
    rows: [UInt16](repeating: 0b11_1111_00, count: 4) + [UInt16](repeating: 0, count: 6))

  /// The start: a full wave at the top, the cannon right of the middle.
  public init() {}

  /// Begins an episode; nothing is drawn.
  @inline(__always)
  public mutating func begin(from source: inout some RandomSource) { self = SpaceInvadersState() }

  /// Takes one action.
  @inline(__always)
  public mutating func advance(
    _ action: MinAtarAction, isRamping: Bool, from source: inout some RandomSource
  ) -> StepResult {
    act(action)
    ownBullets = ownBullets.shiftedUp
    enemyBullets = enemyBullets.shiftedDown
    isOver = enemyBullets[9, Int(cannon)] || aliens[9, Int(cannon)]
    if moveTimer == 0 { moveWave() }
    if enemyShotTimer == 0 { fireBack() }
    let hits = aliens.intersection(ownBullets)
    aliens = aliens.subtracting(hits)
    ownBullets = ownBullets.subtracting(hits)
    if shotTimer > 0 { shotTimer -= 1 }
    moveTimer -= 1
    enemyShotTimer -= 1
    if aliens.isEmpty {
      aliens = Self.wave
      if isRamping, moveInterval > Self.fastest { moveInterval -= 1 }
    }
    return StepResult(reward: Float(hits.count), terminated: isOver)
  }

  @inline(__always)
  private mutating func act(_ action: MinAtarAction) {
    // Without a branch on the action, which no processor can foresee.
    let move: Int8 = action == .left ? -1 : action == .right ? 1 : 0
    cannon = UInt8(truncatingIfNeeded: min(max(Int8(truncatingIfNeeded: cannon) &+ move, 0), 9))
    guard action == .fire, shotTimer == 0 else { return }
    shotTimer = MinAtarGun.pause
    // The bullet flies in the same step, up to row 8.
    ownBullets[9, Int(cannon)] = true
  }

  /// Moves the wave to the side, or at the edge down.
  private mutating func moveWave() {
    moveTimer = min(UInt8(aliens.count), moveInterval)
    if aliens.occupiedColumns & (movesRight ? 1 << 9 : 1) != 0 {
      movesRight.toggle()
      if aliens.columns(ofRow: 9) != 0 { isOver = true }
      aliens = aliens.rolledDown
    } else {
      aliens = movesRight ? aliens.shiftedRight : aliens.shiftedLeft
    }
    if aliens[9, Int(cannon)] { isOver = true }
  }

  /// Lets the lowest alien of the column nearest to the cannon fire.
  private mutating func fireBack() {
    enemyShotTimer = Self.enemyPause
    let columns = aliens.occupiedColumns
    // Distances to the nearest column on the left, the cannon's own counted, and on the right.
    let left = (columns << (15 - UInt16(cannon))).leadingZeroBitCount
    let right = (columns >> UInt16(cannon)).trailingZeroBitCount
    let column = left <= right ? Int(cannon) - left : Int(cannon) + right
    guard column >= 0, column < 10, let row = aliens.lowestRow(ofColumn: column) else { return }
    enemyBullets[row, column] = true
  }

  /// Whether every variable is in its range.
  public var isValid: Bool {
    // A bullet in row r has flown for 9 - r steps; the lowest is the latest.
    let ages = (0..<10).flatMap { age in
      repeatElement(age, count: ownBullets.columns(ofRow: 9 - age).nonzeroBitCount)
    }
    return cannon < 10 && ownBullets.isValid && enemyBullets.isValid && aliens.isValid
      && !aliens.isEmpty && (Self.fastest...Self.slowest).contains(moveInterval)
      && moveTimer <= Self.slowest && enemyShotTimer <= Self.enemyPause
      && MinAtarGun.canHaveFired(ages, timer: shotTimer)
  }

  /// Marks the cannon, the aliens with their direction, and the bullets.
  @inline(__always)
  public func mark(_ planes: MinAtarPlanes) {
    planes.mark(0, row: 9, column: Int(cannon))
    planes.write(1, aliens)
    planes.write(movesRight ? 3 : 2, aliens)
    planes.mark(4, ownBullets)
    planes.mark(5, enemyBullets)
  }
}
