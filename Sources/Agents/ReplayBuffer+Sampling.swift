import Determinism
import TensorCore

/// Vectors of a batch that are kept from one to the next.
struct BatchScratch {
  var rows: [Int32] = []
  /// The row of the last reward of each sum.
  var lastRows: [Int32] = []
  var actions: [Int32] = []
  var masks: [Bool] = []
  var nextMasks: [Bool] = []

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
      priorities.draw(into: &rows, from: row(of: 0), using: &random)
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
    priorities?.update(rows: batch.rows, errors: errors)
  }

  /// The same from an array.
  public mutating func updatePriorities(of batch: TransitionBatch, errors: [Float]) {
    updatePriorities(of: batch, errors: Tensor(errors))
  }
}

// MARK: - Gathering

extension ReplayBuffer {
  private mutating func gather(_ rows: [Int32]) -> TransitionBatch {
    let size = rows.count
    var taken = BatchScratch.take(&scratch.actions, count: size, filler: 0)
    var lasts = BatchScratch.take(&scratch.lastRows, count: size, filler: 0)
    var bootstrap = Tensor(0)
    let earned = Tensor(shape: [size]) { earned in
      bootstrap = Tensor(shape: [size]) { bootstrap in
        for index in 0..<size {
          let row = Int(rows[index])
          let sum = sumOfRewards(from: row)
          taken[index] = outcomes[row].action
          lasts[index] = Int32(sum.last)
          earned[index] = sum.rewards
          bootstrap[index] = outcomes[sum.last].ending < 0 ? 0 : powers[sum.steps]
        }
      }
    }
    let shape: Shape = [size, observationSpace.count]
    var batch = TransitionBatch(
      observations: Tensor(shape: shape) { readObservations(of: rows, into: $0) },
      actions: taken, rewards: earned,
      nextObservations: Tensor(shape: shape) { readObservations(after: lasts, into: $0) },
      bootstrap: bootstrap, rows: rows, appended: appended)
    gatherMasks(rows: rows, lasts: lasts, into: &batch)
    scratch.rows = rows
    scratch.actions = taken
    scratch.lastRows = lasts
    return batch
  }

  /// The discounted sum of the rewards from a row on: of `nStep`, fewer before an ending or the
  /// open slot.
  @inline(__always)
  private func sumOfRewards(from row: Int) -> (rewards: Float, steps: Int, last: Int) {
    var (sum, steps, last) = (outcomes[row].reward, 1, row)
    let open = head * copies
    while steps < nStep, outcomes[last].ending == 0 {
      let next = self.row(after: last)
      if next >= open, next < open + copies { break }
      sum += powers[steps] * outcomes[next].reward
      steps += 1
      last = next
    }
    return (sum, steps, last)
  }

  private mutating func gatherMasks(
    rows: [Int32], lasts: [Int32], into batch: inout TransitionBatch
  ) {
    guard let masks else { return }
    let size = rows.count
    var present = BatchScratch.take(&scratch.masks, count: size * actionCount, filler: true)
    var next = BatchScratch.take(&scratch.nextMasks, count: size * actionCount, filler: true)
    for index in 0..<size {
      let (row, last) = (Int(rows[index]), Int(lasts[index]))
      let (ended, after) = (outcomes[last].ending != 0, self.row(after: last))
      for action in 0..<actionCount {
        present[index * actionCount + action] = masks[row, action]
        next[index * actionCount + action] = ended || masks[after, action]
      }
    }
    (batch.masks, batch.nextMasks) = (present, next)
    (scratch.masks, scratch.nextMasks) = (present, next)
  }
}

// MARK: - Observations

extension ReplayBuffer {
  /// Reads what was seen in some rows.
  private func readObservations(
    of rows: [Int32], into target: UnsafeMutableBufferPointer<Float>
  ) {
    guard var out = target.baseAddress else { return }
    let width = observationSpace.count
    observations.withRows { base in
      for row in rows {
        readStack(endingAt: Int(row), count: frames, base: base, into: out)
        out += width
      }
    }
  }

  /// Reads what was seen after some rows.
  private func readObservations(
    after lasts: [Int32], into target: UnsafeMutableBufferPointer<Float>
  ) {
    guard var out = target.baseAddress else { return }
    let (width, older) = (observationSpace.count, (frames - 1) * observations.width)
    observations.withRows { base in
      finals.withRows { finalBase in
        for last in lasts {
          let ending = Int(outcomes[Int(last)].ending)
          if ending == 0 {
            readStack(endingAt: row(after: Int(last)), count: frames, base: base, into: out)
          } else {
            readStack(endingAt: Int(last), count: frames - 1, base: base, into: out)
            finals.read(row: abs(ending) - 1, of: finalBase, into: out + older)
          }
          out += width
        }
      }
    }
  }

  /// Reads a row's frame and those before it, the oldest first; before an episode's first frame
  /// that frame again.
  @inline(__always)
  private func readStack(
    endingAt row: Int, count: Int, base: UnsafeRawPointer, into target: UnsafeMutablePointer<Float>
  ) {
    var row = row
    for frame in stride(from: count - 1, through: 0, by: -1) {
      observations.read(row: row, of: base, into: target + frame * observations.width)
      guard frame > 0 else { return }
      let before = self.row(before: row)
      if outcomes[before].ending == 0 { row = before }
    }
  }
}
