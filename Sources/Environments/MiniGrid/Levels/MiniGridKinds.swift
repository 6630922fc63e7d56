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

/// The six colours in any order.
struct MiniGridColorOrder {
  private var colors = SIMD8<UInt8>(0, 1, 2, 3, 4, 5, 0, 0)

  /// An order, all equally likely.
  init(from random: inout RandomStream) {
    for last in stride(from: 5, to: 0, by: -1) {
      let other = random.integer(below: last + 1)
      (colors[last], colors[other]) = (colors[other], colors[last])
    }
  }

  /// The colour at a place; after the sixth they begin anew.
  subscript(place: Int) -> MiniGridColor {
    MiniGridColor(rawValue: colors[place % 6]) ?? .red
  }
}

/// A set of kinds of portable objects, each a key, a ball or a box of one colour.
struct MiniGridKindSet {
  private var bits: UInt32 = 0

  /// A kind that is not in the set, all equally likely; from now on it is in it.
  ///
  /// - Precondition: there is one.
  mutating func insertAnother(
    from random: inout RandomStream
  ) -> (MiniGridObject, MiniGridColor) {
    precondition(bits != 0x3FFFF, "expected a kind that is left, got a full set")
    while true {
      let object = MiniGridObject.randomPortable(from: &random)
      let color = MiniGridColor.random(from: &random)
      let bit: UInt32 = 1 << (UInt32(object.rawValue - 5) * 6 + UInt32(color.rawValue))
      if bits & bit == 0 {
        bits |= bit
        return (object, color)
      }
    }
  }
}
