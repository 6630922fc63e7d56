import Environments

/// A picture for the screen or a file: one number a pixel, 0x00RRGGBB, row by row from the top left.
public struct Picture: Sendable, Hashable {
  /// The width in pixels.
  public let width: Int
  /// The height in pixels.
  public let height: Int
  /// `width * height` numbers.
  public var pixels: [UInt32]

  /// A picture of one colour.
  ///
  /// - Precondition: both lengths are positive.
  public init(width: Int, height: Int, color: UInt32 = 0) {
    precondition(width > 0 && height > 0, "expected a positive size, got \(width) x \(height)")
    self.width = width
    self.height = height
    pixels = [UInt32](repeating: color, count: width * height)
  }

  /// The picture of an environment.
  public init(_ frame: Frame) {
    width = frame.width
    height = frame.height
    pixels = [UInt32](unsafeUninitializedCapacity: frame.width * frame.height) { buffer, count in
      count = frame.width * frame.height
      frame.pixels.withUnsafeBufferPointer { bytes in
        for pixel in 0..<count {
          let (red, green, blue) = (bytes[3 * pixel], bytes[3 * pixel + 1], bytes[3 * pixel + 2])
          buffer[pixel] = UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue)
        }
      }
    }
  }
}

/// What takes pictures one after another: a GIF, a film, a folder of PNGs.
public protocol PictureSink: AnyObject {
  /// Adds a picture that is shown for so long.
  ///
  /// - Throws: `InputError` where it cannot be written; what was written before stays valid.
  func append(_ picture: Picture, milliseconds: Int) throws
  /// Ends the file; nothing may be added afterwards.
  func finish() throws
}
