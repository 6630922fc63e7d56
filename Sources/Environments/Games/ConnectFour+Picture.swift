extension ConnectFour {
  /// Draws the frame: the agent's stones blue, the other side's orange.
  ///
  /// In self-play the side that began is blue. A game that is over has a green, vermilion or grey
  /// edge.
  public func render() -> Frame {
    let side = 24
    var frame = Frame(width: 7 * side + 1, height: 6 * side + 1, color: .mist)
    for row in 0..<6 {
      for column in 0..<7 {
        frame.fillDisc(row: row, column: column, side: side, radius: 9, stone(row, column))
      }
    }
    frame.drawOutcome(state.outcome)
    return frame
  }

  private func stone(_ row: Int, _ column: Int) -> Color {
    let bit = UInt64(7 * column + 5 - row)
    let isOwn = state.position.own >> bit & 1 == 1
    guard isOwn || state.position.other >> bit & 1 == 1 else { return .paper }
    return isOwn == isBlueToMove ? .blue : .orange
  }

  /// The stones of each side and how the game stands.
  public func describeState() -> String {
    let (own, other) = (
      state.position.own.nonzeroBitCount, state.position.other.nonzeroBitCount
    )
    let (blue, orange) = isBlueToMove ? (own, other) : (other, own)
    return "\(blue) blue and \(orange) orange stones, \(state.outcome.rawValue)"
  }
}
