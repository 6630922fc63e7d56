/// The ground of a cell.
struct GridTerrain: Sendable, Hashable {
  /// What a ground is.
  enum Kind: String, Sendable, Hashable, CaseIterable {
    case floor
    case wall
    case start
    case goal
    case hazard
    case cliff
    /// Wants a thing: a block, or what `wants` says.
    case target
    /// Entering it opens and closes the doors of its colour.
    case `switch`
  }

  var kind: Kind
  /// A name of its own, by which rewards and endings can tell it from others of its kind.
  var name: String?
  /// The reward of a step that ends here, if the symbol has one of its own.
  var reward: GridExpression?
  /// The doors that a switch moves; nil for all.
  var color: GridColor?
  /// What a target wants.
  var wants = GridSelection([])
}

/// Something that lies in a cell.
struct GridThing: Sendable, Hashable {
  /// What a thing is.
  enum Kind: String, Sendable, Hashable, CaseIterable {
    /// Opens locked doors of its colour.
    case key
    case door
    /// Blocks the way until it is opened; then what it holds lies there.
    case box
    /// Is collected by entering its cell.
    case item
    /// Can be taken and put down again.
    case parcel
    /// Can be pushed.
    case block
  }

  /// How a door stands.
  enum DoorState: String, Sendable, Hashable, CaseIterable {
    case open
    case closed
    case locked
  }

  var kind: Kind
  var color: GridColor?
  var name: String?
  var door = DoorState.open
  /// The code of what a box holds, 0 for nothing.
  var contents: UInt8 = 0
  /// The symbol by which it is drawn as text.
  var symbol: Character = "?"

  /// What the agent sees of it: two boxes that hold different things look the same.
  var appearance: GridThing {
    var appearance = self
    appearance.contents = 0
    appearance.symbol = "?"
    return appearance
  }

  /// For example "locked red door" or "coin".
  var words: String {
    if let name { return name }
    let state = kind == .door ? door.rawValue + " " : ""
    return state + (color.map { $0.rawValue + " " } ?? "") + kind.rawValue
  }
}

/// A guard: something that moves by itself and stands in the way.
struct GridGuard: Sendable, Hashable {
  /// How a guard moves.
  enum Moves: String, Sendable, Hashable, CaseIterable {
    /// In each step in one of the four directions, all equally likely.
    case random
    /// To the right until something is in the way, then to the left, and so on.
    case horizontal
    /// Down until something is in the way, then up, and so on.
    case vertical

    /// The number of the direction in which it sets out.
    var firstHeading: UInt8 {
      switch self {
      case .random: 0
      case .horizontal: 1
      case .vertical: 2
      }
    }
  }

  var moves: Moves
  var name: String?

  /// For example "guard" or "wolf".
  var words: String { name ?? "guard" }
}

/// A guard's place.
public struct GridGuardState: Codable, Hashable, Sendable {
  /// The cell, `row * width + column`.
  public var cell: Int32
  /// The number of its kind in the definition.
  public var kind: UInt8
  /// The number of the direction it goes in: up, right, down, left.
  public var heading: UInt8
}

/// The colours of things.
enum GridColor: String, Sendable, Hashable, CaseIterable {
  case red, green, blue, purple, yellow, grey

  /// How it is drawn.
  var color: Color {
    switch self {
    case .red: .vermilion
    case .green: .green
    case .blue: .blue
    case .purple: .purple
    case .yellow: .yellow
    case .grey: .stone
    }
  }

  /// Its number.
  var index: UInt8 { UInt8(Self.allCases.firstIndex(of: self) ?? 0) }
}

/// What an agent can do in a grid with objects.
enum ObjectGridAction: Sendable, Hashable {
  case move(GridAction)
  case pickup
  case drop
  case toggle

  /// Every action's name.
  static let names =
    GridAction.allCases.map(\.rawValue) + ["pickup", "drop", "toggle"]

  /// The action of a name.
  init?(name: String) {
    switch name {
    case "pickup": self = .pickup
    case "drop": self = .drop
    case "toggle": self = .toggle
    default:
      guard let move = GridAction(rawValue: name) else { return nil }
      self = .move(move)
    }
  }

  /// Its name in a definition.
  var name: String {
    switch self {
    case .move(let move): move.rawValue
    case .pickup: "pickup"
    case .drop: "drop"
    case .toggle: "toggle"
    }
  }

  /// A character for maps of a policy.
  var symbol: String {
    switch self {
    case .move(let move): move.symbol
    case .pickup: "p"
    case .drop: "d"
    case .toggle: "t"
    }
  }
}
