import Determinism
import TensorCore

extension SequenceReplay {
  /// Draws windows, each that can be drawn equally likely, with replacement.
  ///
  /// - Parameters:
  ///   - size: B, at least 1.
  ///   - random: one `integer(below: count)` is drawn for each window, in order.
  /// - Returns: the windows.
  /// - Precondition: there is a window.
  public func sample(_ size: Int, using random: inout RandomStream) -> SequenceBatch {
    let present = count
    precondition(size >= 1, "expected a batch of at least 1, got \(size)")
    precondition(present > 0, "expected a window to sample, got none")
    return gather((0..<size).map { _ in random.integer(below: present) })
  }

  /// Every window that can be drawn, copy after copy, from the oldest to the latest.
  public func allWindows() -> SequenceBatch { gather(Array(0..<count)) }

  /// The windows of these numbers, as `allWindows()` counts them.
  private func gather(_ numbers: [Int]) -> SequenceBatch {
    let drawn = numbers.map(window(number:))
    let steps = stepRows(of: drawn)
    return SequenceBatch(
      states: gatherStates(of: drawn),
      burnIn: gatherObservations(
        of: drawn, steps: plan.burnIn, from: { $0.row - Int($0.burnIn) },
        count: { _, window in Int(window.burnIn) }),
      burnInLengths: drawn.map { Int($0.window.burnIn) },
      observations: gatherObservations(
        of: drawn, steps: plan.observationCount, from: \.row, count: observationCount),
      steps: steps.rows, actions: steps.actions, rewards: Tensor(steps.rewards),
      nextSteps: steps.next, bootstrap: Tensor(steps.bootstrap))
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
  /// What is learned of the steps of some windows, as ``SequenceBatch`` has it.
  private struct Steps {
    var rows: [Int32] = []
    var actions: [Int32] = []
    var rewards: [Float] = []
    var next: [Int32] = []
    var bootstrap: [Float] = []
  }

  private func stepRows(of drawn: [(copy: Int, window: Window)]) -> Steps {
    var steps = Steps()
    for (b, (copy, window)) in drawn.enumerated() {
      for step in 0..<plan.sequenceLength {
        let outcome = outcomes[place(window.row + step, of: copy)]
        if outcome.ending == .final { break }
        let (reward, ahead, factor) = future(of: window.row + step, copy)
        steps.rows.append(Int32(step * drawn.count + b))
        steps.actions.append(outcome.action)
        steps.rewards.append(reward)
        steps.next.append(Int32((step + ahead) * drawn.count + b))
        steps.bootstrap.append(factor)
      }
    }
    return steps
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
