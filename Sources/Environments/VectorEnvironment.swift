/// N copies of one environment, stepped together, with same-step autoreset.
///
/// - Everything is read from columns that stay where they are: row `i` belongs to copy `i`.
/// - When an episode ends, the next begins within the same step: `observations` holds its first
///   observation, `finalObservations` the last of the ended one.
/// - The time limit alone truncates. Where the task ends on the very step at which the clock runs
///   out, `terminated` is true and `truncated` false; they are never both true.
/// - Episode `e` of copy `i` draws from `random.stream("environment/i").stream("episode/e")` and
///   from nothing else, so it depends neither on the number of copies nor on earlier episodes.
/// - A step allocates nothing.
///
/// Not thread-safe; use one vector on one thread at a time.
public protocol VectorEnvironment: AnyObject {
  /// The definition it was made from.
  var definition: EnvironmentDefinition { get }
  /// The number of copies.
  var count: Int { get }
  /// What an observation is.
  var observationSpace: Box { get }
  /// What can be done.
  var actionSpace: Discrete { get }

  /// Begins a new episode in every copy that has taken a step in its present one.
  ///
  /// A new vector already stands at the beginning of episode 0 in every copy. Rewards and flags
  /// become zero and false, the final observations equal to the present ones.
  func reset()

  /// Takes one action in every copy; then read the columns below.
  ///
  /// - Parameter actions: `count` numbers in `0..<actionSpace.count`.
  func step(_ actions: UnsafeBufferPointer<Int32>)

  /// What the agent sees next, `[count, observation]`.
  var observations: UnsafeBufferPointer<Float> { get }
  /// What the last step led to, `[count, observation]`: the last observation of the ended episode
  /// where one ended, else equal to `observations`.
  var finalObservations: UnsafeBufferPointer<Float> { get }
  /// The rewards of the last step, `[count]`.
  var rewards: UnsafeBufferPointer<Float> { get }
  /// Whether the last step ended the task, `[count]`.
  var terminated: UnsafeBufferPointer<Bool> { get }
  /// Whether the time limit ended the episode, `[count]`.
  var truncated: UnsafeBufferPointer<Bool> { get }

  /// The environment steps taken in the present episode of one copy.
  func episodeSteps(_ index: Int) -> Int
  /// The number of the present episode of one copy, from zero.
  func episodeNumber(_ index: Int) -> Int

  /// Everything needed to continue exactly: states, clocks, episode numbers, streams.
  ///
  /// The same vector gives the same bytes; they are JSON with sorted keys.
  func snapshot() throws -> [UInt8]

  /// Continues from a snapshot.
  ///
  /// Rewards and flags become zero and false, the final observations equal to the present ones.
  ///
  /// - Throws: `InputError` where the bytes are no snapshot, or one of another environment, of
  ///   another version of it, or of another number of copies; nothing has changed then.
  func restore(_ bytes: [UInt8]) throws

  /// Draws one copy's present state.
  func render(_ index: Int) -> Frame
  /// Describes one copy's present state in one line, for people.
  func describeState(_ index: Int) -> String
}

extension VectorEnvironment {
  /// Takes one action in every copy, from an array of `count` numbers.
  public func step(_ actions: [Int32]) {
    actions.withUnsafeBufferPointer { step($0) }
  }

  /// One copy's present observation, a view into `observations`.
  public func observation(_ index: Int) -> UnsafeBufferPointer<Float> {
    let size = observationSpace.count
    return UnsafeBufferPointer(rebasing: observations[(index * size)..<((index + 1) * size)])
  }
}
