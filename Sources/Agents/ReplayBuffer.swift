import Determinism
import Environments
import TensorCore

/// The latest transitions of n parallel copies, in columns, sampled uniformly or by priority.
///
/// A ring of slots, one per step of all copies: slot t holds the n observations that were acted
/// upon, the n actions, rewards and endings. The next observation of a transition is the same
/// copy's row of slot t + 1, so each observation is stored once. Only where an episode ended does
/// slot t + 1 begin another one; the last observation of the ended episode then lies in a side
/// column, `finals`, which is a queue: its entries are born and die in the order of time.
///
///     slot        0      1      2      3 (open: seen, not yet acted upon)
///     copy 0      o0     o1     o2     o3        next of o1 is o2
///     copy 1      p0     p1  |  q0     q1        next of p1 is finals[…], q0 begins an episode
///
/// What a sample needs beyond a row is found by walking along the ring when it is drawn: the sum
/// of n rewards, and where frames are stacked, the frames before. Documentation/Replay.md has the
/// rules with examples, the memory, and what is saved.
///
/// - Complexity: `append` O(n), `sample` O(B · nStep), with priorities O(log capacity) more for
///   each row; all without allocation once warm (`finals` doubles until it holds the endings of
///   one pass through the ring).
public struct ReplayBuffer {
  /// The space of the observations, with all frames of a stack.
  public let observationSpace: Box
  /// Copies that step together.
  public let copies: Int
  /// Transitions that are kept: the smallest multiple of `copies` not below what was asked for.
  public let capacity: Int
  /// The number of actions there are.
  public let actionCount: Int
  /// Rewards that are summed before the bootstrap, where no ending comes first.
  public let nStep: Int
  /// γ: what a reward one step later is worth.
  public let discount: Float
  /// Frames of which an observation is made, each stored once.
  public let frames: Int

  /// What followed an observation; together, because a sample reads all three.
  struct Outcome {
    var action: Int32 = 0
    var reward: Float = 0
    /// How the episode stood after it.
    ///
    /// 0: it went on. k + 1: truncated. -(k + 1): terminated. k is a row of `finals`. In a slot
    /// that is kept for its frames alone, ``forgotten`` for either ending.
    var ending: Int32 = 0

    /// An ending whose last observation is no longer kept.
    static let forgotten = Int32.min
  }

  /// Slots of the ring: one more than are complete, for the open one, and `frames - 1` more, for
  /// the frames before the oldest transition.
  let slots: Int
  var observations: ObservationColumn
  var outcomes: [Outcome]
  /// Which actions were possible; nil where all always are.
  var masks: MaskColumn?
  /// Which actions were possible in the rows of `finals`; nil where that is not known of any.
  var finalMasks: MaskColumn?
  /// Nil where all transitions are equally likely.
  var priorities: Priorities?
  /// γ⁰ … γⁿ.
  let powers: [Float]

  /// The slot that is open.
  var head: Int
  /// Slots that hold complete transitions.
  var completeSlots = 0
  /// Slots completed since the buffer was made; tells batches of different times apart.
  var appended = 0

  var finals: ObservationColumn
  var firstFinal = 0
  var finalCount = 0

  /// The vectors of the batch being drawn: kept for the next one.
  var scratch = BatchScratch()

  /// Creates an empty buffer.
  ///
  /// - Parameters:
  ///   - capacity: transitions to keep, at least 1; rounded up to a multiple of `copies`.
  ///   - copies: copies that step together, at least 1.
  ///   - observationSpace: what is stored, and whether as floats, bytes or bits.
  ///   - actionCount: actions there are, at least 1.
  ///   - nStep: n, rewards to sum before the bootstrap, at least 1.
  ///   - discount: γ in `0...1`.
  ///   - priorities: how transitions are preferred; nil draws all equally likely.
  ///   - frames: k where an observation is k stacked frames, as `FrameStack` makes them; each is
  ///     stored once then. 1 stores observations as they are.
  public init(
    capacity: Int, copies: Int, observationSpace: Box, actionCount: Int, nStep: Int = 1,
    discount: Float = 0.99, priorities: PrioritySettings? = nil, frames: Int = 1
  ) {
    precondition(capacity >= 1, "expected a capacity of at least 1, got \(capacity)")
    precondition(copies >= 1, "expected at least 1 copy, got \(copies)")
    precondition(actionCount >= 1, "expected at least 1 action, got \(actionCount)")
    precondition(nStep >= 1, "expected nStep of at least 1, got \(nStep)")
    precondition((0...1).contains(discount), "expected a discount in 0...1, got \(discount)")
    precondition(
      frames >= 1 && observationSpace.count % frames == 0,
      "expected frames that divide \(observationSpace.count) numbers, got \(frames)")
    let complete = (capacity + copies - 1) / copies
    self.observationSpace = observationSpace
    self.copies = copies
    self.capacity = complete * copies
    self.actionCount = actionCount
    self.nStep = nStep
    self.discount = discount
    self.frames = frames
    slots = complete + frames
    head = frames - 1
    observations = ObservationColumn(
      space: observationSpace, frames: frames, rows: slots * copies)
    outcomes = Array(repeating: Outcome(), count: slots * copies)
    finals = ObservationColumn(space: observationSpace, frames: frames, rows: max(16, copies))
    self.priorities = priorities.map {
      Priorities(settings: $0, count: (complete + frames) * copies)
    }
    var power: Float = 1
    powers = (0...nStep).map { _ in
      defer { power *= discount }
      return power
    }
  }

