import Determinism

/// The columns of a vector environment: N copies of one environment and all that belongs to them.
///
/// A view: it owns nothing, ``UniformVector`` does. Row `i` of every column is copy `i`.
///
/// - Shapes: the observation columns are `[count, observationCount]`, row-major; all others
///   `[count]`.
public struct EnvironmentBatch<World: Environment> {
  /// The number of copies.
  public let count: Int
  /// The number of elements of one observation.
  public let observationCount: Int
  /// The number of actions.
  public let actionCount: Int
  /// The length at which the clock ends an episode, in environment steps; `Int.max` for none.
  public let timeLimit: Int
  /// The environments.
  public let worlds: UnsafeMutablePointer<World>
  /// The streams of the copies; the stream of an episode is the child "episode/<number>".
  public let roots: UnsafeMutablePointer<RandomStream>
  /// The streams of the present episodes.
  public let streams: UnsafeMutablePointer<RandomStream>
  /// The numbers of the present episodes, from zero.
  public let episodes: UnsafeMutablePointer<Int>
  /// The environment steps taken in the present episodes.
  public let elapsed: UnsafeMutablePointer<Int>
  /// What the agent sees next; after an ending the first observation of the new episode.
  public let observations: UnsafeMutablePointer<World.ObservationElement>
  /// What an episode ended with, where one ended in the last step; other rows hold what they held.
  public let finalObservations: UnsafeMutablePointer<World.ObservationElement>
  /// The rewards of the last step.
  public let rewards: UnsafeMutablePointer<Float>
  /// Whether the last step ended the task.
  public let terminated: UnsafeMutablePointer<Bool>
  /// Whether the time limit ended the episode, and nothing else did.
  public let truncated: UnsafeMutablePointer<Bool>

  /// The place of one copy's present observation.
  @inline(__always)
  public func observation(_ index: Int) -> UnsafeMutableBufferPointer<World.ObservationElement> {
    UnsafeMutableBufferPointer(
      start: observations + index * observationCount, count: observationCount)
  }

  /// The place of one copy's final observation.
  @inline(__always)
  public func finalObservation(_ index: Int) -> UnsafeMutableBufferPointer<World.ObservationElement>
  {
    UnsafeMutableBufferPointer(
      start: finalObservations + index * observationCount, count: observationCount)
  }

  /// Begins the present episode of one copy from its own stream and writes its observation.
  @inline(__always)
  public func begin(_ index: Int) {
    streams[index] = roots[index].stream("episode/", number: episodes[index])
    elapsed[index] = 0
    worlds[index].reset(using: &streams[index])
    worlds[index].writeObservation(into: observation(index))
  }

  /// Records what a step of one copy brought; an ended episode is followed by the next at once.
  ///
  /// Writes the present observation and, where the episode ended, before it the final one.
  ///
  /// Where the task ends on the very step at which the clock runs out, it is `terminated` and not
  /// `truncated`: nothing lies beyond, so a bootstrap would be wrong.
  ///
  /// - Precondition: `worlds[index]` has been stepped.
  @inline(__always)
  public func record(_ result: StepResult, of index: Int) {
    let steps = elapsed[index] + 1
    let truncates = !result.terminated && steps >= timeLimit
    rewards[index] = result.reward
    terminated[index] = result.terminated
    truncated[index] = truncates
    if result.terminated || truncates {
      end(index)
    } else {
      elapsed[index] = steps
      worlds[index].writeObservation(into: observation(index))
    }
  }

  /// Keeps the last observation of an ended episode and begins the next.
  @inline(never)
  private func end(_ index: Int) {
    worlds[index].writeObservation(into: finalObservation(index))
    episodes[index] += 1
    begin(index)
  }
}

extension Environment {
  /// Steps the copies one after another.
  public static func advance(
    _ copies: Range<Int>, of batch: EnvironmentBatch<Self>, actions: UnsafePointer<Int32>
  ) {
    for index in copies {
      let action = Int(actions[index])
      precondition(
        action >= 0 && action < batch.actionCount,
        "expected an action in 0..<\(batch.actionCount) for copy \(index), got \(action)")
      let result = batch.worlds[index].step(action, using: &batch.streams[index])
      batch.record(result, of: index)
    }
  }
}
