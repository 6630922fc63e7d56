import Determinism
import Documents

/// N copies of one environment, stepped together, with same-step autoreset.
///
/// - Everything is read from columns that stay where they are: row `i` belongs to copy `i`.
/// - ``autoresetMode`` is same-step: when an episode ends, the next begins within the same step;
///   `observations` holds its first observation, `finalObservations` the last of the ended one.
/// - The time limit alone truncates. Where the task ends on the very step at which the clock runs
///   out, `terminated` is true and `truncated` false; they are never both true.
/// - Episode `e` of copy `i` draws from `random.stream("environment/i").stream("episode/e")` and
///   from nothing else, so it depends neither on the number of copies nor on earlier episodes.
/// - A step allocates nothing.
/// - The copies of one step may be divided between threads (``step(_:dividing:)``); trajectories
///   are the same however they are.
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
  /// become zero and false.
  func reset()

  /// Takes one action in every copy; then read the columns below.
  ///
  /// - Parameters:
  ///   - actions: `count` numbers in `0..<actionSpace.count`.
  ///   - divide: is called once, with the number of copies and a body that steps a range of them;
  ///     calls the body on ranges that together cover all copies once, on any threads, and
  ///     returns when all are done.
  func step(
    _ actions: UnsafeBufferPointer<Int32>,
    dividing divide: (_ count: Int, _ body: (Range<Int>) -> Void) -> Void)

  /// What the agent sees next, `[count, observation]`.
  ///
  /// Where the environment writes bytes, they are converted when this is first read after a step.
  var observations: UnsafeBufferPointer<Float> { get }
  /// What episodes ended with, `[count, observation]`: valid in the rows of the copies whose
  /// episode ended in the last step.
  var finalObservations: UnsafeBufferPointer<Float> { get }
  /// The column behind `observations` where the environment writes bytes; nil where floats.
  var observationBytes: UnsafeBufferPointer<UInt8>? { get }
  /// The column behind `finalObservations` where the environment writes bytes; nil where floats.
  var finalObservationBytes: UnsafeBufferPointer<UInt8>? { get }
  /// The rewards of the last step, `[count]`.
  var rewards: UnsafeBufferPointer<Float> { get }
  /// The rewards of the last step as the task gives them, before any normalization, `[count]`.
  var taskRewards: UnsafeBufferPointer<Float> { get }
  /// Whether the last step ended the task, `[count]`.
  var terminated: UnsafeBufferPointer<Bool> { get }
  /// Whether the time limit ended the episode, `[count]`.
  var truncated: UnsafeBufferPointer<Bool> { get }

  /// Which actions are possible next, `[count, actions]`; nil where all always are.
  ///
  /// Computed when first read after a step.
  var actionMasks: UnsafeBufferPointer<Bool>? { get }

  /// Which actions were possible after the last step of the episodes that it cut short,
  /// `[count, actions]`: valid in the rows of the copies that were truncated; nil where that is not
  /// known, or all always are.
  var finalActionMasks: UnsafeBufferPointer<Bool>? { get }

  /// The environment steps taken in the present episode of one copy.
  func episodeSteps(_ index: Int) -> Int
  /// The number of the present episode of one copy, from zero.
  func episodeNumber(_ index: Int) -> Int
  /// How many random words the present episode of one copy has drawn so far.
  func drawnWords(_ index: Int) -> UInt64

  /// What stopped the copies; nil as long as they can be stepped.
  ///
  /// Only an external world can fail. A step that failed has changed no column; ask after each.
  var failure: InputError? { get }

  /// Everything needed to continue exactly: states, clocks, episode numbers, streams.
  ///
  /// The same vector gives the same bytes; they are JSON with sorted keys.
  func snapshot() throws -> [UInt8]

  /// Continues from a snapshot.
  ///
  /// Rewards and flags become zero and false.
  ///
  /// - Throws: `InputError` where the bytes are no snapshot, or one of another environment, of
  ///   another version of it, or of another number of copies; nothing has changed then.
  func restore(_ bytes: [UInt8]) throws

  /// Draws one copy's present state.
  func render(_ index: Int) -> Frame
  /// Describes one copy's present state in one line, for people.
  func describeState(_ index: Int) -> String
  /// The task of one copy's present episode in words; empty where it is always the same.
  func mission(_ index: Int) -> String

  /// The statistics by which observations and rewards are normalized; nil where they are not.
  var normalization: Normalization? { get }

  /// Copies of the same task to evaluate an agent in that trains in this vector.
  ///
  /// They are shown as this vector's are: by its statistics where it normalizes.
  ///
  /// - Parameters:
  ///   - count: the number of copies.
  ///   - random: the stream whose children "environment/0", … they use.
  /// - Returns: the vector, at the beginning of episode 0 in every copy.
  /// - Throws: `InputError` where `count` is smaller than 1.
  func makeEvaluation(count: Int, random: RandomStream) throws -> any VectorEnvironment
}

/// When a vector environment begins the next episode of a copy whose episode has ended.
public enum AutoresetMode: String, Sendable, Hashable, Codable {
  /// Within the step that ended it; the last observation is kept beside the first of the next.
  case sameStep = "same-step"
}

extension VectorEnvironment {
  /// Nil: what runs in this program cannot fail.
  public var failure: InputError? { nil }

  /// Same-step: there is no other in this library.
  public var autoresetMode: AutoresetMode { .sameStep }

  /// Nil: what was possible at the end of an episode is kept by mixtures alone.
  public var finalActionMasks: UnsafeBufferPointer<Bool>? { nil }

  /// None: nothing is normalized.
  public var normalization: Normalization? { nil }

  /// The rewards: nothing is normalized.
  public var taskRewards: UnsafeBufferPointer<Float> { rewards }

  /// Further copies of the definition.
  public func makeEvaluation(count: Int, random: RandomStream) throws -> any VectorEnvironment {
    try definition.makeVector(count: count, random: random)
  }

  /// Takes one action in every copy, on this thread; then read the columns.
  ///
  /// - Parameter actions: `count` numbers in `0..<actionSpace.count`.
  public func step(_ actions: UnsafeBufferPointer<Int32>) {
    step(actions) { count, body in body(0..<count) }
  }

  /// Takes one action in every copy, from an array of `count` numbers.
  public func step(_ actions: [Int32]) {
    actions.withUnsafeBufferPointer { step($0) }
  }

  /// What one copy's last step led to, a view into the columns.
  ///
  /// The final observation where the episode ended, else the present one.
  public func successor(_ index: Int) -> UnsafeBufferPointer<Float> {
    guard terminated[index] || truncated[index] else { return observation(index) }
    let size = observationSpace.count
    return UnsafeBufferPointer(rebasing: finalObservations[(index * size)..<((index + 1) * size)])
  }

  /// One copy's present observation, a view into `observations`.
  public func observation(_ index: Int) -> UnsafeBufferPointer<Float> {
    let size = observationSpace.count
    return UnsafeBufferPointer(rebasing: observations[(index * size)..<((index + 1) * size)])
  }
}
