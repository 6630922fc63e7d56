import Determinism
import Documents

/// Small grid worlds of rooms, doors, keys and goals, seen by an agent that looks one way.
///
/// - Description: A map of cells (``MiniGridLevel`` says which). The agent stands on a cell, looks
///   in one of four directions and may carry one object.
/// - Actions: 0 `left` and 1 `right` turn; 2 `forward` steps onto an empty cell, a floor, an open
///   door, a goal or lava; 3 `pickup` takes the key, ball or box in front; 4 `drop` puts the carried
///   object onto the empty cell in front; 5 `toggle` opens and closes the door in front, unlocks a
///   locked one if the key of its colour is carried, and opens a box, which leaves its contents; 6
///   `done` does nothing by itself. Among moving obstacles only the first three.
/// - Observation: bytes `[3, height, width]`: object, colour and state of the cells that the agent
///   sees, seven by seven of them, itself in the middle of the bottom row, where it sees what it
///   carries; unseen cells are 0. Other views: all cells, and one plane for each value.
/// - Reward: 1 − 0.9 · steps / `maxSteps` where the task is done, else 0; −1 for walking into an
///   obstacle among moving ones.
/// - Terminated: when the task is done or cannot be done any more (``MiniGridTask``), on a goal, in
///   lava.
/// - Truncated: by the time limit, which is `maxSteps`.
/// - Randomness: the level, the agent's start where it is random, the obstacles' moves.
/// - Source: M. Chevalier-Boisvert et al., "Minigrid & Miniworld", 2023; rules, encodings and
///   rewards as in minigrid 3.2.0.
public struct MiniGrid: Game {
  /// Everything that changes during an episode.
  public typealias State = MiniGridState
  /// Level, clock and view.
  public typealias Parameters = MiniGridParameters
  /// All numbers are whole and small.
  public typealias ObservationElement = UInt8

  /// `minigrid`.
  public static let name = "minigrid"
  /// What the planes of an observation are.
  public static let observationNames = ["object", "colour", "state"]
  /// The parameters before a definition sets any.
  public static let defaultParameters = MiniGridParameters()
  /// The keys under `parameters:`.
  public static let parameterFields = MiniGridParameters.fields

  /// Level, clock and view.
  public let parameters: MiniGridParameters
  /// The whole state.
  public var state: MiniGridState

  private let generator: any MiniGridGenerator
  /// Counts the changed cells; tells `advance` whether there is anything new to see.
  var changes = 0

  /// Creates a level, at the beginning of an episode that is always the same, until `reset`.
  ///
  /// - Throws: `InputError` where there is no such level with these parameters.
  public init(parameters: MiniGridParameters) throws {
    self.parameters = parameters
    generator = try parameters.level.generator(for: parameters)
    state = MiniGridState(map: MiniGridMap(width: generator.width, height: generator.height))
    var random = RandomStream(seed: 0)
    reset(using: &random)
  }

  /// Three planes, or one for each value.
  public var observationSpace: Box {
    let width = parameters.view.isPartial ? parameters.viewSize : generator.width
    let height = parameters.view.isPartial ? parameters.viewSize : generator.height
    if parameters.view.isOneHot {
      return Box(shape: [oneHotPlanes, height, width], range: 0...1, elementType: .uint8)
    }
    let cells = width * height
    // Eleven objects, six colours, three states; in the full view four directions of the agent.
    let largest: [Float] = [10, 5, parameters.view.isPartial ? 2 : 3]
    return Box(
      shape: [3, height, width], low: Array(repeating: 0, count: 3 * cells),
      high: largest.flatMap { Array(repeating: $0, count: cells) }, elementType: .uint8)
  }

  /// Seven actions, or three among moving obstacles.
  public var actionSpace: Discrete {
    parameters.level == .dynamicObstacles ? Self.moves : Self.actions
  }
  private static let actions = Discrete(
    names: ["left", "right", "forward", "pickup", "drop", "toggle", "done"])
  private static let moves = Discrete(names: ["left", "right", "forward"])

  /// From 0 to 1; among moving obstacles from −1.
  public var rewardRange: ClosedRange<Float> {
    parameters.level == .dynamicObstacles ? -1...1 : 0...1
  }

  /// The task in words.
  public var mission: String { state.task.mission(in: parameters.level) }

  /// Begins an episode on a new level.
  public mutating func reset(using random: inout RandomStream) {
    state.clear()
    generator.generate(&state, from: &random)
  }

  /// Takes one action, then moves the obstacles where there are any.
  public mutating func step(_ action: Int, using random: inout RandomStream) -> StepResult {
    advance(action, from: &random)
  }

  /// Whether the state is one of this level: its size and kind of task, all places on the map.
  public func isValid(_ state: MiniGridState) -> Bool {
    let map = state.map
    let isOnMap: (MiniGridPlace) -> Bool = { map.contains($0.x, $0.y) }
    return map.width == generator.width && map.height == generator.height
      && map.contains(state.x, state.y) && (0..<4).contains(state.direction)
      && (0...parameters.maxSteps).contains(state.steps)
      && (state.carrying.map { $0.isPortable } ?? true)
      && state.task.isValid(on: map) && state.task.isSameKind(as: self.state.task)
      && state.obstacles.allSatisfy(isOnMap)
  }
}
