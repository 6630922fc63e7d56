import Determinism
import Documents
import Environments
import NeuralNetworks
import TensorCore

/// A network of successor features: for every action and each of several policies, how much of every
/// feature will come.
///
/// ψᵢ(s, a) is the discounted sum of the features after action a, when policy i is followed from then
/// on. What that is worth under weights w is ψᵢ(s, a) · w, so weights may change with no new training;
/// acting takes the action that is best by the best of the policies (generalized policy
/// improvement): argmax over a of max over i.
///
/// Source: Barreto et al. 2017, https://arxiv.org/abs/1606.05312, equations 3 and 7.
///
/// The parameters have identity: a copy of the value shares them.
public struct SuccessorNetwork: ActingPolicy {
  /// What generalized policy improvement chooses the best among.
  public enum Improvement: String, CaseIterable, Sendable, Hashable {
    /// All actions, each by the policy that is best after it: ``improvedValues(_:weights:)``.
    case actions
    /// The actions that the policies would take themselves: ``selectedValues(_:weights:policies:)``.
    case policies
  }

  /// What the network is made of.
  public let specification: NetworkSpecification
  /// The layers: observations to `[B, A · M · d]`.
  public let network: Sequential
  /// Numbers of one observation, F.
  public let observationCount: Int
  /// Actions, A.
  public let actionCount: Int
  /// What each feature is measured in, d numbers above 0: the size of its reward when it was trained.
  public let units: [Float]
  /// The weights that each of the M policies is the best for, `[M, d]`, in these units.
  public let policies: Tensor
  /// What the best is chosen among.
  public let improvement: Improvement
  /// The weights that it acts for, d numbers in these units.
  public var weights: [Float]

  private let inputScale: Float
  let observationSpace: Box
  let actionSpace: Discrete

  /// Creates a network with fresh parameters.
  ///
  /// - Parameters:
  ///   - specification: takes an observation, gives A · M · d numbers.
  ///   - units: d numbers above 0.
  ///   - policies: `[M, d]`.
  ///   - weights: d numbers.
  ///   - improvement: what the best is chosen among.
  ///   - observationSpace: the space of the observations.
  ///   - actionSpace: the actions.
  ///   - random: the stream that the parameters are drawn from.
  /// - Throws: `InputError` where these do not fit one another.
  public init(
    specification: NetworkSpecification, units: [Float], policies: Tensor,
    weights: [Float], improvement: Improvement, observationSpace: Box, actionSpace: Discrete,
    using random: inout RandomStream
  ) throws {
    let shape = policies.shape
    guard shape.rank == 2, shape[0] >= 1, shape[1] == units.count, weights.count == units.count,
      units.allSatisfy({ $0 > 0 && $0.isFinite }), weights.allSatisfy(\.isFinite),
      policies.isFinite, !units.isEmpty
    else {
      throw InputError(
        "the weights of the policies \(shape), the \(weights.count) weights and the \(units.count) "
          + "units of the features do not fit one another")
    }
    let outputs = actionSpace.count * policies.count
    guard specification.inputShape.reduce(1, *) == observationSpace.count,
      specification.outputShape == [outputs]
    else {
      throw InputError(
        "the network turns \(specification.inputShape) into \(specification.outputShape), but an "
          + "observation is \(observationSpace.shape) and \(actionSpace.count) actions, "
          + "\(shape[0]) policies and \(shape[1]) features need \(outputs) numbers",
        remedy: "use it in the environment that it was trained in")
    }
    self.specification = specification
    self.units = units
    self.policies = policies
    self.weights = weights
    self.improvement = improvement
    self.observationSpace = observationSpace
    self.actionSpace = actionSpace
    network = specification.makeNetwork(using: &random)
    observationCount = observationSpace.count
    actionCount = actionSpace.count
    inputScale = specification.inputScale(for: observationSpace)
  }

  /// Policies, M.
  public var policyCount: Int { policies.shape[0] }
  /// Features, d.
  public var featureCount: Int { units.count }

  /// The successor features of all actions, in the features' units.
  ///
  /// - Shapes: observations `[B, F]`, result `[B, A, M · d]`.
  public func callAsFunction(_ observations: Tensor) -> Tensor {
    var input = inputScale == 1 ? observations : observations * inputScale
    if specification.inputShape.count > 1 {
      input = input.reshaped(Shape([input.shape[0]] + specification.inputShape))
    }
    return network(input).reshaped([observations.shape[0], actionCount, policies.count])
  }

  /// What every action is worth under the best policy for it, `[B, F]` to `[B, A]`.
  public func values(of observations: Tensor, memory: inout PolicyMemory) -> Tensor {
    let rows = observations.shape[0]
    return values(
      of: observations,
      weights: Tensor((0..<rows).flatMap { _ in weights }, shape: [rows, featureCount]))
  }

  /// What every action is worth under the best policy for it, in each row for weights of its own.
  ///
  /// - Shapes: observations `[B, F]`, weights `[B, d]`, result `[B, A]`, without gradient.
  public func values(of observations: Tensor, weights: Tensor) -> Tensor {
    withoutGradients {
      switch improvement {
      case .actions: improvedValues(self(observations), weights: weights)
      case .policies:
        selectedValues(self(observations), weights: weights, policies: policies)
      }
    }
  }

  /// The weights of a definition in the units of the features.
  ///
  /// - Parameter weights: d numbers, as definitions have them.
  /// - Returns: d numbers.
  public func inUnits(_ weights: [Double]) -> [Float] {
    zip(weights, units).map { Float($0 / Double($1)) }
  }

  /// The same policy for other rewards; nothing is learned.
  ///
  /// - Parameter weights: d numbers in the features' units.
  /// - Returns: a policy that shares this one's parameters.
  public func replanned(for weights: [Float]) -> SuccessorNetwork {
    precondition(
      weights.count == featureCount, "expected \(featureCount) weights, got \(weights.count)")
    var other = self
    other.weights = weights
    return other
  }
}
