extension Taxi {
  /// Draws the town, 40 pixels a place, with stands as squares and walls as thick lines.
  ///
  /// The destination is filled with slate. The waiting passenger is a purple disc; the taxi's roof is
  /// orange while it is empty and purple with the passenger in it.
  public func render() -> Frame {
    let side = 40
    var frame = Frame(width: 5 * side + 1, height: 5 * side + 1)
    let colors: [Color] = [.vermilion, .green, .yellow, .blue]
    for place in 0..<25 {
      let (x, y) = (place % 5 * side, place / 5 * side)
      frame.drawRectangle(x: x, y: y, width: side + 1, height: side + 1, .mist)
      guard let stand = Self.stands.firstIndex(of: place) else { continue }
      frame.fillRectangle(
        x: x + 4, y: y + 4, width: side - 7, height: side - 7, colors[stand])
      frame.fillRectangle(
        x: x + 8, y: y + 8, width: side - 15, height: side - 15,
        stand == state.destination ? .slate : .paper)
    }
    for place in 0..<25 where place % 5 < 4 && !Self.isOpen(place, 2) {
      frame.fillRectangle(
        x: (place % 5 + 1) * side - 2, y: place / 5 * side, width: 5, height: side + 1, .ink)
    }
    frame.drawRectangle(x: 0, y: 0, width: 5 * side + 1, height: 5 * side + 1, thickness: 3, .ink)
    let (x, y) = (state.place % 5 * side, state.place / 5 * side)
    let hasPassenger = state.passenger == Self.inTaxi
    frame.fillRectangle(x: x + 7, y: y + 13, width: 27, height: 15, .ink)
    frame.fillRectangle(x: x + 12, y: y + 9, width: 17, height: 23, .ink)
    frame.fillRectangle(
      x: x + 14, y: y + 14, width: 13, height: 13, hasPassenger ? .purple : .orange)
    if !hasPassenger {
      let stand = Self.stands[state.passenger]
      frame.fillCircle(
        x: stand % 5 * side + side / 2, y: stand / 5 * side + side / 2, radius: 6, .purple)
    }
    return frame
  }

  /// For example "taxi at row 3, column 1; passenger at red; to blue".
  public func describeState() -> String { describe(state: stateIndex) }
}
