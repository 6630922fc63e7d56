import Environments
import Foundation

/// Plays episodes in the terminal: the picture in half-block characters, and under it where the
/// episode stands and what the agent thinks of each action.
///
/// Where standard output is not a terminal it prints one plain line per episode instead.
public struct TerminalView {
  /// The colours to use.
  public var colour: TerminalColour
  private var playback: Playback

  /// A view with the pace of `playback`.
  public init(colour: TerminalColour, playback: Playback) {
    self.colour = colour
    self.playback = playback
  }

  /// Plays until the episodes are over, a key ends it, or `shouldContinue` says no.
  ///
  /// - Returns: nothing; the terminal is given back as it was, also when the player throws.
  public mutating func play(_ player: any ScenePlayer, shouldContinue: () -> Bool) throws {
    guard TerminalScreen.isAvailable else {
      return try printEpisodes(of: player, shouldContinue: shouldContinue)
    }
    let screen = TerminalScreen()
    screen.open()
    defer { screen.close() }
    var last: Scene?
    while shouldContinue() {
      let scene = try player.currentScene()
      last = scene
      let size = TerminalScreen.size
      screen.show(lines(of: scene, columns: size.columns, lines: size.lines - 1))
      var action = Playback.Action.none
      let deadline = Date().addingTimeInterval(
        scene.status == .running ? playback.interval : max(playback.interval, 0.7))
      repeat {
        let wait = playback.isPaused ? 0.1 : min(0.1, deadline.timeIntervalSinceNow)
        if let key = screen.key(within: wait) { action = playback.press(key) }
        if case .none = action {} else { break }
      } while shouldContinue() && (playback.isPaused || deadline.timeIntervalSinceNow > 0)
      switch action {
      case .quit: return
      case .nextEpisode: guard try player.skipEpisode() else { return }
      case .none, .stepOnce: guard try player.advance() else { return finish(screen, last) }
      }
    }
  }

  /// The whole view as lines of text that fit the given room.
  ///
  /// - Parameters:
  ///   - scene: what is shown.
  ///   - columns: the width.
  ///   - lines: the height.
  ///   - showsPace: whether a line tells pace and keys of a playback.
  /// - Returns: at most `lines` lines of at most `columns` characters.
  public func lines(
    of scene: Scene, columns: Int, lines: Int, showsPace: Bool = true
  ) -> [String] {
    var text = [Self.cut(scene.title, columns), Self.cut(scene.statusLine, columns)]
    text += valueLines(of: scene, columns: columns)
    if playback.showsHelp {
      text += Playback.help.map { Self.cut($0, columns) }
    } else if showsPace {
      let pace = playback.isPaused ? "paused" : "speed \(Scene.short(playback.speed))"
      text.append(Self.cut("\(pace)  h help  q quit", columns))
    }
    let room = lines - text.count
    guard room >= 2, columns >= 2 else { return Array(text.prefix(max(1, lines))) }
    let canvas = TerminalCanvas(scene.frame, columns: columns, lines: room)
    return canvas.text(colour) + text
  }

  /// A bar per action, from the least to the greatest value; ">" marks the action chosen.
  private func valueLines(of scene: Scene, columns: Int) -> [String] {
    let values = scene.actionValues
    guard !values.isEmpty, values.count <= 12, let low = values.min(), let high = values.max()
    else {
      return []
    }
    let names = scene.actionNames
    let width = min(12, names.map(\.count).max() ?? 0)
    return values.indices.map { action in
      let name = String(names.indices.contains(action) ? names[action].prefix(width) : "")
      let label = name + String(repeating: " ", count: width - name.count)
      let mark = scene.chosenAction == action ? ">" : " "
      let share = high > low ? (values[action] - low) / (high - low) : 1
      let number = Scene.short(Double(values[action]))
      let room = max(0, min(20, columns - width - 14))
      let length = share.isFinite ? Int(share * Float(room)) : 0
      let bar = String(repeating: colour == .none ? "#" : "█", count: length)
      let pad = String(repeating: " ", count: max(1, 9 - number.count))
      return Self.cut("\(mark) \(label)\(pad)\(number) \(bar)", columns)
    }
  }

  private func finish(_ screen: TerminalScreen, _ scene: Scene?) {
    screen.close()
    if let scene { print("\(scene.title): \(scene.statusLine)") }
  }

  private func printEpisodes(of player: any ScenePlayer, shouldContinue: () -> Bool) throws {
    while shouldContinue() {
      let scene = try player.currentScene()
      if scene.status != .running { print("\(scene.title): \(scene.statusLine)") }
      guard try player.advance() else { return }
    }
  }

  private static func cut(_ line: String, _ columns: Int) -> String {
    line.count <= columns ? line : String(line.prefix(max(0, columns)))
  }
}
