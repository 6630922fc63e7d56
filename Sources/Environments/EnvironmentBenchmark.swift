import Determinism

/// Measures how many steps a second an environment takes with random actions.
///
/// Actions are drawn before the measurement; stepping, writing observations, endings and new
/// beginnings are inside it. This module reads no clock: the caller gives one.
public struct EnvironmentBenchmark: Sendable, Hashable {
  /// The environment's id.
  public let id: String
  /// The copies that stepped together.
  public let copies: Int
  /// The steps taken, of all copies together.
  public let steps: Int
  /// The episodes ended, of all copies together.
  public let episodes: Int
  /// The seconds they took.
  public let seconds: Double

  /// Environment steps per second, of all copies together.
  public var stepsPerSecond: Double { Double(steps) / seconds }

  /// Steps an environment for about a given time.
  ///
  /// - Parameters:
  ///   - definition: the environment.
  ///   - copies: how many step together, at least 1.
  ///   - seconds: how long to measure, after a first round that is not counted.
  ///   - random: the stream of the environment and, as its child "actions", of the actions.
  ///   - clock: seconds from any fixed moment, never running backwards.
  /// - Returns: what was measured.
  /// - Throws: `InputError` where the vector cannot be made.
  public static func run(
    _ definition: EnvironmentDefinition, copies: Int, seconds: Double, random: RandomStream,
    clock: () -> Double
  ) throws -> EnvironmentBenchmark {
    let vector = try definition.makeVector(count: copies, random: random)
    let actions = Self.actions(for: vector, random: random.stream("actions"))
    var steps = 0
    round(of: vector, actions, &steps)
    steps = 0
    let before = (0..<copies).reduce(0) { $0 + vector.episodeNumber($1) }
    let start = clock()
    var elapsed = 0.0
    repeat {
      round(of: vector, actions, &steps)
      elapsed = clock() - start
    } while elapsed < seconds
    let episodes = (0..<copies).reduce(0) { $0 + vector.episodeNumber($1) } - before
    return EnvironmentBenchmark(
      id: definition.id, copies: copies, steps: steps, episodes: episodes, seconds: elapsed)
  }

  /// Rows of random actions, one for each vector step of a round: some 64 thousand in all.
  private static func actions(
    for vector: any VectorEnvironment, random: RandomStream
  ) -> [[Int32]] {
    var random = random
    return (0..<max(65_536 / vector.count, 8)).map { _ in
      (0..<vector.count).map { _ in Int32(vector.actionSpace.sample(using: &random)) }
    }
  }

  private static func round(
    of vector: any VectorEnvironment, _ actions: [[Int32]], _ steps: inout Int
  ) {
    for row in actions { vector.step(row) }
    steps += actions.count * vector.count
  }
}