  /// Complete transitions present.
  public var count: Int { completeSlots * copies }

  /// Bytes that all columns take, with the room for endings as it is now.
  ///
  /// Masks are counted from the first ones on.
  public var bytes: Int {
    let row = observations.bytesPerRow + MemoryLayout<Outcome>.stride
    return observations.rows * row + finals.rows * finals.bytesPerRow
      + (masks?.bytes ?? 0) + (finalMasks?.bytes ?? 0) + (priorities?.tree.bytes ?? 0)
  }

  /// Bytes for each transition of the capacity: a frame once, 4 each for action, reward and
  /// ending, what priorities and masks take, and what the endings' own observations take.
  public var bytesPerTransition: Double { Double(bytes) / Double(capacity) }

  /// "replay keeps 50,000 transitions of 28.0 bytes, 1.4 MB".
  var sizeNote: String {
    func decimal(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }
    return "replay keeps \(capacity) transitions of \(decimal(bytesPerTransition)) bytes, "
      + "\(decimal(Double(bytes) / 1e6)) MB"
  }
}

// MARK: - Filling

extension ReplayBuffer {
  /// Opens the first slot.
  ///
  /// - Parameters:
  ///   - first: `[copies, F]`, what is seen before the first action.
  ///   - masks: `[copies, A]`, which actions are possible there; nil where all are.
  public mutating func begin(
    observations first: UnsafeBufferPointer<Float>, masks: UnsafeBufferPointer<Bool>? = nil
  ) {
    begin(.floats(first), masks: masks)
  }

  /// Opens the first slot with what the copies of an environment see now.
  public mutating func begin(in environment: any VectorEnvironment) {
    begin(
      environment.observationBytes.map { .bytes($0) } ?? .floats(environment.observations),
      masks: environment.actionMasks)
  }

  /// Completes the open slot with what was done in it, and opens the next.
  ///
  /// The oldest slot is given up when the ring is full.
  ///
  /// - Parameters:
  ///   - actions: `[copies]`, taken in the open slot.
  ///   - rewards: `[copies]`.
  ///   - terminated: `[copies]`, whether the task ended.
  ///   - truncated: `[copies]`, whether the time limit ended the episode.
  ///   - finalObservations: `[copies, F]`; read for the copies that ended.
  ///   - observations: `[copies, F]`, what is seen next; after an ending, of the next episode.
  ///   - masks: `[copies, A]`, which actions are possible next; nil where all are.
  ///   - finalMasks: `[copies, A]`, which were possible at the end; read for the copies that were
  ///     truncated; nil where it is not known.
  public mutating func append(
    actions: UnsafeBufferPointer<Int32>, rewards: UnsafeBufferPointer<Float>,
    terminated: UnsafeBufferPointer<Bool>, truncated: UnsafeBufferPointer<Bool>,
    finalObservations: UnsafeBufferPointer<Float>, observations: UnsafeBufferPointer<Float>,
    masks: UnsafeBufferPointer<Bool>? = nil, finalMasks: UnsafeBufferPointer<Bool>? = nil
  ) {
    let step = StepOutcome(
      actions: actions, rewards: rewards, terminated: terminated, truncated: truncated,
      finalObservations: .floats(finalObservations), finalMasks: finalMasks)
    append(step, observations: .floats(observations), masks: masks)
  }

  /// Completes the open slot with the step that the copies of an environment have just made.
  ///
  /// Where the environment writes bytes, they are taken as they are.
  ///
  /// - Parameters:
  ///   - actions: `[copies]`, taken in the open slot.
  ///   - environment: the one that took them.
  public mutating func append(
    actions: UnsafeBufferPointer<Int32>, after environment: any VectorEnvironment
  ) {
    let step = StepOutcome(
      actions: actions, rewards: environment.rewards, terminated: environment.terminated,
      truncated: environment.truncated,
      finalObservations: environment.finalObservationBytes.map { .bytes($0) }
        ?? .floats(environment.finalObservations),
      finalMasks: environment.finalActionMasks)
    append(
      step,
      observations: environment.observationBytes.map { .bytes($0) }
        ?? .floats(environment.observations),
      masks: environment.actionMasks)
  }
}
