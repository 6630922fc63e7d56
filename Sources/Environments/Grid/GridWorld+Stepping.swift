import Determinism

extension GridWorld {
  /// Moves the agent.
  @inline(__always)
  public mutating func step(_ action: Int, using random: inout RandomStream) -> StepResult {
    let table = table
    return table.offsets.withUnsafeBufferPointer { offsets in
      table.entries.withUnsafeBufferPointer { entries in
        let row = Int(state.cell) * table.actionCount + action
        let entry = Self.draw(row, offsets, entries, using: &random)
        state.cell = entry.next
        return StepResult(reward: entry.reward, terminated: entry.terminated)
      }
    }
  }

  /// Draws one of the things that can follow; nothing is drawn where there is only one.
  @inline(__always)
  private static func draw(
    _ row: Int, _ offsets: UnsafeBufferPointer<Int32>,
    _ entries: UnsafeBufferPointer<GridTable.Entry>, using random: inout RandomStream
  ) -> GridTable.Entry {
    let first = Int(offsets[row])
    let last = Int(offsets[row + 1]) - 1
    guard first < last else { return entries[first] }
    let draw = random.uniformDouble()
    // Counting instead of searching: no jump depends on the draw. The last threshold is 1 up to
    // rounding and is left out, so that some outcome is always found.
    var index = first
    for place in first..<last { index += draw >= entries[place].threshold ? 1 : 0 }
    return entries[index]
  }

  /// Steps some copies of a batch once.
  ///
  /// Within an episode an observation differs from the one before in two places only, so those
  /// alone are written.
  public static func advance(
    _ copies: Range<Int>, of batch: EnvironmentBatch<GridWorld>, actions: UnsafePointer<Int32>
  ) {
    let table = batch.worlds[0].table
    let observation = table.definition.observation
    let isMarked = observation != .coordinates
    table.offsets.withUnsafeBufferPointer { offsets in
      table.entries.withUnsafeBufferPointer { entries in
        table.markOfState.withUnsafeBufferPointer { marks in
          for index in copies {
            let action = Int(actions[index])
            precondition(
              action >= 0 && action < batch.actionCount,
              "expected an action in 0..<\(batch.actionCount) for copy \(index), got \(action)")
            let before = Int(batch.worlds[index].state.cell)
            let entry = draw(
              before * batch.actionCount + action, offsets, entries, using: &batch.streams[index])
            batch.worlds[index].state.cell = entry.next
            let result = StepResult(reward: entry.reward, terminated: entry.terminated)
            let steps = batch.elapsed[index] + 1
            if isMarked && steps < batch.timeLimit && !entry.terminated {
              move(marks, before, Int(entry.next), batch.observation(index))
              batch.rewards[index] = result.reward
              batch.terminated[index] = false
              batch.truncated[index] = false
              batch.elapsed[index] = steps
            } else {
              batch.record(result, of: index)
            }
          }
        }
      }
    }
  }

  /// Moves the agent's mark in an observation from one state to another.
  @inline(__always)
  private static func move(
    _ marks: UnsafeBufferPointer<Int32>, _ before: Int, _ after: Int,
    _ observation: UnsafeMutableBufferPointer<Float>
  ) {
    observation[Int(marks[before])] = 0
    observation[Int(marks[after])] = 1
  }
}
