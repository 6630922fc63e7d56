/// What a scene tells beside its picture; every part may be missing.
public struct SceneInsight: Sendable {
  /// The rewards of this episode: `rewards[t]` is that of step t + 1, through the furthest step.
  public var rewards: [Float]
  /// What the agent expected in this episode: `values[t]` is the largest Q-value after t steps,
  /// through the furthest step.
  public var values: [Float]
  /// The returns of the episodes that ended before this one.
  public var returns: [Double]
  /// How the training went, where it is known.
  public var training: TrainingCurve?
  /// The whole distribution of each action's return, where the agent learned one.
  public var distributions: ReturnDistributions?
  /// What the network sees.
  public var observation: ObservationView?
  /// What the agent thinks of every cell of a grid.
  public var map: ValueMap?

  /// Gathers what is known.
  public init(
    rewards: [Float] = [], values: [Float] = [], returns: [Double] = [],
    training: TrainingCurve? = nil, distributions: ReturnDistributions? = nil,
    observation: ObservationView? = nil, map: ValueMap? = nil
  ) {
    self.rewards = rewards
    self.values = values
    self.returns = returns
    self.training = training
    self.distributions = distributions
    self.observation = observation
    self.map = map
  }
}

/// Evaluations in the course of a training.
public struct TrainingCurve: Sendable, Hashable {
  /// Environment steps, growing.
  public var steps: [Int]
  /// The mean return of each evaluation.
  public var returns: [Double]
  /// Steps of the whole training.
  public var totalSteps: Int
  /// Whether the training still goes on.
  public var isRunning: Bool

  /// A curve of as many returns as steps.
  public init(steps: [Int], returns: [Double], totalSteps: Int, isRunning: Bool) {
    precondition(
      steps.count == returns.count, "expected \(steps.count) returns, got \(returns.count)")
    self.steps = steps
    self.returns = returns
    self.totalSteps = totalSteps
    self.isRunning = isRunning
  }
}

/// A distribution of returns for each action.
public enum ReturnDistributions: Sendable, Hashable {
  /// Probabilities of fixed returns (C51): `probabilities[action][atom]` of `atoms[atom]`.
  case categorical(atoms: [Float], probabilities: [[Float]])
  /// Equally likely returns (QR-DQN, IQN): `returns[action]`, in growing order.
  case quantiles(returns: [[Float]])
}

/// What a network sees, in the shape in which people can see it too.
public enum ObservationView: Sendable, Hashable {
  /// Planes of cells, such as the channels of a picture.
  case planes([ObservationPlane])
  /// Single numbers with their names and ranges.
  case numbers([ObservationNumber])
}

/// One channel of an observation.
public struct ObservationPlane: Sendable, Hashable {
  /// What the channel tells, such as "ball"; may be empty.
  public var name: String
  /// Cells in a row.
  public var width: Int
  /// Rows of cells.
  public var height: Int
  /// `width * height` numbers in 0...1, row by row from the top.
  public var cells: [Float]

  /// A plane of `width * height` cells.
  public init(name: String, width: Int, height: Int, cells: [Float]) {
    precondition(
      cells.count == width * height, "expected \(width * height) cells, got \(cells.count)")
    self.name = name
    self.width = width
    self.height = height
    self.cells = cells
  }
}

/// One number of an observation.
public struct ObservationNumber: Sendable, Hashable {
  /// What it tells, such as "angle".
  public var name: String
  /// Its value.
  public var value: Float
  /// Where it can lie; ends may be infinite.
  public var range: ClosedRange<Float>

  /// A number in its range.
  public init(name: String, value: Float, range: ClosedRange<Float>) {
    self.name = name
    self.value = value
    self.range = range
  }
}

/// What every cell of a grid is worth if the agent stood there, everything else being as it is.
public struct ValueMap: Sendable, Hashable {
  /// One cell on which the agent can stand.
  public struct Cell: Sendable, Hashable {
    /// The largest Q-value there.
    public var value: Float
    /// The greedy action's direction in cells, right and down positive; nil where it is none.
    public var direction: Direction?
    /// The value under an optimal policy, where the task could be solved.
    public var optimum: Float?
    /// The direction of an optimal action.
    public var optimalDirection: Direction?

    /// Gathers what is known of a cell.
    public init(
      value: Float, direction: Direction?, optimum: Float? = nil, optimalDirection: Direction? = nil
    ) {
      self.value = value
      self.direction = direction
      self.optimum = optimum
      self.optimalDirection = optimalDirection
    }
  }

  /// Where an action leads.
  public enum Direction: String, Sendable, Hashable {
    case up, down, left, right
  }

  /// Cells in a row.
  public var width: Int
  /// Rows of cells.
  public var height: Int
  /// `width * height` cells, row by row from the top; nil where the agent cannot stand.
  public var cells: [Cell?]
  /// The cell of the agent, from the top left; nil where it is nowhere.
  public var agent: Int?

  /// A map of `width * height` cells.
  public init(width: Int, height: Int, cells: [Cell?], agent: Int?) {
    precondition(
      cells.count == width * height, "expected \(width * height) cells, got \(cells.count)")
    self.width = width
    self.height = height
    self.cells = cells
    self.agent = agent
  }
}
