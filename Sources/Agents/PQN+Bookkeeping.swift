import Environments
import NeuralNetworks
import TensorCore

extension PQN {
  /// Makes targets of a rollout: rewards, next values, terminated, truncated, copies, γ, λ; see
  /// ``lambdaReturns(rewards:nextValues:terminated:truncated:copies:discount:lambda:)``.
  package typealias TargetRule = (
    [Float], [Float], [Bool], [Bool], Int, Float, Float
  ) -> Tensor

  /// How long it trains, and how often it is evaluated.
  public var plan: TrainingPlan { configuration.plan }
  /// The network's parameters.
  public var parameters: [Parameter] { online.parameters }
  /// The network.
  public var policy: any ActingPolicy { online }

  /// Sets initial parameters, what is trainable and how fast.
  ///
  /// - Parameter body: is given the network's parameters, with their names.
  /// - Precondition: no update has been made.
  public mutating func initializeParameters(_ body: ([Parameter]) throws -> Void) rethrows {
    precondition(updates == 0, "expected an untrained agent, got one after \(updates) updates")
    try body(online.parameters)
  }

  /// Checks that the environment is one that the agent was made for.
  mutating func begin(in environment: any VectorEnvironment) {
    precondition(
      environment.count == configuration.environments
        && environment.observationSpace.count == online.observationCount
        && environment.actionSpace.count == online.actionCount,
      "expected \(configuration.environments) copies with \(online.observationCount) numbers and "
        + "\(online.actionCount) actions, got \(environment.count) with "
        + "\(environment.observationSpace) and \(environment.actionSpace)")
    record.hasBegun = true
  }

  /// Keeps what a step led to; what the clock ended is valued by its true last observation.
  ///
  /// Where it is not known which actions were possible there, its value is the largest of all.
  mutating func keepOutcome(of environment: any VectorEnvironment, at time: Int) throws {
    rollout.keepOutcome(of: actions, in: environment, at: time)
    truncatedCopies.removeAll(keepingCapacity: true)
    for (copy, isTruncated) in environment.truncated.enumerated() where isTruncated {
      truncatedCopies.append(copy)
    }
    guard !truncatedCopies.isEmpty else { return }
    let (width, last) = (online.observationCount, environment.finalObservations)
    let values = try values(count: truncatedCopies.count) { buffer in
      for (row, copy) in truncatedCopies.enumerated() {
        for place in 0..<width { buffer[row * width + place] = last[copy * width + place] }
      }
    }
    let count = online.actionCount
    let masks = environment.finalActionMasks.map { masks in
      truncatedCopies.flatMap { Array(masks[($0 * count)..<(($0 + 1) * count)]) }
    }
    for (row, copy) in truncatedCopies.enumerated() {
      let value =
        masks?.withUnsafeBufferPointer { values.greediest(of: row, masks: $0).value }
        ?? values.greediest(of: row, masks: nil).value
      rollout.keepLastValue(value, of: copy, at: time)
    }
  }

  /// The values of all actions for rows of observations that a closure writes, `[count, A]`.
  ///
  /// - Throws: ``DivergedTraining`` where one is not finite.
  func values(
    count: Int, writingObservations write: (UnsafeMutableBufferPointer<Float>) -> Void
  ) throws -> Tensor {
    let observations = Tensor(shape: [count, online.observationCount], initializedBy: write)
    let values = withoutGradients { online(observations) }
    guard values.isFinite else {
      throw DivergedTraining(step: step, quantity: "an action's value")
    }
    return values
  }
}
