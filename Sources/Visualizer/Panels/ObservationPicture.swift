import Environments

/// One plane of an observation as a picture: the larger a number, the more of the text's colour.
struct ObservationPicture {
  private let plane: ObservationPlane
  /// The colours of 0/256...256/256.
  private let ramp: [Color]
  private let unknown: Color

  init(_ plane: ObservationPlane, _ look: Look) {
    self.plane = plane
    unknown = look.theme.second
    // Large planes are pictures, whose numbers are brightness in any theme.
    let isPicture = plane.width > 32 && plane.height > 32
    let low = isPicture ? Color(0x0B0D10) : look.theme.grid
    let high = isPicture ? Color(0xF4F2EC) : look.theme.ink
    ramp = (0...256).map { low.mixed(with: high, share: $0) }
  }

  /// Draws the plane in the top left corner of a room: enlarged by a whole factor, or shrunk by the
  /// means of areas.
  func draw(on canvas: inout Canvas, in room: Rectangle) {
    guard !room.isEmpty else { return }
    let factor = min(room.width / plane.width, room.height / plane.height)
    guard factor > 0 else { return drawShrunk(on: &canvas, in: room) }
    canvas.fill(
      Rectangle(x: room.x, y: room.y, width: factor * plane.width, height: factor * plane.height),
      ramp[0])
    for (index, cell) in plane.cells.enumerated() where cell != 0 {
      canvas.fill(
        Rectangle(
          x: room.x + index % plane.width * factor, y: room.y + index / plane.width * factor,
          width: factor, height: factor),
        Self.level(cell).map { ramp[$0] } ?? unknown)
    }
  }

  /// Draws a plane of one row over the whole of a room; of cells that share a pixel the last one
  /// that is not 0 is seen.
  func drawStrip(on canvas: inout Canvas, in room: Rectangle) {
    guard !room.isEmpty else { return }
    canvas.fill(room, ramp[0])
    let gap = room.width >= 5 * plane.width ? 1 : 0
    for (index, cell) in plane.cells.prefix(plane.width).enumerated() where cell != 0 {
      let left = index * room.width / plane.width
      let right = max(left + 1, (index + 1) * room.width / plane.width - gap)
      canvas.fill(
        Rectangle(x: room.x + left, y: room.y, width: right - left, height: room.height),
        Self.level(cell).map { ramp[$0] } ?? unknown)
    }
  }

  /// A number in 0...1 in 256ths; nil where it is none.
  private static func level(_ cell: Float) -> Int? {
    cell.isNaN ? nil : Int(min(1, max(0, cell)) * 256)
  }

  private func drawShrunk(on canvas: inout Canvas, in room: Rectangle) {
    let (width, height) = (min(room.width, plane.width), min(room.height, plane.height))
    let levels = plane.cells.map { Self.level($0) ?? 0 }
    let columns = (0..<width).map { Self.parts(of: $0, from: plane.width, to: width) }
    let whole = plane.width * plane.height
    var pixels: [UInt8] = []
    pixels.reserveCapacity(3 * width * height)
    for y in 0..<height {
      let rows = Self.parts(of: y, from: plane.height, to: height)
      for x in 0..<width {
        var sum = whole / 2
        for row in rows {
          for column in columns[x] {
            sum += levels[row.place * plane.width + column.place] * row.share * column.share
          }
        }
        let color = ramp[sum / whole]
        pixels.append(color.red)
        pixels.append(color.green)
        pixels.append(color.blue)
      }
    }
    canvas.draw(
      Frame(width: width, height: height, pixels: pixels),
      in: Rectangle(x: room.x, y: room.y, width: width, height: height))
  }

  /// The cells that a pixel covers, with their shares, which sum to the count of cells.
  private static func parts(
    of pixel: Int, from cells: Int, to pixels: Int
  ) -> [(place: Int, share: Int)] {
    let (start, end) = (pixel * cells, (pixel + 1) * cells)
    return (start / pixels...(end - 1) / pixels).map {
      ($0, min(end, ($0 + 1) * pixels) - max(start, $0 * pixels))
    }
  }
}
