import Determinism
import Documents

/// Copies of a mixture of tasks, stepped together.
///
/// Episode `e` of copy `i` draws from `random.stream("environment/i").stream("episode/e")`, as those
/// of every vector do.
final class MixtureVector: ExternalVector {
  let definition: EnvironmentDefinition
  let count: Int
  let observationSpace: Box
  let actionSpace: Discrete
  private let world: MixtureWorld
  private var copies: [MixedCopy]
  private let columns: MixtureColumns

  init(
    of world: MixtureWorld, count: Int, definition: EnvironmentDefinition, random: RandomStream
  ) {
    self.world = world
    self.count = count
    self.definition = definition
    observationSpace = world.observationSpace
    actionSpace = world.actionSpace
    let tables = world.tasks.map { world.actionTable(of: $0) }
    copies = (0..<count).map { index in
      let root = random.stream("environment/\(index)")
      return MixedCopy(
        index: index, root: root, tables: tables,
        tasks: world.tasks.map { Self.makeCopy(of: $0, in: world, random: root) })
    }
    let masked =
      tables.contains { $0.contains(-1) } || copies[0].tasks.contains(where: \.hasActionMask)
    columns = MixtureColumns(
      count: count, width: world.observationSpace.count,
      actions: masked ? world.actionSpace.count : 0)
    for index in 0..<count { begin(index, episode: 0) }
  }

  private static func makeCopy(
    of task: EnvironmentDefinition, in mixture: MixtureWorld, random: RandomStream
  ) -> any TaskCopy {
    let places = MixtureWorld.places(
      of: task.observationSpace.shape, in: mixture.observationSpace.shape)
    func make(_ world: some Environment) -> any TaskCopy {
      TypedTaskCopy(world, timeLimit: task.timeLimit, places: places, random: random)
    }
    return make(task.makeEnvironment())
  }

  // MARK: Stepping

  func reset() {
    for index in copies.indices where copies[index].task.steps > 0 {
      begin(index, episode: copies[index].episode + 1)
    }
    columns.clearResults()
  }

  func step(
    _ actions: UnsafeBufferPointer<Int32>,
    dividing divide: (_ count: Int, _ body: (Range<Int>) -> Void) -> Void
  ) {
    precondition(actions.count == count, "expected \(count) actions, got \(actions.count)")
    copies.withUnsafeMutableBufferPointer { copies in
      // Each copy is stepped by one thread, which writes its rows alone.
      nonisolated(unsafe) let copies = copies
      divide(count) { range in
        for index in range { self.step(index, Int(actions[index]), &copies[index]) }
      }
    }
  }

  private func step(_ index: Int, _ action: Int, _ copy: inout MixedCopy) {
    precondition(
      actionSpace.contains(action),
      "expected an action in 0..<\(actionSpace.count) for copy \(index), got \(action)")
    let result = copy.step(action)
    columns.rewards[index] = result.reward
    columns.terminated[index] = result.terminated
    columns.truncated[index] = result.truncated
    if result.terminated || result.truncated {
      copy.task.writeObservation(to: columns.clearedFinalRow(index))
      if result.truncated, let masks = columns.finalMaskRow(index) { copy.writeMask(into: masks) }
      copy.begin(episode: copy.episode + 1)
    }
    write(index, copy)
  }

  private func begin(_ index: Int, episode: Int) {
    copies[index].begin(episode: episode)
    write(index, copies[index])
  }

  private func write(_ index: Int, _ copy: MixedCopy) {
    copy.task.writeObservation(to: columns.clearedRow(index))
    if let masks = columns.maskRow(index) { copy.writeMask(into: masks) }
  }

  // MARK: Columns

  var observations: UnsafeBufferPointer<Float> { UnsafeBufferPointer(columns.observations) }
  var finalObservations: UnsafeBufferPointer<Float> {
    UnsafeBufferPointer(columns.finalObservations)
  }
  var observationBytes: UnsafeBufferPointer<UInt8>? { nil }
  var finalObservationBytes: UnsafeBufferPointer<UInt8>? { nil }
  var rewards: UnsafeBufferPointer<Float> { UnsafeBufferPointer(columns.rewards) }
  var terminated: UnsafeBufferPointer<Bool> { UnsafeBufferPointer(columns.terminated) }
  var truncated: UnsafeBufferPointer<Bool> { UnsafeBufferPointer(columns.truncated) }
  var actionMasks: UnsafeBufferPointer<Bool>? {
    columns.masks.isEmpty ? nil : UnsafeBufferPointer(columns.masks)
  }

  var finalActionMasks: UnsafeBufferPointer<Bool>? {
    columns.finalMasks.isEmpty ? nil : UnsafeBufferPointer(columns.finalMasks)
  }

  // MARK: One copy

  func episodeSteps(_ index: Int) -> Int { copies[index].task.steps }
  func episodeNumber(_ index: Int) -> Int { copies[index].episode }
  func drawnWords(_ index: Int) -> UInt64 { copies[index].task.drawnWords }
  func render(_ index: Int) -> Frame { copies[index].task.render() }
  func mission(_ index: Int) -> String { copies[index].task.mission }
  func describeState(_ index: Int) -> String {
    "\(world.tasks[copies[index].taskIndex].id)  \(copies[index].task.describeState())"
  }
  /// The task before the present one still stands where its episode ended.
  func finalFrame(_ index: Int) -> Frame { copies[index].previous.render() }

  // MARK: Snapshots

  func snapshot() throws -> [UInt8] {
    try SnapshotText.encode(
      MixtureSnapshot(
        environment: definition.id, version: definition.version,
        copies: copies.map { copy in
          .init(
            episode: copy.episode, key: copy.root.key, position: copy.root.position,
            task: try copy.task.snapshot(of: definition.id))
        }), of: definition.id)
  }

  func restore(_ bytes: [UInt8]) throws {
    let snapshot = try SnapshotText.decode(MixtureSnapshot.self, from: bytes, of: definition.id)
    guard snapshot.environment == definition.id, snapshot.version == definition.version else {
      throw InputError(
        "the snapshot is of environment '\(snapshot.environment)' version \(snapshot.version), "
          + "expected '\(definition.id)' version \(definition.version)")
    }
    guard snapshot.copies.count == count, snapshot.copies.allSatisfy({ $0.episode >= 0 }) else {
      throw InputError(
        "the snapshot holds \(snapshot.copies.count) copies of environment '\(definition.id)', "
          + "expected \(count)")
    }
    let changes = try zip(copies, snapshot.copies).map { copy, saved in
      let task = copy.tasks[copy.taskIndex(ofEpisode: saved.episode)]
      guard let change = try task.restoring(saved.task, of: definition.id) else {
        throw InputError(
          "the snapshot holds a state that environment '\(definition.id)' does not have")
      }
      return change
    }
    for (index, saved) in snapshot.copies.enumerated() {
      changes[index]()
      copies[index].episode = saved.episode
      copies[index].root = RandomStream(key: saved.key, position: saved.position)
      write(index, copies[index])
    }
    columns.clearResults()
  }
}

/// What a snapshot of a mixture holds: of each copy the task of its present episode.
private struct MixtureSnapshot: Codable {
  struct Copy: Codable {
    var episode: Int
    var key: UInt64
    var position: UInt64
    var task: TaskSnapshot
  }

  var environment: String
  var version: Int
  var copies: [Copy]
}
