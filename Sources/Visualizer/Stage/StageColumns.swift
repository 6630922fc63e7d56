/// One panel's place.
struct StageCard: Hashable {
  /// Which panel.
  let panel: Panel
  /// The whole card.
  var room: Rectangle
  /// Its upper strip with the heading.
  var heading: Rectangle
  /// What is left for the drawing.
  var content: Rectangle

  /// What draws the content.
  var drawing: (any PanelDrawing.Type)? { Panels.all.first { $0.panel == panel } }
}

/// Panels in columns, in their order; what does not fit is left out.
struct StageColumns {
  /// A panel in a column, with its heights as a card in pixels.
  private struct Item {
    let panel: Panel
    /// What it asks for.
    let wanted: Int
    /// With how much it can do, and how much it can use.
    let least, most: Int
  }

  /// Whether every panel that has something to show is there.
  let isComplete: Bool
  private let columns: [[Item]]
  private let columnWidth: Int
  private let gap: Int
  private let height: Int
  private let unit: Int

  /// Design pixels of a card's heading, and of its edge on the other sides.
  private static let (headingHeight, edge) = (30, 12)
  /// Panels that are worth having in two thirds of the room that they ask for.
  private static let flexible: Set<Panel> = [.map, .valueCurve, .rewards, .returns]

  init(
    _ drawings: [any PanelDrawing.Type], _ scene: Scene, count: Int, width: Int, gap: Int,
    height: Int, look: Look
  ) {
    let unit = look.unit
    let around = (Self.headingHeight + Self.edge) * unit
    let items = drawings.compactMap { drawing in
      drawing.height(for: scene, width: width - 2 * Self.edge * unit, look: look).map { wanted in
        let isFlexible = Self.flexible.contains(drawing.panel)
        return Item(
          panel: drawing.panel, wanted: wanted + around,
          least: (isFlexible ? wanted * 2 / 3 : wanted) + around,
          most: (isFlexible && drawing.panel != .map ? wanted * 3 / 2 : wanted) + around)
      }
    }
    // As they wish where all of them fit then, else with less.
    var best = Self.arranged(items, \.wanted, count, gap, height)
    if best.joined().count < items.count {
      best = Self.arranged(items, \.least, count, gap, height)
    }
    columns = best.filter { !$0.isEmpty }
    isComplete = best.joined().count == items.count
    (columnWidth, self.gap, self.height, self.unit) = (width, gap, height, unit)
  }

  /// Pixels across of all columns.
  var width: Int { columns.isEmpty ? 0 : columns.count * (columnWidth + gap) - gap }

  /// The columns that hold most panels; of those the ones of which the longest is shortest.
  private static func arranged(
    _ items: [Item], _ size: KeyPath<Item, Int>, _ count: Int, _ gap: Int, _ height: Int
  ) -> [[Item]] {
    var best = filled(items, firstColumn: items.count, size, count, gap, height)
    guard count > 1 else { return best }
    func longest(_ columns: [[Item]]) -> Int { columns.map { length($0, size, gap) }.max() ?? 0 }
    for first in 1..<max(1, items.count) {
      let other = filled(items, firstColumn: first, size, count, gap, height)
      let (shown, bestShown) = (other.joined().count, best.joined().count)
      if shown > bestShown || shown == bestShown && longest(other) < longest(best) { best = other }
    }
    return best
  }

  /// Puts panels into columns, of which the first takes only the first `firstColumn`.
  private static func filled(
    _ items: [Item], firstColumn: Int, _ size: KeyPath<Item, Int>, _ count: Int, _ gap: Int,
    _ height: Int
  ) -> [[Item]] {
    var columns = [[Item]](repeating: [], count: count)
    for (index, item) in items.enumerated() {
      let from = index < firstColumn ? 0 : 1
      for column in from..<max(from, count) {
        if length(columns[column] + [item], size, gap) <= height {
          columns[column].append(item)
          break
        }
      }
    }
    return columns
  }

  private static func length(_ column: [Item], _ size: KeyPath<Item, Int>, _ gap: Int) -> Int {
    column.isEmpty ? 0 : column.reduce(-gap) { $0 + $1[keyPath: size] + gap }
  }

  /// The cards, the columns' top left corner at (x, y).
  func cards(x: Int, y: Int) -> [StageCard] {
    columns.enumerated().flatMap { index, column in
      let left = x + index * (columnWidth + gap)
      var top = y
      return zip(column, heights(of: column)).map { item, tall in
        let room = Rectangle(x: left, y: top, width: columnWidth, height: tall)
        top += tall + gap
        var content = room.inset(across: Self.edge * unit, down: 0)
        let heading = content.takeTop(Self.headingHeight * unit)
        _ = content.takeBottom(Self.edge * unit)
        return StageCard(panel: item.panel, room: room, heading: heading, content: content)
      }
    }
  }

  /// What each panel of a column gets: what it wants or less, and then shares of what is left over.
  private func heights(of column: [Item]) -> [Int] {
    let isTight = Self.length(column, \.wanted, gap) > height
    var heights = column.map { isTight ? $0.least : $0.wanted }
    var spare = height - gap * (column.count - 1) - heights.reduce(0, +)
    func wish(_ index: Int) -> Int {
      (isTight ? column[index].wanted : column[index].most) - heights[index]
    }
    // Each takes an equal share of what those before it have left, those that can take least first.
    let order = column.indices.sorted { (wish($0), $0) < (wish($1), $1) }
    for (place, index) in order.enumerated() {
      let share = max(0, min(wish(index), spare / (order.count - place)))
      heights[index] += share
      spare -= share
    }
    return heights
  }
}
