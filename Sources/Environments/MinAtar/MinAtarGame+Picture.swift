extension MinAtarGame {
  /// Draws the board, 20 pixels a cell; the first plane lies on top.
  public func render() -> Frame {
    let cell = 20
    var frame = Frame(width: 10 * cell + 1, height: 10 * cell + 1)
    for row in 0..<10 {
      for column in 0..<10 {
        frame.drawRectangle(
          x: column * cell, y: row * cell, width: cell + 1, height: cell + 1, .mist)
      }
    }
    let marks = marks
    for (index, plane) in Self.planes.enumerated().reversed() {
      let margin = plane.size == .full ? 2 : 7
      for place in 0..<100 where marks[100 * index + place] != 0 {
        frame.fillRectangle(
          x: place % 10 * cell + margin, y: place / 10 * cell + margin,
          width: cell + 1 - 2 * margin, height: cell + 1 - 2 * margin, plane.color)
      }
    }
    return frame
  }

  /// The observation of the present state, `[planes, 10, 10]`; allocates.
  var marks: [UInt8] {
    let size = 100 * Self.planes.count
    return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      writeObservation(into: UnsafeMutableBufferPointer(rebasing: buffer[..<size]))
      count = size
    }
  }
}
