/// What the agent thinks each action is worth: a bar for each, or the distribution of its return.
///
/// Bars share a scale that ends at the greatest value and begins somewhat below the least, so that
/// small differences show; its ends are written below. Values that are all but equal have bars that
/// are all but equal. The chosen action has a mark, heavier letters and another colour.
package enum ActionValuesPanel: PanelDrawing {
  /// The panel.
  package static let panel = Panel.actionValues

  /// A row for each of at most 18 actions and the ends of the scale; nil without values.
  package static func height(for scene: Scene, width: Int, look: Look) -> Int? {
    let count = min(scene.actionValues.count, ActionRows.most)
    guard count > 0 else { return nil }
    return count * rowHeight(count, scene, look) + footHeight(look)
  }

  /// Draws the panel.
  package static func draw(
    _ scene: Scene, viewing: Viewing, on canvas: inout Canvas, in room: Rectangle, look: Look
  ) {
    guard !scene.actionValues.isEmpty, !room.isEmpty else { return }
    let least = look.body.typeface.lineHeight
    let hasFoot = room.height >= footHeight(look) + 2 * least
    let height = room.height - (hasFoot ? footHeight(look) : 0)
    let rows = ActionRows(scene, rows: height / least)
    let count = rows.listed.count + (rows.folded > 0 ? 1 : 0)
    guard count > 0 else { return }
    let rowHeight = min(height / count, self.rowHeight(count, scene, look))
    let columns = ActionColumns(rows, of: scene, on: canvas, in: room, look: look)
    let pictures = ActionPictures(scene, of: rows.listed, columns.picture.count, look)
    var rest = room
    for (action, value) in zip(rows.listed, rows.values) {
      let row = rest.takeTop(rowHeight)
      columns.drawTexts(of: action, value, in: scene, on: &canvas, in: row, look: look)
      pictures?.draw(
        action, isChosen: action == scene.chosenAction, on: &canvas, in: columns.picture(in: row))
    }
    if rows.folded > 0 {
      var row = rest.takeTop(rowHeight)
      _ = row.takeLeft(columns.name.lowerBound - row.x)
      let text = rows.listed.isEmpty ? "\(rows.folded) actions" : "… and \(rows.folded) more"
      canvas.write(text, in: row, .leading, look.small, look.theme.faint)
    }
    if hasFoot {
      pictures?.drawEnds(on: &canvas, in: columns.picture(in: rest.takeTop(footHeight(look))))
    }
  }

  private static func rowHeight(_ count: Int, _ scene: Scene, _ look: Look) -> Int {
    let bars = look.body.typeface.lineHeight + 4 * look.unit
    guard scene.insight.distributions != nil else { return bars }
    return max(bars, (count <= 6 ? 36 : count <= 10 ? 28 : 22) * look.unit)
  }

  private static func footHeight(_ look: Look) -> Int {
    look.small.typeface.lineHeight + 3 * look.unit
  }
}

extension ActionColumns {
  /// The place of the picture in a row.
  fileprivate func picture(in row: Rectangle) -> Rectangle {
    Rectangle(x: picture.lowerBound, y: row.y, width: picture.count, height: row.height)
  }
}
