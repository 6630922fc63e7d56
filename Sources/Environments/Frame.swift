/// A picture: three bytes a pixel, row by row from the top left.
///
/// Drawing uses whole numbers only and no smoothing, so that a frame is the same everywhere.
/// Whatever lies outside the frame is left out.
public struct Frame: Sendable, Hashable {
  /// The width in pixels.
  public let width: Int
  /// The height in pixels.
  public let height: Int
  /// Red, green and blue of every pixel, `3 * width * height` bytes, row-major.
  public private(set) var pixels: [UInt8]

  /// Creates a frame of one colour.
  ///
  /// - Precondition: both lengths are positive.
  public init(width: Int, height: Int, color: Color = .paper) {
    precondition(width > 0 && height > 0, "expected a positive size, got \(width) x \(height)")
    self.width = width
    self.height = height
    pixels = [UInt8](unsafeUninitializedCapacity: 3 * width * height) { buffer, count in
      for pixel in 0..<(width * height) {
        buffer[3 * pixel] = color.red
        buffer[3 * pixel + 1] = color.green
        buffer[3 * pixel + 2] = color.blue
      }
      count = 3 * width * height
    }
  }

  /// Creates a frame of pixels that were drawn elsewhere.
  ///
  /// - Precondition: both lengths are positive, and there are three bytes for each pixel.
  public init(width: Int, height: Int, pixels: [UInt8]) {
    precondition(
      width > 0 && height > 0 && pixels.count == 3 * width * height,
      "expected \(width) x \(height) pixels, got \(pixels.count) bytes")
    self.width = width
    self.height = height
    self.pixels = pixels
  }

  /// Reads or writes one pixel.
  ///
  /// - Precondition: the place lies inside the frame.
  public subscript(x: Int, y: Int) -> Color {
    get {
      precondition(
        x >= 0 && x < width && y >= 0 && y < height,
        "expected a place inside \(width) x \(height), got (\(x), \(y))")
      let start = 3 * (y * width + x)
      return Color(red: pixels[start], green: pixels[start + 1], blue: pixels[start + 2])
    }
    set {
      precondition(
        x >= 0 && x < width && y >= 0 && y < height,
        "expected a place inside \(width) x \(height), got (\(x), \(y))")
      fillRow(y: y, from: x, through: x, newValue)
    }
  }

  /// Fills one row from one column through another, both included; clips.
  mutating func fillRow(y: Int, from first: Int, through last: Int, _ color: Color) {
    guard y >= 0, y < height else { return }
    let start = max(first, 0)
    let end = min(last, width - 1)
    guard start <= end else { return }
    pixels.withUnsafeMutableBufferPointer { buffer in
      for x in start...end {
        let place = 3 * (y * width + x)
        buffer[place] = color.red
        buffer[place + 1] = color.green
        buffer[place + 2] = color.blue
      }
    }
  }
}
