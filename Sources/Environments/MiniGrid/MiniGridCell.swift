/// One cell of a MiniGrid map in sixteen bits.
///
/// From the lowest bit: object (4 bits), colour (3), whether it hides what is behind it (1), the
/// state of a door (2), and for a box what it contains (6: 0 for nothing). Each of the three numbers
/// that an observation shows can thus be cut out of eight cells at a time.
package struct MiniGridCell: Hashable, Sendable {
  /// The sixteen bits.
  package private(set) var bits: UInt16

  /// A cell of these bits, whatever they are; see ``isValid``.
  @inline(__always)
  init(bits: UInt16) { self.bits = bits }

  /// A cell with an object; the colour of an empty cell is always red, number 0.
  ///
  /// - Parameters:
  ///   - object: what the cell holds.
  ///   - color: its colour.
  ///   - state: the state of a door; of no meaning for other objects.
  package init(
    _ object: MiniGridObject, _ color: MiniGridColor = .red, state: MiniGridDoorState = .open
  ) {
    let color = object == .empty || object == .unseen ? 0 : color.rawValue
    let state = object == .door ? state : .open
    bits = UInt16(object.rawValue) | UInt16(color) << 4 | UInt16(state.rawValue) << 8
    if object == .wall || state != .open { bits |= 1 << 7 }
  }

  /// A box with a portable object inside, or with nothing.
  package init(boxOf color: MiniGridColor, containing contents: MiniGridCell) {
    self.init(.box, color)
    if contents != .empty {
      bits |= (UInt16(contents.colorNumber) << 2 | UInt16(contents.objectNumber - 4)) << 10
    }
  }

  /// Nothing.
  package static let empty = MiniGridCell(bits: 1)
  /// A grey wall.
  package static let wall = MiniGridCell(.wall, .grey)
  /// A green goal.
  package static let goal = MiniGridCell(.goal, .green)
  /// Lava, which is red.
  package static let lava = MiniGridCell(.lava, .red)

  /// MiniGrid's number of the object.
  @inline(__always)
  package var objectNumber: UInt8 { UInt8(truncatingIfNeeded: bits & 15) }
  /// MiniGrid's number of the colour.
  @inline(__always)
  package var colorNumber: UInt8 { UInt8(truncatingIfNeeded: bits >> 4 & 7) }
  /// MiniGrid's number of the state; 0 for all but doors.
  @inline(__always)
  package var stateNumber: UInt8 { UInt8(truncatingIfNeeded: bits >> 8 & 3) }

  /// What the cell holds.
  package var object: MiniGridObject { MiniGridObject(rawValue: objectNumber) ?? .unseen }
  /// Its colour.
  package var color: MiniGridColor { MiniGridColor(rawValue: colorNumber) ?? .red }
  /// Whether it hides what is behind it: a wall, a door that is not open.
  @inline(__always)
  package var isOpaque: Bool { bits & 1 << 7 != 0 }

  /// Whether it holds this object, of whatever colour and state.
  @inline(__always)
  package func holds(_ object: MiniGridObject) -> Bool { objectNumber == object.rawValue }

  /// Whether it holds an object of this kind and colour, whatever its state and contents.
  @inline(__always)
  package func isAlike(_ other: MiniGridCell) -> Bool { (bits ^ other.bits) & 0x7F == 0 }

  /// Whether it is an open door.
  @inline(__always)
  package var isOpenDoor: Bool { holds(.door) && stateNumber == 0 }

  /// Whether the agent can stand here: nothing, a floor, an open door, a goal, lava.
  @inline(__always)
  package var canBeEntered: Bool {
    // The objects that let the agent in, one bit each; of doors, those that hide nothing.
    (0b11_0001_1010 as UInt16) >> (bits & 15) & 1 != 0 && !isOpaque
  }

  /// Whether the agent can pick it up.
  @inline(__always)
  package var isPortable: Bool { (0b1110_0000 as UInt16) >> (bits & 15) & 1 != 0 }

  /// What a box contains; `empty` where that is nothing.
  package var contents: MiniGridCell {
    let inside = bits >> 10
    guard inside != 0 else { return .empty }
    return MiniGridCell(bits: (inside & 3) + 4 | (inside >> 2) << 4)
  }

  /// Whether the bits are those of a cell that can be made.
  package var isValid: Bool {
    guard let object = MiniGridObject(rawValue: objectNumber), object != .unseen, object != .agent,
      let color = MiniGridColor(rawValue: colorNumber),
      let state = MiniGridDoorState(rawValue: stateNumber)
    else { return false }
    guard object == .box else { return self == MiniGridCell(object, color, state: state) }
    let contents = contents
    return (contents == .empty || contents.isPortable && contents.colorNumber < 6)
      && self == MiniGridCell(boxOf: color, containing: contents)
  }
}

extension MiniGridCell: Codable {
  /// Reads the sixteen bits.
  ///
  /// - Throws: `DecodingError` where they are not those of a cell.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    bits = try container.decode(UInt16.self)
    guard isValid else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "no cell of a MiniGrid map has the bits \(bits)")
    }
  }

  /// Writes the sixteen bits.
  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(bits)
  }
}

extension MiniGridCell: CustomStringConvertible {
  /// For example "yellow key" or "locked red door".
  package var description: String {
    switch object {
    case .empty, .unseen, .agent: return "\(object)"
    case .door:
      let state = MiniGridDoorState(rawValue: stateNumber).map { "\($0)" } ?? "?"
      return "\(state) \(color) door"
    default: return "\(color) \(object)"
    }
  }
}
