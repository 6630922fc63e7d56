/// Which key stands for which action when a person plays.
///
/// Arrow keys stand for directions, by the actions' names; every action has besides a letter of its
/// name, or else a digit.
public struct ActionKeys: Sendable, Hashable {
  /// The keys of each action, in the order of the actions; the last is never an arrow.
  public let keys: [[Character]]
  private let names: [String]

  /// Keys that mean something else while a person plays.
  private static let taken: Set<Character> = ["q", "h", "n", "?", " "]
  private static let arrows: [(word: String, arrow: Character)] = [
    ("up", "↑"), ("down", "↓"), ("left", "←"), ("right", "→"), ("forward", "↑"),
    ("north", "↑"), ("south", "↓"), ("west", "←"), ("east", "→"),
  ]

  /// Finds keys for actions of these names.
  public init(_ names: [String]) {
    var used = Self.taken
    var keys: [[Character]] = []
    for name in names {
      var own: [Character] = []
      let parts = name.lowercased().split { !$0.isLetter }.map(String.init)
      if let arrow = Self.arrows.first(where: { parts.contains($0.word) })?.arrow,
        used.insert(arrow).inserted
      {
        own.append(arrow)
      }
      let candidates = name.lowercased().filter { $0.isASCII && $0.isLetter } + "1234567890"
      if let key = candidates.first(where: { !used.contains($0) }) {
        used.insert(key)
        own.append(key)
      }
      keys.append(own)
    }
    self.keys = keys
    self.names = names
  }

  /// The action of a key; nil where it has none.
  public func action(for key: Character) -> Int? { keys.firstIndex { $0.contains(key) } }

  /// The action that a line of text names: its name, its number or its key.
  public func action(named text: String) -> Int? {
    if let index = names.firstIndex(of: text) { return index }
    if let number = Int(text) { return names.indices.contains(number) ? number : nil }
    guard let key = text.first, text.count == 1 else { return nil }
    return action(for: key)
  }

  /// One entry for each action, such as "← l left".
  public var help: [String] {
    zip(keys, names).map { keys, name in
      (keys.map(String.init) + [name]).joined(separator: " ")
    }
  }
}
