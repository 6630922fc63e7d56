import Environments

/// A table of figures in colours: above 0 blue, below 0 vermilion, the stronger the further.
///
/// Each cell also says its figure as text, so that the picture reads without colour. The file is a
/// pure function of the map: the same bytes on every machine.
public struct HeatMap: Hashable, Sendable {
  /// One cell.
  public struct Cell: Hashable, Sendable {
    /// What the colour shows: white at 0, full at ±1 of ``HeatMap/scale``; nil for a cell in grey.
    public var value: Double?
    /// What is written in it.
    public var text: String

    /// A cell.
    public init(value: Double?, text: String) { (self.value, self.text) = (value, text) }
  }

  /// What the map shows, at its top.
  public var title: String
  /// A quieter line below the title.
  public var caption: String
  /// What the rows are.
  public var rowLabel: String
  /// What the columns are.
  public var columnLabel: String
  /// The rows' names, from top to bottom.
  public var rows: [String]
  /// The columns' names, from left to right.
  public var columns: [String]
  /// The cells, row by row.
  public var cells: [[Cell]]
  /// The value, above 0, at which a colour is full.
  public var scale = 1.0
  /// The colours.
  public var theme = ChartTheme.light

  /// A map.
  ///
  /// - Precondition: there is a cell for each row and column.
  public init(
    title: String, caption: String, rowLabel: String, columnLabel: String, rows: [String],
    columns: [String], cells: [[Cell]]
  ) {
    precondition(
      cells.count == rows.count && cells.allSatisfy { $0.count == columns.count },
      "expected \(rows.count) x \(columns.count) cells, got \(cells.map(\.count))")
    (self.title, self.caption, self.rowLabel) = (title, caption, rowLabel)
    (self.columnLabel, self.rows, self.columns) = (columnLabel, rows, columns)
    self.cells = cells
  }

  /// The map as an SVG file, as large as its names and cells need.
  public func svg() -> String {
    let drawing = drawing()
    return ChartSVG.text(drawing, width: Int(drawing.width), height: Int(drawing.height))
  }

  private var margin: Double { 20 }
  private var cellHeight: Double { 40 }

  private func text(
    _ string: String, size: Double = 12, _ anchor: ChartText.Anchor = .start, color: Color? = nil,
    isBold: Bool = false
  ) -> ChartText {
    ChartText(
      string: string, size: size, anchor: anchor, isBold: isBold, color: color ?? theme.quiet)
  }

  private func drawing() -> ChartDrawing {
    let widest = columns.map { text($0).width }.max() ?? 0
    let cellWidth = min(max(widest + 14, 96), 170).rounded(.up)
    let rowRoom = min((rows + [rowLabel]).map { text($0).width }.max() ?? 0, 220)
    let left = (margin + rowRoom + 12).rounded(.up)
    let top = 112.0
    let heads = [text(title, size: 17, isBold: true).width, text(caption).width]
    let width = max(
      left + cellWidth * Double(columns.count) + margin,
      min(heads.max() ?? 0, 900) + 2 * margin
    ).rounded(.up)
    let height = top + cellHeight * Double(rows.count) + margin
    var drawing = ChartDrawing(
      width: width, height: height, background: theme.background, title: title)
    drawing.areaTo = [width, height]
    let head = text(title, size: 17, color: theme.ink, isBold: true)
    drawing.surroundings = [
      .text(head.fitted(to: width - 2 * margin), at: [margin, 34]),
      .text(text(caption).fitted(to: width - 2 * margin), at: [margin, 54]),
      .text(text(rowLabel), at: [margin, top - 8]),
      .text(
        text(columnLabel, .middle), at: [left + cellWidth * Double(columns.count) / 2, 78]),
    ]
    for (column, name) in columns.enumerated() {
      let x = left + (Double(column) + 0.5) * cellWidth
      drawing.surroundings.append(
        .text(text(name, .middle).fitted(to: cellWidth - 6), at: [x, top - 8]))
    }
    for (row, name) in rows.enumerated() {
      let y = top + Double(row) * cellHeight
      drawing.surroundings.append(
        .text(text(name, .end).fitted(to: rowRoom), at: [left - 10, y + cellHeight / 2 + 4]))
      for (column, cell) in cells[row].enumerated() {
        draw(cell, at: [left + Double(column) * cellWidth, y], cellWidth, in: &drawing)
      }
    }
    return drawing
  }

  private func draw(
    _ cell: Cell, at corner: SIMD2<Double>, _ width: Double, in drawing: inout ChartDrawing
  ) {
    let color = color(of: cell)
    let size = SIMD2(width - 2, cellHeight - 2)
    let corners = [
      corner, corner + [size.x, 0], corner + size, corner + [0, size.y],
    ]
    drawing.surroundings.append(.polygon(corners, color))
    // Dark on what is light, light on what is dark.
    let brightness =
      0.3 * Double(color.red) + 0.59 * Double(color.green) + 0.11 * Double(color.blue)
    let ink = brightness > 140 ? Color(0x16191D) : Color(0xFFFFFF)
    let label = text(cell.text, size: 13, .middle, color: ink)
    drawing.marks.append(
      .text(label.fitted(to: size.x - 6), at: corner + [size.x / 2, size.y / 2 + 4.5]))
  }

  private func color(of cell: Cell) -> Color {
    guard let value = cell.value, value.isFinite || value.isInfinite else { return theme.grid }
    let strength = min(abs(value) / scale, 1)
    let full = value < 0 ? Color(0xD55E00) : Color(0x0072B2)
    func mixed(_ from: UInt8, _ to: UInt8) -> UInt8 {
      UInt8((Double(from) + (Double(to) - Double(from)) * strength).rounded())
    }
    let plain = theme.background
    return Color(
      red: mixed(plain.red, full.red), green: mixed(plain.green, full.green),
      blue: mixed(plain.blue, full.blue))
  }
}
