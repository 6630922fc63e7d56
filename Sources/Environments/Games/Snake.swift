import Determinism
import Documents

/// A snake grows with everything it eats and must hit neither the wall nor itself.
///
/// - Description: A grid of `rows` by `columns` without a way around its edges. The snake starts
///   `startLength` cells long in the middle row, heading right. Every step its head moves on by one
///   cell and its tail leaves one; when the head reaches the food, the tail stays and the snake is
///   longer by one.
/// - Actions: 0 `up`, 1 `right`, 2 `down`, 3 `left`. The action that would turn the snake back into
///   its own neck goes straight on instead. Directions are absolute, not turns relative to the head,
///   because the observation is not turned with the snake either: an action means the same in every
///   picture, and a person plays with the arrow keys.
/// - Observation: 7 planes `[7, rows, columns]` of 0 and 1: head, food, tail, and four planes of body
///   segments, of which the neighbour towards the head lies up, right, down or left. That is the
///   whole state: the order of the body is known, so the cells that become free next are too.
/// - Reward: `foodReward` (+1) for eating, `deathReward` (−1) for dying, otherwise `stepReward` (0).
/// - Terminated: when the head would leave the grid or enter a cell of the body. The cell that the
///   tail leaves in the same step may be entered. Also when the snake fills the grid. A snake that
///   dies stays where it was.
/// - Truncated: never here; the definition's time limit does it (500 steps for `snake`). There is no
///   hunger: a counter of it would be a part of the state that the observation does not show.
/// - Randomness: each food lies in a free cell, all equally likely: one whole number below the count
///   of free cells picks one in row-major order, at the start and after each food eaten.
/// - Source: the arcade game Blockade (Gremlin, 1976) and its successors; rules our own.
public struct Snake: Game {
  /// What lies in a cell.
  enum Cell {
    static let free: UInt8 = 0
    /// `1 + direction` to the neighbour segment towards the head.
    static let body: ClosedRange<UInt8> = 1...4
    static let head: UInt8 = 5
  }

  /// Where the snake lies, where the food.
  public struct State: Codable, Hashable, Sendable {
    /// Every cell in row-major order: 0 free, 1 to 4 a body segment whose neighbour towards the head
    /// lies up, right, down or left, 5 the head.
    public internal(set) var cells: [UInt8]
    /// The head's cell.
    public internal(set) var head: Int
    /// The last segment's cell.
    public internal(set) var tail: Int
    /// The food's cell; nil on a full grid.
    public internal(set) var food: Int?
    /// The direction of the last move: 0 up, 1 right, 2 down, 3 left.
    public internal(set) var heading: Int
    /// The number of cells of the snake.
    public internal(set) var length: Int
    /// Whether the snake has hit something.
    public internal(set) var isDead: Bool
  }

  /// Size and rewards.
  public struct Parameters: Sendable, Hashable {
    /// Rows of the grid.
    public var rows = 8
    /// Columns of the grid.
    public var columns = 8
    /// Cells of the snake at the start.
    public var startLength = 3
    /// Reward for eating.
    public var foodReward: Float = 1
    /// Reward for dying.
    public var deathReward: Float = -1
    /// Reward of every other step.
    public var stepReward: Float = 0

    /// Creates the 8 by 8 grid.
    public init() {}
  }

  /// `snake`.
  public static let name = "snake"
  /// What each plane of an observation is.
  public static let observationNames = [
    "head", "food", "tail", "body going up", "body going right", "body going down",
    "body going left",
  ]
  /// The parameters before a definition sets any.
  public static let defaultParameters = Parameters()
  /// The keys under `parameters:`.
  public static let parameterFields = FieldTable<Parameters>([
    Field("rows", \.rows, "rows of the grid, 2 to 64", check: within(2...64)),
    Field("columns", \.columns, "columns of the grid, 4 to 64", check: within(4...64)),
    Field("startLength", \.startLength, "cells at the start, 2 to 32", check: within(2...32)),
    Field(
      "foodReward", \.foodReward, "reward for eating, -1000 to 1000", check: within(-1000...1000)),
    Field(
      "deathReward", \.deathReward, "reward for dying, -1000 to 1000", check: within(-1000...1000)),
    Field(
      "stepReward", \.stepReward, "reward of every other step, -1000 to 1000",
      check: within(-1000...1000)),
  ])

  /// Size and rewards of this grid.
  public let parameters: Parameters
  /// The whole state.
  public var state: State

  /// Creates a grid without food, until `reset` is called.
  ///
  /// - Throws: `InputError` where the starting snake is longer than half a row.
  public init(parameters: Parameters) throws {
    guard parameters.startLength <= parameters.columns / 2 + 1 else {
      throw InputError(
        "expected a startLength of at most \(parameters.columns / 2 + 1) in "
          + "\(parameters.columns) columns, got \(parameters.startLength)")
    }
    self.parameters = parameters
    state = Self.start(parameters)
  }

  /// Seven planes of 0 and 1.
  public var observationSpace: Box {
    Box(shape: [7, parameters.rows, parameters.columns], range: 0...1, elementType: .uint8)
  }

  /// From the smallest to the largest of the three rewards.
  public var rewardRange: ClosedRange<Float> {
    let rewards = [parameters.foodReward, parameters.deathReward, parameters.stepReward]
    return (rewards.min() ?? 0)...(rewards.max() ?? 0)
  }

  /// The four directions.
  public var actionSpace: Discrete { Self.actions }
  private static let actions = Discrete(names: ["up", "right", "down", "left"])

  /// Puts the snake into the middle row and a food into a free cell.
  public mutating func reset(using random: inout RandomStream) {
    state = Self.start(parameters)
    placeFood(using: &random)
  }

  /// Moves the snake by one cell.
  public mutating func step(_ action: Int, using random: inout RandomStream) -> StepResult {
    precondition(action >= 0 && action < 4, "expected an action in 0..<4, got \(action)")
    let direction = action == (state.heading ^ 2) ? state.heading : action
    guard let cell = neighbour(of: state.head, direction),
      state.cells[cell] == Cell.free || cell == state.tail
    else {
      state.isDead = true
      return StepResult(reward: parameters.deathReward, terminated: true)
    }
    state.heading = direction
    guard cell == state.food else {
      leaveTail()
      enter(cell, direction)
      return StepResult(reward: parameters.stepReward)
    }
    enter(cell, direction)
    state.length += 1
    placeFood(using: &random)
    return StepResult(reward: parameters.foodReward, terminated: state.food == nil)
  }

  /// Writes the seven planes.
  public func writeObservation(into observation: UnsafeMutableBufferPointer<UInt8>) {
    let plane = state.cells.count
    observation.update(repeating: 0)
    observation[state.head] = 1
    if let food = state.food { observation[plane + food] = 1 }
    observation[2 * plane + state.tail] = 1
    var cell = state.tail
    while cell != state.head {
      let direction = Int(state.cells[cell]) - 1
      observation[(3 + direction) * plane + cell] = 1
      cell += offset(direction)
    }
  }
}
