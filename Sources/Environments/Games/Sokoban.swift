import Determinism
import Documents

/// Push every box onto a goal; a box cannot be pulled.
///
/// - Description: A room of 8 by 8 cells with walls, boxes and as many goals. The player moves by one
///   cell; where a box stands in the way and the cell behind it is free, it pushes the box. Neither
///   walls nor two boxes in a row move.
/// - Actions: 0 `up`, 1 `right`, 2 `down`, 3 `left`. The action mask is true for those that move the
///   player; the others change nothing and cost a step.
/// - Observation: planes `[4, 8, 8]` of bytes: walls, goals, boxes, player.
/// - Reward: `stepReward` (−0.1) for every step, `boxReward` (1) more for a box pushed onto a goal and
///   as much less for one pushed off, `solvedReward` (10) more for the last box.
/// - Terminated: when every box is on a goal.
/// - Truncated: by the definition's time limit. A box in a corner is not noticed: the episode then
///   lasts to the limit.
/// - Randomness: the level, with `level: 0` one of the twelve for each episode; else none.
/// - Source: Hiroyuki Imabayashi, 1981; the rewards are those of gym-sokoban (Schrader 2018). The
///   levels are our own.
public struct Sokoban: Game {
  /// Where player and boxes are.
  public struct State: Codable, Hashable, Sendable {
    /// The level, from 0.
    public var level: Int
    /// The player's cell, `8 * row + column`.
    public var player: Int
    /// The boxes: bit `8 * row + column` for each.
    public var boxes: UInt64

    /// Creates a state.
    public init(level: Int, player: Int, boxes: UInt64) {
      self.level = level
      self.player = player
      self.boxes = boxes
    }
  }

  /// Level and rewards.
  public struct Parameters: Sendable, Hashable {
    /// The level from 1; 0 for one of all in each episode.
    public var level = 0
    /// Reward of every step.
    public var stepReward: Float = -0.1
    /// Reward for a box pushed onto a goal.
    public var boxReward: Float = 1
    /// Reward for the last box.
    public var solvedReward: Float = 10

    /// Creates all levels.
    public init() {}
  }

  /// Bytes.
  public typealias ObservationElement = UInt8

  /// `sokoban`.
  public static let name = "sokoban"
  /// What each plane of an observation is.
  public static let observationNames = ["walls", "goals", "boxes", "player"]
  /// The parameters before a definition sets any.
  public static let defaultParameters = Parameters()
  /// The keys under `parameters:`.
  public static let parameterFields = FieldTable<Parameters>([
    Field(
      "level", \.level, "the level, 1 to 12; 0 draws one for each episode", check: within(0...12)),
    Field("stepReward", \.stepReward, "reward of every step, -100 to 0", check: within(-100...0)),
    Field(
      "boxReward", \.boxReward, "reward for a box pushed onto a goal, 0 to 100",
      check: within(0...100)),
    Field(
      "solvedReward", \.solvedReward, "reward for the last box, 0 to 1000",
      check: within(0...1000)),
  ])

  /// Level and rewards.
  public let parameters: Parameters
  /// The whole state.
  public var state: State

  /// Creates a room at its start.
  public init(parameters: Parameters) {
    self.parameters = parameters
    state = Self.start(max(parameters.level - 1, 0))
  }

  private static func start(_ level: Int) -> State {
    let start = SokobanLevel.all[level]
    return State(level: level, player: start.player, boxes: start.boxes)
  }

  /// Four planes of 0 and 1.
  public var observationSpace: Box { Box(shape: [4, 8, 8], range: 0...1, elementType: .uint8) }

  /// The four directions.
  public var actionSpace: Discrete { Self.actions }
  private static let actions = Discrete(names: ["up", "right", "down", "left"])

  /// From a box pushed off a goal to the last one pushed on.
  public var rewardRange: ClosedRange<Float> {
    let (step, box) = (parameters.stepReward, parameters.boxReward)
    return step - box...step + box + parameters.solvedReward
  }

  /// Walls and boxes can be in the way.
  public var hasActionMask: Bool { true }

  /// Writes which actions move the player.
  public func writeActionMask(into mask: UnsafeMutableBufferPointer<Bool>) {
    for action in 0..<4 { mask[action] = moved(action) != nil }
  }

