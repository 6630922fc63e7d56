import TensorCore

extension ReplayBuffer {
  /// The transitions that begin in some rows, as a batch.
  mutating func gather(_ rows: [Int32]) -> TransitionBatch {
    let size = rows.count
    var taken = BatchScratch.take(&scratch.actions, count: size, filler: 0)
    var lasts = BatchScratch.take(&scratch.lastRows, count: size, filler: 0)
    var touched = 0
    var batch = withView { view in
      var bootstrap = Tensor(0)
      let earned = Tensor(shape: [size]) { earned in
        bootstrap = Tensor(shape: [size]) { bootstrap in
          for index in 0..<size {
            let row = Int(rows[index])
            let sum = view.sumOfRewards(from: row)
            touched &+= view.touch(row, last: sum.last)
            taken[index] = view.outcomes[row].action
            lasts[index] = Int32(truncatingIfNeeded: sum.last)
            earned[index] = sum.rewards
            bootstrap[index] = view.outcomes[sum.last].ending < 0 ? 0 : view.powers[sum.steps]
          }
        }
      }
      let shape: Shape = [size, observationSpace.count]
      return TransitionBatch(
        observations: Tensor(shape: shape) { view.readObservations(of: rows, into: $0) },
        actions: taken, rewards: earned,
        nextObservations: Tensor(shape: shape) { view.readObservations(after: lasts, into: $0) },
        bootstrap: bootstrap, rows: rows, appended: appended)
    }
    gatherMasks(rows: rows, lasts: lasts, into: &batch)
    scratch.touched = touched
    scratch.rows = rows
    scratch.actions = taken
    scratch.lastRows = lasts
    return batch
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
      let (ending, after) = (Int(outcomes[last].ending), self.row(after: last))
      for action in 0..<actionCount {
        present[index * actionCount + action] = masks[row, action]
        // Of an ended task nothing is asked; a row of the queue counts from 1.
        next[index * actionCount + action] =
          ending == 0
          ? masks[after, action] : ending < 0 || finalMasks?[ending - 1, action] ?? true
      }
    }
    (batch.masks, batch.nextMasks) = (present, next)
    (scratch.masks, scratch.nextMasks) = (present, next)
  }

  /// Gives a view of the ring while nothing changes it.
  private func withView<R>(_ body: (RingView) -> R) -> R {
    let open = head * copies
    return outcomes.withUnsafeBufferPointer { outcomes in
      powers.withUnsafeBufferPointer { powers in
        observations.withRows { observations in
          finals.withRows { finals in
            body(
              RingView(
                outcomes: outcomes, powers: powers, observations: observations, finals: finals,
                copies: copies, rows: slots * copies, open: open..<(open + copies), nStep: nStep,
                frames: frames))
          }
        }
      }
    }
  }
}

/// The columns of a replay buffer as they are read when a batch is gathered.
private struct RingView {
  let outcomes: UnsafeBufferPointer<ReplayBuffer.Outcome>
  let powers: UnsafeBufferPointer<Float>
  let observations: ObservationReader
  let finals: ObservationReader
  let copies: Int
  /// Rows of the ring.
  let rows: Int
  /// The rows of the open slot.
  let open: Range<Int>
  let nStep: Int
  let frames: Int

  /// The discounted sum of the rewards from a row on: of `nStep`, fewer before an ending or the
  /// open slot.
  @inline(__always)
  func sumOfRewards(from row: Int) -> (rewards: Float, steps: Int, last: Int) {
    var (sum, steps, last) = (outcomes[row].reward, 1, row)
    while steps < nStep, outcomes[last].ending == 0 {
      let next = self.row(after: last)
      if open.contains(next) { break }
      sum += powers[steps] * outcomes[next].reward
      steps += 1
      last = next
    }
    return (sum, steps, last)
  }

  /// Asks for the memory of a row and of that which follows the last one of its sum.
  @inline(__always)
  func touch(_ row: Int, last: Int) -> Int {
    observations.touch(row: row) &+ observations.touch(row: self.row(after: last))
  }

  /// Reads what was seen in some rows.
  func readObservations(of rows: [Int32], into target: UnsafeMutableBufferPointer<Float>) {
    guard var out = target.baseAddress else { return }
    for row in rows {
      readStack(endingAt: Int(row), count: frames, into: out)
      out += frames * observations.width
    }
  }

  /// Reads what was seen after some rows.
  func readObservations(after lasts: [Int32], into target: UnsafeMutableBufferPointer<Float>) {
    guard var out = target.baseAddress else { return }
    let older = (frames - 1) * observations.width
    for last in lasts {
      let ending = Int(outcomes[Int(last)].ending)
      if ending == 0 {
        readStack(endingAt: row(after: Int(last)), count: frames, into: out)
      } else {
        readStack(endingAt: Int(last), count: frames - 1, into: out)
        finals.read(row: abs(ending) - 1, into: out + older)
      }
      out += frames * observations.width
    }
  }

  /// Reads a row's frame and those before it, the oldest first; before an episode's first frame
  /// that frame again.
  @inline(__always)
  private func readStack(endingAt row: Int, count: Int, into target: UnsafeMutablePointer<Float>) {
    var row = row
    var frame = count - 1
    while frame >= 0 {
      observations.read(row: row, into: target + frame * observations.width)
      frame -= 1
      if frame < 0 { return }
      let before = row >= copies ? row - copies : row - copies + rows
      if outcomes[before].ending == 0 { row = before }
    }
  }

  /// The same copy's row one step later.
  @inline(__always)
  private func row(after row: Int) -> Int {
    let next = row + copies
    return next < rows ? next : next - rows
  }
}
