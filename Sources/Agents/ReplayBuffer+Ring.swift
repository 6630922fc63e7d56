import Environments

/// What followed the observations of the open slot, in columns of `copies`.
struct StepOutcome {
  var actions: UnsafeBufferPointer<Int32>
  var rewards: UnsafeBufferPointer<Float>
  var terminated: UnsafeBufferPointer<Bool>
  var truncated: UnsafeBufferPointer<Bool>
  var finalObservations: ObservationValues
  /// Which actions were possible there, where the clock ended an episode; nil where it is not known.
  var finalMasks: UnsafeBufferPointer<Bool>?
}

// MARK: - The ring

extension ReplayBuffer {
  /// Opens the first slot; the slots before it take the older frames.
  mutating func begin(_ first: ObservationValues, masks firstMasks: UnsafeBufferPointer<Bool>?) {
    precondition(count == 0, "expected an empty buffer, got \(count) transitions")
    checkCount(of: first)
    head = frames - 1
    for frame in 0..<frames { write(first, frame: frame, slot: frame) }
    masks = nil
    finalMasks = nil
    writeMasks(firstMasks)
  }

  /// Completes the open slot and opens the next.
  mutating func append(
    _ step: StepOutcome, observations next: ObservationValues,
    masks nextMasks: UnsafeBufferPointer<Bool>?
  ) {
    check(step)
    checkCount(of: next)
    for copy in 0..<copies {
      var outcome = Outcome(action: step.actions[copy], reward: step.rewards[copy])
      if step.terminated[copy] || step.truncated[copy] {
        let final = appendFinal(step.finalObservations, of: copy)
        writeFinalMasks(step.truncated[copy] ? step.finalMasks : nil, of: copy, at: final)
        outcome.ending = Int32(step.terminated[copy] ? -(final + 1) : final + 1)
      }
      outcomes[head * copies + copy] = outcome
    }
    priorities?.add((head * copies)..<((head + 1) * copies))
    head = head + 1 == slots ? 0 : head + 1
    if completeSlots == slots - frames {
      giveUp(slot: oldestSlot(of: completeSlots + 1))
    } else {
      completeSlots += 1
    }
    appended += 1
    write(next, frame: frames - 1, slot: head)
    writeMasks(nextMasks)
  }

  /// Writes the open slot's masks; there is a column from the first ones on.
  private mutating func writeMasks(_ values: UnsafeBufferPointer<Bool>?) {
    if masks == nil, values != nil {
      masks = MaskColumn(actions: actionCount, rows: slots * copies)
    }
    masks?.write(values, at: head * copies, count: copies)
  }

  /// The slot that is `age` slots older than the open one.
  @inline(__always)
  func oldestSlot(of age: Int) -> Int { head >= age ? head - age : head - age + slots }

  /// The row of the k-th oldest transition; the open slot's rows follow the latest ones'.
  @inline(__always)
  func row(of index: Int) -> Int {
    let row = oldestSlot(of: completeSlots) * copies + index
    return row < slots * copies ? row : row - slots * copies
  }

  /// The same copy's row one step later.
  @inline(__always)
  func row(after row: Int) -> Int {
    let next = row + copies
    return next < slots * copies ? next : next - slots * copies
  }

  /// Writes one frame of each copy's observation.
  private mutating func write(_ values: ObservationValues, frame: Int, slot: Int) {
    let width = observations.width
    observations.write(
      values, from: frame * width, distance: frames * width, at: slot * copies, count: copies)
  }

  /// Forgets the transitions of a slot: their endings leave the queue; the frames stay.
  private mutating func giveUp(slot: Int) {
    let rows = (slot * copies)..<((slot + 1) * copies)
    for row in rows where outcomes[row].ending != 0 {
      firstFinal = firstFinal + 1 == finals.rows ? 0 : firstFinal + 1
      finalCount -= 1
      outcomes[row].ending = Outcome.forgotten
    }
    priorities?.remove(rows)
  }

  private func check(_ step: StepOutcome) {
    precondition(
      step.actions.count == copies && step.rewards.count == copies
        && step.terminated.count == copies && step.truncated.count == copies,
      "expected \(copies) actions, rewards and endings, got \(step.actions.count), "
        + "\(step.rewards.count), \(step.terminated.count) and \(step.truncated.count)")
    checkCount(of: step.finalObservations)
  }

  private func checkCount(of values: ObservationValues) {
    let expected = copies * observationSpace.count
    precondition(
      values.count == expected, "expected \(expected) numbers of observations, got \(values.count)")
  }
}

// MARK: - The queue of last observations

extension ReplayBuffer {
  /// Puts the newest frame of an observation at the end of the queue and returns its row.
  private mutating func appendFinal(_ values: ObservationValues, of copy: Int) -> Int {
    if finalCount == finals.rows { growFinals() }
    let free = firstFinal + finalCount
    let row = free < finals.rows ? free : free - finals.rows
    let width = finals.width
    finals.write(
      values, from: ((copy + 1) * frames - 1) * width, distance: 0, at: row, count: 1)
    finalCount += 1
    return row
  }

  /// Writes what was possible at an ending; there is a column from the first of these on.
  private mutating func writeFinalMasks(
    _ values: UnsafeBufferPointer<Bool>?, of copy: Int, at row: Int
  ) {
    if finalMasks == nil, values != nil {
      finalMasks = MaskColumn(actions: actionCount, rows: finals.rows)
    }
    finalMasks?.write(values, of: copy, at: row)
  }

  /// Doubles the room for endings; the part that had wrapped round moves behind the rest.
  private mutating func growFinals() {
    let old = finals.rows
    finals.grow(to: 2 * old)
    finalMasks?.grow(to: 2 * old)
    guard firstFinal > 0 else { return }
    finals.replaceRows(at: old, with: finals.bytes(of: 0..<firstFinal))
    if let column = finalMasks {
      finalMasks?.replaceRows(at: old, with: column.bytes(of: 0..<firstFinal))
    }
    for row in outcomes.indices {
      let ending = outcomes[row].ending
      guard ending != 0, ending != Outcome.forgotten, abs(ending) <= firstFinal else { continue }
      outcomes[row].ending += ending < 0 ? -Int32(old) : Int32(old)
    }
  }
}
