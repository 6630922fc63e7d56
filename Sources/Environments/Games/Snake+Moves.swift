import Determinism

extension Snake {
  /// The starting snake, without food.
  static func start(_ parameters: Parameters) -> State {
    let head = (parameters.rows / 2) * parameters.columns + parameters.columns / 2
    let tail = head - parameters.startLength + 1
    var cells = [UInt8](repeating: Cell.free, count: parameters.rows * parameters.columns)
    for cell in tail..<head { cells[cell] = 1 + 1 }
    cells[head] = Cell.head
    return State(
      cells: cells, head: head, tail: tail, food: nil, heading: 1, length: parameters.startLength,
      isDead: false)
  }

  /// The cell next to a cell; nil beyond the edge.
  func neighbour(of cell: Int, _ direction: Int) -> Int? {
    let columns = parameters.columns
    switch direction {
    case 0: return cell >= columns ? cell - columns : nil
    case 1: return (cell + 1) % columns != 0 ? cell + 1 : nil
    case 2: return cell + columns < parameters.rows * columns ? cell + columns : nil
    default: return cell % columns != 0 ? cell - 1 : nil
    }
  }

  /// The state of a living snake that lies as drawn.
  ///
  /// - Parameters:
  ///   - segments: the cells from tail to head, `row * columns + column`, each a neighbour of the one
  ///     before, none twice.
  ///   - food: the food's cell; nil where the snake fills the grid.
  /// - Returns: a state whose heading is the last two segments' direction.
  /// - Precondition: there is such a state.
  public func state(segments: [Int], food: Int?) -> State {
    precondition(segments.count >= 2, "expected at least 2 segments, got \(segments.count)")
    var cells = [UInt8](repeating: Cell.free, count: parameters.rows * parameters.columns)
    var heading = 0
    for (cell, next) in zip(segments, segments.dropFirst()) {
      guard let direction = (0..<4).first(where: { neighbour(of: cell, $0) == next }) else {
        preconditionFailure("expected neighbours, got cells \(cell) and \(next)")
      }
      cells[cell] = UInt8(1 + direction)
      heading = direction
    }
    cells[segments[segments.count - 1]] = Cell.head
    let state = State(
      cells: cells, head: segments[segments.count - 1], tail: segments[0], food: food,
      heading: heading, length: segments.count, isDead: false)
    precondition(isValid(state), "expected one snake and a free cell for food, got \(state)")
    return state
  }

  /// Whether the cells hold exactly one snake, from tail to head, and the food lies beside it.
  public func isValid(_ state: State) -> Bool {
    let count = parameters.rows * parameters.columns
    guard state.cells.count == count, state.cells.indices.contains(state.head),
      state.cells.indices.contains(state.tail), state.cells[state.head] == Cell.head,
      (0..<4).contains(state.heading), state.length >= 2,
      state.cells.count(where: { $0 != Cell.free }) == state.length
    else { return false }
    if let food = state.food {
      guard state.cells.indices.contains(food), state.cells[food] == Cell.free else { return false }
    } else if state.length != count {
      return false
    }
    var cell = state.tail
    for _ in 1..<state.length {
      guard Cell.body.contains(state.cells[cell]),
        let next = neighbour(of: cell, Int(state.cells[cell]) - 1)
      else { return false }
      cell = next
    }
    return cell == state.head
  }

  /// The difference of cell numbers in a direction.
  func offset(_ direction: Int) -> Int {
    switch direction {
    case 0: return -parameters.columns
    case 1: return 1
    case 2: return parameters.columns
    default: return -1
    }
  }

  /// Frees the last segment's cell.
  mutating func leaveTail() {
    let direction = Int(state.cells[state.tail]) - 1
    state.cells[state.tail] = Cell.free
    state.tail += offset(direction)
  }

  /// Moves the head into a cell; the cell it was in becomes body.
  mutating func enter(_ cell: Int, _ direction: Int) {
    state.cells[state.head] = UInt8(1 + direction)
    state.cells[cell] = Cell.head
    state.head = cell
  }

  /// Puts the food into a free cell, all equally likely; a full grid gets none.
  mutating func placeFood(using random: inout RandomStream) {
    let free = state.cells.count - state.length
    guard free > 0 else {
      state.food = nil
      return
    }
    var remaining = random.integer(below: free)
    for cell in state.cells.indices where state.cells[cell] == Cell.free {
      if remaining == 0 {
        state.food = cell
        return
      }
      remaining -= 1
    }
    preconditionFailure("expected \(free) free cells, got \(free - remaining - 1)")
  }
}
