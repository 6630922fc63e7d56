import Determinism
import TensorCore

/// Vectors of a batch that are kept from one to the next.
struct BatchScratch {
  var rows: [Int32] = []
  /// Where in the sum of all priorities the rows were drawn.
  var positions: [UInt64] = []
  /// The row of the last reward of each sum.
  var lastRows: [Int32] = []
  var actions: [Int32] = []
  var masks: [Bool] = []
  var nextMasks: [Bool] = []
  /// What rows held when their memory was asked for; kept so that they are asked.
  var touched = 0

  /// Takes a vector out, `count` long; where the last batch still holds it, it is copied.
  static func take<Element>(
    _ vector: inout [Element], count: Int, filler: Element
  ) -> [Element] {
    let taken = vector
    vector = []
    return taken.count == count ? taken : Array(repeating: filler, count: count)
  }
}

extension ReplayBuffer {
  /// Draws transitions, with replacement: each equally likely, or each by its priority.
  ///
  /// - Parameters:
  ///   - size: B, at least 1.
  ///   - importanceExponent: β in `0...1`, how far weights make up for priorities; not used
  ///     without them.
  ///   - random: one `integer(below:)` is drawn for each transition, in order: below ``count``, or
  ///     with priorities below the width of a B-th of their sum.
  /// - Returns: the batch.
  /// - Precondition: the buffer holds a transition.
  public mutating func sample(
    _ size: Int, importanceExponent: Float = 0, using random: inout RandomStream
  ) -> TransitionBatch {
    precondition(size >= 1, "expected a batch of at least 1, got \(size)")
    precondition(count > 0, "expected a transition to sample, got an empty buffer")
    var rows = BatchScratch.take(&scratch.rows, count: size, filler: 0)
    if let priorities {
      if scratch.positions.count != size {
        scratch.positions = Array(repeating: 0, count: size)
      }
      priorities.draw(
        into: &rows, positions: &scratch.positions, from: row(of: 0), using: &random)
    } else {
      let present = count
      for index in 0..<size { rows[index] = Int32(row(of: random.integer(below: present))) }
    }
    var batch = gather(rows)
    batch.weights = priorities?.weights(of: rows, exponent: importanceExponent)
    return batch
  }

  /// The transitions from the oldest to the latest, for inspection; copies of one step together.
  public mutating func allTransitions() -> TransitionBatch {
    precondition(count > 0, "expected a transition, got an empty buffer")
    return gather((0..<count).map { Int32(row(of: $0)) })
  }

  /// Sets the priorities of the transitions of a batch by what was wrong about them.
  ///
  /// Of a transition that was drawn more than once the last error counts.
  ///
  /// - Parameters:
  ///   - batch: the last one sampled, or an earlier one of this step.
  ///   - errors: `[B]`, finite; their sign does not matter.
  /// - Precondition: the buffer has priorities, and nothing was appended since.
  public mutating func updatePriorities(of batch: TransitionBatch, errors: Tensor) {
    precondition(
      batch.appended == appended,
      "expected a batch of the present step, got one \(appended - batch.appended) steps old")
    precondition(
      errors.shape == [batch.rows.count],
      "expected \(batch.rows.count) errors, got \(errors.shape)")
    precondition(priorities != nil, "expected a buffer with priorities")
    updatePriorities(rows: batch.rows, errors: errors)
  }

  /// Sets the priorities of some rows, which hold what they held when they were drawn.
  mutating func updatePriorities(rows: [Int32], errors: Tensor) {
    priorities?.update(rows: rows, errors: errors)
  }

  /// The same from an array.
  public mutating func updatePriorities(of batch: TransitionBatch, errors: [Float]) {
    updatePriorities(of: batch, errors: Tensor(errors))
  }
}
