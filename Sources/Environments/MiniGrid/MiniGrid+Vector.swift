import Determinism

extension MiniGrid {
  /// Steps the copies one after another, as the protocol's own loop does.
  ///
  /// More than half of random actions change nothing that can be seen. The copy's row then holds
  /// the present observation already and is left as it is, which doubles the number of steps a
  /// second.
  public static func advance(
    _ copies: Range<Int>, of batch: EnvironmentBatch<MiniGrid>, actions: UnsafePointer<Int32>
  ) {
    for index in copies {
      let action = Int(actions[index])
      precondition(
        action >= 0 && action < batch.actionCount,
        "expected an action in 0..<\(batch.actionCount) for copy \(index), got \(action)")
      let steps = batch.elapsed[index] + 1
      let result = batch.worlds[index].step(
        action, using: &batch.streams[index], observedIn: batch.observation(index))
      guard !result.terminated && steps < batch.timeLimit else {
        batch.record(result, of: index)
        continue
      }
      batch.elapsed[index] = steps
      batch.rewards[index] = result.reward
      batch.terminated[index] = false
      batch.truncated[index] = false
    }
  }

  /// Takes an action, and writes the observation if it is another one than before.
  @inline(__always)
  private mutating func step(
    _ action: Int, using random: inout RandomStream,
    observedIn row: UnsafeMutableBufferPointer<UInt8>
  ) -> StepResult {
    let (x, y, direction, changes) = (state.x, state.y, state.direction, self.changes)
    let result = advance(action, from: &random)
    if x != state.x || y != state.y || direction != state.direction || changes != self.changes {
      writeObservation(into: row)
    }
    return result
  }
}
