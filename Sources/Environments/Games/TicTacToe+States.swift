/// States are numbered by the cells, as the side to move sees them; the last one is the end.
///
/// In self-play the best return counts the rewards of both sides together: it is no measure of play.
extension TicTacToe: EnumerableEnvironment {
  private var end: Int { TicTacToePosition.numbers }

  /// Every way to fill nine cells with two kinds of stones, and the end.
  public var stateCount: Int { TicTacToePosition.numbers + 1 }

  /// The number of the present state.
  public var stateIndex: Int { state.outcome == .open ? state.position.number : end }

  /// The boards on which the agent makes its first move.
  public var startDistribution: [(state: Int, probability: Double)] {
    var probabilities = [Double](repeating: 0, count: TicTacToePosition.numbers)
    let sides: [(agentBegins: Bool, probability: Double)]
    switch beginner {
    case _ where opponent == .selfPlay: sides = [(true, 1)]
    case .random: sides = [(true, 0.5), (false, 0.5)]
    case .agent: sides = [(true, 1)]
    case .opponent: sides = [(false, 1)]
    }
    for side in sides {
      var boards: [(position: TicTacToePosition, probability: Double)] = [
        (TicTacToePosition(), side.probability)
      ]
      for _ in 0..<openingMoves { boards = boards.flatMap { followers(of: $0, forced: nil) } }
      let isAgentToMove =
        opponent == .selfPlay || openingMoves.isMultiple(of: 2) == side.agentBegins
      if !isAgentToMove {
        boards = boards.flatMap { followers(of: $0, forced: forcedAnswer(to: $0.position)) }
      }
      for board in boards { probabilities[board.position.number] += board.probability }
    }
    return probabilities.indices.filter { probabilities[$0] > 0 }.map { ($0, probabilities[$0]) }
  }

  /// The agent's stone, then every answer.
  public func outcomes(of index: Int, action: Int) -> [Outcome] {
    guard let position = TicTacToePosition(number: index), position.isPossible, !position.hasLine,
      !isFull(position)
    else { return [Outcome(probability: 1, nextState: index, reward: 0, terminated: true)] }
    guard position.canPlay(action) else { return [ending(reward: -1, 1)] }
    var next = position
    next.play(action)
    if next.hasLine { return [ending(reward: 1, 1)] }
    if isFull(next) { return [ending(reward: 0, 1)] }
    if opponent == .selfPlay {
      return [Outcome(probability: 1, nextState: next.number, reward: 0, terminated: false)]
    }
    return followers(of: (next, 1), forced: forcedAnswer(to: next)).map { board in
      if board.position.hasLine { return ending(reward: -1, board.probability) }
      if isFull(board.position) { return ending(reward: 0, board.probability) }
      return Outcome(
        probability: board.probability, nextState: board.position.number, reward: 0,
        terminated: false)
    }
  }

  /// The cells row by row, `x` the side to move.
  public func describe(state index: Int) -> String {
    guard let position = TicTacToePosition(number: index) else { return "the end" }
    return String(
      (0..<9).map { cell -> Character in
        if position.own >> UInt16(cell) & 1 == 1 { return "x" }
        return position.other >> UInt16(cell) & 1 == 1 ? "o" : "."
      })
  }

  private func ending(reward: Double, _ probability: Double) -> Outcome {
    Outcome(probability: probability, nextState: end, reward: reward, terminated: true)
  }

  /// A board after a forced move, or after any, all equally likely.
  private func followers(
    of board: (position: TicTacToePosition, probability: Double), forced: Int?
  ) -> [(position: TicTacToePosition, probability: Double)] {
    let moves = forced.map { [$0] } ?? (0..<9).filter(board.position.canPlay)
    return moves.map { move in
      var next = board.position
      next.play(move)
      return (next, board.probability / Double(moves.count))
    }
  }
}
