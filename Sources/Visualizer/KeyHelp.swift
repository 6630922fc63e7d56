/// One row of the table of keys: what is pressed, what it means, how help tells it.
///
/// The window, the terminal and the user's documentation show this one table.
package struct KeyHelp: Hashable, Sendable {
  /// What a key means, whatever device it comes from.
  package enum Meaning: String, Hashable, Sendable, CaseIterable {
    case pause, stepForward, stepBack, firstStep, lastStep, faster, slower, nextEpisode
    case person, leave, previousCheckpoint, nextCheckpoint
    case panel, focus, theme, screenshot, record, fullScreen, help, quit
  }

  /// The keys of this meaning; any of them will do.
  package let keys: [Key]
  /// What they mean.
  package let meaning: Meaning
  /// The line of the help.
  package let help: String

  /// The keys as help shows them, such as "→ ." or "1 … 7".
  package var keyText: String {
    let names = keys.map(\.name)
    guard meaning == .panel, let first = names.first, let last = names.last else {
      return names.joined(separator: " ")
    }
    return "\(first) … \(last)"
  }

  /// Every key, in the order of the help.
  package static let table: [KeyHelp] = [
    KeyHelp([.character(" ")], .pause, "pause, go on"),
    KeyHelp([.right, .character(".")], .stepForward, "one step on"),
    KeyHelp([.left, .character(",")], .stepBack, "one step back"),
    KeyHelp([.home], .firstStep, "back to the first step"),
    KeyHelp([.end], .lastStep, "on to the last step reached"),
    KeyHelp([.character("+"), .character("=")], .faster, "faster, up to unlimited"),
    KeyHelp([.character("-"), .character("_")], .slower, "slower, down to 0.1"),
    KeyHelp([.character("n")], .nextEpisode, "next episode"),
    KeyHelp([.tab], .person, "play yourself; back to the agent"),
    KeyHelp([.escape], .leave, "leave the help, or give back to the agent"),
    KeyHelp([.character("[")], .previousCheckpoint, "the checkpoint before"),
    KeyHelp([.character("]")], .nextCheckpoint, "the next checkpoint"),
    KeyHelp(
      Panel.allCases.indices.map { .character(Character("\($0 + 1)")) }, .panel,
      "show or hide a panel"),
    KeyHelp([.character("z")], .focus, "one of several scenes, the next, all"),
    KeyHelp([.character("t")], .theme, "dark, light"),
    KeyHelp([.character("p")], .screenshot, "screenshot to a file"),
    KeyHelp([.character("r")], .record, "start, stop recording to a file"),
    KeyHelp([.character("f"), .function(11)], .fullScreen, "full screen, or not"),
    KeyHelp([.character("h"), .character("?"), .function(1)], .help, "this help"),
    KeyHelp([.character("q")], .quit, "quit"),
  ]

  private init(_ keys: [Key], _ meaning: Meaning, _ help: String) {
    self.keys = keys
    self.meaning = meaning
    self.help = help
  }

  /// What a key means; nil where it means nothing.
  package static func meaning(of key: Key) -> Meaning? {
    (table.first { $0.keys.contains(key) } ?? table.first { $0.keys.contains(key.lowercased) })?
      .meaning
  }

  /// The table as lines of text: keys, then what they do.
  package static var lines: [String] {
    let width = (table.map(\.keyText.count).max() ?? 0) + 2
    return table.map { row in
      row.keyText + String(repeating: " ", count: width - row.keyText.count) + row.help
    }
  }
}
