import Determinism
import Documents
import Environments
import NeuralNetworks
import TensorCore

/// A network that values every action for what it sees and has seen: it remembers the episode.
///
/// An encoder turns each observation into features, a recurrent cell takes them into its memory,
/// and a head values the actions by what the cell gives. Observations of a `uint8` space are
/// multiplied by `inputScale`, 1 / the space's largest value.
///
/// The parameters have identity: a copy of the value shares them, ``copy()`` does not.
public struct RecurrentQNetwork: ActingPolicy {
  /// What the network is made of.
  public let specification: RecurrentQSpecification
  /// What observations are multiplied by.
  public let inputScale: Float
  /// Numbers of one observation, F.
  public let observationCount: Int
  /// Actions, A.
  public let actionCount: Int

  let layers: RecurrentLayers
  private let observationSpace: Box
  private let actionSpace: Discrete

  /// Creates a network with fresh parameters.
  ///
  /// - Parameters:
  ///   - specification: takes `observationSpace.count` numbers, values `actionSpace.count` actions.
  ///   - observationSpace: the space of the observations.
  ///   - actionSpace: the actions to value.
  ///   - random: the stream that the parameters are drawn from.
  /// - Throws: `InputError` where the specification does not fit the spaces.
  public init(
    specification: RecurrentQSpecification, observationSpace: Box, actionSpace: Discrete,
    using random: inout RandomStream
  ) throws {
    try specification.check(observationSpace: observationSpace, actionSpace: actionSpace)
    self.specification = specification
    self.observationSpace = observationSpace
    self.actionSpace = actionSpace
    layers = RecurrentLayers(specification, using: &random)
    observationCount = observationSpace.count
    actionCount = actionSpace.count
    inputScale = specification.encoder.inputScale(for: observationSpace)
  }

  /// The layers' parameters: those of the encoder, of the memory and of the head, named so.
  public var parameters: [Parameter] { layers.parameters }

  // MARK: Sequences

  /// Runs sequences from a state, with a gradient to the parameters.
  ///
  /// - Parameters:
  ///   - observations: `[T, B, F]`, as the environment gives them.
  ///   - states: what is remembered before the first step, each `[B, H]`.
  /// - Returns: the values of all actions at every step, `[T·B, A]`: those of the first step first.
  func values(of observations: Tensor, from states: [Tensor]) -> Tensor {
    layers.unroll(scaled(observations), from: states).values
  }

  /// What is remembered behind sequences of different lengths, without gradient.
  ///
  /// - Parameters:
  ///   - observations: `[T, B, F]`; what stands past a sequence's length has no effect.
  ///   - states: what is remembered before, each `[B, H]`.
  ///   - lengths: of the B sequences, each in 0...T.
  /// - Returns: states as they came in, each `[B, H]`.
  func states(after observations: Tensor, from states: [Tensor], lengths: [Int]) -> [Tensor] {
    withoutGradients {
      layers.states(after: scaled(observations), from: states, lengths: lengths)
    }
  }

  private func scaled(_ observations: Tensor) -> Tensor {
    inputScale == 1 ? observations : observations * inputScale
  }

  // MARK: Acting

  /// An empty memory: zeros.
  public func makeMemory(copies: Int) -> PolicyMemory {
    PolicyMemory(
      states: (0..<specification.stateCount).map { _ in Tensor.zeros([copies, specification.size]) }
    )
  }

  /// The values of all actions, `[B, F]` to `[B, A]`, without gradient; the memory takes in what is
  /// seen.
  public func values(of observations: Tensor, memory: inout PolicyMemory) -> Tensor {
    withoutGradients {
      let step = observations.reshaped([1, observations.shape[0], observations.shape[1]])
      let result = layers.unroll(scaled(step), from: memory.states)
      memory.states = result.states
      return result.values
    }
  }

  // MARK: Copies

  /// The parameters' names and values.
  public var tensors: [(name: String, value: Tensor)] { parameters.map { ($0.name, $0.value) } }

  /// What a policy file says of it.
  public var description: [String: String] {
    specification.description.merging(["policy": "recurrent"]) { own, _ in own }
  }

  /// A network of its own with equal parameters.
  public func copy() throws -> RecurrentQNetwork { try copy(with: tensors) }

  /// A network of its own with the same layers and other parameters.
  public func copy(with tensors: [(name: String, value: Tensor)]) throws -> RecurrentQNetwork {
    try Self.make(
      specification, tensors: tensors, observationSpace: observationSpace, actionSpace: actionSpace)
  }

  /// The network that a policy file describes.
  ///
  /// - Parameters:
  ///   - description: what ``description`` gave; other entries are left aside.
  ///   - tensors: the parameters by name.
  ///   - observationSpace: of the environment to act in.
  ///   - actionSpace: of the environment to act in.
  /// - Returns: the network.
  /// - Throws: `InputError` where parts, tensors or spaces do not fit; nothing has been built then.
  public static func make(
    from description: [String: String], tensors: [(name: String, value: Tensor)],
    observationSpace: Box, actionSpace: Discrete
  ) throws -> RecurrentQNetwork {
    try make(
      RecurrentQSpecification(description: description), tensors: tensors,
      observationSpace: observationSpace, actionSpace: actionSpace)
  }

  private static func make(
    _ specification: RecurrentQSpecification, tensors: [(name: String, value: Tensor)],
    observationSpace: Box, actionSpace: Discrete
  ) throws -> RecurrentQNetwork {
    try specification.check(observationSpace: observationSpace, actionSpace: actionSpace)
    let values = try specification.parameterShapes.map { name, shape in
      guard let value = tensors.first(where: { $0.name == name })?.value,
        value.shape.dimensions == shape
      else { throw InputError("the network needs a tensor '\(name)' of shape \(shape)") }
      return value
    }
    var random = RandomStream(seed: 0)
    let network = try RecurrentQNetwork(
      specification: specification, observationSpace: observationSpace, actionSpace: actionSpace,
      using: &random)
    for (parameter, value) in zip(network.parameters, values) { parameter.value = value }
    return network
  }
}
