import Determinism
import Documents
import Environments

/// Single episodes, whatever their environment.
protocol SteppedEpisode: AnyObject {
  var definition: EnvironmentDefinition { get }
  /// The present observation, in the environment's own element type; stays where it is.
  var observation: UnsafeRawPointer? { get }
  /// Which actions are possible; nil where all always are.
  var mask: UnsafePointer<Bool>? { get }
  /// The task of the present episode in words.
  var mission: String { get }

  /// Begins the next episode.
  func begin()
  /// Takes one action.
  ///
  /// - Throws: `InputError` where the episode has ended, or there is no such action.
  func step(_ action: Int32) throws -> StepResult
  /// Draws the present state, be it the last of an episode.
  func render() -> Frame
  /// Describes the present state.
  func describeState() -> String
}

/// The episodes of one type of environment.
final class TypedEpisode<World: Environment>: SteppedEpisode {
  let definition: EnvironmentDefinition
  private var episode: Episode<World>
  private let row: UnsafeMutableBufferPointer<World.ObservationElement>
  private let flags: UnsafeMutableBufferPointer<Bool>

  /// Begins episode 0.
  init(of world: World, definition: EnvironmentDefinition, random: RandomStream) {
    self.definition = definition
    episode = Episode(in: world, timeLimit: definition.timeLimit, random: random)
    row = .allocate(capacity: world.observationSpace.count)
    row.initialize(repeating: 0)
    flags = .allocate(capacity: world.actionSpace.count)
    flags.initialize(repeating: true)
    episode.world.writeObservation(into: row)
  }

  deinit {
    row.deallocate()
    flags.deallocate()
  }

  var observation: UnsafeRawPointer? { UnsafeRawPointer(row.baseAddress) }

  var mask: UnsafePointer<Bool>? {
    guard episode.world.hasActionMask else { return nil }
    episode.world.writeActionMask(into: flags)
    return flags.baseAddress.map { UnsafePointer($0) }
  }

  var mission: String { episode.world.mission }

  func begin() {
    episode.begin()
    episode.world.writeObservation(into: row)
  }

  func step(_ action: Int32) throws -> StepResult {
    guard !episode.hasEnded else {
      throw InputError("expected a running episode, got a step after its end: begin the next")
    }
    let action = try checked(action, below: flags.count, "an action")
    let result = episode.step(action)
    episode.world.writeObservation(into: row)
    return result
  }

  func render() -> Frame { episode.world.render() }

  func describeState() -> String { episode.world.describeState() }
}

extension EnvironmentDefinition {
  /// Single episodes: with the same stream, those of copy 0 of a vector.
  func makeEpisode(random: RandomStream) -> any SteppedEpisode {
    func make(_ world: some Environment) -> any SteppedEpisode {
      TypedEpisode(of: world, definition: self, random: random.stream("environment/0"))
    }
    return make(makeEnvironment())
  }
}
