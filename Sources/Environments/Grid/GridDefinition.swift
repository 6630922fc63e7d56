/// The world of a grid task: map, moves, rewards and endings, as a definition file states them.
public struct GridDefinition: Sendable, Hashable {
  /// What a cell is.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// Can be walked on.
    case floor
    /// Cannot be entered; a move against it stays where it was.
    case wall
    /// Floor on which episodes begin; of several each is equally likely.
    case start
    /// What is to be reached.
    case goal
    /// What is to be avoided.
    case hazard
    /// Entering it leads back to a start cell; the episode goes on.
    case cliff
  }

  /// A symbol of the map: what it stands for.
  public struct Cell: Sendable, Hashable {
    /// The symbol in the map.
    public var symbol: Character
    /// What the cell is.
    public var kind: Kind
    /// The reward of a step that ends here, if the symbol has one of its own.
    public var reward: Double?
  }

  /// What the agent sees.
  public enum Observation: String, Sendable, Hashable, CaseIterable {
    /// Row and column, each scaled to -1...1: shape `[2]`.
    case coordinates
    /// One element for each cell that is no wall, 1 where the agent is: shape `[cells]`.
    case oneHot = "one-hot"
    /// Planes of bytes 0 or 1 (agent, wall, goal, hazard or cliff): shape `[4, height, width]`.
    case layers
  }

  /// The largest number of rows and of columns.
  public static let largestSide = 128

  /// The number of columns.
  public var width: Int
  /// The number of rows.
  public var height: Int
  /// The cells, row by row from the top.
  public var cells: [Cell]
  /// The legend, in the order of the file.
  public var legend: [Cell]
  /// The actions, in order.
  public var actions: [GridAction]
  /// How moves can fail.
  public var slip: GridSlip
  /// What the agent sees.
  public var observation: Observation
  /// The reward of a step, unless the kind of cell it ends in has one of its own.
  public var stepReward: Double
  /// The rewards of steps that end in a kind of cell, in place of `stepReward`.
  public var kindRewards: [Kind: Double]
  /// The kinds of cells that end the task.
  public var endings: Set<Kind>
  /// The line of each map row in the file, and of the legend's entries.
  var mapLines: [Int]
  /// The line of each legend entry.
  var legendLines: [Int]
  /// The line of each entry of the rewards.
  var rewardLines: [Kind: Int]

  /// The reward of a step that ends in a cell.
  public func reward(of cell: Cell) -> Double {
    cell.reward ?? kindRewards[cell.kind] ?? stepReward
  }

  /// The places of the cells of one kind, in reading order.
  public func places(of kind: Kind) -> [Int] { cells.indices.filter { cells[$0].kind == kind } }

  /// The map as lines of text.
  public var mapRows: [String] {
    (0..<height).map { row in
      String(cells[(row * width)..<((row + 1) * width)].map(\.symbol))
    }
  }
}
