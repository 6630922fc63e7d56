import Determinism
import Documents

/// The vector environment of one type: `count` copies in one array.
public final class UniformVector<World: Environment>: VectorEnvironment {
  /// The definition it was made from.
  public let definition: EnvironmentDefinition
  /// What an observation is.
  public let observationSpace: Box
  /// What can be done.
  public let actionSpace: Discrete

  private let batch: EnvironmentBatch<World>
  /// What is computed from the columns when it is first read after a step.
  private var derived: DerivedColumns

  /// Makes the copies and begins episode 0 in each.
  ///
  /// - Parameters:
  ///   - world: the environment to copy.
  ///   - count: the number of copies, at least 1.
  ///   - definition: where the time limit and the identity are taken from.
  ///   - random: the stream whose children "environment/0", "environment/1", … the copies use.
  public init(
    of world: World, count: Int, definition: EnvironmentDefinition, random: RandomStream
  ) {
    precondition(count >= 1, "expected at least 1 copy, got \(count)")
    self.definition = definition
    observationSpace = world.observationSpace
    actionSpace = world.actionSpace
    let size = world.observationSpace.count
    batch = EnvironmentBatch(
      count: count, observationCount: size, actionCount: world.actionSpace.count,
      timeLimit: definition.timeLimit ?? Int.max,
      worlds: Self.column(count, world), roots: Self.column(count, random),
      streams: Self.column(count, random), episodes: Self.column(count, 0),
      elapsed: Self.column(count, 0), observations: Self.column(count * size, 0),
      finalObservations: Self.column(count * size, 0), rewards: Self.column(count, 0),
      terminated: Self.column(count, false), truncated: Self.column(count, false))
    derived = DerivedColumns(
      bytes: World.ObservationElement.self == UInt8.self ? count * size : 0,
      masks: world.hasActionMask ? count * world.actionSpace.count : 0)
    for index in 0..<count {
      batch.roots[index] = random.stream("environment/\(index)")
      batch.begin(index)
    }
    clearResults()
  }

  deinit {
    batch.worlds.deinitialize(count: batch.count)
    batch.worlds.deallocate()
    batch.roots.deallocate()
    batch.streams.deallocate()
    batch.episodes.deallocate()
    batch.elapsed.deallocate()
    batch.observations.deallocate()
    batch.finalObservations.deallocate()
    batch.rewards.deallocate()
    batch.terminated.deallocate()
    batch.truncated.deallocate()
    derived.deallocate()
  }

  /// The number of copies.
  public var count: Int { batch.count }

  /// Begins a new episode in every copy that has taken a step in its present one.
  public func reset() {
    for index in 0..<batch.count where batch.elapsed[index] > 0 {
      batch.episodes[index] += 1
      batch.begin(index)
    }
    clearResults()
  }

  /// Takes one action in every copy.
  public func step(
    _ actions: UnsafeBufferPointer<Int32>,
    dividing divide: (_ count: Int, _ body: (Range<Int>) -> Void) -> Void
  ) {
    guard let first = actions.baseAddress, actions.count == batch.count else {
      preconditionFailure("expected \(batch.count) actions, got \(actions.count)")
    }
    derived.invalidate()
    divide(batch.count) { World.advance($0, of: batch, actions: first) }
  }

  /// The rewards of the last step, `[count]`.
  public var rewards: UnsafeBufferPointer<Float> {
    UnsafeBufferPointer(start: batch.rewards, count: batch.count)
  }
  /// Whether the last step ended the task, `[count]`.
  public var terminated: UnsafeBufferPointer<Bool> {
    UnsafeBufferPointer(start: batch.terminated, count: batch.count)
  }
  /// Whether the time limit ended the episode, `[count]`.
  public var truncated: UnsafeBufferPointer<Bool> {
    UnsafeBufferPointer(start: batch.truncated, count: batch.count)
  }

  /// The environment steps taken in the present episode of one copy.
  public func episodeSteps(_ index: Int) -> Int { batch.elapsed[checked(index)] }
  /// The number of the present episode of one copy, from zero.
  public func episodeNumber(_ index: Int) -> Int { batch.episodes[checked(index)] }
  /// Draws one copy's present state.
  public func render(_ index: Int) -> Frame { batch.worlds[checked(index)].render() }
  /// Describes one copy's present state in one line.
  public func describeState(_ index: Int) -> String {
    batch.worlds[checked(index)].describeState()
  }
  /// The task of one copy's present episode in words.
  public func mission(_ index: Int) -> String { batch.worlds[checked(index)].mission }
  /// How many random words the present episode of one copy has drawn so far.
  public func drawnWords(_ index: Int) -> UInt64 { batch.streams[checked(index)].position }

  private func checked(_ index: Int) -> Int {
    precondition(
      index >= 0 && index < batch.count, "expected a copy in 0..<\(batch.count), got \(index)")
    return index
  }

