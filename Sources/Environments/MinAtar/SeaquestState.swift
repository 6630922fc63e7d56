/// The variables of Seaquest.
///
/// The lists are in the order in which their members came. No list grows beyond 60: an enemy crosses
/// the board in at most 60 steps and no step brings more than one; a bullet of theirs flies for at
/// most ten steps, in which none of them fires twice. A state from a file may hold up to 64, and then
/// no more are added. The lists keep their memory from episode to episode.
public struct SeaquestState: MinAtarState {
  /// The action of the step before.
  public var lastAction = MinAtarAction.noop
  /// The submarine's row: 0 is the surface.
  public package(set) var row: Int8 = 0
  /// The column of the submarine's front.
  public package(set) var column: Int8 = 5
  /// Whether the submarine faces right.
  public package(set) var facesRight = false
  /// Whether the submarine has been at the surface since the last time below.
  public package(set) var isAtSurface = true
  /// Whether the game is over.
  public package(set) var isOver = false
  /// How often the difficulty has grown.
  public package(set) var ramp: UInt8 = 0
  /// Steps until an enemy enters: it enters in a step that begins with 0.
  public package(set) var enemyTimer: UInt8 = 20
  /// Steps until a diver enters.
  public package(set) var diverTimer: UInt8 = 30
  /// Steps until the submarine can fire.
  public package(set) var shotTimer: UInt8 = 0
  /// Units of oxygen left.
  public package(set) var oxygen = Self.fullOxygen
  /// Divers on board; below 0 after six have gone ashore.
  public package(set) var diverCount = 0
  /// The submarine's bullets.
  package var ownBullets: [SeaquestMover] = []
  /// The divers that are not on board.
  package var divers: [SeaquestMover] = []
  /// The fish.
  package var fish: [SeaquestMover] = []
  /// The enemy submarines.
  package var submarines: [SeaquestMover] = []
  /// The bullets of the enemy submarines.
  package var enemyBullets: [SeaquestMover] = []

  static let fullOxygen: Int16 = 200
  static let mostDivers = 6
  static let hardest: UInt8 = 19
  static let longestList = 64

  /// The start: at the surface with all oxygen, nothing else in sight.
  public init() {}

  /// Steps from one enemy to the next.
  @inline(__always)
  var enemyInterval: UInt8 { 20 - ramp }

  /// Steps between two moves of an enemy.
  @inline(__always)
  var moveInterval: UInt8 { 5 - min(ramp / 2, 3) }

  /// Begins an episode; nothing is drawn.
  @inline(__always)
  public mutating func begin(from source: inout some RandomSource) {
    (row, column, facesRight, isAtSurface, isOver) = (0, 5, false, true, false)
    (ramp, enemyTimer, diverTimer, shotTimer) = (0, 20, 30, 0)
    (oxygen, diverCount) = (Self.fullOxygen, 0)
    ownBullets.removeAll(keepingCapacity: true)
    divers.removeAll(keepingCapacity: true)
    fish.removeAll(keepingCapacity: true)
    submarines.removeAll(keepingCapacity: true)
    enemyBullets.removeAll(keepingCapacity: true)
  }

  /// Takes one action.
  @inline(__always)
  public mutating func advance(
    _ action: MinAtarAction, isRamping: Bool, from source: inout some RandomSource
  ) -> StepResult {
    if enemyTimer == 0 { bringEnemy(from: &source) }
    if diverTimer == 0 { bringDiver(from: &source) }
    act(action)
    var reward = moveOwnBullets()
    moveDivers()
    reward += moveSubmarines()
    moveEnemyBullets()
    reward += moveFish()
    if enemyTimer > 0 { enemyTimer -= 1 }
    if diverTimer > 0 { diverTimer -= 1 }
    if shotTimer > 0 { shotTimer -= 1 }
    reward += breathe(isRamping: isRamping)
    return StepResult(reward: Float(reward), terminated: isOver)
  }

  @inline(__always)
  private mutating func act(_ action: MinAtarAction) {
    switch action {
    case .left:
      column = max(column - 1, 0)
      facesRight = false
    case .right:
      column = min(column + 1, 9)
      facesRight = true
    case .up: row = max(row - 1, 0)
    case .down: row = min(row + 1, 8)
    case .fire:
      guard shotTimer == 0 else { return }
      shotTimer = MinAtarGun.pause
      ownBullets.append(SeaquestMover(column: column, row: row, movesRight: facesRight))
    case .noop: break
    }
  }

  /// Uses oxygen up below, and deals with coming to the surface.
  ///
  /// - Returns: what the oxygen left is worth when six divers go ashore.
  @inline(__always)
  private mutating func breathe(isRamping: Bool) -> Int {
    if oxygen <= 0 { isOver = true }
    guard row == 0 else {
      oxygen -= 1
      isAtSurface = false
      return 0
    }
    return isAtSurface ? 0 : surface(isRamping: isRamping)
  }

  private mutating func surface(isRamping: Bool) -> Int {
    guard diverCount != 0 else {
      isOver = true
      return 0
    }
    isAtSurface = true
    var reward = 0
    if diverCount == Self.mostDivers {
      diverCount = 0
      reward = Int(oxygen) * 10 / Int(Self.fullOxygen)
    }
    diverCount -= 1
    oxygen = Self.fullOxygen
    if isRamping, ramp < Self.hardest { ramp += 1 }
    return reward
  }
}
