import Environments

/// A rectangle of places.
struct TerminalRoom: Hashable {
  var x: Int
  var y: Int
  var width: Int
  var height: Int
}

/// Where the picture and the panels of one scene stand: beside each other where the terminal is
/// wide, below each other where it is tall; as many panels as fit, in their order.
struct TerminalLayout {
  /// The place of the picture; nil where there is no room for one.
  private(set) var picture: TerminalRoom?
  /// The panels with their places, headings included.
  private(set) var panels: [(panel: any TerminalPanel.Type, room: TerminalRoom)] = []
  /// Whether panels have headings.
  let hasHeadings: Bool
  /// The width in which a panel tells all that it has to tell.
  private let usualWidth: Int
  /// What the picture in its full size counts, where a panel counts one.
  private let worthOfPicture: Double
  private var score = -1.0

  /// Chooses the arrangement that shows the most.
  init(of scene: Scene, panels: [any TerminalPanel.Type], columns: Int, lines: Int) {
    let size = TerminalSize(columns: columns, lines: lines)
    self.init(size)
    let whole = Proportions(scene.frame).fitted(into: size)
    guard columns > 0, lines > 0 else { return }
    var candidates = [Self(size).alone(whole, size)]
    for count in 1...4 {
      for width in [8, 16, 24, 32, 44, 60] {
        let rest = columns - count * (width + 2)
        guard rest >= 6 else { continue }
        let picture = Proportions(scene.frame).fitted(into: .init(columns: rest, lines: lines))
        let each = min(72, (columns - picture.columns) / count - 2)
        candidates.append(
          Self(size).arranged(
            scene, panels, picture: picture, of: whole,
            columns: (0..<count).map {
              TerminalRoom(
                x: picture.columns + 2 + $0 * (each + 2), y: 0, width: each, height: lines)
            }))
      }
      let each = (columns - 2 * (count - 1)) / count
      for part in 2...5 where each >= 16 && lines * part / 6 >= 3 {
        let picture = Proportions(scene.frame).fitted(
          into: .init(columns: columns, lines: lines * part / 6))
        let top = picture.lines
        candidates.append(
          Self(size).arranged(
            scene, panels, picture: picture, of: whole,
            columns: (0..<count).map {
              TerminalRoom(x: $0 * (each + 2), y: top, width: each, height: lines - top)
            }))
      }
    }
    for candidate in candidates where candidate.score > score { self = candidate }
  }

  private init(_ size: TerminalSize) {
    hasHeadings = size.lines >= 12 && size.columns >= 30
    usualWidth = min(30, size.columns)
    worthOfPicture = size.lines >= 20 && size.columns >= 60 ? 8 : 4
  }

  /// Only the picture.
  private func alone(_ picture: TerminalSize, _ size: TerminalSize) -> TerminalLayout {
    var layout = self
    layout.picture = TerminalRoom(
      x: (size.columns - picture.columns) / 2, y: 0, width: picture.columns, height: picture.lines)
    layout.score = worthOfPicture
    return layout
  }

  /// Fills the columns with panels from the top; a panel for which none has room is left out.
  private func arranged(
    _ scene: Scene, _ panels: [any TerminalPanel.Type], picture: TerminalSize,
    of whole: TerminalSize, columns: [TerminalRoom]
  ) -> TerminalLayout {
    var layout = self
    layout.picture = TerminalRoom(x: 0, y: 0, width: picture.columns, height: picture.lines)
    let share = Double(picture.columns) / Double(whole.columns)
    layout.score = worthOfPicture * share
    let heading = hasHeadings ? 1 : 0
    var stacks = columns.map { Stack(room: $0) }
    for (order, panel) in panels.enumerated() {
      for index in stacks.indices {
        guard let lines = panel.lines(for: scene, width: stacks[index].room.width),
          stacks[index].least + lines.lowerBound + heading <= stacks[index].room.height
        else { continue }
        stacks[index].panels.append(
          (panel, lines.lowerBound + heading...lines.upperBound + heading))
        // The first ones weigh more; narrow ones tell less.
        let worth = order == 0 ? 2.5 : order == 1 ? 1.5 : 1
        layout.score +=
          worth * Double(min(usualWidth, stacks[index].room.width))
          / Double(usualWidth)
        break
      }
    }
    for stack in stacks {
      let placed = stack.placed(scene)
      layout.panels += placed.map { ($0.panel, $0.room) }
      layout.score += placed.reduce(0) { $0 + 0.3 * $1.satisfied }
      layout.score += 0.004 * Double(min(40, stack.room.width))
      if placed.isEmpty { layout.score -= 0.5 }
    }
    return layout
  }

  /// A column of panels.
  private struct Stack {
    let room: TerminalRoom
    var panels: [(panel: any TerminalPanel.Type, lines: ClosedRange<Int>)] = []

    var least: Int { panels.reduce(0) { $0 + $1.lines.lowerBound } }

    /// The panels in their places: lines that are left go to pictures, then round, one to each, as
    /// long as it is of use; then they stand between the panels.
    func placed(
      _ scene: Scene
    ) -> [(panel: any TerminalPanel.Type, room: TerminalRoom, satisfied: Double)] {
      var heights = panels.map(\.lines.lowerBound)
      var rest = room.height - least
      // What shows a picture gains most by more room.
      for (index, panel) in panels.enumerated()
      where [.map, .observation].contains(panel.panel.panel) {
        let most = min(panel.lines.upperBound, heights[index] + rest)
        let height = max(heights[index], panel.panel.settled(most, for: scene, width: room.width))
        rest -= height - heights[index]
        heights[index] = height
      }
      let growing = panels.indices.filter {
        ![.map, .observation].contains(panels[$0].panel.panel)
      }
      while rest > 0, growing.contains(where: { heights[$0] < panels[$0].lines.upperBound }) {
        for index in growing where heights[index] < panels[index].lines.upperBound && rest > 0 {
          heights[index] += 1
          rest -= 1
        }
      }
      let isSpaced = rest >= panels.count - 1
      var y = room.y
      return panels.indices.map { index in
        let panel = panels[index]
        defer { y += heights[index] + (isSpaced ? 1 : 0) }
        return (
          panel.panel, TerminalRoom(x: room.x, y: y, width: room.width, height: heights[index]),
          Double(heights[index]) / Double(max(1, panel.lines.upperBound))
        )
      }
    }
  }
}

/// Columns and lines.
struct TerminalSize: Hashable {
  var columns: Int
  var lines: Int
}

/// How large the picture of an environment becomes, without drawing it.
private struct Proportions {
  let width: Int
  let height: Int

  init(_ frame: Frame) { (width, height) = (frame.width, frame.height) }

  func fitted(into room: TerminalSize) -> TerminalSize {
    let columns = min(room.columns, max(1, width * room.lines * 2 / height))
    let lines = min(room.lines, max(1, (height * columns + 2 * width - 1) / (2 * width)))
    return TerminalSize(columns: columns, lines: lines)
  }
}
