/// A move in a grid, by the name it has in a definition.
public enum GridAction: String, Sendable, Hashable, CaseIterable {
  /// One row up.
  case up
  /// One column to the right.
  case right
  /// One row down.
  case down
  /// One column to the left.
  case left
  /// No move, and no slip.
  case stay

  /// The four directions, clockwise.
  public static let directions: [GridAction] = [.up, .right, .down, .left]

  /// The change of the row; rows are counted from the top.
  public var rowStep: Int {
    switch self {
    case .up: -1
    case .down: 1
    case .right, .left, .stay: 0
    }
  }

  /// The change of the column.
  public var columnStep: Int {
    switch self {
    case .right: 1
    case .left: -1
    case .up, .down, .stay: 0
    }
  }

  /// The two directions at a right angle; none for `stay`.
  public var perpendicular: [GridAction] {
    switch self {
    case .up, .down: [.right, .left]
    case .right, .left: [.up, .down]
    case .stay: []
    }
  }

  /// An arrow for maps of a policy.
  public var symbol: String {
    switch self {
    case .up: "^"
    case .right: ">"
    case .down: "v"
    case .left: "<"
    case .stay: "o"
    }
  }
}
