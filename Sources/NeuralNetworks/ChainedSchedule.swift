/// Schedules one after another, each of which begins at its own step 0 when its turn comes.
///
/// ```swift
/// let schedule = ChainedSchedule(
///   [(LinearSchedule(from: 0, to: 0.1, over: 100), 100)],
///   then: CosineSchedule(from: 0.1, to: 0, over: 900))
/// ```
///
/// - Source: PyTorch `SequentialLR`.
public struct ChainedSchedule: Schedule {
  private let parts: [(schedule: any Schedule, steps: Int)]
  private let last: any Schedule

  /// Makes a schedule.
  ///
  /// - Parameters:
  ///   - parts: Each with the number of steps for which it holds, at least 0.
  ///   - last: What holds afterwards, for ever.
  public init(_ parts: [(schedule: any Schedule, steps: Int)], then last: any Schedule) {
    for part in parts {
      precondition(
        part.steps >= 0, "ChainedSchedule: expected at least 0 steps, got \(part.steps)")
    }
    self.parts = parts
    self.last = last
  }

  /// The value at a step.
  ///
  /// - Parameter step: At least 0.
  /// - Returns: The value of the schedule whose turn it is.
  public func callAsFunction(_ step: Int) -> Float {
    var rest = step
    for part in parts {
      if rest < part.steps { return part.schedule(rest) }
      rest -= part.steps
    }
    return last(rest)
  }
}