  /// Begins a level.
  public mutating func reset(using random: inout RandomStream) {
    let level = parameters.level
    state = Self.start(level > 0 ? level - 1 : random.integer(below: SokobanLevel.all.count))
  }

  /// Moves the player, and a box where one is in the way.
  public mutating func step(_ action: Int, using random: inout RandomStream) -> StepResult {
    precondition(action >= 0 && action < 4, "expected an action in 0..<4, got \(action)")
    let goals = SokobanLevel.all[state.level].goals
    guard let next = moved(action) else {
      return StepResult(reward: parameters.stepReward, terminated: state.boxes == goals)
    }
    let gained =
      (next.boxes & goals).nonzeroBitCount - (state.boxes & goals).nonzeroBitCount
    state = next
    var reward = parameters.stepReward + Float(gained) * parameters.boxReward
    if next.boxes == goals { reward += parameters.solvedReward }
    return StepResult(reward: reward, terminated: next.boxes == goals)
  }

  /// What an action leads to; nil where nothing can move.
  package func moved(_ action: Int) -> State? {
    let walls = SokobanLevel.all[state.level].walls
    let offset = (action & 1 == 0 ? 8 : 1) * (action == 0 || action == 3 ? -1 : 1)
    var next = state
    // The border is wall, so one step from the player stays on the board, and two from a box's side.
    next.player += offset
    let cell: UInt64 = 1 << UInt64(next.player)
    if walls & cell != 0 { return nil }
    guard state.boxes & cell != 0 else { return next }
    let behind: UInt64 = 1 << UInt64(next.player + offset)
    if (walls | state.boxes) & behind != 0 { return nil }
    next.boxes = state.boxes & ~cell | behind
    return next
  }

  /// Writes the planes.
  public func writeObservation(into observation: UnsafeMutableBufferPointer<UInt8>) {
    let level = SokobanLevel.all[state.level]
    for cell in 0..<64 {
      let bit = UInt64(cell)
      observation[cell] = UInt8(truncatingIfNeeded: level.walls >> bit & 1)
      observation[64 + cell] = UInt8(truncatingIfNeeded: level.goals >> bit & 1)
      observation[128 + cell] = UInt8(truncatingIfNeeded: state.boxes >> bit & 1)
      observation[192 + cell] = cell == state.player ? 1 : 0
    }
  }

  /// Whether player and boxes stand on floor, and there are as many boxes as goals.
  public func isValid(_ state: State) -> Bool {
    guard SokobanLevel.all.indices.contains(state.level), (0..<64).contains(state.player) else {
      return false
    }
    let level = SokobanLevel.all[state.level]
    return (level.walls | state.boxes) >> UInt64(state.player) & 1 == 0
      && level.walls & state.boxes == 0
      && state.boxes.nonzeroBitCount == level.goals.nonzeroBitCount
  }

  /// Draws walls, goals, boxes (green on a goal) and the player.
  public func render() -> Frame {
    let side = 20
    var frame = Frame(rows: 8, columns: 8, side: side)
    let level = SokobanLevel.all[state.level]
    for cell in 0..<64 {
      let (row, column, bit) = (cell / 8, cell % 8, UInt64(1) << UInt64(cell))
      let isGoal = level.goals & bit != 0
      if level.walls & bit != 0 { frame.fillCell(row: row, column: column, side: side, .slate) }
      if state.boxes & bit != 0 {
        frame.fillCell(
          row: row, column: column, side: side, margin: 2, isGoal ? .green : .orange)
      } else if isGoal {
        frame.fillDisc(row: row, column: column, side: side, radius: 4, .green)
      }
    }
    frame.fillDisc(row: state.player / 8, column: state.player % 8, side: side, radius: 7, .blue)
    return frame
  }

  /// The level, the boxes on goals, and the player's place.
  public func describeState() -> String {
    let goals = SokobanLevel.all[state.level].goals
    return "level \(state.level + 1), \((state.boxes & goals).nonzeroBitCount) of "
      + "\(goals.nonzeroBitCount) boxes on goals, player at row \(state.player / 8), column "
      + "\(state.player % 8)"
  }
}
