import Determinism
import Environments
import TensorCore

/// The latest transitions of n parallel copies, in columns, sampled uniformly.
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
/// - Complexity: ``append(actions:rewards:terminated:truncated:finalObservations:observations:)``
///   O(n), ``sample(_:using:)`` O(B), both without allocation once warm (`finals` doubles until it
///   holds the endings of one pass through the ring).
public struct ReplayBuffer {
  /// The space whose observations are stored.
  public let observationSpace: Box
  /// Copies that step together.
  public let copies: Int
  /// Transitions that are kept: the smallest multiple of `copies` not below what was asked for.
  public let capacity: Int

  /// What followed an observation; together, because a sample reads all three.
  struct Outcome {
    var action: Int32 = 0
    var reward: Float = 0
    /// How the episode stood after it.
    ///
    /// 0: it went on. k + 1: truncated. -(k + 1): terminated. k is a row of `finals`.
    var ending: Int32 = 0
  }

  /// Slots of the ring: one more than are complete, for the open one.
  let slots: Int
  var observations: ObservationColumn
  var outcomes: [Outcome]

  /// The slot that is open.
  var head = 0
  /// Slots that hold complete transitions.
  var completeSlots = 0

  var finals: ObservationColumn
  var firstFinal = 0
  var finalCount = 0

  /// The rows of the batch being drawn, and its actions: kept for the next one.
  private var drawnRows: [Int32] = []
  private var drawnActions: [Int32] = []

  /// Creates an empty buffer.
  ///
  /// - Parameters:
  ///   - capacity: transitions to keep, at least 1; rounded up to a multiple of `copies`.
  ///   - copies: copies that step together, at least 1.
  ///   - observationSpace: what is stored, and whether as bytes.
  public init(capacity: Int, copies: Int, observationSpace: Box) {
    precondition(capacity >= 1, "expected a capacity of at least 1, got \(capacity)")
    precondition(copies >= 1, "expected at least 1 copy, got \(copies)")
    let complete = (capacity + copies - 1) / copies
    self.observationSpace = observationSpace
    self.copies = copies
    self.capacity = complete * copies
    slots = complete + 1
    observations = ObservationColumn(space: observationSpace, rows: slots * copies)
    outcomes = Array(repeating: Outcome(), count: slots * copies)
    finals = ObservationColumn(space: observationSpace, rows: max(16, copies))
  }

  /// Complete transitions present.
  public var count: Int { completeSlots * copies }

  /// Bytes that all columns take, with the room for endings as it is now.
  public var bytes: Int {
    observations.rows * (observations.bytesPerRow + MemoryLayout<Outcome>.stride) + finals.rows
      * finals.bytesPerRow
  }

  /// Bytes for each transition of the capacity: the observation once, 4 each for action, reward
  /// and ending, and what the endings' own observations take.
  public var bytesPerTransition: Double { Double(bytes) / Double(capacity) }

  /// "replay keeps 50,000 transitions of 28.0 bytes, 1.4 MB".
  var sizeNote: String {
    func decimal(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }
    return "replay keeps \(capacity) transitions of \(decimal(bytesPerTransition)) bytes, "
      + "\(decimal(Double(bytes) / 1e6)) MB"
  }

  /// Opens the first slot.
  ///
  /// - Parameter first: `[copies, F]`, what is seen before the first action.
  public mutating func begin(observations first: UnsafeBufferPointer<Float>) {
    precondition(count == 0, "expected an empty buffer, got \(count) transitions")
    head = 0
    write(first, slot: 0)
  }

  /// Completes the open slot with what was done in it, and opens the next.
  ///
  /// The oldest slot is given up when the ring is full.
  ///
  /// - Parameters:
  ///   - newActions: `[copies]`, taken in the open slot.
  ///   - newRewards: `[copies]`.
  ///   - terminated: `[copies]`, whether the task ended.
  ///   - truncated: `[copies]`, whether the time limit ended the episode.
  ///   - finalObservations: `[copies, F]`; read for the copies that ended.
  ///   - next: `[copies, F]`, what is seen next; after an ending, of the next episode.
  public mutating func append(
    actions newActions: UnsafeBufferPointer<Int32>, rewards newRewards: UnsafeBufferPointer<Float>,
    terminated: UnsafeBufferPointer<Bool>, truncated: UnsafeBufferPointer<Bool>,
    finalObservations: UnsafeBufferPointer<Float>, observations next: UnsafeBufferPointer<Float>
  ) {
    precondition(
      newActions.count == copies && newRewards.count == copies && terminated.count == copies
        && truncated.count == copies,
      "expected \(copies) actions, rewards and endings, got \(newActions.count), "
        + "\(newRewards.count), \(terminated.count) and \(truncated.count)")
    let width = observationSpace.count
    precondition(
      finalObservations.count == copies * width,
      "expected \(copies * width) final observations' values, got \(finalObservations.count)")
    for copy in 0..<copies {
      let row = head * copies + copy
      var outcome = Outcome(action: newActions[copy], reward: newRewards[copy])
      if terminated[copy] || truncated[copy] {
        let final = appendFinal(UnsafeBufferPointer(rebasing: finalObservations[(copy * width)...]))
        outcome.ending = Int32(terminated[copy] ? -(final + 1) : final + 1)
      }
      outcomes[row] = outcome
    }
    head = head + 1 == slots ? 0 : head + 1
    if completeSlots + 1 == slots {
      giveUp(slot: head)
    } else {
      completeSlots += 1
    }
    write(next, slot: head)
  }

