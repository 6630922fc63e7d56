import Determinism
import Documents

/// Straight rivers of lava, or walls, from side to side, with gaps that leave a way to the goal.
///
/// A river is a bit: first the columns 2, 4, …, then the rows 2, 4, … of the room.
struct MiniGridCrossing: MiniGridGenerator {
  let width: Int
  let height: Int
  private let base: MiniGridMap
  private let count: Int
  private let obstacle: MiniGridCell
  /// The columns that may be rivers, and as many rows.
  private let lines: Int

  init(_ parameters: MiniGridParameters, of object: MiniGridObject) throws {
    (width, height) = (parameters.size, parameters.size)
    guard width % 2 == 1, width >= 5 else {
      throw InputError(
        "level '\(parameters.level.rawValue)' has an odd size of at least 5, "
          + "got \(parameters.size)")
    }
    lines = (width - 3) / 2
    guard parameters.count <= 2 * lines else {
      throw InputError(
        "a room of size \(width) has at most \(2 * lines) crossings, got \(parameters.count)")
    }
    count = parameters.count
    obstacle = object == .lava ? .lava : .wall
    base = roomWithGoal(side: width)
  }

  func generate(_ state: inout MiniGridState, from random: inout RandomStream) {
    state.map.copyCells(of: base)
    begin(&state, anywhere: false, from: &random)
    let rivers = subset(count, of: 2 * lines, from: &random)
    let columns = rivers & (1 << UInt64(lines) - 1)
    let rows = rivers >> UInt64(lines)
    for line in 0..<lines {
      if rows >> UInt64(line) & 1 == 1 {
        state.map.horizontalWall(1, 2 * line + 2, length: width - 2, of: obstacle)
      }
      if columns >> UInt64(line) & 1 == 1 {
        state.map.verticalWall(2 * line + 2, 1, length: height - 2, of: obstacle)
      }
    }
    openWay(&state, columns, rows, from: &random)
  }

  /// Opens one gap in each river, along a way from the first room to the last that goes right or
  /// down at each step.
  private func openWay(
    _ state: inout MiniGridState, _ columns: UInt64, _ rows: UInt64,
    from random: inout RandomStream
  ) {
    // The steps of the way that go to the right, among all steps.
    let toRight = subset(columns.nonzeroBitCount, of: count, from: &random)
    var (columnsLeft, rowsLeft) = (columns, rows)
    var (left, top) = (0, 0)
    for step in 0..<count {
      let right = next(columnsLeft)
      let bottom = next(rowsLeft)
      if toRight >> UInt64(step) & 1 == 1 {
        state.map[right, random.integer(in: (top + 1)..<bottom)] = .empty
        columnsLeft &= columnsLeft &- 1
        left = right
      } else {
        state.map[random.integer(in: (left + 1)..<right), bottom] = .empty
        rowsLeft &= rowsLeft &- 1
        top = bottom
      }
    }
  }

  /// The coordinate of the first river of those that are left, or of the room's wall.
  private func next(_ rivers: UInt64) -> Int {
    rivers == 0 ? width - 1 : 2 * rivers.trailingZeroBitCount + 2
  }

  /// Some of a number of things, each choice equally likely; one bit for each that is chosen.
  private func subset(_ chosen: Int, of all: Int, from random: inout RandomStream) -> UInt64 {
    var bits: UInt64 = 0
    var left = chosen
    for thing in 0..<all where random.integer(below: all - thing) < left {
      bits |= 1 << UInt64(thing)
      left -= 1
    }
    return bits
  }
}
