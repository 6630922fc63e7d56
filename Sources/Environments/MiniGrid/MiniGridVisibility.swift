/// What the agent sees of a line of its view, one bit for each cell from the left.
enum MiniGridVisibility {
  /// Spreads visibility along a line and on to the line above it.
  ///
  /// First from the left to the right, then back, each visible cell that hides nothing shows the
  /// cell beside it and the two above them.
  ///
  /// - Parameters:
  ///   - visible: the cells that the line below shows.
  ///   - clear: the cells that hide nothing.
  ///   - length: the cells of the line, at most 15.
  /// - Returns: the visible cells of the line, and those that it shows of the line above.
  @inline(__always)
  static func spread(
    _ visible: UInt32, clear: UInt32, length: UInt32
  ) -> (line: UInt32, above: UInt32) {
    // To the right: the carry of an addition runs through the clear cells from the seen ones.
    let rightmost: UInt32 = 1 << (length - 1)
    let open = clear & (rightmost - 1)
    let seeds = visible & open
    let toRight = open & (((open &+ seeds) ^ open) | seeds)
    let afterRight = visible | toRight << 1
    // To the left: twice, four and eight times as far with each line.
    var free = clear & (rightmost | (rightmost - 1)) & ~1
    var toLeft = afterRight & free
    toLeft |= free & toLeft >> 1
    free &= free >> 1
    toLeft |= free & toLeft >> 2
    free &= free >> 2
    toLeft |= free & toLeft >> 4
    free &= free >> 4
    toLeft |= free & toLeft >> 8
    return (afterRight | toLeft >> 1, toRight | toRight << 1 | toLeft | toLeft >> 1)
  }
}
