/// What a cell of a MiniGrid map holds; the raw values are MiniGrid's object numbers.
package enum MiniGridObject: UInt8, CaseIterable, Codable, Sendable {
  /// Not seen; only in observations.
  case unseen
  /// Nothing.
  case empty
  /// A wall, which hides what is behind it.
  case wall
  /// A coloured floor, which can be walked over.
  case floor
  /// A door: open, closed or locked.
  case door
  /// A key, which opens the locked doors of its colour.
  case key
  /// A ball.
  case ball
  /// A box, which may contain something.
  case box
  /// A goal, which ends the episode.
  case goal
  /// Lava, which ends the episode without reward.
  case lava
  /// The agent; only in observations.
  case agent

  /// Whether the agent can pick it up.
  package var isPortable: Bool { self == .key || self == .ball || self == .box }
}

/// The colours of MiniGrid; the raw values are its colour numbers.
package enum MiniGridColor: UInt8, CaseIterable, Codable, Sendable {
  /// The colours, in the order of their numbers.
  case red, green, blue, purple, yellow, grey

  /// The colours in alphabetical order, as MiniGrid draws from them.
  package static let alphabetical: [MiniGridColor] = [.blue, .green, .grey, .purple, .red, .yellow]
}

/// The state of a door; the raw values are MiniGrid's state numbers.
package enum MiniGridDoorState: UInt8, CaseIterable, Codable, Sendable {
  /// The states, in the order of their numbers.
  case open, closed, locked
}

extension MiniGridObject: CustomStringConvertible {
  /// The word that missions use.
  package var description: String {
    switch self {
    case .unseen: "unseen"
    case .empty: "empty"
    case .wall: "wall"
    case .floor: "floor"
    case .door: "door"
    case .key: "key"
    case .ball: "ball"
    case .box: "box"
    case .goal: "goal"
    case .lava: "lava"
    case .agent: "agent"
    }
  }
}

extension MiniGridColor: CustomStringConvertible {
  /// The word that missions use.
  package var description: String {
    switch self {
    case .red: "red"
    case .green: "green"
    case .blue: "blue"
    case .purple: "purple"
    case .yellow: "yellow"
    case .grey: "grey"
    }
  }
}
