import Environments

/// A picture for an environment that draws none itself: what the agent sees.
enum ObservationPicture {
  /// An image for image-like observations, else a bar for each number.
  static func frame(of observation: some RandomAccessCollection<Float>, in space: Box) -> Frame {
    let values = Array(observation)
    if space.shape.count == 3, space.elementType == .uint8, [1, 3].contains(space.shape[0]) {
      return image(values, planes: space.shape[0], height: space.shape[1], width: space.shape[2])
    }
    return bars(values, space)
  }

  private static func image(_ values: [Float], planes: Int, height: Int, width: Int) -> Frame {
    let size = width * height
    func byte(_ plane: Int, _ pixel: Int) -> UInt8 {
      UInt8(max(0, min(255, values[min(plane, planes - 1) * size + pixel])))
    }
    let pixels = (0..<size).flatMap { pixel in (0..<3).map { byte($0, pixel) } }
    return Frame(width: width, height: height, pixels: pixels)
  }

  /// One bar for each of the first 32 numbers, from the middle, as long as its bounds make it.
  private static func bars(_ values: [Float], _ space: Box) -> Frame {
    let (half, thickness) = (120, 10)
    let shown = values.prefix(32)
    var frame = Frame(width: 2 * half + 1, height: shown.count * (thickness + 2) + 2)
    for (index, value) in shown.enumerated() {
      let bound = max(abs(space.low[index]), abs(space.high[index]))
      // Without finite bounds: half the width for 1, all of it for infinity.
      let part = bound.isFinite && bound > 0 ? value / bound : value / (1 + abs(value))
      let length = Int((max(-1, min(1, part)) * Float(half)).rounded())
      for y in 0..<thickness {
        for x in stride(from: 0, through: length, by: length < 0 ? -1 : 1) {
          frame[half + x, 2 + index * (thickness + 2) + y] = x == 0 ? .ink : .blue
        }
      }
    }
    return frame
  }
}
