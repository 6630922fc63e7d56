import Environments

/// A moment as lines of text: the picture in half-block characters, and under it where the episode
/// stands and what the agent thinks of each action.
public struct TerminalView {
  /// The colours to use.
  public var colour: TerminalColour

  /// A view in these colours.
  public init(colour: TerminalColour) { self.colour = colour }

  /// The whole view as lines of text that fit the given room.
  ///
  /// - Parameters:
  ///   - scene: what is shown.
  ///   - columns: the width.
  ///   - lines: the height.
  ///   - viewing: how the viewing stands; nil where nothing is told of pace and keys.
  /// - Returns: at most `lines` lines of at most `columns` characters.
  public func lines(
    of scene: Scene, columns: Int, lines: Int, viewing: Viewing? = nil
  ) -> [String] {
    var text = [Self.cut(scene.title, columns), Self.cut(scene.statusLine, columns)]
    text += valueLines(of: scene, columns: columns)
    if let viewing, viewing.showsHelp {
      text += KeyHelp.lines.map { Self.cut($0, columns) }
    } else if let viewing {
      let pace = viewing.isPaused ? "paused" : "speed \(Scene.short(viewing.speed))"
      text.append(Self.cut("\(pace)  \(viewing.message ?? "h help  q quit")", columns))
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

  private static func cut(_ line: String, _ columns: Int) -> String {
    line.count <= columns ? line : String(line.prefix(max(0, columns)))
  }
}
