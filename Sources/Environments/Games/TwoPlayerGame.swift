import Determinism
import Documents

/// A position of a game of two, seen from the side to move.
public protocol TwoPlayerPosition: Codable, Hashable, Sendable {
  /// The moves that there can be are `0..<moveCount`.
  static var moveCount: Int { get }
  /// The empty board.
  init()
  /// The stones on the board.
  var stoneCount: Int { get }
  /// Whether a move is possible on a board that is not decided.
  func canPlay(_ move: Int) -> Bool
  /// Puts a stone; then the other side is to move.
  mutating func play(_ move: Int)
  /// Lets the other side move.
  mutating func pass()
  /// Whether the side that moved last has completed a line.
  var hasLine: Bool { get }
  /// Whether the stones could have been put so by turns.
  var isPossible: Bool { get }
}

/// Who answers the agent's moves.
public enum BoardOpponent: String, Sendable, Hashable, CaseIterable {
  /// Any possible move, all equally likely.
  case random
  /// Wins where one move wins, else prevents the agent's win by one move, else any move.
  case lookAhead = "look-ahead"
  /// Searches ahead, always for the best.
  case minimax
  /// Nobody: the agent plays both sides.
  case selfPlay = "self-play"
}

/// Which side begins.
public enum BoardBeginner: String, Sendable, Hashable, CaseIterable {
  /// Either with equal probability.
  case random
  /// The agent.
  case agent
  /// The opponent.
  case opponent
}

/// How a game of two stands.
public enum BoardOutcome: String, Sendable, Hashable, Codable {
  /// It goes on.
  case open
  /// The agent has a line; in self-play the side that moved last.
  case won
  /// The opponent has a line.
  case lost
  /// The board is full.
  case drawn
  /// The agent made a move that is not possible, and lost by it.
  case forfeited
}

/// The board of a game of two and who plays which side.
public struct TwoPlayerState<Position: Codable & Hashable & Sendable>: Codable, Hashable, Sendable {
  /// The board, from the side to move.
  public internal(set) var position: Position
  /// Whether the agent made, or makes, the first move.
  public internal(set) var agentBegins: Bool
  /// How the game stands.
  public internal(set) var outcome: BoardOutcome

  /// Creates a state.
  package init(position: Position, agentBegins: Bool = true, outcome: BoardOutcome = .open) {
    self.position = position
    self.agentBegins = agentBegins
    self.outcome = outcome
  }
}

/// What the games of two have in common: turns, rewards, endings.
public protocol TwoPlayerGame: Game where State == TwoPlayerState<Position> {
  /// The board.
  associatedtype Position: TwoPlayerPosition
  /// Who answers.
  var opponent: BoardOpponent { get }
  /// Who begins; in self-play it does not matter.
  var beginner: BoardBeginner { get }
  /// Moves that are drawn at the start of an episode; too few to end it.
  var openingMoves: Int { get }
  /// The best move by search; the same for the same position.
  func bestMove(in position: Position) -> Int
}

extension TwoPlayerGame {
  /// From a loss to a win.
  public var rewardRange: ClosedRange<Float> { -1...1 }

  /// Occupied places cannot be played.
  public var hasActionMask: Bool { true }

  /// Writes which moves are possible.
  public func writeActionMask(into mask: UnsafeMutableBufferPointer<Bool>) {
    for move in 0..<Position.moveCount { mask[move] = state.position.canPlay(move) }
  }

  /// Whether the agent is the side to move.
  var isAgentToMove: Bool {
    opponent == .selfPlay || state.position.stoneCount.isMultiple(of: 2) == state.agentBegins
  }

  /// Clears the board, draws the beginner and the opening; where the opponent is to move, it does.
  public mutating func reset(using random: inout RandomStream) {
    var agentBegins = beginner == .agent
    if opponent == .selfPlay {
      agentBegins = true
    } else if beginner == .random {
      agentBegins = random.integer(below: 2) == 0
    }
    state = TwoPlayerState(position: Position(), agentBegins: agentBegins, outcome: .open)
    for _ in 0..<openingMoves { state.position.play(randomMove(in: state.position, &random)) }
    if !isAgentToMove { state.position.play(answer(to: state.position, &random)) }
  }

  /// Plays the agent's move and the opponent's answer.
  public mutating func step(_ action: Int, using random: inout RandomStream) -> StepResult {
    let moves = Position.moveCount
    precondition(
      action >= 0 && action < moves, "expected an action in 0..<\(moves), got \(action)")
    guard state.outcome == .open else { return StepResult(reward: 0, terminated: true) }
    guard state.position.canPlay(action) else { return end(.forfeited) }
    state.position.play(action)
    if state.position.hasLine { return end(.won) }
    if isFull(state.position) { return end(.drawn) }
    if opponent == .selfPlay { return StepResult(reward: 0) }
    state.position.play(answer(to: state.position, &random))
    if state.position.hasLine { return end(.lost) }
    return isFull(state.position) ? end(.drawn) : StepResult(reward: 0)
  }

  private mutating func end(_ outcome: BoardOutcome) -> StepResult {
    state.outcome = outcome
    switch outcome {
    case .won: return StepResult(reward: 1, terminated: true)
    case .lost, .forfeited: return StepResult(reward: -1, terminated: true)
    case .drawn, .open: return StepResult(reward: 0, terminated: true)
    }
  }

  func isFull(_ position: Position) -> Bool {
    for move in 0..<Position.moveCount where position.canPlay(move) { return false }
    return true
  }

  /// Whether the board is possible and the outcome is that of the board.
  public func isValid(_ state: State) -> Bool {
    guard state.position.isPossible else { return false }
    switch state.outcome {
    case .won, .lost: return state.position.hasLine
    case .drawn: return !state.position.hasLine && isFull(state.position)
    case .open, .forfeited:
      let isFirstToMove = state.position.stoneCount.isMultiple(of: 2)
      return !state.position.hasLine && !isFull(state.position)
        && (opponent == .selfPlay || isFirstToMove == state.agentBegins)
    }
  }

  // MARK: Opponents

  /// The opponent's move.
  func answer(to position: Position, _ random: inout RandomStream) -> Int {
    forcedAnswer(to: position) ?? randomMove(in: position, &random)
  }

  /// The opponent's move where it does not draw one.
  func forcedAnswer(to position: Position) -> Int? {
    switch opponent {
    case .minimax: return bestMove(in: position)
    case .lookAhead:
      return winningMove(in: position, passing: false) ?? winningMove(in: position, passing: true)
    case .random, .selfPlay: return nil
    }
  }

  /// The first possible move that completes a line of the side to move; with `passing` of the other.
  private func winningMove(in position: Position, passing: Bool) -> Int? {
    for move in 0..<Position.moveCount where position.canPlay(move) {
      var next = position
      if passing { next.pass() }
      next.play(move)
      if next.hasLine { return move }
    }
    return nil
  }

  private func randomMove(in position: Position, _ random: inout RandomStream) -> Int {
    var count = 0
    for move in 0..<Position.moveCount where position.canPlay(move) { count += 1 }
    var remaining = random.integer(below: count)
    for move in 0..<Position.moveCount where position.canPlay(move) {
      if remaining == 0 { return move }
      remaining -= 1
    }
    preconditionFailure("expected a possible move in \(position)")
  }
}
