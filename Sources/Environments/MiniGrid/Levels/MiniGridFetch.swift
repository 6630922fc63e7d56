import Determinism
import Documents

/// A room with keys and balls, perhaps some alike; one kind is to be fetched, and the first object
/// that is picked up decides.
///
/// `size` is the side of the room, `count` the number of objects. minigrid makes a level in some
/// thousands in which other objects shut the target or the agent into a corner; here such a level is
/// drawn anew.
struct MiniGridFetch: MiniGridGenerator {
  private let room: MiniGridMap
  private let count: Int

  var width: Int { room.width }
  var height: Int { room.height }

  init(_ parameters: MiniGridParameters) throws {
    let interior = (parameters.size - 2) * (parameters.size - 2)
    count = parameters.count
    guard parameters.size >= 4, count * 2 <= interior else {
      throw InputError(
        "count: expected objects on at most half of the \(interior) cells of the room, "
          + "got \(count)")
    }
    room = .room(width: parameters.size, height: parameters.size)
  }

  func generate(_ state: inout MiniGridState, from random: inout RandomStream) {
    repeat {
      state.map.copyCells(of: room)
      (state.x, state.y) = (-1, -1)
      let target = random.integer(below: count)
      for number in 0..<count {
        let object: MiniGridObject = random.integer(below: 2) == 0 ? .key : .ball
        let color = MiniGridColor.random(from: &random)
        state.place(MiniGridCell(object, color), from: &random)
        if number == target {
          state.task = .fetch(object, color, wording: random.integer(below: 5))
        }
      }
      state.placeAgent(from: &random)
    } while !canBeFetched(in: state)
  }

  /// Whether the agent can get beside an object of the target's kind without moving another one.
  private func canBeFetched(in state: MiniGridState) -> Bool {
    guard case .fetch(let object, let color, _) = state.task else { return true }
    let target = MiniGridCell(object, color)
    return withUnsafeTemporaryAllocation(of: UInt64.self, capacity: height) { reached in
      // One bit for each column of a row; grown until nothing is added.
      reached.initialize(repeating: 0)
      reached[state.y] = 1 << UInt64(state.x)
      var isGrowing = true
      while isGrowing {
        isGrowing = false
        for y in 1..<height - 1 {
          let row = reached[y]
          let touched = row | row << 1 | row >> 1 | reached[y - 1] | reached[y + 1]
          for x in 1..<width - 1 where (touched & ~row) >> UInt64(x) & 1 != 0 {
            let cell = state.map[x, y]
            if cell.isAlike(target) { return true }
            if cell == .empty {
              reached[y] |= 1 << UInt64(x)
              isGrowing = true
            }
          }
        }
      }
      return false
    }
  }
}