  /// Draws transitions, each present one equally likely, with replacement.
  ///
  /// - Parameters:
  ///   - size: B, at least 1.
  ///   - random: one `integer(below: count)` is drawn for each transition, in order.
  /// - Returns: the batch.
  /// - Precondition: the buffer holds a transition.
  public mutating func sample(
    _ size: Int, using random: inout RandomStream
  ) -> TransitionBatch {
    precondition(size >= 1, "expected a batch of at least 1, got \(size)")
    precondition(count > 0, "expected a transition to sample, got an empty buffer")
    let rows = draw(size, using: &random)
    return gather(rows)
  }

  /// The transitions from the oldest to the latest, for inspection; copies of one step together.
  public mutating func allTransitions() -> TransitionBatch {
    precondition(count > 0, "expected a transition, got an empty buffer")
    return gather((0..<count).map { Int32(row(of: $0)) })
  }
}

// MARK: - Sampling

extension ReplayBuffer {
  /// The row of the k-th oldest transition.
  @inline(__always)
  func row(of index: Int) -> Int {
    let oldest = head >= completeSlots ? head - completeSlots : head - completeSlots + slots
    let row = oldest * copies + index
    return row < slots * copies ? row : row - slots * copies
  }

  private mutating func draw(_ size: Int, using random: inout RandomStream) -> [Int32] {
    var rows = drawnRows
    drawnRows = []
    if rows.count != size { rows = Array(repeating: 0, count: size) }
    let present = count
    for index in 0..<size { rows[index] = Int32(row(of: random.integer(below: present))) }
    return rows
  }

  private mutating func gather(_ rows: [Int32]) -> TransitionBatch {
    let size = rows.count
    var taken = drawnActions
    drawnActions = []
    if taken.count != size { taken = Array(repeating: 0, count: size) }
    let seen = Tensor(shape: [size, observationSpace.count]) { gatherObservations(rows, into: $0) }
    let seenNext = Tensor(shape: [size, observationSpace.count]) {
      gatherNextObservations(rows, into: $0)
    }
    let earned = Tensor(shape: [size]) { earned in
      for index in 0..<size {
        let outcome = outcomes[Int(rows[index])]
        earned[index] = outcome.reward
        taken[index] = outcome.action
      }
    }
    let continues = Tensor(shape: [size]) { continues in
      for index in 0..<size { continues[index] = outcomes[Int(rows[index])].ending < 0 ? 0 : 1 }
    }
    drawnRows = rows
    drawnActions = taken
    return TransitionBatch(
      observations: seen, actions: taken, rewards: earned, nextObservations: seenNext,
      continues: continues)
  }

  private func gatherObservations(
    _ rows: [Int32], into target: UnsafeMutableBufferPointer<Float>
  ) {
    guard var out = target.baseAddress else { return }
    let width = observationSpace.count
    observations.withRows { base in
      for row in rows {
        observations.read(row: Int(row), of: base, into: out)
        out += width
      }
    }
  }

  private func gatherNextObservations(
    _ rows: [Int32], into target: UnsafeMutableBufferPointer<Float>
  ) {
    guard var out = target.baseAddress else { return }
    let (width, wrap) = (observationSpace.count, slots * copies)
    observations.withRows { base in
      finals.withRows { finalBase in
        for row in rows {
          let ending = Int(outcomes[Int(row)].ending)
          if ending == 0 {
            let next = Int(row) + copies
            observations.read(row: next < wrap ? next : next - wrap, of: base, into: out)
          } else {
            finals.read(row: abs(ending) - 1, of: finalBase, into: out)
          }
          out += width
        }
      }
    }
  }
}

// MARK: - The ring and the queue of endings

extension ReplayBuffer {
  private mutating func write(_ rows: UnsafeBufferPointer<Float>, slot: Int) {
    let values = copies * observationSpace.count
    precondition(rows.count == values, "expected \(values) values, got \(rows.count)")
    guard let start = rows.baseAddress else { return }
    observations.write(start, at: slot * copies, count: copies)
  }

  /// Forgets the transitions of the oldest slot: their endings leave the queue.
  private mutating func giveUp(slot: Int) {
    for row in (slot * copies)..<((slot + 1) * copies) where outcomes[row].ending != 0 {
      firstFinal = firstFinal + 1 == finals.rows ? 0 : firstFinal + 1
      finalCount -= 1
      outcomes[row].ending = 0
    }
  }

  /// Puts an observation at the end of the queue and returns its row.
  private mutating func appendFinal(_ observation: UnsafeBufferPointer<Float>) -> Int {
    if finalCount == finals.rows { growFinals() }
    let free = firstFinal + finalCount
    let row = free < finals.rows ? free : free - finals.rows
    if let start = observation.baseAddress { finals.write(start, at: row) }
    finalCount += 1
    return row
  }

  /// Doubles the room for endings; the part that had wrapped round moves behind the rest.
  private mutating func growFinals() {
    let old = finals.rows
    finals.grow(to: 2 * old)
    guard firstFinal > 0 else { return }
    finals.replaceRows(at: old, with: finals.bytes(of: 0..<firstFinal))
    for row in outcomes.indices where outcomes[row].ending != 0 {
      let ending = outcomes[row].ending
      if abs(ending) <= firstFinal { outcomes[row].ending += ending < 0 ? -Int32(old) : Int32(old) }
    }
  }
}
