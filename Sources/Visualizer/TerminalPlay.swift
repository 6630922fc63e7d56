import Environments
import Foundation

/// What a person plays: it shows where the episode stands and takes actions.
public protocol PersonGame: AnyObject {
  /// The scene now.
  var scene: Scene { get throws }
  /// Takes an action; nothing happens where the episode has ended.
  func take(_ action: Int) throws
  /// Begins the next episode.
  func beginNext() throws
}

/// Lets a person play in the terminal, key by key; or line by line where there is no terminal.
///
/// Without a pace the game waits for every action. With one, steps come by themselves: the action of
/// the last key, else a given one that stands for doing nothing.
public struct TerminalPlay {
  /// The keys of the actions.
  public let keys: ActionKeys
  private let colour: TerminalColour
  /// Steps per second, or nil where the game waits for keys.
  private let pace: Double?
  /// The action of a step without a key.
  private let idle: Int

  /// A way to play.
  ///
  /// - Parameters:
  ///   - keys: the keys of the actions.
  ///   - colour: the colours to use.
  ///   - pace: steps per second; nil to wait for keys.
  ///   - idle: the action of a step without a key, where there is a pace.
  public init(keys: ActionKeys, colour: TerminalColour, pace: Double?, idle: Int) {
    self.keys = keys
    self.colour = colour
    self.pace = pace
    self.idle = idle
  }

  /// Plays until the person quits or `shouldContinue` says no.
  public func play(_ game: any PersonGame, shouldContinue: () -> Bool) throws {
    let screen = TerminalScreen()
    screen.open()
    defer { screen.close() }
    while shouldContinue() {
      let size = TerminalScreen.size
      let scene = try game.scene
      let help = hint(for: scene)
      let room = size.lines - 1 - help.count
      screen.show(
        TerminalView.lines(
          of: Moment(scenes: [scene], viewing: Viewing()), columns: size.columns,
          lines: max(1, room), colour: colour)
          + help.map { String($0.prefix(size.columns)) })
      let waits = scene.status != .running || pace == nil
      let key = screen.key(within: waits ? 0.2 : 1 / (pace ?? 10))
      switch key {
      case "q", "\u{1B}", "\u{3}": return
      case "n": try game.beginNext()
      case let key?:
        guard scene.status == .running else {
          try game.beginNext()
          continue
        }
        if let action = keys.action(for: key) { try game.take(action) }
      case nil:
        if !waits { try game.take(idle) }
      }
    }
  }

  private func hint(for scene: Scene) -> [String] {
    let end = scene.status == .running ? "n new episode  q quit" : "any key: next episode  q quit"
    return [keys.help.joined(separator: "   "), end]
  }
}
