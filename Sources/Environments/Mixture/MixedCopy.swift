import Determinism

/// One copy of a mixture: all its tasks, and which of them its present episode is of.
struct MixedCopy {
  /// The number of the copy.
  let index: Int
  /// The stream whose child "episode/e" episode e draws from.
  var root: RandomStream
  /// For each task, which of its actions each of the mixture's is; −1 for none.
  let tables: [[Int]]
  /// The tasks.
  let tasks: [any TaskCopy]
  /// The number of the present episode.
  var episode = 0

  /// Which task an episode is of.
  func taskIndex(ofEpisode episode: Int) -> Int {
    // Without overflow, whatever a damaged snapshot says.
    (index % tasks.count + episode % tasks.count) % tasks.count
  }

  /// Which task the present episode is of.
  var taskIndex: Int { taskIndex(ofEpisode: episode) }
  /// The task of the present episode.
  var task: any TaskCopy { tasks[taskIndex] }
  /// The task of the episode before.
  var previous: any TaskCopy { tasks[(taskIndex + tasks.count - 1) % tasks.count] }

  /// Begins an episode.
  mutating func begin(episode: Int) {
    self.episode = episode
    task.begin(root.stream("episode/", number: episode))
  }

  /// Takes one of the mixture's actions.
  ///
  /// One that the task does not have is not possible; where it is taken all the same, it is the
  /// task's action of that number, counted round.
  func step(_ action: Int) -> StepResult {
    let own = tables[taskIndex][action]
    return task.step(own >= 0 ? own : action % task.actionCount)
  }

  /// Writes which of the mixture's actions are possible.
  func writeMask(into mask: UnsafeMutableBufferPointer<Bool>) {
    let table = tables[taskIndex]
    withUnsafeTemporaryAllocation(of: Bool.self, capacity: task.actionCount) { own in
      own.initialize(repeating: true)
      if task.hasActionMask { task.writeActionMask(into: own) }
      for (action, place) in table.enumerated() { mask[action] = place >= 0 && own[place] }
    }
  }
}

/// The columns of a mixture's vector; row `i` belongs to copy `i`.
final class MixtureColumns {
  let observations: UnsafeMutableBufferPointer<Float>
  let finalObservations: UnsafeMutableBufferPointer<Float>
  let rewards: UnsafeMutableBufferPointer<Float>
  let terminated: UnsafeMutableBufferPointer<Bool>
  let truncated: UnsafeMutableBufferPointer<Bool>
  /// Empty where every action is always possible.
  let masks: UnsafeMutableBufferPointer<Bool>
  /// What was possible where the clock ended an episode; likewise.
  let finalMasks: UnsafeMutableBufferPointer<Bool>
  private let width: Int
  private let actions: Int

  init(count: Int, width: Int, actions: Int) {
    self.width = width
    self.actions = actions
    observations = Self.column(count * width, 0)
    finalObservations = Self.column(count * width, 0)
    rewards = Self.column(count, 0)
    terminated = Self.column(count, false)
    truncated = Self.column(count, false)
    masks = Self.column(count * actions, true)
    finalMasks = Self.column(count * actions, true)
  }

  deinit {
    observations.deallocate()
    finalObservations.deallocate()
    rewards.deallocate()
    terminated.deallocate()
    truncated.deallocate()
    masks.deallocate()
    finalMasks.deallocate()
  }

  /// Makes rewards and flags those of vectors that have not stepped.
  func clearResults() {
    rewards.update(repeating: 0)
    terminated.update(repeating: false)
    truncated.update(repeating: false)
  }

  /// A copy's row of the observations, all zero.
  func clearedRow(_ index: Int) -> UnsafeMutablePointer<Float> { cleared(observations, index) }

  /// A copy's row of the final observations, all zero.
  func clearedFinalRow(_ index: Int) -> UnsafeMutablePointer<Float> {
    cleared(finalObservations, index)
  }

  /// A copy's row of the masks; nil where there are none.
  func maskRow(_ index: Int) -> UnsafeMutableBufferPointer<Bool>? { row(index, of: masks) }

  /// A copy's row of the masks at the end of its episode; nil where there are none.
  func finalMaskRow(_ index: Int) -> UnsafeMutableBufferPointer<Bool>? {
    row(index, of: finalMasks)
  }

  private func row(
    _ index: Int, of column: UnsafeMutableBufferPointer<Bool>
  ) -> UnsafeMutableBufferPointer<Bool>? {
    guard actions > 0 else { return nil }
    return UnsafeMutableBufferPointer(
      rebasing: column[(index * actions)..<((index + 1) * actions)])
  }

  private func cleared(
    _ column: UnsafeMutableBufferPointer<Float>, _ index: Int
  ) -> UnsafeMutablePointer<Float> {
    guard let base = column.baseAddress else {
      preconditionFailure("expected a row, got an empty column")
    }
    (base + index * width).update(repeating: 0, count: width)
    return base + index * width
  }

  private static func column<Element>(
    _ count: Int, _ value: Element
  ) -> UnsafeMutableBufferPointer<Element> {
    let column = UnsafeMutableBufferPointer<Element>.allocate(capacity: count)
    column.initialize(repeating: value)
    return column
  }
}
