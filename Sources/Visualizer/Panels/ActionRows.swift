/// Which actions a panel lists, and how their rows are divided.
struct ActionRows {
  /// The actions that have a row, by number.
  let listed: [Int]
  /// How many have none.
  let folded: Int
  /// The texts of the values of the actions that are listed.
  let values: [String]
  /// The most rows that are shown, "… and 12 more" being one of them.
  static let most = 18

  /// Lists the actions of a scene in a number of rows: all of them, or those of the largest values
  /// and the chosen one.
  init(_ scene: Scene, rows: Int) {
    let count = scene.actionValues.count
    let rows = min(rows, Self.most)
    if count <= rows {
      (listed, folded) = (Array(0..<count), 0)
    } else {
      listed = Self.best(of: scene, max(0, rows - 1))
      folded = count - listed.count
    }
    let figures = Figures(for: scene.actionValues)
    values = listed.map { figures.text(Double(scene.actionValues[$0])) }
  }

  /// The actions of the largest values and the chosen one, by number.
  private static func best(of scene: Scene, _ count: Int) -> [Int] {
    guard count > 0 else { return [] }
    func rank(_ action: Int) -> Float {
      let value = scene.actionValues[action]
      return value.isNaN ? -.infinity : value
    }
    var actions = Array(scene.actionValues.indices)
    actions.sort { (rank($1), $0) < (rank($0), $1) }
    var best = Array(actions.prefix(count))
    if let chosen = scene.chosenAction, actions.contains(chosen), !best.contains(chosen) {
      best[count - 1] = chosen
    }
    return best.sorted()
  }

  /// The name of an action: its number where it has none.
  static func name(of action: Int, in scene: Scene) -> String {
    guard scene.actionNames.indices.contains(action), !scene.actionNames[action].isEmpty else {
      return "\(action)"
    }
    return scene.actionNames[action]
  }
}

/// The columns of the rows of actions: mark, name, picture, value.
struct ActionColumns {
  let mark, name, picture, value: Range<Int>

  init(_ rows: ActionRows, of scene: Scene, on canvas: Canvas, in room: Rectangle, look: Look) {
    let gap = 8 * look.unit
    let names = rows.listed.map { ActionRows.name(of: $0, in: scene) }
    func widest(_ strings: [String], _ styles: [TextStyle]) -> Int {
      styles.reduce(0) { max($0, canvas.width(ofWidest: strings, $1)) }
    }
    let value = min(widest(rows.values, [look.number, look.heading]), room.width)
    var rest = room
    let values = rest.takeRight(value)
    _ = rest.takeRight(gap)
    let marks = rest.takeLeft(13 * look.unit)
    // Names may take all that a picture worth looking at leaves.
    let bars = rest.width >= 100 * look.unit ? max(40 * look.unit, rest.width * 2 / 5) : 0
    let name = rest.takeLeft(
      min(widest(names, [look.body, look.heading]), max(0, rest.width - bars - gap)))
    _ = rest.takeLeft(gap)
    mark = marks.x..<marks.x + marks.width
    self.name = name.x..<name.x + name.width
    self.value = values.x..<values.x + values.width
    picture = bars > 0 ? rest.x..<rest.x + rest.width : rest.x..<rest.x
  }

  /// Draws mark, name and value of an action.
  func drawTexts(
    of action: Int, _ value: String, in scene: Scene, on canvas: inout Canvas, in row: Rectangle,
    look: Look
  ) {
    func cell(_ columns: Range<Int>) -> Rectangle {
      Rectangle(x: columns.lowerBound, y: row.y, width: columns.count, height: row.height)
    }
    let isChosen = action == scene.chosenAction
    if isChosen { drawMark(on: &canvas, in: cell(mark), look) }
    let color = isChosen ? look.theme.ink : look.theme.ink.mixed(with: look.theme.faint, share: 90)
    canvas.write(
      ActionRows.name(of: action, in: scene), in: cell(name), .leading,
      isChosen ? look.heading : look.body, color)
    canvas.write(
      value, in: cell(self.value), .trailing, isChosen ? look.heading : look.number, color)
  }

  private func drawMark(on canvas: inout Canvas, in cell: Rectangle, _ look: Look) {
    guard cell.width >= 9 * look.unit, cell.height >= 10 * look.unit else { return }
    let size = 4.5 * Double(look.unit)
    let left = Double(cell.x) + 0.5 * Double(look.unit)
    let middle = Double(cell.y) + Double(cell.height) / 2
    canvas.polygon(
      [[left, middle - size], [left + 1.6 * size, middle], [left, middle + size]],
      look.theme.accent)
  }
}
