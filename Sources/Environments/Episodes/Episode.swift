import Determinism

/// One episode after another in a single environment, under a time limit.
///
/// The plain form, for tests, tools and play; training uses ``VectorEnvironment``, which follows
/// the same rules: only the time limit truncates, and an ending by the task's rules wins where both
/// fall on one step.
public struct Episode<World: Environment>: Sendable {
  /// The environment.
  public private(set) var world: World
  /// The length at which the clock ends an episode, in environment steps; nil for none.
  public let timeLimit: Int?
  /// The number of the present episode, from zero.
  public private(set) var number = 0
  /// The environment steps taken in the present episode.
  public private(set) var steps = 0
  /// Whether the present episode has ended; then `begin()` starts the next.
  public private(set) var hasEnded = false

  /// The present episode's stream at its beginning.
  public private(set) var stream: RandomStream

  private let root: RandomStream
  private var random: RandomStream

  /// Begins episode 0.
  ///
  /// - Parameters:
  ///   - world: the environment.
  ///   - timeLimit: the longest episode in environment steps, at least 1; nil for no limit.
  ///   - random: episode `e` draws from the child "episode/e"; give a vector's child
  ///     "environment/i" to follow its copy `i`.
  public init(in world: World, timeLimit: Int?, random: RandomStream) {
    precondition(timeLimit ?? 1 >= 1, "expected a time limit of at least 1, got \(timeLimit ?? 1)")
    self.world = world
    self.timeLimit = timeLimit
    root = random
    stream = random.stream("episode/0")
    self.random = stream
    self.world.reset(using: &self.random)
  }

  /// Begins an episode of a known stream, as it was recorded.
  ///
  /// - Parameters:
  ///   - world: the environment.
  ///   - timeLimit: the longest episode in environment steps; nil for no limit.
  ///   - number: the number of the episode.
  ///   - stream: the episode's own stream; `begin()` goes on with its children.
  init(in world: World, timeLimit: Int?, number: Int, stream: RandomStream) {
    self.world = world
    self.timeLimit = timeLimit
    self.number = number
    root = stream
    self.stream = stream
    random = stream
    self.world.reset(using: &random)
  }

  /// Begins the next episode.
  public mutating func begin() {
    number += 1
    steps = 0
    hasEnded = false
    stream = root.stream("episode/\(number)")
    random = stream
    world.reset(using: &random)
  }

  /// Takes one action.
  ///
  /// - Precondition: the episode has not ended, and the action is one of the action space.
  public mutating func step(_ action: Int) -> StepResult {
    precondition(
      !hasEnded, "expected a running episode, got step \(steps + 1) after its end; call begin()")
    let actions = world.actionSpace.count
    precondition(
      action >= 0 && action < actions, "expected an action in 0..<\(actions), got \(action)")
    var result = world.step(action, using: &random)
    steps += 1
    result.truncated = !result.terminated && steps >= timeLimit ?? Int.max
    hasEnded = result.terminated || result.truncated
    return result
  }
}
