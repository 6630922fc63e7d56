import Environments
import TensorCore

/// T steps of N copies, as they were lived: step t of copy n lies in row t N + n.
///
/// Its memory is taken once. What is learned from it is forgotten with the next rollout.
struct Rollout {
  /// N.
  let copies: Int
  private(set) var observations: ObservationColumn
  private(set) var actions: [Int32]
  private(set) var rewards: [Float]
  /// The greedy value of the observation that followed; of an ended episode's, of its last one.
  private(set) var nextValues: [Float]
  private(set) var terminated: [Bool]
  private(set) var truncated: [Bool]

  init(steps: Int, copies: Int, observationSpace: Box) {
    let rows = steps * copies
    self.copies = copies
    observations = ObservationColumn(space: observationSpace, rows: rows)
    actions = Array(repeating: 0, count: rows)
    rewards = Array(repeating: 0, count: rows)
    nextValues = Array(repeating: 0, count: rows)
    terminated = Array(repeating: false, count: rows)
    truncated = Array(repeating: false, count: rows)
  }

  /// T N.
  var rows: Int { actions.count }

  /// Keeps what all copies see before a step.
  mutating func keepObservations(of environment: any VectorEnvironment, at step: Int) {
    observations.write(
      environment.observationBytes.map { .bytes($0) } ?? .floats(environment.observations),
      from: 0, distance: observations.width, at: step * copies, count: copies)
  }

  /// Keeps what all copies did in a step and what it led to, apart from the values.
  mutating func keepOutcome(
    of actions: [Int32], in environment: any VectorEnvironment, at step: Int
  ) {
    let (rewards, terminated) = (environment.rewards, environment.terminated)
    let truncated = environment.truncated
    for copy in 0..<copies {
      let row = step * copies + copy
      self.actions[row] = actions[copy]
      self.rewards[row] = rewards[copy]
      self.terminated[row] = terminated[copy]
      self.truncated[row] = truncated[copy]
    }
  }

  /// Keeps the greedy values of what a step's copies see next, where their episodes go on.
  ///
  /// - Parameters:
  ///   - values: `[N, A]`.
  ///   - masks: `[N, A]`, which actions are possible next; nil where all are.
  ///   - step: the step that led there.
  mutating func keepNextValues(
    _ values: Tensor, masks: UnsafeBufferPointer<Bool>?, of step: Int
  ) {
    for copy in 0..<copies {
      let row = step * copies + copy
      guard !terminated[row], !truncated[row] else { continue }
      nextValues[row] = values.greediest(of: copy, masks: masks).value
    }
  }

  /// Keeps the greedy value of the true last observation of an episode that the clock ended.
  mutating func keepLastValue(_ value: Float, of copy: Int, at step: Int) {
    nextValues[step * copies + copy] = value
  }

  /// Gathers the observations of some rows, `[B, F]`.
  func observations(of rows: ArraySlice<Int32>) -> Tensor {
    let width = observations.width
    return Tensor(shape: [rows.count, width]) { buffer in
      guard var target = buffer.baseAddress else { return }
      observations.withRows { reader in
        for row in rows {
          reader.read(row: Int(row), into: target)
          target += width
        }
      }
    }
  }
}

extension Tensor {
  /// The possible action of the largest value in a row, and that value; of equal ones the first.
  ///
  /// - Parameters:
  ///   - row: of these `[N, A]` values.
  ///   - masks: `[N, A]`; nil where all actions are possible. Where none is, the first counts.
  /// - Returns: both.
  func greediest(
    of row: Int, masks: UnsafeBufferPointer<Bool>?
  ) -> (action: Int, value: Float) {
    let start = row * shape[1]
    let count = shape[1]
    return withUnsafeScalars { values in
      var best = -1
      for action in 0..<count where masks?[start + action] ?? true {
        if best < 0 || values[start + action] > values[start + best] { best = action }
      }
      let action = best < 0 ? 0 : best
      return (action, values[start + action])
    }
  }

  /// Some elements of a vector, in a vector of their own, without gradient.
  func elements(_ places: ArraySlice<Int32>) -> Tensor {
    withUnsafeScalars { source in
      Tensor(shape: [places.count]) { target in
        for (index, place) in places.enumerated() { target[index] = source[Int(place)] }
      }
    }
  }
}
