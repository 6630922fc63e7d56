import Determinism

extension MiniGridColor {
  /// Any colour, all equally likely.
  static func random(from random: inout RandomStream) -> MiniGridColor {
    MiniGridColor(rawValue: UInt8(random.integer(below: 6))) ?? .red
  }
}

extension MiniGridObject {
  /// A key, a ball or a box, all equally likely.
  static func randomPortable(from random: inout RandomStream) -> MiniGridObject {
    MiniGridObject(rawValue: key.rawValue + UInt8(random.integer(below: 3))) ?? .key
  }
}

/// A set of colours, one bit each.
struct MiniGridColorSet {
  private var bits: UInt8 = 0

  /// Whether a colour is in the set.
  func contains(_ color: MiniGridColor) -> Bool { bits >> color.rawValue & 1 != 0 }

  /// Puts a colour into the set.
  mutating func insert(_ color: MiniGridColor) { bits |= 1 << color.rawValue }

  /// A colour that is not in the set, all equally likely; from now on it is in it.
  ///
  /// - Precondition: there is one.
  mutating func insertAnother(from random: inout RandomStream) -> MiniGridColor {
    precondition(bits != 0b11_1111, "expected a colour that is left, got a full set")
    while true {
      let color = MiniGridColor.random(from: &random)
      if !contains(color) {
        insert(color)
        return color
      }
    }
  }
}
