import Determinism
import Documents
import Environments
import NeuralNetworks
import TensorCore

/// A network that gives the value of every action: observations `[B, F]` to values `[B, A]`.
///
/// Built from the observation space: what it is fed are raw observations. Those of a `uint8` space
/// are multiplied by `inputScale`, 1 / the space's largest value, so that they lie in 0...1; floats
/// are taken as they are.
///
/// The parameters have identity: a copy of the value shares them, ``copy()`` does not.
public struct QNetwork: ActingPolicy {
  /// What the network is made of.
  public let specification: NetworkSpecification
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

  private let observationSpace: Box
  private let actionSpace: Discrete

  /// Creates a network with fresh parameters.
  ///
  /// - Parameters:
  ///   - specification: takes `observationSpace.count` numbers in any shape, gives
  ///     `actionSpace.count`.
  ///   - observationSpace: the space of the observations.
  ///   - actionSpace: the actions to value.
  ///   - random: the stream that the parameters are drawn from.
  /// - Throws: `InputError` where the specification does not fit the spaces.
  public init(
    specification: NetworkSpecification, observationSpace: Box, actionSpace: Discrete,
    using random: inout RandomStream
  ) throws {
    let inputs = specification.inputShape.reduce(1, *)
    guard inputs == observationSpace.count else {
      throw InputError(
        "the network takes \(inputs) numbers \(specification.inputShape), but an observation has "
          + "\(observationSpace.count) \(observationSpace.shape)",
        remedy: "use an environment with the observation that the network was trained on")
    }
    let outputShape = specification.outputShape
    guard outputShape == [actionSpace.count] else {
      throw InputError(
        "the network gives \(outputShape), but there are \(actionSpace.count) actions",
        remedy: "use an environment with the actions that the network was trained on")
    }
    self.specification = specification
    self.observationSpace = observationSpace
    self.actionSpace = actionSpace
    network = specification.makeNetwork(using: &random)
    parameters = network.parameters
    observationCount = observationSpace.count
    actionCount = actionSpace.count
    inputScale =
      observationSpace.elementType == .uint8 ? 1 / max(1, observationSpace.high.max() ?? 1) : 1
  }

  /// The values of all actions.
  ///
  /// - Shapes: observations `[B, F]`, result `[B, A]`.
  public func callAsFunction(_ observations: Tensor) -> Tensor {
    var input = inputScale == 1 ? observations : observations * inputScale
    if specification.inputShape.count > 1 {
      input = input.reshaped(Shape([input.shape[0]] + specification.inputShape))
    }
    return network(input)
  }

  /// The values of all actions, `[B, F]` to `[B, A]`, without gradient.
  public func values(of observations: Tensor, memory: inout PolicyMemory) -> Tensor {
    withoutGradients { self(observations) }
  }

  /// The values of all actions for one observation of F numbers.
  public func values(of observation: [Float]) -> [Float] {
    var memory = PolicyMemory()
    return values(of: observation, memory: &memory)
  }

  /// The parameters' names and values.
  public var tensors: [(name: String, value: Tensor)] { parameters.map { ($0.name, $0.value) } }

  /// A network of its own with the same layers and other parameters.
  public func copy(with tensors: [(name: String, value: Tensor)]) throws -> QNetwork {
    let network = try copy()
    for parameter in network.parameters {
      guard let value = tensors.first(where: { $0.name == parameter.name })?.value,
        value.shape == parameter.value.shape
      else {
        throw InputError(
          "the network needs a tensor '\(parameter.name)' of shape \(parameter.value.shape)")
      }
      parameter.value = value
    }
    return network
  }

  /// What a policy file says of it.
  public var description: [String: String] {
    ["policy": "network", "network": specification.yaml]
  }

  /// The action of the largest value for one observation; of equal values the first.
  public func greedyAction(_ observation: UnsafeBufferPointer<Float>) -> Int {
    Int(firstLargest(values(of: Array(observation))[...]))
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
      specification: specification, observationSpace: observationSpace, actionSpace: actionSpace,
      using: &random)
    network.update(toward: self)
    return network
  }

  private func firstLargest(_ values: ArraySlice<Float>) -> Int {
    var best = values.startIndex
    for index in values.indices where values[index] > values[best] { best = index }
    return best - values.startIndex
  }
}
