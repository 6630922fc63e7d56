import Determinism

/// Walls and open ground, while a map is made.
struct GridGround {
  let width: Int
  let height: Int
  /// Whether a cell is open, row by row.
  var isOpen: [Bool]
  /// Where doors can stand: openings between two rooms, or in a corridor.
  var doorways: [Int] = []

  /// All walls.
  init(width: Int, height: Int) {
    self.width = width
    self.height = height
    isOpen = [Bool](repeating: false, count: width * height)
  }

  /// The steps to the four neighbours of a cell that is not on the border.
  var steps: [Int] { [-width, 1, width, -1] }

  // MARK: Rooms

  /// Opens rooms in rows and columns, joined by doorways: a tree of them, and some more.
  mutating func digRooms(rows: Int, columns: Int, using random: inout RandomStream) {
    let xs = (0...columns).map { $0 * (width - 1) / columns }
    let ys = (0...rows).map { $0 * (height - 1) / rows }
    for y in 1..<(height - 1) where !ys.contains(y) {
      for x in 1..<(width - 1) where !xs.contains(x) { isOpen[y * width + x] = true }
    }
    var edges: [(a: Int, b: Int, cells: [Int])] = []
    for row in 0..<rows {
      for column in 0..<columns {
        let room = row * columns + column
        if column + 1 < columns {
          let cells = ((ys[row] + 1)..<ys[row + 1]).map { $0 * width + xs[column + 1] }
          edges.append((room, room + 1, cells))
        }
        if row + 1 < rows {
          let cells = ((xs[column] + 1)..<xs[column + 1]).map { ys[row + 1] * width + $0 }
          edges.append((room, room + columns, cells))
        }
      }
    }
    random.shuffle(&edges)
    var group = Array(0..<(rows * columns))
    for edge in edges {
      let joins = group[edge.a] != group[edge.b]
      if joins {
        let (old, new) = (group[edge.b], group[edge.a])
        for room in group.indices where group[room] == old { group[room] = new }
      }
      // Besides the doorways that are needed, one wall in four has one.
      guard joins || random.integer(below: 4) == 0 else { continue }
      let cell = edge.cells[random.integer(below: edge.cells.count)]
      isOpen[cell] = true
      doorways.append(cell)
    }
  }

  // MARK: Maze

  /// Opens corridors through cells of odd rows and columns, without loops: depth first.
  mutating func digMaze(using random: inout RandomStream) {
    let columns = (width - 1) / 2
    let rows = (height - 1) / 2
    var cell =
      (2 * random.integer(below: rows) + 1) * width + 2 * random.integer(below: columns) + 1
    isOpen[cell] = true
    var path = [cell]
    while true {
      let ways = steps.filter { step in
        let x = cell % width + 2 * (step == 1 ? 1 : step == -1 ? -1 : 0)
        let y = cell / width + 2 * (step == width ? 1 : step == -width ? -1 : 0)
        return x > 0 && x < width - 1 && y > 0 && y < height - 1 && !isOpen[y * width + x]
      }
      if ways.isEmpty {
        path.removeLast()
        guard let last = path.last else { break }
        cell = last
        continue
      }
      let step = ways[random.integer(below: ways.count)]
      isOpen[cell + step] = true
      isOpen[cell + 2 * step] = true
      doorways.append(cell + step)
      cell += 2 * step
      path.append(cell)
    }
  }

  // MARK: Random walls

  /// Opens everything and puts single walls back where they cut nothing off.
  mutating func digWalls(density: Double, using random: inout RandomStream) {
    var inner: [Int] = []
    for y in 1..<(height - 1) {
      for x in 1..<(width - 1) { inner.append(y * width + x) }
    }
    for cell in inner { isOpen[cell] = true }
    var left = Int(Double(inner.count) * density)
    random.shuffle(&inner)
    for cell in inner where left > 0 && !cutsOff(cell) {
      isOpen[cell] = false
      left -= 1
    }
  }

  /// Whether an obstacle in a cell could part what is open around it.
  ///
  /// It cannot where the open ones among the four neighbours are joined by way of the eight around.
  func cutsOff(_ cell: Int) -> Bool {
    let ring = [
      cell - width, cell - width + 1, cell + 1, cell + width + 1, cell + width, cell + width - 1,
      cell - 1, cell - width - 1,
    ]
    let open = ring.map { isOpen[$0] }
    var parts = 0
    // Every run of open cells around the ring that holds a neighbour is a part of its own.
    for place in stride(from: 0, to: 8, by: 2) where open[place] {
      let before = (place + 6) % 8
      let isJoined = open[(place + 7) % 8] && open[before]
      if !isJoined { parts += 1 }
    }
    return parts > 1
  }
}
