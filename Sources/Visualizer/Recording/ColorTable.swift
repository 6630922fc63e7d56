/// A number for each of many colours: a hash table for the inner loops of encoders.
///
/// It is asked for colours and never listed, so that no order of a table reaches a file.
struct ColorTable {
  /// Colours in the table.
  private(set) var count = 0
  private var colors: [UInt32]
  private var numbers: [Int32]
  private var shift: UInt32

  /// No colour is so large: pictures have 24 bits.
  private static let free = UInt32.max

  /// An empty table.
  init() {
    shift = 32 - 10
    colors = [UInt32](repeating: Self.free, count: 1 << 10)
    numbers = [Int32](repeating: 0, count: 1 << 10)
  }

  /// The number of a colour; nil where it has none.
  @inline(__always)
  func number(of color: UInt32) -> Int32? {
    let slot = slot(of: color)
    return colors[slot] == color ? numbers[slot] : nil
  }

  /// Gives a colour a number.
  mutating func set(_ color: UInt32, _ number: Int32) {
    let found = slot(of: color)
    numbers[found] = number
    guard colors[found] != color else { return }
    colors[found] = color
    count += 1
    if 2 * count > colors.count { grow() }
  }

  /// Adds to the number of a colour, which is 0 at first; it stays at the largest there is.
  ///
  /// - Returns: whether the colour is new.
  mutating func add(_ number: Int32, to color: UInt32) -> Bool {
    let found = slot(of: color)
    guard colors[found] != color else {
      let (sum, isTooLarge) = numbers[found].addingReportingOverflow(number)
      numbers[found] = isTooLarge ? .max : sum
      return false
    }
    set(color, number)
    return true
  }

  /// The place of a colour, or the one where it would go.
  @inline(__always)
  private func slot(of color: UInt32) -> Int {
    var slot = Int((color &* 0x9E37_79B1) >> shift)
    while colors[slot] != color && colors[slot] != Self.free {
      slot = (slot + 1) & (colors.count - 1)
    }
    return slot
  }

  private mutating func grow() {
    let old = (colors, numbers)
    shift -= 1
    colors = [UInt32](repeating: Self.free, count: 2 * old.0.count)
    numbers = [Int32](repeating: 0, count: 2 * old.0.count)
    for (color, number) in zip(old.0, old.1) where color != Self.free {
      let found = slot(of: color)
      colors[found] = color
      numbers[found] = number
    }
  }
}
