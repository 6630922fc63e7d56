import Determinism
import Documents
import Environments

/// Copies of a Gymnasium environment, divided between worker processes.
///
/// Episode `e` of copy `i` is reset with a seed drawn from `random.stream("environment/i")`,
/// `"episode/e"`, so that it depends on nothing that came before, nor on the division.
package final class GymnasiumVector: ExternalVector {
  package let definition: EnvironmentDefinition
  package let observationSpace: Box
  package let actionSpace: Discrete
  package let count: Int
  /// What stopped the copies; after it no request is sent any more.
  package var failure: InputError?

  /// A worker with the copies that it steps.
  package struct Group {
    var worker: Worker
    var copies: Range<Int>
  }

  package let groups: [Group]
  package let columns: GymnasiumColumns
  /// The present episodes of the copies.
  package var episodes: [GymnasiumEpisode]
  private var keepsFrames = false

  /// Starts the workers and begins episode 0 in every copy.
  ///
  /// - Throws: `InputError` where a worker does not start, or has other spaces than the definition.
  package init(
    of world: GymnasiumWorld, python: Python, count: Int, definition: EnvironmentDefinition,
    random: RandomStream
  ) throws {
    self.definition = definition
    self.count = count
    observationSpace = world.observationSpace
    actionSpace = world.actionSpace
    columns = GymnasiumColumns(count: count, space: world.observationSpace)
    episodes = (0..<count).map { GymnasiumEpisode(root: random.stream("environment/\($0)")) }
    var groups: [Group] = []
    for size in python.groups(of: count) {
      let first = groups.last?.copies.upperBound ?? 0
      groups.append(
        Group(
          worker: try Worker(python, greeting: world.greeting(copies: size)),
          copies: first..<(first + size)))
    }
    self.groups = groups
    for group in groups { try world.requireAgreement(with: group.worker.finishGreeting()) }
    try begin { _ in true }
  }

  /// Begins the present episode of some copies and reads the first observations.
  package func begin(where begins: (Int) -> Bool) throws {
    let size = columns.rowBytes
    for group in groups {
      try group.worker.send(.begin) { request in
        for copy in group.copies { request.append(begins(copy) ? 1 : 0) }
        for copy in group.copies { request.append(number: episodes[copy].seed) }
      }
    }
    for group in groups {
      let length = group.copies.count * size
      let answer = try group.worker.receive(lengths: length...length)
      try group.worker.checked { try columns.checkObservations(answer, of: group.copies) }
      for (index, copy) in group.copies.enumerated() where begins(copy) {
        columns.write(
          UnsafeRawBufferPointer(rebasing: answer[(index * size)..<((index + 1) * size)]), to: copy)
        episodes[copy].restart()
      }
    }
    columns.clearResults()
  }

  /// Begins a new episode in every copy that has taken a step in its present one.
  package func reset() {
    attempt {
      let begins = episodes.map { !$0.actions.isEmpty }
      for copy in 0..<count where begins[copy] { episodes[copy].advance() }
      try begin { begins[$0] }
    }
  }

  /// Takes one action in every copy; the workers run beside each other, whatever `divide` does.
  package func step(
    _ actions: UnsafeBufferPointer<Int32>,
    dividing divide: (_ count: Int, _ body: (Range<Int>) -> Void) -> Void
  ) {
    precondition(actions.count == count, "expected \(count) actions, got \(actions.count)")
    for action in actions {
      precondition(
        actionSpace.contains(Int(action)),
        "expected an action in 0..<\(actionSpace.count), got \(action)")
    }
    attempt { try exchange(actions) }
  }

  /// Steps the copies whose action is not negative.
  package func exchange(_ actions: UnsafeBufferPointer<Int32>) throws {
    let size = columns.rowBytes
    for group in groups {
      try group.worker.send(.step) { request in
        request.append(keepsFrames ? 1 : 0)
        for copy in group.copies { request.append(number: actions[copy]) }
        for copy in group.copies { request.append(number: episodes[copy].nextSeed) }
      }
    }
    // All answers are checked before any column changes.
    var answers: [StepAnswer] = []
    for group in groups {
      let copies = group.copies.count
      let bytes = try group.worker.receive(
        lengths: (copies * (9 + size))...(copies * (9 + 2 * size)))
      answers.append(
        try group.worker.checked {
          let answer = try StepAnswer(bytes, copies: copies, rowBytes: size)
          try columns.checkObservations(answer.observations, of: group.copies)
          try columns.checkObservations(answer.finalObservations, of: group.copies)
          return answer
        })
    }
    for (group, answer) in zip(groups, answers) {
      columns.write(answer, to: group.copies)
      for copy in group.copies where actions[copy] >= 0 {
        episodes[copy].actions.append(UInt16(actions[copy]))
        if columns.hasEnded(copy) { episodes[copy].advance() }
      }
    }
    columns.invalidate()
  }

  /// Runs a body that talks to the workers; what it throws becomes ``failure``.
  private func attempt(_ body: () throws -> Void) {
    guard failure == nil else { return }
    do {
      try body()
    } catch let error as InputError {
      failure = error
    } catch {
      failure = InputError("'\(definition.id)' failed: \(error)")
    }
  }

  // MARK: Reading

  package var observations: UnsafeBufferPointer<Float> { columns.observations }
  package var finalObservations: UnsafeBufferPointer<Float> { columns.finalObservations }
  package var observationBytes: UnsafeBufferPointer<UInt8>? { columns.observationBytes }
  package var finalObservationBytes: UnsafeBufferPointer<UInt8>? { columns.finalObservationBytes }
  package var rewards: UnsafeBufferPointer<Float> { UnsafeBufferPointer(columns.rewards) }
  package var terminated: UnsafeBufferPointer<Bool> { UnsafeBufferPointer(columns.terminated) }
  package var truncated: UnsafeBufferPointer<Bool> { UnsafeBufferPointer(columns.truncated) }
  package var actionMasks: UnsafeBufferPointer<Bool>? { nil }

  package func episodeSteps(_ index: Int) -> Int { episodes[index].actions.count }
  package func episodeNumber(_ index: Int) -> Int { episodes[index].number }
  /// One word: the seed of the episode.
  package func drawnWords(_ index: Int) -> UInt64 { 1 }
  package func mission(_ index: Int) -> String { "" }

  package func describeState(_ index: Int) -> String {
    let shown = observation(index).prefix(8).map { "\($0)" }.joined(separator: ", ")
    return "step \(episodeSteps(index)): \(shown)" + (observationSpace.count > 8 ? ", …" : "")
  }

  package func render(_ index: Int) -> Frame {
    keepsFrames = true
    return picture(of: index, ended: false)
      ?? ObservationPicture.frame(of: observation(index), in: observationSpace)
  }

  package func finalFrame(_ index: Int) -> Frame {
    picture(of: index, ended: true)
      ?? ObservationPicture.frame(of: successor(index), in: observationSpace)
  }

  /// What the environment draws; nil where it draws nothing.
  private func picture(of copy: Int, ended: Bool) -> Frame? {
    guard let group = groups.first(where: { $0.copies.contains(copy) }) else {
      preconditionFailure("expected a copy in 0..<\(count), got \(copy)")
    }
    var frame: Frame?
    attempt {
      frame = try group.worker.picture(of: copy - group.copies.lowerBound, ended: ended).map {
        Frame(width: $0.width, height: $0.height, pixels: $0.pixels)
      }
    }
    return frame
  }
}
