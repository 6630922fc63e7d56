import Documents
import NeuralNetworks

extension ReplayBuffer {
  /// Writes the transitions from the oldest to the latest, and the open slot's observations.
  ///
  /// Where in the ring they lie is left out: it decides nothing.
  package func write(to file: inout SafeTensors) {
    let transitions = count
    var finalBytes: [UInt8] = []
    for index in 0..<transitions {
      let ending = outcomes[row(of: index)].ending
      guard ending != 0 else { continue }
      let final = Int(abs(ending)) - 1
      finalBytes.append(contentsOf: finals.bytes(of: final..<(final + 1)))
    }
    let slots = (0..<(completeSlots + frames)).reversed()
    var seen: [UInt8] = []
    seen.reserveCapacity(slots.count * copies * observations.bytesPerRow)
    for age in slots { seen.append(contentsOf: observations.bytes(of: rows(ofAge: age))) }
    file.append(
      "replay.observations", type: elementType,
      shape: [slots.count * copies, numbersPerRow], bytes: seen)
    file.append(
      "replay.actions", integers: (0..<transitions).map { Int64(outcomes[row(of: $0)].action) })
    file.append("replay.rewards", floats: (0..<transitions).map { outcomes[row(of: $0)].reward })
    file.append("replay.endings", bytes: (0..<transitions).map { ending(of: row(of: $0)) })
    file.append(
      "replay.finals", type: elementType,
      shape: [finalBytes.count / finals.bytesPerRow, numbersPerRow], bytes: finalBytes)
    writeFurther(to: &file)
  }

  /// What only some buffers have: endings among the older frames, masks, priorities.
  private func writeFurther(to file: inout SafeTensors) {
    if frames > 1 {
      let older = (completeSlots + 1..<completeSlots + frames).reversed()
      file.append(
        "replay.olderEndings",
        bytes: older.flatMap { age in rows(ofAge: age).map { ending(of: $0) == 0 ? 0 : 1 } })
    }
    if let masks {
      let slots = (0...completeSlots).reversed()
      file.append("replay.masks", bytes: slots.flatMap { masks.bytes(of: rows(ofAge: $0)) })
    }
    if let finalMasks {
      let endings = (0..<count).map { outcomes[row(of: $0)].ending }.filter { $0 != 0 }
      file.append(
        "replay.finalMasks",
        bytes: endings.flatMap { ending in
          let final = Int(abs(ending)) - 1
          return finalMasks.bytes(of: final..<(final + 1))
        })
    }
    writePriorities(to: &file, prefix: "replay")
  }

  /// The rows of the slot that is `age` slots older than the open one.
  private func rows(ofAge age: Int) -> Range<Int> {
    let first = oldestSlot(of: age) * copies
    return first..<(first + copies)
  }

  /// How an episode stood after a row, as it is saved: 0 went on, 1 truncated, 2 terminated.
  private func ending(of row: Int) -> UInt8 {
    let ending = outcomes[row].ending
    return ending == 0 ? 0 : ending < 0 ? 2 : 1
  }

  private var elementType: SafeTensors.ElementType { observations.format == .floats ? .f32 : .u8 }

  private var numbersPerRow: Int {
    observations.format == .bits ? observations.bytesPerRow : observations.width
  }
}

// MARK: - Reading

extension ReplayBuffer {
  /// Takes over what ``write(to:)`` wrote.
  ///
  /// - Parameter file: the checkpoint.
  /// - Throws: `InputError` where it does not fit this buffer.
  package mutating func read(from file: SafeTensors) throws {
    let ends = try file.bytes("replay.endings")
    let transitions = ends.count
    guard transitions <= capacity, transitions % copies == 0 else {
      throw InputError(
        "replay.endings holds \(transitions) transitions, expected a multiple of \(copies), "
          + "at most \(capacity)",
        remedy: "resume with the configuration that the checkpoint was written with")
    }
    guard ends.allSatisfy({ $0 <= 2 }) else {
      throw InputError("replay.endings holds a number that is not in 0...2")
    }
    let (rowBytes, open) = (observations.bytesPerRow, transitions + (frames - 1) * copies)
    let seen = try file.bytes(
      "replay.observations", type: elementType, count: (open + copies) * rowBytes)
    let taken = try file.integers("replay.actions", count: transitions)
    let earned = try file.floats("replay.rewards", count: transitions)
    let endCount = ends.reduce(0) { $0 + ($1 == 0 ? 0 : 1) }
    let finalBytes = try file.bytes("replay.finals", type: elementType, count: endCount * rowBytes)
    guard taken.allSatisfy({ $0 >= 0 && $0 < actionCount }) else {
      throw InputError("replay.actions holds a number that is not in 0..<\(actionCount)")
    }

    self = ReplayBuffer(
      capacity: capacity, copies: copies, observationSpace: observationSpace,
      actionCount: actionCount, nStep: nStep, discount: discount,
      priorities: priorities?.settings, frames: frames)
    observations.replaceRows(at: 0, with: seen[...])
    while finals.rows < endCount { finals.grow(to: 2 * finals.rows) }
    finals.replaceRows(at: 0, with: finalBytes[...])
    for index in 0..<transitions {
      var outcome = Outcome(action: Int32(taken[index]), reward: earned[index])
      if ends[index] != 0 {
        finalCount += 1
        outcome.ending = Int32(ends[index] == 2 ? -finalCount : finalCount)
      }
      outcomes[open - transitions + index] = outcome
    }
    completeSlots = transitions / copies
    head = open / copies
    try readFurther(from: file)
  }

  private mutating func readFurther(from file: SafeTensors) throws {
    let transitions = count
    if frames > 1 {
      let endings = try file.bytes("replay.olderEndings", count: (frames - 1) * copies)
      for (row, ending) in endings.enumerated() where ending != 0 {
        outcomes[row].ending = Outcome.forgotten
      }
    }
    if file["replay.masks"] != nil {
      var column = MaskColumn(actions: actionCount, rows: slots * copies)
      let bytes = try file.bytes(
        "replay.masks", count: (transitions + copies) * column.bytes / (slots * copies))
      column.replaceRows(at: (frames - 1) * copies, with: bytes[...])
      masks = column
    }
    if file["replay.finalMasks"] != nil {
      var column = MaskColumn(actions: actionCount, rows: finals.rows)
      let bytes = try file.bytes(
        "replay.finalMasks", count: finalCount * column.bytes / finals.rows)
      column.replaceRows(at: 0, with: bytes[...])
      finalMasks = column
    }
    try readPriorities(from: file, prefix: "replay")
  }
}
