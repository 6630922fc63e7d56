import Environments

/// A picture that is ruled into square cells, with a line at the left of and above each and a last
/// one at the right and below: boards, mazes.
///
/// Shrunk, every cell keeps the same whole number of pixels, and each pixel takes the one colour
/// that tells most: a ball that covers a tenth of its cell is seen, the ground around it is not.
struct TerminalCells {
  private let frame: Frame
  private let side: Int

  /// Finds the cells; nil where there are none.
  init?(_ frame: Frame) {
    guard let side = Self.side(of: frame) else { return nil }
    self.frame = frame
    self.side = side
  }

  /// The picture in the largest size within the room; nil where that costs a third of the size.
  func shrunk(into room: (width: Int, height: Int)) -> Frame? {
    let (across, down) = ((frame.width - 1) / side, (frame.height - 1) / side)
    let pixels = min(room.width / across, room.height / down)
    let size = TerminalPicture.size(of: frame, within: room)
    guard pixels >= 1, pixels < side, 3 * pixels * across >= 2 * size.width else { return nil }
    let grounds = grounds
    var bytes: [UInt8] = []
    bytes.reserveCapacity(3 * across * down * pixels * pixels)
    frame.pixels.withUnsafeBufferPointer { source in
      for y in 0..<(down * pixels) {
        for x in 0..<(across * pixels) {
          let color = color(of: x, y, pixels, source, grounds)
          bytes.append(UInt8(truncatingIfNeeded: color >> 16))
          bytes.append(UInt8(truncatingIfNeeded: color >> 8))
          bytes.append(UInt8(truncatingIfNeeded: color))
        }
      }
    }
    return Frame(width: across * pixels, height: down * pixels, pixels: bytes)
  }

  /// The colour with the largest share of a new pixel, where a ground's share counts a fifth, or a
  /// twelfth where pixels are few; the lines between the cells do not count.
  private func color(
    of x: Int, _ y: Int, _ pixels: Int, _ source: UnsafeBufferPointer<UInt8>, _ grounds: [UInt32]
  ) -> UInt32 {
    var found: [(color: UInt32, count: Int)] = []
    for row in span(of: y, pixels) {
      for column in span(of: x, pixels) {
        let color = Self.color(source, 3 * (row * frame.width + column))
        if let index = found.firstIndex(where: { $0.color == color }) {
          found[index].count += 1
        } else {
          found.append((color, 1))
        }
      }
    }
    if found.count == 1 { return found[0].color }
    var best: (color: UInt32, count: Int) = (0, 0)
    for entry in found {
      let count = entry.count * (grounds.contains(entry.color) ? 1 : pixels < 3 ? 12 : 5)
      if count > best.count { best = (entry.color, count) }
    }
    return best.color
  }

  /// The old pixels of a new one, without the line at the beginning of the cell.
  private func span(of place: Int, _ pixels: Int) -> Range<Int> {
    let (cell, part) = place.quotientAndRemainder(dividingBy: pixels)
    let (start, end) = (part * side / pixels, (part + 1) * side / pixels)
    return cell * side + max(1, start)..<cell * side + max(2, end)
  }

  private static func color(_ source: UnsafeBufferPointer<UInt8>, _ place: Int) -> UInt32 {
    UInt32(source[place]) << 16 | UInt32(source[place + 1]) << 8 | UInt32(source[place + 2])
  }

  /// The colours that cover a quarter of the picture or more.
  private var grounds: [UInt32] {
    var found: [(color: UInt32, count: Int)] = []
    var samples = 0
    frame.pixels.withUnsafeBufferPointer { source in
      for y in stride(from: 1, to: frame.height, by: 3) {
        for x in stride(from: 1, to: frame.width, by: 3) {
          let color = Self.color(source, 3 * (y * frame.width + x))
          samples += 1
          if let index = found.firstIndex(where: { $0.color == color }) {
            found[index].count += 1
          } else {
            found.append((color, 1))
          }
        }
      }
    }
    return found.filter { 4 * $0.count >= samples }.map(\.color)
  }

  /// The side of the cells; nil where the picture has none.
  ///
  /// Where every so many columns there is a change of colour over a good part of the height, there
  /// are the lines.
  private static func side(of frame: Frame) -> Int? {
    let (width, height) = (frame.width, frame.height)
    var changes = [Int](repeating: 0, count: width)
    var samples = 0
    frame.pixels.withUnsafeBufferPointer { source in
      for y in stride(from: 3, to: height - 1, by: 7) {
        samples += 1
        var before = color(source, 3 * y * width)
        for x in 1..<width {
          let here = color(source, 3 * (y * width + x))
          if here != before { changes[x] += 1 }
          before = here
        }
      }
    }
    return (8...40).first { side in
      (width - 1) % side == 0 && (height - 1) % side == 0 && width > 2 * side
        && stride(from: side, to: width, by: side).allSatisfy {
          // The line itself may be the edge, or a thing that fills its cell up to the line.
          max(changes[$0], $0 + 1 < width ? changes[$0 + 1] : 0) * 5 >= samples
        }
    }
  }
}
