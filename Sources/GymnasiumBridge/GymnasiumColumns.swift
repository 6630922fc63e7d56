import Environments

/// The answer to a step, checked as far as it can be without the environment's spaces.
package struct StepAnswer {
  package private(set) var rewards: [Float] = []
  package private(set) var flags: UnsafeRawBufferPointer
  package private(set) var observations: UnsafeRawBufferPointer
  /// The last observations of the ended episodes, in the order of the copies.
  package private(set) var finalObservations: UnsafeRawBufferPointer

  package static let terminated: UInt8 = 1
  package static let truncated: UInt8 = 2

  /// Takes an answer apart.
  ///
  /// - Throws: ``FrameFault``.
  package init(_ bytes: UnsafeRawBufferPointer, copies: Int, rowBytes: Int) throws {
    var reader = FrameReader(bytes)
    rewards.reserveCapacity(copies)
    for copy in 0..<copies {
      let reward = Float(try reader.double())
      guard reward.isFinite else {
        throw FrameFault("a reward of \(reward) for its copy \(copy)")
      }
      rewards.append(reward)
    }
    flags = try reader.take(copies)
    var ended = 0
    for (copy, flag) in flags.enumerated() {
      guard flag <= Self.terminated | Self.truncated else {
        throw FrameFault("flags of \(flag) for its copy \(copy), expected 0 to 3")
      }
      if flag != 0 { ended += 1 }
    }
    observations = try reader.take(copies * rowBytes)
    finalObservations = try reader.take(ended * rowBytes)
    try reader.finish()
  }
}

/// The columns of a vector whose rows come as bytes.
package final class GymnasiumColumns {
  package let rowBytes: Int
  package let rewards: UnsafeMutableBufferPointer<Float>
  package let terminated: UnsafeMutableBufferPointer<Bool>
  package let truncated: UnsafeMutableBufferPointer<Bool>
  private let space: Box
  private let present: UnsafeMutableRawBufferPointer
  private let final: UnsafeMutableRawBufferPointer
  private var derived: DerivedColumns

  package init(count: Int, space: Box) {
    self.space = space
    rowBytes = space.bytes
    rewards = .allocate(capacity: count)
    rewards.initialize(repeating: 0)
    terminated = .allocate(capacity: count)
    terminated.initialize(repeating: false)
    truncated = .allocate(capacity: count)
    truncated.initialize(repeating: false)
    present = .allocate(byteCount: count * rowBytes, alignment: 16)
    present.initializeMemory(as: UInt8.self, repeating: 0)
    final = .allocate(byteCount: count * rowBytes, alignment: 16)
    final.initializeMemory(as: UInt8.self, repeating: 0)
    derived = DerivedColumns(
      bytes: space.elementType == .uint8 ? count * space.count : 0, masks: 0)
  }

  deinit {
    rewards.deallocate()
    terminated.deallocate()
    truncated.deallocate()
    present.deallocate()
    final.deallocate()
    derived.deallocate()
  }

  /// Whether the last step ended the episode of a copy.
  package func hasEnded(_ copy: Int) -> Bool { terminated[copy] || truncated[copy] }

  /// Checks that rows of observations hold finite numbers.
  ///
  /// - Throws: ``FrameFault``.
  package func checkObservations(_ rows: UnsafeRawBufferPointer, of copies: Range<Int>) throws {
    guard space.elementType == .float32 else { return }
    var isFinite = true
    for place in stride(from: 0, to: rows.count, by: 4) {
      isFinite = isFinite && rows.loadUnaligned(fromByteOffset: place, as: Float.self).isFinite
    }
    guard isFinite else { throw FrameFault("an observation that is not finite") }
  }

  /// Puts what a step of some copies brought into the columns.
  package func write(_ answer: StepAnswer, to copies: Range<Int>) {
    var ended = 0
    for (index, copy) in copies.enumerated() {
      let flag = answer.flags[index]
      rewards[copy] = answer.rewards[index]
      terminated[copy] = flag & StepAnswer.terminated != 0
      // Where both are said the task has ended: nothing lies beyond.
      truncated[copy] = flag == StepAnswer.truncated
      write(row(answer.observations, index), to: copy)
      if flag != 0 {
        let place = UnsafeMutableRawBufferPointer(
          rebasing: final[(copy * rowBytes)..<((copy + 1) * rowBytes)])
        place.copyMemory(from: row(answer.finalObservations, ended))
        ended += 1
      }
    }
  }

  /// Puts an observation into a copy's row.
  package func write(_ row: UnsafeRawBufferPointer, to copy: Int) {
    UnsafeMutableRawBufferPointer(
      rebasing: present[(copy * rowBytes)..<((copy + 1) * rowBytes)]
    ).copyMemory(from: row)
  }

  /// The bytes of one copy's present observation.
  package func bytes(_ copy: Int) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: present[(copy * rowBytes)..<((copy + 1) * rowBytes)])
  }

  /// Makes rewards and flags those of a vector that has not stepped.
  package func clearResults() {
    rewards.update(repeating: 0)
    terminated.update(repeating: false)
    truncated.update(repeating: false)
    derived.invalidate()
  }

  /// Says that the rows have changed.
  package func invalidate() { derived.invalidate() }

  private func row(_ rows: UnsafeRawBufferPointer, _ index: Int) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(rebasing: rows[(index * rowBytes)..<((index + 1) * rowBytes)])
  }

  // MARK: As numbers

  package var observations: UnsafeBufferPointer<Float> {
    guard let bytes = observationBytes else { return UnsafeBufferPointer(floats(present)) }
    return derived.observations(bytes)
  }
  package var finalObservations: UnsafeBufferPointer<Float> {
    guard let bytes = finalObservationBytes else { return UnsafeBufferPointer(floats(final)) }
    return derived.finalObservations(
      bytes, UnsafeBufferPointer(terminated), UnsafeBufferPointer(truncated))
  }
  package var observationBytes: UnsafeBufferPointer<UInt8>? { bytes(present) }
  package var finalObservationBytes: UnsafeBufferPointer<UInt8>? { bytes(final) }

  private func floats(
    _ column: UnsafeMutableRawBufferPointer
  ) -> UnsafeMutableBufferPointer<Float> {
    column.assumingMemoryBound(to: Float.self)
  }

  private func bytes(_ column: UnsafeMutableRawBufferPointer) -> UnsafeBufferPointer<UInt8>? {
    guard space.elementType == .uint8 else { return nil }
    return UnsafeBufferPointer(column.assumingMemoryBound(to: UInt8.self))
  }
}

extension Box {
  /// The bytes of one observation as it travels.
  package var bytes: Int { count * (elementType == .uint8 ? 1 : 4) }
}
