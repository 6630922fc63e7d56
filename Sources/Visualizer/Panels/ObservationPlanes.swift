import Environments

/// Planes as small pictures in a grid, with their names below.
struct ObservationPlanes {
  /// The most planes that are shown.
  static let most = 24

  private let planes: [ObservationPlane]
  private let names: [String]
  private let look: Look
  private let gap: Int
  /// The widest plane, in cells.
  private let across: Int
  /// The tallest plane, in cells.
  private let down: Int

  /// How the pictures stand; lengths are in pixels.
  private struct Grid {
    var columns = 0
    var tile = 0
    var picture = (width: 0, height: 0)
    /// Lines below each picture.
    var lines = 0
  }

  init(_ planes: [ObservationPlane], _ look: Look) {
    let full = planes.filter { !$0.cells.isEmpty }
    self.planes = Array(full.prefix(Self.most))
    self.look = look
    gap = 8 * look.unit
    across = self.planes.reduce(1) { max($0, $1.width) }
    down = self.planes.reduce(1) { max($0, $1.height) }
    var names = self.planes.map(\.name)
    if full.count > names.count {
      names[names.count - 1] += " … and \(full.count - names.count) more"
    }
    self.names = names
  }

  /// The height with pictures of a useful size.
  func height(width: Int) -> Int {
    guard !planes.isEmpty else { return 0 }
    if down == 1 { return planes.count * (stripHeight + stripCaption) }
    let wish = (planes.count > 6 ? 50 : 66) * look.unit
    let most = min(planes.count, max(1, (width + gap) / (wish + gap)))
    let rows = (planes.count + most - 1) / most
    let grid = grid(
      columns: (planes.count + rows - 1) / rows, in: width,
      rowHeight: wish * 3 / 2 + 3 * look.small.typeface.lineHeight,
      named: true)
    return rows * (grid.picture.height + captionHeight(grid)) + (rows - 1) * gap
  }

  private func captionHeight(_ grid: Grid) -> Int {
    grid.lines > 0 ? grid.lines * look.small.typeface.lineHeight + look.unit : 0
  }

  /// Pictures of a whole number of pixels a cell where that is possible, else as large as fits.
  private func grid(columns: Int, in width: Int, rowHeight: Int, named: Bool) -> Grid {
    var grid = Grid(columns: columns, tile: max(0, (width - (columns - 1) * gap) / columns))
    if named { grid.lines = names.reduce(0) { max($0, lines($1, nameWidth(grid.tile)).count) } }
    let height = rowHeight - (named ? captionHeight(grid) : 0)
    let factor = min(grid.tile / across, height / down)
    if factor > 0 {
      grid.picture = (factor * across, factor * down)
    } else if grid.tile > 0, height > 0 {
      let byWidth = max(1, down * grid.tile / across)
      grid.picture =
        byWidth <= height
        ? (grid.tile, byWidth) : (max(1, min(grid.tile, across * height / down)), height)
    }
    return grid
  }

  /// The width of a name: it may reach into the gap to the next picture.
  private func nameWidth(_ tile: Int) -> Int { tile + gap - 4 * look.unit }

  /// A name, broken at spaces into at most three lines.
  private func lines(_ name: String, _ width: Int) -> [String] {
    let face = look.small.typeface
    var lines: [String] = []
    for word in name.split(separator: " ") {
      let longer = lines.last.map { $0 + " " + word }
      if let longer, lines.count == 3 || face.width(of: longer) <= width {
        lines[lines.count - 1] = longer
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }

  /// Draws as many columns of planes as make the largest pictures.
  func draw(on canvas: inout Canvas, in room: Rectangle) {
    guard !planes.isEmpty else { return }
    if down == 1 { return drawStrips(on: &canvas, in: room) }
    var best = Grid()
    for named in [true, false] where best.picture.width < 12 * look.unit {
      for columns in 1...planes.count {
        let rows = (planes.count + columns - 1) / columns
        let grid = grid(
          columns: columns, in: room.width, rowHeight: (room.height - (rows - 1) * gap) / rows,
          named: named)
        if grid.picture.width > best.picture.width { best = grid }
      }
    }
    guard best.picture.width > 0 else { return }
    // Pictures that are low do not stand far apart either.
    let tile = min(best.tile, max(best.picture.width, 66 * look.unit))
    for (index, plane) in planes.enumerated() {
      var place = Rectangle(
        x: room.x + index % best.columns * (tile + gap),
        y: room.y + index / best.columns * (best.picture.height + captionHeight(best) + gap),
        width: best.picture.width, height: best.picture.height)
      ObservationPicture(plane, look).draw(on: &canvas, in: place)
      guard best.lines > 0 else { continue }
      (place.y, place.height) = (place.bottom + look.unit, captionHeight(best))
      place.width = min(nameWidth(tile), room.right - place.x)
      for line in lines(names[index], nameWidth(best.tile)) {
        canvas.write(
          line, in: place.takeTop(look.small.typeface.lineHeight), .leading, look.small,
          look.theme.faint)
      }
    }
  }

  // MARK: Planes of a single row

  private var stripHeight: Int { 14 * look.unit }

  private var stripCaption: Int {
    look.small.typeface.lineHeight + (planes.count > 1 ? 6 : 2) * look.unit
  }

  /// Draws planes of one row below each other, with their names.
  private func drawStrips(on canvas: inout Canvas, in room: Rectangle) {
    var rest = room
    for (index, plane) in planes.enumerated() {
      guard rest.height >= stripHeight else { return }
      var strip = rest.takeTop(stripHeight)
      strip.width = min(strip.width, max(plane.width, 24 * look.unit * plane.width))
      ObservationPicture(plane, look).drawStrip(on: &canvas, in: strip)
      canvas.write(
        names[index], in: rest.takeTop(stripCaption), .leading, look.small, look.theme.faint)
    }
  }
}
