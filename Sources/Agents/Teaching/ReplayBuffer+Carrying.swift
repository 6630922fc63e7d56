import Documents
import Environments
import NeuralNetworks

/// A buffer that is made of a file's columns, and one that begins with another's transitions.
extension ReplayBuffer {
  /// A buffer as large as what a file holds of one; the sizes are checked before it is made.
  ///
  /// - Throws: `InputError` where the columns do not fit one another, or hold what cannot be.
  init(
    kept file: SafeTensors, copies: Int, observationSpace: Box, actionCount: Int, nStep: Int = 1,
    discount: Float = 0, frames: Int = 1
  ) throws {
    let count = try file.bytes("replay.endings").count
    let rows = count + frames * copies
    guard count >= 1, count % copies == 0, let seen = file["replay.observations"],
      seen.shape.first == rows,
      seen.bytes.count >= rows * (observationSpace.count / frames) / 8
    else {
      throw InputError(
        "holds \(count) transitions of \(copies) copies, and observations of shape "
          + "\(file["replay.observations"]?.shape ?? []); they do not fit")
    }
    let isFloat = observationSpace.elementType == .float32
    for name in ["replay.rewards"] + (isFloat ? ["replay.observations", "replay.finals"] : [])
    where try !file.floats(name).allSatisfy(\.isFinite) {
      throw InputError("'\(name)' holds a number that is not finite")
    }
    self.init(
      capacity: count, copies: copies, observationSpace: observationSpace,
      actionCount: actionCount, nStep: nStep, discount: discount, frames: frames)
    try read(from: file)
  }

  /// Fills an empty buffer with another's transitions, from the oldest, and opens a slot with what the
  /// copies of an environment see now.
  ///
  /// The other's running episodes end there as at a time limit. Where there is less room, its oldest
  /// transitions are left out; where there are priorities, all come in as new ones do.
  ///
  /// - Parameters:
  ///   - source: of as many copies, of the same spaces; rewards are taken as they are.
  ///   - environment: what is trained in.
  package mutating func begin(with source: ReplayBuffer, in environment: any VectorEnvironment) {
    precondition(
      source.copies == copies && source.observationSpace == observationSpace
        && source.nStep == 1 && source.count > 0,
      "expected single steps of \(copies) copies of \(observationSpace), got \(source.copies) of "
        + "\(source.observationSpace)")
    var source = source
    var present = source.slot(0)
    present.withSeen { begin($0, masks: $1) }
    for number in 0..<source.completeSlots {
      let isLast = number == source.completeSlots - 1
      let endings = present.rows.map { source.outcomes[Int($0)].ending }
      let next = isLast ? nil : source.slot(number + 1)
      present.withStep(
        keepsFinalMasks: source.finalMasks != nil, terminated: endings.map { $0 < 0 },
        truncated: endings.map { $0 > 0 || ($0 == 0 && isLast) }
      ) { step in
        guard let next else {
          return append(
            step,
            observations: environment.observationBytes.map { .bytes($0) }
              ?? .floats(environment.observations), masks: environment.actionMasks)
        }
        next.withSeen { append(step, observations: $0, masks: $1) }
      }
      if let next { present = next }
    }
  }

  /// The transitions of a complete slot, the oldest being 0.
  private mutating func slot(_ number: Int) -> TransitionBatch {
    gather((0..<copies).map { Int32(row(of: number * copies + $0)) })
  }
}

extension TransitionBatch {
  /// Gives what was seen and what was possible.
  fileprivate func withSeen(
    _ body: (ObservationValues, _ masks: UnsafeBufferPointer<Bool>?) -> Void
  ) {
    observations.withUnsafeScalars { seen in
      guard let masks else { return body(.floats(seen), nil) }
      masks.withUnsafeBufferPointer { body(.floats(seen), $0) }
    }
  }

  /// Gives the transitions of one slot as the step that they were.
  fileprivate func withStep(
    keepsFinalMasks: Bool, terminated: [Bool], truncated: [Bool], _ body: (StepOutcome) -> Void
  ) {
    let possible = keepsFinalMasks ? nextMasks : nil
    actions.withUnsafeBufferPointer { actions in
      rewards.withUnsafeScalars { rewards in
        terminated.withUnsafeBufferPointer { terminated in
          truncated.withUnsafeBufferPointer { truncated in
            nextObservations.withUnsafeScalars { finals in
              var step = StepOutcome(
                actions: actions, rewards: rewards, terminated: terminated,
                truncated: truncated, finalObservations: .floats(finals))
              guard let possible else { return body(step) }
              possible.withUnsafeBufferPointer {
                step.finalMasks = $0
                body(step)
              }
            }
          }
        }
      }
    }
  }
}
