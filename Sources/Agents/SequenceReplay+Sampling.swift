import Determinism
import TensorCore

/// Vectors of a batch that are kept from one to the next.
struct SequenceScratch {
  var numbers: [Int] = []
  var drawn: [(copy: Int, window: SequenceReplay.Window)] = []
  var burnInLengths: [Int] = []
  var steps: [Int32] = []
  var actions: [Int32] = []
  var nextSteps: [Int32] = []
  var rewards: [Float] = []
  var bootstrap: [Float] = []
  var nextMasks: [Bool] = []

  /// Empties the vectors of the steps; their room stays where no batch holds it any more.
  mutating func removeSteps() {
    steps.removeAll(keepingCapacity: true)
    actions.removeAll(keepingCapacity: true)
    nextSteps.removeAll(keepingCapacity: true)
    rewards.removeAll(keepingCapacity: true)
    bootstrap.removeAll(keepingCapacity: true)
    nextMasks.removeAll(keepingCapacity: true)
  }
}

extension SequenceReplay {
  /// Draws windows, each that can be drawn equally likely, with replacement.
  ///
  /// - Parameters:
  ///   - size: B, at least 1.
  ///   - random: one `integer(below: count)` is drawn for each window, in order.
  /// - Returns: the windows.
  /// - Precondition: there is a window.
  public mutating func sample(_ size: Int, using random: inout RandomStream) -> SequenceBatch {
    let present = count
    precondition(size >= 1, "expected a batch of at least 1, got \(size)")
    precondition(present > 0, "expected a window to sample, got none")
    scratch.numbers.removeAll(keepingCapacity: true)
    for _ in 0..<size { scratch.numbers.append(random.integer(below: present)) }
    return gather()
  }

  /// Every window that can be drawn, copy after copy, from the oldest to the latest.
  public func allWindows() -> SequenceBatch {
    var copy = self
    copy.scratch = SequenceScratch()
    copy.scratch.numbers = Array(0..<count)
    return copy.gather()
  }

  /// The windows of the numbers in the scratch, as `allWindows()` counts them.
  private mutating func gather() -> SequenceBatch {
    scratch.drawn.removeAll(keepingCapacity: true)
    scratch.burnInLengths.removeAll(keepingCapacity: true)
    for number in scratch.numbers {
      let found = window(number: number)
      scratch.drawn.append(found)
      scratch.burnInLengths.append(Int(found.window.burnIn))
    }
    gatherSteps()
    let drawn = scratch.drawn
    return SequenceBatch(
      states: gatherStates(of: drawn),
      burnIn: gatherObservations(
        of: drawn, steps: plan.burnIn, from: { $0.row - Int($0.burnIn) },
        count: { _, window in Int(window.burnIn) }),
      burnInLengths: scratch.burnInLengths,
      observations: gatherObservations(
        of: drawn, steps: plan.observationCount, from: \.row, count: observationCount),
      steps: scratch.steps, actions: scratch.actions, rewards: Tensor(scratch.rewards),
      nextSteps: scratch.nextSteps, bootstrap: Tensor(scratch.bootstrap),
      nextMasks: masks == nil ? nil : scratch.nextMasks)
  }

  private func window(number: Int) -> (copy: Int, window: Window) {
    var (left, copy) = (number, 0)
    while left >= tracks[copy].completeWindow - tracks[copy].firstWindow {
      left -= tracks[copy].completeWindow - tracks[copy].firstWindow
      copy += 1
    }
    let place = copy * windowRoom + (tracks[copy].firstWindow + left) % windowRoom
    return (copy, windows[place])
  }

  /// Observations of a window behind its burn-in: up to its episode's last.
  private func observationCount(_ copy: Int, _ window: Window) -> Int {
    for step in 0..<plan.observationCount
    where outcomes[place(window.row + step, of: copy)].ending == .final {
      return step + 1
    }
    return plan.observationCount
  }

  private func gatherStates(of drawn: [(copy: Int, window: Window)]) -> [Tensor] {
    let (size, width) = (plan.stateSize, plan.stateWidth)
    return (0..<plan.stateCount).map { number in
      Tensor(shape: [drawn.count, size]) { target in
        for (b, (copy, window)) in drawn.enumerated() {
          let slot = copy * stateRoom + Int(max(0, window.state))
          for index in 0..<size {
            target[b * size + index] =
              window.state < 0 ? 0 : states[slot * width + number * size + index]
          }
        }
      }
    }
  }

  private func gatherObservations(
    of drawn: [(copy: Int, window: Window)], steps: Int, from start: (Window) -> Int,
    count: (Int, Window) -> Int
  ) -> Tensor {
    let width = observationSpace.count
    return Tensor(shape: [steps, drawn.count, width]) { target in
      guard let out = target.baseAddress else { return }
      observations.withRows { reader in
        for (b, (copy, window)) in drawn.enumerated() {
          let (first, present) = (start(window), count(copy, window))
          for step in 0..<present {
            reader.read(
              row: place(first + step, of: copy),
              into: out + (step * drawn.count + b) * width)
          }
          for step in present..<max(present, steps) {
            (out + (step * drawn.count + b) * width).update(repeating: 0, count: width)
          }
        }
      }
    }
  }
}

// MARK: - Targets' parts

extension SequenceReplay {
  /// Gathers what is learned of the steps of the windows drawn, as ``SequenceBatch`` has it.
  private mutating func gatherSteps() {
    scratch.removeSteps()
    let count = scratch.drawn.count
    for b in 0..<count {
      let (copy, window) = scratch.drawn[b]
      for step in 0..<plan.sequenceLength {
        let outcome = outcomes[place(window.row + step, of: copy)]
        if outcome.ending == .final { break }
        let (reward, ahead, factor) = future(of: window.row + step, copy)
        scratch.steps.append(Int32(step * count + b))
        scratch.actions.append(outcome.action)
        scratch.rewards.append(reward)
        scratch.nextSteps.append(Int32((step + ahead) * count + b))
        scratch.bootstrap.append(factor)
        guard let masks else { continue }
        let next = place(window.row + step + ahead, of: copy)
        for action in 0..<masks.actions { scratch.nextMasks.append(masks[next, action]) }
      }
    }
  }

  /// The discounted rewards of up to n steps from a row on, how many rows further the value that
  /// follows them is found, and what it counts.
  private func future(of row: Int, _ copy: Int) -> (reward: Float, ahead: Int, factor: Float) {
    var (reward, factor): (Float, Float) = (0, 1)
    for ahead in 1...plan.nStep {
      let outcome = outcomes[place(row + ahead - 1, of: copy)]
      reward += factor * outcome.reward
      factor *= plan.discount
      // Only a task that ended has no future; behind a time limit the final observation has one.
      if outcome.ending == .terminated { return (reward, ahead, 0) }
      if outcome.ending == .truncated { return (reward, ahead, factor) }
    }
    return (reward, plan.nStep, factor)
  }
}
