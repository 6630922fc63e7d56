/// A collector moves freely among what crosses the board: gold to take and enemies to avoid.
///
/// - Description: The board has 10 by 10 cells; the player starts at row 5, column 5 and keeps to
///   rows 1 to 8. Each of these rows can hold one thing that crosses it, an enemy or gold. At every
///   spawn, first every 10 steps, one appears at the left or right end of an empty row; where no row
///   is empty, none does. At every move, first every 5 steps, all go on by one cell and vanish where
///   they leave the board. A step spawns, moves the player, and then the others; the player takes or
///   meets what is in its cell after each of the two movements. With growing difficulty every 102nd
///   step makes the time between spawns shorter by a step, every second time that between moves
///   too, until both are 1.
/// - Actions: full: 0 `noop`, 1 `left`, 2 `up`, 3 `right`, 4 `down`, 5 `fire`, which does nothing;
///   minimal: all but `fire`. At an edge the player stays.
/// - Observation: 4 planes `[4, 10, 10]` of 0 and 1: player, enemies, trails (the cell that a thing
///   comes from, where it is on the board), gold.
/// - Reward: 1 for each gold taken, else 0.
/// - Terminated: when the player is in the cell of an enemy.
/// - Truncated: never here; MinAtar has no limit.
/// - Randomness: at a spawn the direction (evenly), whether it is gold (1/3), and which of the empty
///   rows (evenly); sticky actions.
/// - Source: MinAtar 1.0.15 (Young & Tian 2019, arXiv:1903.03176), reproduced from its description
///   and recorded play.
public struct Asterix: MinAtarGame {
  /// Where everything is.
  ///
  /// Number `i` of each eight belongs to what crosses row `i + 1`.
  public struct State: Codable, Hashable, Sendable {
    /// The action of the step before.
    public var lastAction = MinAtarAction.noop
    /// The player's row, 1 to 8.
    public internal(set) var row: Int8 = 5
    /// The player's column.
    public internal(set) var column: Int8 = 5
    /// Whether the player has met an enemy.
    public internal(set) var isOver = false
    /// The columns of what crosses the board, counted from 1; 0 in empty rows.
    public package(set) var places = ByteLanes(repeating: 0)
    /// Its directions: 1 to the right, 0 to the left.
    public internal(set) var movesRight = ByteLanes(repeating: 0)
    /// What it is: 1 for gold, 0 for an enemy.
    public internal(set) var isGold = ByteLanes(repeating: 0)
    /// The steps from one spawn to the next.
    public internal(set) var spawnPeriod: Int8 = 10
    /// The steps until the next spawn.
    public internal(set) var spawnTimer: Int8 = 10
    /// The steps from one move to the next.
    public internal(set) var movePeriod: Int8 = 5
    /// The steps until the next move.
    public internal(set) var moveTimer: Int8 = 5
    /// The steps until the game grows harder; it does in the step after −1.
    public internal(set) var rampTimer: Int8 = 100
    /// How often the game has grown harder.
    public internal(set) var rampCount: Int8 = 0

    /// Creates the empty board with which an episode begins.
    public init() {}
  }

  /// `asterix`.
  public static let name = "asterix"
  /// What each plane shows.
  public static let planes = [
    MinAtarPlane("player", .blue), MinAtarPlane("enemy", .vermilion),
    MinAtarPlane("trail", .stone, .small), MinAtarPlane("gold", .yellow),
  ]
  /// The actions that do something.
  public static let minimalActions: [MinAtarAction] = [.noop, .left, .up, .right, .down]

  /// Sticky actions, growing difficulty and action set.
  public let settings: MinAtarSettings
  /// The whole state.
  public var state = State()

  /// Creates a game that waits for `reset`.
  public init(settings: MinAtarSettings) { self.settings = settings }

  /// At most one gold a step: a row holds one thing, and taking it empties the row.
  public var rewardRange: ClosedRange<Float> { 0...1 }

  /// The player's place, what is on the board, and the two periods.
  public func describeState() -> String {
    let present = (0..<8).filter { state.places[$0] > 0 }
    let gold = present.count { state.isGold[$0] == 1 }
    return "player at row \(state.row), column \(state.column); \(present.count - gold) enemies, "
      + "\(gold) gold; a spawn every \(state.spawnPeriod) steps, a move every \(state.movePeriod)"
      + (state.isOver ? "; caught" : "")
  }
}
