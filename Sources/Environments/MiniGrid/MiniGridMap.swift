/// The cells of a MiniGrid level: x to the right, y downwards, (0, 0) at the top left.
///
/// The cells are kept twice, row by row and column by column, each with a margin of walls, so that
/// every line of the agent's seven by seven view, whichever way it looks, is eight cells in a row.
package struct MiniGridMap: Hashable, Sendable {
  /// The cells from the left to the right.
  package let width: Int
  /// The cells from the top to the bottom.
  package let height: Int
  /// Both copies, each with its margin.
  private(set) var cells: [MiniGridCell]

  /// The cells of the margin before and after a line.
  static let sideMargin = 4
  /// The lines of the margin before the first and after the last line.
  static let lineMargin = 6
  /// The largest width and height.
  package static let longestSide = 64

  /// A map of empty cells.
  ///
  /// - Precondition: both lengths lie in `3...longestSide`.
  package init(width: Int, height: Int) {
    let sides = 3...Self.longestSide
    precondition(
      sides.contains(width) && sides.contains(height),
      "expected sides in \(sides), got \(width) by \(height)")
    self.width = width
    self.height = height
    cells = []
    cells = [MiniGridCell](repeating: .wall, count: columnStart + block(height, lines: width))
    for y in 0..<height {
      for x in 0..<width { self[x, y] = .empty }
    }
  }

  /// From a cell to the one below it in the copy row by row.
  @inline(__always)
  var rowStride: Int { width + Self.sideMargin }
  /// From a cell to the one to the right of it in the copy column by column.
  @inline(__always)
  var columnStride: Int { height + Self.sideMargin }
  /// Where the copy column by column begins.
  private var columnStart: Int { block(width, lines: height) }

  /// The cells of one copy with its margin.
  private func block(_ length: Int, lines: Int) -> Int {
    (lines + 2 * Self.lineMargin) * (length + Self.sideMargin) + 2 * Self.sideMargin
  }

  /// The place of a cell, or of one of the margin, in the copy row by row.
  @inline(__always)
  func rowPlace(_ x: Int, _ y: Int) -> Int {
    (y + Self.lineMargin) * rowStride + Self.sideMargin + x
  }

  /// The place of a cell, or of one of the margin, in the copy column by column.
  @inline(__always)
  func columnPlace(_ x: Int, _ y: Int) -> Int {
    columnStart + (x + Self.lineMargin) * columnStride + Self.sideMargin + y
  }

  /// Whether a place lies on the map.
  @inline(__always)
  package func contains(_ x: Int, _ y: Int) -> Bool {
    x >= 0 && x < width && y >= 0 && y < height
  }

  /// One cell; just outside the map there are walls.
  ///
  /// - Precondition: for reading, the place is on the map or next to it; for writing, on the map.
  package subscript(x: Int, y: Int) -> MiniGridCell {
    @inline(__always) get { cells[rowPlace(x, y)] }
    set {
      precondition(
        contains(x, y), "expected a place on a map of \(width) by \(height), got (\(x), \(y))")
      cells[rowPlace(x, y)] = newValue
      cells[columnPlace(x, y)] = newValue
    }
  }

  /// Takes over all cells of a map of the same size; allocates nothing where the storage is its own.
  package mutating func copyCells(of other: MiniGridMap) {
    precondition(
      width == other.width && height == other.height,
      "expected a map of \(width) by \(height), got \(other.width) by \(other.height)")
    cells.withUnsafeMutableBufferPointer { mine in
      other.cells.withUnsafeBufferPointer { theirs in
        guard let target = mine.baseAddress, let source = theirs.baseAddress else { return }
        target.update(from: source, count: mine.count)
      }
    }
  }
}

// MARK: - Drawing walls

extension MiniGridMap {
  /// Draws a line to the right of (x, y); to the edge of the map where no length is given.
  package mutating func horizontalWall(
    _ x: Int, _ y: Int, length: Int? = nil, of cell: MiniGridCell = .wall
  ) {
    for place in x..<(x + (length ?? width - x)) { self[place, y] = cell }
  }

  /// Draws a line downwards from (x, y); to the edge of the map where no length is given.
  package mutating func verticalWall(
    _ x: Int, _ y: Int, length: Int? = nil, of cell: MiniGridCell = .wall
  ) {
    for place in y..<(y + (length ?? height - y)) { self[x, place] = cell }
  }

  /// Draws the four sides of a rectangle.
  package mutating func wallRectangle(_ x: Int, _ y: Int, _ width: Int, _ height: Int) {
    horizontalWall(x, y, length: width)
    horizontalWall(x, y + height - 1, length: width)
    verticalWall(x, y, length: height)
    verticalWall(x + width - 1, y, length: height)
  }

  /// A map of empty cells with walls all round.
  package static func room(width: Int, height: Int) -> MiniGridMap {
    var map = MiniGridMap(width: width, height: height)
    map.wallRectangle(0, 0, width, height)
    return map
  }
}

// MARK: - Hashing and storage: the cells row by row, without their margin

extension MiniGridMap: Codable {
  private enum CodingKeys: String, CodingKey {
    case width, height, cells
  }

  /// Feeds the cells.
  package func hash(into hasher: inout Hasher) {
    cells.withUnsafeBytes { hasher.combine(bytes: $0) }
  }

  /// Reads a map.
  ///
  /// - Throws: `DecodingError` where sizes or cells are impossible.
  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    let width = try values.decode(Int.self, forKey: .width)
    let height = try values.decode(Int.self, forKey: .height)
    let rows = try values.decode([MiniGridCell].self, forKey: .cells)
    let sides = 3...Self.longestSide
    guard sides.contains(width), sides.contains(height), rows.count == width * height else {
      throw DecodingError.dataCorruptedError(
        forKey: .cells, in: values,
        debugDescription: "\(rows.count) cells are no map of \(width) by \(height)")
    }
    self.init(width: width, height: height)
    for (place, cell) in rows.enumerated() { self[place % width, place / width] = cell }
  }

  /// Writes width, height and the cells row by row.
  package func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: CodingKeys.self)
    try values.encode(width, forKey: .width)
    try values.encode(height, forKey: .height)
    let rows = (0..<height).flatMap { y in (0..<width).map { x in self[x, y] } }
    try values.encode(rows, forKey: .cells)
  }
}
