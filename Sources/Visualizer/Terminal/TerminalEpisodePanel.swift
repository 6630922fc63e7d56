/// Where the episode stands: what is played by whom, and its figures.
enum TerminalEpisodePanel: TerminalPanel {
  static let panel = Panel.episode

  static func lines(for scene: Scene, width: Int) -> ClosedRange<Int>? {
    let count = entries(of: scene, width: width).count
    return min(count, width < 18 ? 2 : width < 24 ? 3 : 4)...count
  }

  static func draw(
    _ scene: Scene, viewing: Viewing, in grid: inout TerminalGrid, theme: Theme
  ) {
    for (y, entry) in entries(of: scene, width: grid.width).prefix(grid.height).enumerated() {
      grid.put(
        entry.text, x: 0, y: y,
        TerminalStyle(ink: entry.isFaint ? theme.faint : nil, isBold: entry.isBold))
    }
  }

  private struct Entry {
    var text: String
    var isBold = false
    var isFaint = false
  }

  /// The lines, the most important ones first where there is little width.
  private static func entries(of scene: Scene, width: Int) -> [Entry] {
    let figures = EpisodePanel.figures(of: scene)
    let texts = figures.map { "\($0.name) \($0.value)" }
    let status = EpisodePanel.name(of: scene.status)
    let title = Entry(text: scene.title, isBold: true)
    let agent = scene.agent.isEmpty ? [] : [Entry(text: scene.agent, isFaint: true)]
    guard width >= 18 else {
      let next = scene.chosenAction.flatMap { action in
        scene.actionNames.indices.contains(action) ? "> " + scene.actionNames[action] : nil
      }
      return [
        Entry(text: texts[2], isBold: true), Entry(text: "step \(Figures.count(scene.step))"),
      ]
        + [next ?? (scene.status == .running ? "" : status)].map { Entry(text: $0) }
        + [Entry(text: texts[0]), title, Entry(text: texts[3])] + agent
    }
    let head = "\(texts[0])  \(texts[1])"
    let sum = "\(texts[2])  \(texts[3])"
    if head.count + sum.count + 2 + 12 <= width {
      return [title] + agent + [Entry(text: "\(head)  \(sum)  \(status)")]
    }
    let hasRoom = max(20, sum.count) + 2 + status.count <= width
    return [title, Entry(text: head), Entry(text: hasRoom ? "\(sum)  \(status)" : sum)]
      + (hasRoom ? [] : [Entry(text: status)]) + agent
  }
}
