import Determinism
import Documents
import Environments
import NeuralNetworks
import TensorCore

/// A network that gives the value of every action: observations `[B, F]` to values `[B, A]`.
///
/// Built from the observation space: what it is fed are raw observations. Those of a `uint8` space
/// are multiplied by `inputScale`, 1 / the space's largest value, so that they lie in 0...1; floats
/// are taken as they are, and so are codes that the first layer makes planes of.
///
/// With a ``ValueDistribution`` it describes more than the value: see ``outputs(of:)``. Layers that
/// are noisy draw from the `TrainingMode`; outside `withTrainingMode` there is no noise.
///
/// The parameters have identity: a copy of the value shares them, ``copy()`` does not.
public struct QNetwork: ActingPolicy {
  /// What the network is made of.
  public let specification: NetworkSpecification
  /// What its outputs describe.
  public let distribution: ValueDistribution
  /// The layers.
  public let network: Sequential
  /// The layers' parameters, with names such as "0.weight".
  public let parameters: [Parameter]
  /// What observations are multiplied by.
  public let inputScale: Float
  /// Numbers of one observation, F.
  public let observationCount: Int
  /// Actions, A.
  public let actionCount: Int
  /// The values of a categorical distribution's atoms, `[K]`; empty for the others.
  public let support: Tensor

  private let observationSpace: Box
  private let actionSpace: Discrete
  /// The position of the layer through which fractions enter.
  let embedding: Int?

  /// Creates a network with fresh parameters.
  ///
  /// - Parameters:
  ///   - specification: takes `observationSpace.count` numbers in any shape, gives
  ///     `actionSpace.count`, or as many times `distribution.width`.
  ///   - distribution: what the outputs describe.
  ///   - observationSpace: the space of the observations.
  ///   - actionSpace: the actions to value.
  ///   - random: the stream that the parameters are drawn from.
  /// - Throws: `InputError` where the specification does not fit the spaces.
  public init(
    specification: NetworkSpecification, distribution: ValueDistribution = .none,
    observationSpace: Box, actionSpace: Discrete, using random: inout RandomStream
  ) throws {
    embedding = try Self.check(specification, distribution, observationSpace, actionSpace)
    self.specification = specification
    self.distribution = distribution
    self.observationSpace = observationSpace
    self.actionSpace = actionSpace
    network = specification.makeNetwork(using: &random)
    parameters = network.parameters
    observationCount = observationSpace.count
    actionCount = actionSpace.count
    support = Tensor(distribution.support)
    inputScale = specification.inputScale(for: observationSpace)
  }

  /// The expected values of all actions.
  ///
  /// - Shapes: observations `[B, F]`, result `[B, A]`.
  public func callAsFunction(_ observations: Tensor) -> Tensor {
    distribution == .none
      ? network(input(observations)) : expectedValues(of: outputs(of: observations))
  }

  /// What the layers take: scaled observations in the shape of the specification.
  func input(_ observations: Tensor) -> Tensor {
    var input = inputScale == 1 ? observations : observations * inputScale
    if specification.inputShape.count > 1 {
      input = input.reshaped(Shape([input.shape[0]] + specification.inputShape))
    }
    return input
  }

  /// The expected values of all actions, `[B, F]` to `[B, A]`, without gradient.
  public func values(of observations: Tensor, memory: inout PolicyMemory) -> Tensor {
    withoutGradients { self(observations) }
  }

  /// The values of all actions for one observation of F numbers.
  public func values(of observation: [Float]) -> [Float] {
    var memory = PolicyMemory()
    return values(of: observation, memory: &memory)
  }

  /// The action of the largest value for one observation; of equal values the first.
  public func greedyAction(_ observation: UnsafeBufferPointer<Float>) -> Int {
    let values = values(of: Array(observation))
    return values.indices.reduce(0) { values[$1] > values[$0] ? $1 : $0 }
  }

  /// Moves every parameter towards another network's: `p ← p + rate (q − p)`; rate 1 copies.
  ///
  /// - Precondition: both have the same parameters.
  public func update(toward other: QNetwork, rate: Float = 1) {
    network.update(toward: other.network, rate: rate)
  }

  /// A network of its own with equal parameters.
  public func copy() throws -> QNetwork {
    var random = RandomStream(seed: 0)
    let network = try QNetwork(
      specification: specification, distribution: distribution, observationSpace: observationSpace,
      actionSpace: actionSpace, using: &random)
    network.update(toward: self)
    return network
  }
}

extension NetworkSpecification {
  /// What observations are multiplied by: bytes come to lie in 0...1, unless the first layer makes
  /// planes of them.
  func inputScale(for space: Box) -> Float {
    if case .value(.oneHot)? = layers.first { return 1 }
    return space.elementType == .uint8 ? 1 / max(1, space.high.max() ?? 1) : 1
  }
}

// MARK: - Whether it fits

extension QNetwork {
  /// Checks a specification against what it is for.
  ///
  /// - Returns: The position of the layer through which fractions enter, where there is one.
  private static func check(
    _ specification: NetworkSpecification, _ distribution: ValueDistribution,
    _ observationSpace: Box, _ actionSpace: Discrete
  ) throws -> Int? {
    let inputs = specification.inputShape.reduce(1, *)
    guard inputs == observationSpace.count else {
      throw InputError(
        "the network takes \(inputs) numbers \(specification.inputShape), but an observation has "
          + "\(observationSpace.count) \(observationSpace.shape)",
        remedy: "use an environment with the observation that the network was trained on")
    }
    try distribution.check()
    let (outputShape, width) = (specification.outputShape, distribution.width)
    guard
      outputShape == [actionSpace.count * width] || outputShape == [actionSpace.count, width]
    else {
      let outputs = width == 1 ? "" : " with \(width) outputs each"
      throw InputError(
        "the network gives \(outputShape), but there are \(actionSpace.count) actions\(outputs)",
        remedy: "use an environment with the actions that the network was trained on")
    }
    let embeddings = specification.layers.indices.filter {
      if case .value(.quantileEmbedding) = specification.layers[$0] { true } else { false }
    }
    guard case .implicitQuantiles(let cosines) = distribution else { return nil }
    guard embeddings.count == 1,
      specification.layers[embeddings[0]] == .value(.quantileEmbedding(cosines))
    else {
      throw InputError(
        "a network of implicit quantiles needs one layer 'quantile_embedding: \(cosines)', "
          + "but it has \(embeddings.count) such layers",
        remedy: "use the layers that the distribution was trained with")
    }
    return embeddings[0]
  }
}
