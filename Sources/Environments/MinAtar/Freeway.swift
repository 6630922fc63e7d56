/// A chicken crosses a road of eight lanes, again and again, for 2501 steps.
///
/// - Description: The board has 10 by 10 cells. The chicken keeps to column 4 and starts on the
///   bottom row; rows 1 to 8 are lanes with one car each, which starts in column 0. Each car has a
///   direction and a period of 1 to 5 steps that it waits between two moves of one cell; what leaves
///   the board on one side comes back on the other. A chicken that shares its cell with a car,
///   before or after the car's move, is back on the bottom row. A chicken that reaches the top row
///   is too, and every car draws a new direction and period and stays where it is.
/// - Actions: full: 0 `noop`, 1 `left`, 2 `up`, 3 `right`, 4 `down`, 5 `fire`, of which only `up`
///   and `down` do anything: the chicken moves by one row, and then cannot for two further steps;
///   minimal: `noop`, `up`, `down`.
/// - Observation: 7 planes `[7, 10, 10]` of 0 and 1: chicken, cars, and for each period a plane that
///   marks the cell behind the cars that have it.
/// - Reward: 1 for each arrival in the top row, else 0.
/// - Terminated: after 2501 steps.
/// - Truncated: never; the game ends by itself.
/// - Randomness: for the eight cars first the periods, then the directions, evenly; sticky actions.
/// - Source: MinAtar 1.0.15 (Young & Tian 2019, arXiv:1903.03176), reproduced from its description
///   and recorded play.
public struct Freeway: MinAtarGame {
  /// Where chicken and cars are.
  ///
  /// Number `i` of each eight belongs to the car in row `i + 1`.
  public struct State: Codable, Hashable, Sendable {
    /// The action of the step before.
    public var lastAction = MinAtarAction.noop
    /// The chicken's row.
    public internal(set) var chicken: Int8 = 9
    /// The steps until the chicken can move.
    public internal(set) var moveTimer: Int8 = 3
    /// The steps that follow before the last one; −1 when the game is over.
    public internal(set) var stepsLeft: Int16 = 2500
    /// The cars' columns.
    public internal(set) var columns = ByteLanes(repeating: 0)
    /// The steps until each car moves.
    public internal(set) var timers = ByteLanes(repeating: 1)
    /// Each car's period in steps, 1 to 5.
    public internal(set) var periods = ByteLanes(repeating: 1)
    /// Each car's direction as what a move adds to its column, modulo 10: 1 to the right, 9 to the
    /// left.
    public internal(set) var strides = ByteLanes(repeating: 1)

    /// Creates a road whose cars all go to the right.
    public init() {}
  }

  /// `freeway`.
  public static let name = "freeway"
  /// What each plane shows.
  public static let planes = [
    MinAtarPlane("chicken", .blue), MinAtarPlane("car", .slate),
    MinAtarPlane("behind a car of period 1", .vermilion, .small),
    MinAtarPlane("behind a car of period 2", .orange, .small),
    MinAtarPlane("behind a car of period 3", .yellow, .small),
    MinAtarPlane("behind a car of period 4", .sky, .small),
    MinAtarPlane("behind a car of period 5", .stone, .small),
  ]
  /// The actions that do something.
  public static let minimalActions: [MinAtarAction] = [.noop, .up, .down]

  /// Sticky actions and action set.
  public let settings: MinAtarSettings
  /// The whole state.
  public var state = State()

  /// Creates a game that waits for `reset`.
  public init(settings: MinAtarSettings) { self.settings = settings }

  /// At most one arrival a step.
  public var rewardRange: ClosedRange<Float> { 0...1 }

  /// The chicken's row and the steps left.
  public func describeState() -> String {
    state.stepsLeft < 0
      ? "chicken in row \(state.chicken); the time is up"
      : "chicken in row \(state.chicken); \(state.stepsLeft + 1) steps left"
  }
}
