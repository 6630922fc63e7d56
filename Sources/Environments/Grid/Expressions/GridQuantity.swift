/// Something an expression can speak of.
enum GridQuantity: Sendable, Hashable {
  /// The steps of the episode, the present one included.
  case steps
  /// The row of the agent, from 0 at the top.
  case row
  /// The column of the agent, from 0 at the left.
  case column
  /// How many items have been collected.
  case collected
  /// How many items are left.
  case remaining
  /// How many targets hold what they want.
  case placed
  /// How many targets do not.
  case unplaced
  /// The moves to the nearest goal cell around the walls, as if nothing else were in the way.
  case distance
  /// By how much `distance` has become smaller in the present step.
  case closer
  /// How many things of a selection are carried.
  case carrying(GridSelection)
  /// How many things of a selection lie in the map, those in boxes included.
  case lying(GridSelection)
  /// How many things of a selection the map had at first and has no longer.
  case gone(GridSelection)
  /// Whether an event has happened in the present step: its number among the definition's events.
  case event(Int)
}

/// Some of a definition's things, by their codes: 256 bits.
struct GridSelection: Sendable, Hashable {
  private var words: SIMD4<UInt64> = .zero

  /// The things with these codes.
  init(_ codes: some Sequence<Int>) {
    for code in codes { words[code >> 6] |= 1 << UInt64(code & 63) }
  }

  /// Whether a code is among them.
  @inline(__always)
  func contains(_ code: UInt8) -> Bool {
    words[Int(code >> 6)] >> UInt64(code & 63) & 1 != 0
  }

  /// Whether there is none.
  var isEmpty: Bool { words == .zero }
}

/// What can happen in a step.
enum GridVerb: String, Sendable, Hashable, CaseIterable {
  /// A key or a parcel is taken.
  case pickup
  /// A key or a parcel is put down.
  case drop
  /// An item is collected.
  case collect
  /// A locked door is unlocked.
  case unlock
  /// A door or a box is opened.
  case open
  /// A door is closed.
  case close
  /// A block is pushed.
  case push
  /// A thing comes onto a target that wants it.
  case place
  /// A thing leaves a target that wants it.
  case unplace
  /// A guard and the agent meet.
  case caught
  /// A move goes nowhere.
  case bump
  /// The step ends in a cell of a kind; its number is that of the terrain.
  case enter
}
