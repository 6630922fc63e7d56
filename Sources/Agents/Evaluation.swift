import Determinism
import Environments
import TensorCore

/// How well a policy plays greedily, one episode per copy.
public struct Evaluation: Sendable, Hashable {
  /// The sum of rewards of each episode.
  public let returns: [Float]
  /// The steps of each episode.
  public let lengths: [Int]
  /// Whether each episode succeeded, as the definition has it.
  public let successes: [Bool]

  /// Creates the result of some episodes.
  public init(returns: [Float], lengths: [Int], successes: [Bool]) {
    precondition(
      !returns.isEmpty && returns.count == lengths.count && returns.count == successes.count,
      "expected equally many returns, lengths and successes, at least one, got "
        + "\(returns.count), \(lengths.count) and \(successes.count)")
    self.returns = returns
    self.lengths = lengths
    self.successes = successes
  }

  /// Episodes played.
  public var episodes: Int { returns.count }
  /// The mean return.
  public var meanReturn: Double { mean(returns.map(Double.init)) }
  /// The standard deviation of the returns, of the population (divided by the episodes).
  public var stdReturn: Double {
    let center = meanReturn
    return mean(returns.map { (Double($0) - center) * (Double($0) - center) }).squareRoot()
  }
  /// The mean length, in steps.
  public var meanLength: Double { mean(lengths.map(Double.init)) }
  /// The part of the episodes that succeeded, 0...1.
  public var successRate: Double { mean(successes.map { $0 ? 1 : 0 }) }

  private func mean(_ values: [Double]) -> Double {
    var sum = 0.0
    for value in values { sum += value }
    return sum / Double(values.count)
  }
}

extension Evaluation {
  /// The episodes of each task of a mixture, as ``run(_:in:episodes:random:)`` played them.
  ///
  /// - Parameter mixture: what was played.
  /// - Returns: the tasks in the mixture's order; those that no episode was of are left out.
  public func byTask(
    of mixture: MixtureWorld
  ) -> [(task: EnvironmentDefinition, evaluation: Evaluation)] {
    mixture.tasks.enumerated().compactMap { index, task in
      let played = returns.indices.filter {
        mixture.taskIndex(ofEpisode: 0, copy: $0 % Self.chunk) == index
      }
      guard !played.isEmpty else { return nil }
      return (
        task,
        Evaluation(
          returns: played.map { returns[$0] }, lengths: played.map { lengths[$0] },
          successes: played.map { successes[$0] })
      )
    }
  }
}

extension Evaluation {
  /// Copies that play side by side at most.
  static let chunk = 128
  /// Steps after which an episode of a task without a time limit is given up.
  static let longestEpisode = 100_000

  /// Plays episodes greedily; of equally valued actions the first is taken.
  ///
  /// Episode k is the first one of copy k % 128 of a vector environment that draws from
  /// `random.stream("chunk/c")`, c = k / 128: the result depends on nothing else.
  ///
  /// - Parameters:
  ///   - policy: the values of actions; among those that are possible the greediest is taken.
  ///   - definition: the task.
  ///   - episodes: at least 1.
  ///   - random: the root of the episodes' streams.
  /// - Returns: what was reached.
  /// - Throws: ``DivergedTraining`` where a value is not finite; `InputError` where the
  ///   environment cannot be made.
  public static func run(
    _ policy: any ActingPolicy, in definition: EnvironmentDefinition, episodes: Int,
    random: RandomStream
  ) throws -> Evaluation {
    precondition(episodes >= 1, "expected at least 1 episode, got \(episodes)")
    var parts: [Evaluation] = []
    for (number, start) in stride(from: 0, to: episodes, by: chunk).enumerated() {
      let environment = try definition.makeVector(
        count: min(chunk, episodes - start), random: random.stream("chunk/\(number)"))
      parts.append(try run(policy, in: environment))
    }
    return Evaluation(
      returns: parts.flatMap(\.returns), lengths: parts.flatMap(\.lengths),
      successes: parts.flatMap(\.successes))
  }

  /// Plays one episode in every copy of a vector environment, from where it stands.
  ///
  /// A copy whose episode has ended goes on unobserved until the last one ends.
  ///
  /// - Throws: ``DivergedTraining`` where a value is not finite; `InputError` where an external
  ///   environment fails.
  public static func run(
    _ policy: any ActingPolicy, in environment: any VectorEnvironment
  ) throws -> Evaluation {
    let count = environment.count
    var returns = [Double](repeating: 0, count: count)
    var lengths = [Int](repeating: 0, count: count)
    var successes = [Bool](repeating: false, count: count)
    var running = [Bool](repeating: true, count: count)
    var left = count
    var actions = [Int32](repeating: -1, count: count)
    var memory = policy.makeMemory(copies: count)
    var elapsed = 0
    while left > 0 {
      for copy in 0..<count { actions[copy] = -1 }
      let finite = actions.withUnsafeMutableBufferPointer {
        policy.chooseGreedily(
          environment.observations, memory: &memory, masks: environment.actionMasks, into: $0)
      }
      guard finite else { throw DivergedTraining(step: elapsed, quantity: "an action's value") }
      actions.withUnsafeBufferPointer { environment.stepInParallel($0) }
      if let failure = environment.failure { throw failure }
      elapsed += 1
      for copy in 0..<count where running[copy] {
        returns[copy] += Double(environment.taskRewards[copy])
        lengths[copy] += 1
        let terminated = environment.terminated[copy]
        guard terminated || environment.truncated[copy] || elapsed == longestEpisode else {
          continue
        }
        running[copy] = false
        left -= 1
        successes[copy] = environment.definition.success.isReached(
          return: returns[copy], terminated: terminated)
      }
    }
    return Evaluation(returns: returns.map { Float($0) }, lengths: lengths, successes: successes)
  }
}
