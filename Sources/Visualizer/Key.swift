/// A key as a person presses it, the same from a window and from a terminal.
package enum Key: Hashable, Sendable {
  case character(Character)
  case up, down, left, right, home, end, pageUp, pageDown, tab, enter, escape, backspace
  case function(Int)

  /// The key as people write it, such as "space", "←" or "F1".
  package var name: String {
    switch self {
    case .character(" "): "space"
    case .character(let character): String(character)
    case .up: "↑"
    case .down: "↓"
    case .left: "←"
    case .right: "→"
    case .home: "Home"
    case .end: "End"
    case .pageUp: "Page Up"
    case .pageDown: "Page Down"
    case .tab: "Tab"
    case .enter: "Enter"
    case .escape: "Esc"
    case .backspace: "Backspace"
    case .function(let number): "F\(number)"
    }
  }

  /// Whether it is one of the four arrows.
  package var isArrow: Bool { [.up, .down, .left, .right].contains(self) }

  /// The sign by which ``ActionKeys`` know the key; nil for those that stand for no action.
  package var actionSign: Character? {
    if case .character(let character) = self { return character }
    return isArrow ? Character(name) : nil
  }

  /// The same key without Shift or Caps Lock.
  package var lowercased: Key {
    guard case .character(let character) = self, let small = character.lowercased().first else {
      return self
    }
    return .character(small)
  }
}