  /// Makes rewards and flags those of vectors that have not stepped.
  private func clearResults() {
    batch.rewards.update(repeating: 0, count: batch.count)
    batch.terminated.update(repeating: false, count: batch.count)
    batch.truncated.update(repeating: false, count: batch.count)
    derived.invalidate()
  }

  private static func column<Element>(
    _ count: Int, _ value: Element
  ) -> UnsafeMutablePointer<Element> {
    let column = UnsafeMutablePointer<Element>.allocate(capacity: count)
    column.initialize(repeating: value, count: count)
    return column
  }
}

extension UniformVector {
  /// What the agent sees next, `[count, observation]`.
  public var observations: UnsafeBufferPointer<Float> {
    guard let bytes = observationBytes else { return floats(batch.observations) }
    return derived.observations(bytes)
  }
  /// What episodes ended with, `[count, observation]`, in the rows of those that ended.
  public var finalObservations: UnsafeBufferPointer<Float> {
    guard let bytes = finalObservationBytes else { return floats(batch.finalObservations) }
    return derived.finalObservations(bytes, terminated, truncated)
  }
  /// The column behind `observations`, where the environment writes bytes.
  public var observationBytes: UnsafeBufferPointer<UInt8>? { bytes(batch.observations) }
  /// The column behind `finalObservations`, where the environment writes bytes.
  public var finalObservationBytes: UnsafeBufferPointer<UInt8>? { bytes(batch.finalObservations) }
  /// Which actions are possible next, `[count, actions]`; nil where all always are.
  public var actionMasks: UnsafeBufferPointer<Bool>? {
    guard batch.worlds[0].hasActionMask else { return nil }
    return derived.actionMasks(count: batch.count) { batch.worlds[$0].writeActionMask(into: $1) }
  }

  private func floats(
    _ column: UnsafeMutablePointer<World.ObservationElement>
  ) -> UnsafeBufferPointer<Float> {
    UnsafeBufferPointer(
      start: UnsafeRawPointer(column).assumingMemoryBound(to: Float.self),
      count: batch.count * batch.observationCount)
  }

  private func bytes(
    _ column: UnsafeMutablePointer<World.ObservationElement>
  ) -> UnsafeBufferPointer<UInt8>? {
    guard World.ObservationElement.self == UInt8.self else { return nil }
    return UnsafeBufferPointer(
      start: UnsafeRawPointer(column).assumingMemoryBound(to: UInt8.self),
      count: batch.count * batch.observationCount)
  }
}

extension UniformVector {
  /// Everything needed to continue exactly.
  public func snapshot() throws -> [UInt8] {
    let copies = (0..<batch.count).map { index in
      CopySnapshot(
        state: batch.worlds[index].state, elapsed: batch.elapsed[index],
        episode: batch.episodes[index], root: Position(batch.roots[index]),
        stream: Position(batch.streams[index]))
    }
    return try SnapshotText.encode(
      VectorSnapshot(environment: definition.id, version: definition.version, copies: copies),
      of: definition.id)
  }

  /// Continues from a snapshot.
  public func restore(_ bytes: [UInt8]) throws {
    let snapshot = try SnapshotText.decode(
      VectorSnapshot<World.State>.self, from: bytes, of: definition.id)
    guard snapshot.environment == definition.id, snapshot.version == definition.version else {
      throw InputError(
        "the snapshot is of environment '\(snapshot.environment)' version \(snapshot.version), "
          + "expected '\(definition.id)' version \(definition.version)")
    }
    guard snapshot.copies.count == batch.count else {
      throw InputError(
        "the snapshot holds \(snapshot.copies.count) copies of environment '\(definition.id)', "
          + "expected \(batch.count)")
    }
    guard snapshot.copies.allSatisfy({ $0.elapsed >= 0 && $0.episode >= 0 }) else {
      throw InputError("the snapshot of environment '\(definition.id)' holds negative counts")
    }
    let world = batch.worlds[0]
    guard snapshot.copies.allSatisfy({ world.isValid($0.state) }) else {
      throw InputError(
        "the snapshot holds a state that environment '\(definition.id)' does not have")
    }
    for (index, copy) in snapshot.copies.enumerated() {
      batch.worlds[index].state = copy.state
      batch.elapsed[index] = copy.elapsed
      batch.episodes[index] = copy.episode
      batch.roots[index] = copy.root.stream
      batch.streams[index] = copy.stream.stream
      batch.worlds[index].writeObservation(into: batch.observation(index))
    }
    clearResults()
  }
}

/// What a snapshot of a vector holds.
private struct VectorSnapshot<State: Codable>: Codable {
  var environment: String
  var version: Int
  var copies: [CopySnapshot<State>]
}

/// What a snapshot holds of one copy.
private struct CopySnapshot<State: Codable>: Codable {
  var state: State
  var elapsed: Int
  var episode: Int
  var root: Position
  var stream: Position
}

/// Where a stream stands.
private struct Position: Codable {
  var key: UInt64
  var position: UInt64

  init(_ stream: RandomStream) {
    key = stream.key
    position = stream.position
  }

  var stream: RandomStream { RandomStream(key: key, position: position) }
}
