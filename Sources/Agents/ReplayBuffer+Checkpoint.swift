import Documents
import NeuralNetworks

extension ReplayBuffer {
  /// Writes the transitions from the oldest to the latest, and the open slot's observations.
  ///
  /// Where in the ring they lie is left out: it decides nothing.
  package func write(to file: inout SafeTensors) {
    let transitions = count
    var ends: [UInt8] = []
    ends.reserveCapacity(transitions)
    var finalBytes: [UInt8] = []
    for index in 0..<transitions {
      let ending = outcomes[row(of: index)].ending
      ends.append(ending == 0 ? 0 : ending < 0 ? 2 : 1)
      guard ending != 0 else { continue }
      let final = Int(abs(ending)) - 1
      finalBytes.append(contentsOf: finals.bytes(of: final..<(final + 1)))
    }
    var seen: [UInt8] = []
    seen.reserveCapacity((transitions + copies) * observations.bytesPerRow)
    for slot in 0...completeSlots {
      let first = row(of: slot * copies)
      seen.append(contentsOf: observations.bytes(of: first..<(first + copies)))
    }
    let width = observationSpace.count
    let type: SafeTensors.ElementType = observations.storesBytes ? .u8 : .f32
    file.append(
      "replay.observations", type: type, shape: [transitions + copies, width], bytes: seen)
    file.append(
      "replay.actions", integers: (0..<transitions).map { Int64(outcomes[row(of: $0)].action) })
    file.append("replay.rewards", floats: (0..<transitions).map { outcomes[row(of: $0)].reward })
    file.append("replay.endings", bytes: ends)
    file.append(
      "replay.finals", type: type, shape: [finalBytes.count / finals.bytesPerRow, width],
      bytes: finalBytes)
  }

  /// Takes over what ``write(to:)`` wrote.
  ///
  /// - Parameters:
  ///   - file: the checkpoint.
  ///   - actionCount: the number of actions there are.
  /// - Throws: `InputError` where it does not fit this buffer.
  package mutating func read(from file: SafeTensors, actionCount: Int) throws {
    let ends = try file.bytes("replay.endings")
    let transitions = ends.count
    guard transitions <= capacity, transitions % copies == 0 else {
      throw InputError(
        "replay.endings holds \(transitions) transitions, expected a multiple of \(copies), "
          + "at most \(capacity)",
        remedy: "resume with the configuration that the checkpoint was written with")
    }
    let rowBytes = observations.bytesPerRow
    let type: SafeTensors.ElementType = observations.storesBytes ? .u8 : .f32
    let seen = try file.bytes(
      "replay.observations", type: type, count: (transitions + copies) * rowBytes)
    let taken = try file.integers("replay.actions", count: transitions)
    let earned = try file.floats("replay.rewards", count: transitions)
    let endCount = ends.reduce(0) { $0 + ($1 == 0 ? 0 : 1) }
    let finalBytes = try file.bytes("replay.finals", type: type, count: endCount * rowBytes)
    guard taken.allSatisfy({ $0 >= 0 && $0 < actionCount }), ends.allSatisfy({ $0 <= 2 }) else {
      throw InputError(
        "replay.actions or replay.endings holds a number out of range: actions are "
          + "0..<\(actionCount), endings 0...2")
    }

    self = ReplayBuffer(capacity: capacity, copies: copies, observationSpace: observationSpace)
    observations.replaceRows(at: 0, with: seen[...])
    while finals.rows < endCount { finals.grow(to: 2 * finals.rows) }
    finals.replaceRows(at: 0, with: finalBytes[...])
    for row in 0..<transitions {
      outcomes[row] = Outcome(action: Int32(taken[row]), reward: earned[row])
      if ends[row] != 0 {
        finalCount += 1
        outcomes[row].ending = Int32(ends[row] == 2 ? -finalCount : finalCount)
      }
    }
    completeSlots = transitions / copies
    head = completeSlots
  }
}
