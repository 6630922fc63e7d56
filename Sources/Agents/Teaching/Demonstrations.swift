import Determinism
import TensorCore

/// Recorded play that stays beside a student's own replay, and is drawn more often.
///
/// Both are drawn from together: a transition's chance is its priority's part of the sum of all
/// priorities, of both. A demonstration's priority is made of its error and a bonus.
///
/// - Source: Hester et al. 2018, https://arxiv.org/abs/1704.03732, "Prioritized experience replay".
struct Demonstrations {
  /// What was demonstrated; nothing is ever added.
  var replay: ReplayBuffer

  /// The demonstrations of a file.
  ///
  /// - Throws: `InputError` where they are of another task, or a column is faulty.
  init(
    _ recorded: RecordedTransitions, _ configuration: DQNConfiguration, for task: AgentTask
  ) throws {
    replay = try recorded.makeReplay(
      for: task.definition, observationSpace: task.observationSpace,
      discount: configuration.discount, nStep: configuration.nStep)
    replay.prefer(
      by: PrioritySettings(
        exponent: configuration.priorityExponent, offset: configuration.guidance.bonus))
  }

  /// Draws a batch from the demonstrations and a student's own transitions.
  ///
  /// - Parameters:
  ///   - size: B.
  ///   - own: the student's replay; may be empty.
  ///   - importanceExponent: β.
  ///   - random: B numbers decide of which each is, the draws within follow.
  /// - Returns: the demonstrations first, `demonstrated` of them.
  mutating func sample(
    _ size: Int, beside own: inout ReplayBuffer, importanceExponent: Float,
    using random: inout RandomStream
  ) -> TransitionBatch {
    let (shown, done) = (replay.prioritySum, own.prioritySum)
    var count = 0
    for _ in 0..<size where UInt64(random.integer(below: Int(shown + done))) < shown { count += 1 }
    var parts: [TransitionBatch] = []
    if count > 0 { parts.append(replay.sample(count, using: &random)) }
    if count < size { parts.append(own.sample(size - count, using: &random)) }
    var batch = TransitionBatch(joining: parts)
    let rows = batch.rows
    batch.weights = Priorities.weights(count: size, exponent: importanceExponent) { place in
      place < count
        ? replay.priorityUnits(of: rows[place]) : own.priorityUnits(of: rows[place])
    }
    batch.demonstrated = count
    batch.appended = own.appended
    return batch
  }

  /// Sets the priorities of the transitions of a batch by what was wrong about them.
  mutating func updatePriorities(
    of batch: TransitionBatch, errors: Tensor, own: inout ReplayBuffer
  ) {
    let (count, size) = (batch.demonstrated, batch.rows.count)
    if count > 0 {
      replay.updatePriorities(
        rows: Array(batch.rows.prefix(count)), errors: errors.sliced(0..<count))
    }
    if count < size {
      own.updatePriorities(
        rows: Array(batch.rows.suffix(size - count)), errors: errors.sliced(count..<size))
    }
  }
}

extension TransitionBatch {
  /// The rows of some batches, one batch after the other.
  ///
  /// - Precondition: at least one batch. Where one has masks and another has none, all actions of the
  ///   latter are possible.
  init(joining parts: [TransitionBatch]) {
    precondition(!parts.isEmpty, "expected at least one batch, got none")
    func join(_ column: (TransitionBatch) -> Tensor) -> Tensor {
      parts.count == 1 ? column(parts[0]) : Tensor.concatenated(parts.map(column))
    }
    func join(_ column: (TransitionBatch) -> [Bool]?, _ actions: Int) -> [Bool]? {
      guard parts.contains(where: { column($0) != nil }) else { return nil }
      return parts.flatMap {
        column($0) ?? Array(repeating: true, count: $0.actions.count * actions)
      }
    }
    let masked = parts.first { $0.masks != nil }
    let count = masked.map { ($0.masks?.count ?? 0) / $0.actions.count } ?? 0
    self.init(
      observations: join(\.observations), actions: parts.flatMap(\.actions),
      rewards: join(\.rewards), nextObservations: join(\.nextObservations),
      bootstrap: join(\.bootstrap), masks: join(\.masks, count),
      nextMasks: join(\.nextMasks, count), rows: parts.flatMap(\.rows))
  }
}
