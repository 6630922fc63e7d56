/// A colour of three bytes.
public struct Color: Sendable, Hashable {
  /// Red, 0...255.
  public var red: UInt8
  /// Green, 0...255.
  public var green: UInt8
  /// Blue, 0...255.
  public var blue: UInt8

  /// Creates a colour from its parts.
  @inlinable
  public init(red: UInt8, green: UInt8, blue: UInt8) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  /// Creates a colour from `0xRRGGBB`.
  @inlinable
  public init(_ hex: UInt32) {
    self.init(
      red: UInt8(truncatingIfNeeded: hex >> 16), green: UInt8(truncatingIfNeeded: hex >> 8),
      blue: UInt8(truncatingIfNeeded: hex))
  }
}

/// The colours of all pictures.
///
/// Greys carry the scene; the seven others are those of Okabe and Ito (2008), which people with
/// any of the common colour deficiencies tell apart.
extension Color {
  /// The background.
  public static let paper = Color(0xF4F2EC)
  /// Lines between cells, quiet surfaces.
  public static let mist = Color(0xDDDCD6)
  /// Secondary things.
  public static let stone = Color(0x8C9096)
  /// Walls, ground.
  public static let slate = Color(0x4A5159)
  /// Outlines and text.
  public static let ink = Color(0x23272D)
  /// Things to avoid or to take, second choice.
  public static let orange = Color(0xE69F00)
  /// Water, ice, sky.
  public static let sky = Color(0x56B4E9)
  /// Goals.
  public static let green = Color(0x009E73)
  /// Light, treasure.
  public static let yellow = Color(0xF0E442)
  /// The agent.
  public static let blue = Color(0x0072B2)
  /// Danger.
  public static let vermilion = Color(0xD55E00)
  /// A third party.
  public static let purple = Color(0xCC79A7)
}
