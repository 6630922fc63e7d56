import Determinism

/// A task with its rules fixed: what can be seen, what can be done, what follows, what it is worth.
///
/// A value: copying it copies the whole world. Rules and parameters are stored beside `state`,
/// which alone changes while an episode runs and is the complete snapshot.
///
/// An implementation must hold to the following, and ``EnvironmentChecker`` verifies it:
/// - Every observation lies in `observationSpace`.
/// - All randomness comes from the stream that is passed in; the same stream gives the same run.
/// - `render()` and `writeObservation(into:)` change nothing.
/// - Putting an earlier `state` back continues exactly as it did then.
/// - `step` never truncates: only the time limit does, and that is the business of ``Episode`` and
///   ``VectorEnvironment``.
public protocol Environment: Sendable {
  /// Everything that changes during an episode.
  associatedtype State: Codable & Hashable & Sendable
  /// How an observation's numbers are written: `Float`, or `UInt8` where all are whole numbers in
  /// `0...255`; a vector's columns then take a quarter of the memory traffic.
  associatedtype ObservationElement: ObservationScalar = Float

  /// What an observation is: shape, range and element type.
  var observationSpace: Box { get }
  /// What can be done: the number of actions and their names.
  var actionSpace: Discrete { get }
  /// The range in which the reward of every step lies.
  var rewardRange: ClosedRange<Float> { get }
  /// The whole changing state; setting it restores a snapshot.
  var state: State { get set }

  /// Begins a new episode.
  ///
  /// - Parameter random: the episode's stream; nothing else may be drawn from.
  mutating func reset(using random: inout RandomStream)

  /// Takes one action.
  ///
  /// - Parameters:
  ///   - action: a number in `0..<actionSpace.count`.
  ///   - random: the episode's stream.
  /// - Returns: the reward and whether the task ended; `truncated` is always false here.
  /// - Precondition: the episode has not ended; ``Episode`` and ``VectorEnvironment`` see to it.
  mutating func step(_ action: Int, using random: inout RandomStream) -> StepResult

  /// Writes the observation of the present state.
  ///
  /// - Parameter observation: exactly `observationSpace.count` numbers; every one is written.
  func writeObservation(into observation: UnsafeMutableBufferPointer<ObservationElement>)

  /// The task in words where it changes from episode to episode; else empty.
  var mission: String { get }

  /// Whether some actions are sometimes not possible.
  var hasActionMask: Bool { get }

  /// Writes which actions are possible in the present state.
  ///
  /// An action that is not possible may still be taken and has a defined effect: that of the
  /// game's rules, most often none.
  ///
  /// - Parameter mask: exactly `actionSpace.count` flags; every one is written, and at least one is
  ///   true while the task has not ended.
  func writeActionMask(into mask: UnsafeMutableBufferPointer<Bool>)

  /// Draws the present state.
  func render() -> Frame

  /// Describes the present state in one line, for people.
  func describeState() -> String

  /// Whether a state, perhaps read from a damaged file, can be continued from.
  func isValid(_ state: State) -> Bool

  /// Steps some copies of a batch once; see ``EnvironmentBatch``.
  ///
  /// Has a default implementation, which suits every environment. It is a requirement because a
  /// witness belongs to one concrete type: the default is specialized there, so that the loop over
  /// the copies contains no dynamic call.
  ///
  /// - Parameters:
  ///   - copies: the copies to step.
  ///   - batch: the columns that belong to them.
  ///   - actions: one action for each copy of the batch.
  static func advance(
    _ copies: Range<Int>, of batch: EnvironmentBatch<Self>, actions: UnsafePointer<Int32>)
}

extension Environment {
  /// The state's own description.
  public func describeState() -> String { String(describing: state) }

  /// None: the task is always the same.
  public var mission: String { "" }

  /// No: every action is always possible.
  public var hasActionMask: Bool { false }

  /// Every action is possible.
  public func writeActionMask(into mask: UnsafeMutableBufferPointer<Bool>) {
    mask.update(repeating: true)
  }

  /// Every state that can be decoded.
  public func isValid(_ state: State) -> Bool { true }

  /// The observation of the present state as an array; allocates.
  public var observation: [Float] {
    let row = [ObservationElement](unsafeUninitializedCapacity: observationSpace.count) {
      buffer, count in
      let row = UnsafeMutableBufferPointer(rebasing: buffer[..<observationSpace.count])
      row.initialize(repeating: 0)
      writeObservation(into: row)
      count = row.count
    }
    return row.map(\.asFloat)
  }

  /// Which actions are possible in the present state, as an array; allocates.
  public var actionMask: [Bool] {
    [Bool](unsafeUninitializedCapacity: actionSpace.count) { buffer, count in
      let mask = UnsafeMutableBufferPointer(rebasing: buffer[..<actionSpace.count])
      mask.initialize(repeating: true)
      writeActionMask(into: mask)
      count = mask.count
    }
  }
}

/// What one step brought.
public struct StepResult: Sendable, Hashable {
  /// The reward of the step.
  public var reward: Float
  /// Whether the task ended by its own rules.
  public var terminated: Bool
  /// Whether the time limit ended the episode; never true together with `terminated`.
  public var truncated: Bool

  /// Creates a result.
  @inlinable
  public init(reward: Float, terminated: Bool = false, truncated: Bool = false) {
    self.reward = reward
    self.terminated = terminated
    self.truncated = truncated
  }
}
