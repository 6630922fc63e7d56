import Environments

/// The keys explained, over the picture.
struct StageHelp {
  private let rows: [(keys: String, help: String)]
  private let look: Look

  init(_ viewing: Viewing, look: Look) {
    self.look = look
    rows =
      KeyHelp.table.map { ($0.keyText, $0.help) }
      + (viewing.isPerson
        ? viewing.actionHelp.map { line in
          // The last word is the action's name, the others are its keys.
          let words = line.split(separator: " ")
          return (words.dropLast().joined(separator: " "), String(words.last ?? ""))
        } : [])
  }

  /// Dims the picture and draws the keys in a card in its middle.
  func draw(on canvas: inout Canvas, above bar: Rectangle?) {
    let unit = look.unit
    let theme = look.theme
    canvas.fill(canvas.bounds, theme.paper, opacity: 170)
    let room = canvas.bounds.inset(by: 6 * unit)
    let edge = min(24 * unit, room.width / 16, room.height / 16)
    let head = 34 * unit
    // Small type, then several columns, where there is little room.
    for style in [look.body, look.small] {
      let rowHeight = canvas.lineHeight(style) + 3 * unit
      let keyWidth = rows.reduce(0) { max($0, canvas.width(of: $1.keys, style)) } + 16 * unit
      let width = rows.reduce(0) { max($0, canvas.width(of: $1.help, style)) } + keyWidth
      for columns in 1...3 {
        let deep = (rows.count + columns - 1) / columns
        let size = (
          width: columns * width + (columns - 1) * 28 * unit + 2 * edge,
          height: head + deep * rowHeight + 2 * edge
        )
        let isLast = style.size == look.small.size && columns == 3
        guard isLast || size.width <= room.width && size.height <= room.height else { continue }
        let card = Rectangle(
          x: room.x + max(0, room.width - size.width) / 2,
          y: room.y + max(0, room.height - size.height) / 2, width: min(size.width, room.width),
          height: min(size.height, room.height))
        canvas.fill(card, radius: 8 * unit, theme.panel)
        canvas.clipped(to: card) { canvas in
          canvas.text("Keys", x: card.x + edge, y: card.y + edge, look.title, theme.ink)
          for (index, row) in rows.enumerated() {
            let x = card.x + edge + index / deep * (width + 28 * unit)
            let y = card.y + edge + head + index % deep * rowHeight
            canvas.text(row.keys, x: x, y: y, style, theme.ink)
            canvas.text(row.help, x: x + keyWidth, y: y, style, theme.faint)
          }
        }
        return
      }
    }
  }
}
