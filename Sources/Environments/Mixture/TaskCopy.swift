import Determinism

/// One task of a mixture in one copy: an environment of any type under its own time limit.
protocol TaskCopy: AnyObject {
  /// What can be done in it.
  var actionCount: Int { get }
  /// Whether some actions are sometimes not possible.
  var hasActionMask: Bool { get }
  /// The environment steps taken in the present episode.
  var steps: Int { get }
  /// How many random words the present episode has drawn.
  var drawnWords: UInt64 { get }

  /// Begins an episode that draws from a stream.
  func begin(_ stream: RandomStream)
  /// Takes one action.
  func step(_ action: Int) -> StepResult
  /// Writes the observation, number by number, to the places that the mixture has for them.
  func writeObservation(to row: UnsafeMutablePointer<Float>)
  /// Writes which of its actions are possible.
  func writeActionMask(into mask: UnsafeMutableBufferPointer<Bool>)
  /// Draws the present state.
  func render() -> Frame
  /// Describes the present state in one line.
  func describeState() -> String
  /// The task in words where it changes from episode to episode.
  var mission: String { get }
  /// The state as text.
  func snapshot(of id: String) throws -> TaskSnapshot
  /// Whether a snapshot can be gone on from, and how; nil where it cannot.
  func restoring(_ snapshot: TaskSnapshot, of id: String) throws -> (() -> Void)?
}

/// What a snapshot holds of one task in one copy.
struct TaskSnapshot: Codable {
  var state: [UInt8]
  var steps: Int
  var key: UInt64
  var position: UInt64
}

/// A task copy of one environment type.
final class TypedTaskCopy<World: Environment>: TaskCopy {
  let actionCount: Int
  let hasActionMask: Bool
  private(set) var steps = 0
  private var world: World
  private var random: RandomStream
  private let timeLimit: Int
  /// Where each number of an observation stands in the mixture's.
  private let places: [Int]
  private let scratch: UnsafeMutableBufferPointer<World.ObservationElement>

  init(_ world: World, timeLimit: Int?, places: [Int], random: RandomStream) {
    self.world = world
    self.timeLimit = timeLimit ?? Int.max
    self.places = places
    self.random = random
    actionCount = world.actionSpace.count
    hasActionMask = world.hasActionMask
    scratch = .allocate(capacity: places.count)
    scratch.initialize(repeating: 0)
  }

  deinit { scratch.deallocate() }

  var drawnWords: UInt64 { random.position }
  var mission: String { world.mission }

  func begin(_ stream: RandomStream) {
    random = stream
    steps = 0
    world.reset(using: &random)
  }

  func step(_ action: Int) -> StepResult {
    var result = world.step(action, using: &random)
    steps += 1
    result.truncated = !result.terminated && steps >= timeLimit
    return result
  }

  func writeObservation(to row: UnsafeMutablePointer<Float>) {
    world.writeObservation(into: scratch)
    for (place, value) in zip(places, scratch) { row[place] = value.asFloat }
  }

  func writeActionMask(into mask: UnsafeMutableBufferPointer<Bool>) {
    world.writeActionMask(into: mask)
  }

  func render() -> Frame { world.render() }
  func describeState() -> String { world.describeState() }

  func snapshot(of id: String) throws -> TaskSnapshot {
    TaskSnapshot(
      state: try SnapshotText.encode(world.state, of: id), steps: steps, key: random.key,
      position: random.position)
  }

  func restoring(_ snapshot: TaskSnapshot, of id: String) throws -> (() -> Void)? {
    let state = try SnapshotText.decode(World.State.self, from: snapshot.state, of: id)
    guard world.isValid(state), snapshot.steps >= 0 else { return nil }
    return { [self] in
      world.state = state
      steps = snapshot.steps
      random = RandomStream(key: snapshot.key, position: snapshot.position)
    }
  }
}
