import Determinism
import Documents
import Environments
import NeuralNetworks
import TensorCore

/// How a network comes out of tensors and goes into them.
extension QNetwork {
  /// The parameters' names and values, and those of buffers.
  public var tensors: [(name: String, value: Tensor)] {
    network.state.map { ($0.name, $0.value) }
  }

  /// What a policy file says of it: the layers, and the distribution where there is one.
  public var description: [String: String] {
    var description = ["policy": "network", "network": specification.yaml]
    description["distribution"] = distribution.text
    return description
  }

  /// A network of its own with the same layers and other parameters.
  public func copy(with tensors: [(name: String, value: Tensor)]) throws -> QNetwork {
    let network = try copy()
    try network.take(tensors)
    return network
  }

  /// The network of a policy file.
  ///
  /// - Parameters:
  ///   - description: what ``description`` gave; further keys are left alone.
  ///   - tensors: what ``tensors`` gave.
  ///   - observationSpace: the space of the observations.
  ///   - actionSpace: the actions to value.
  /// - Returns: the network.
  /// - Throws: `InputError` where the text is damaged, or the layers, the tensors and the spaces do
  ///   not fit one another; names and sizes are compared before anything is built.
  public static func make(
    from description: [String: String], tensors: [(name: String, value: Tensor)],
    observationSpace: Box, actionSpace: Discrete
  ) throws -> QNetwork {
    guard let text = description["network"] else {
      throw InputError("the description of the policy has no 'network'")
    }
    let specification = try NetworkSpecification(yaml: text, file: "network")
    for (name, shape) in specification.stateShapes {
      guard tensors.contains(where: { $0.name == name && $0.value.shape.dimensions == shape })
      else { throw missing(name, shape) }
    }
    // What it is drawn from does not matter: all of it is replaced.
    var random = RandomStream(seed: 0)
    let network = try QNetwork(
      specification: specification,
      distribution: try ValueDistribution(text: description["distribution"]),
      observationSpace: observationSpace, actionSpace: actionSpace, using: &random)
    try network.take(tensors)
    return network
  }

  private func take(_ tensors: [(name: String, value: Tensor)]) throws {
    for parameter in network.state {
      guard let value = tensors.first(where: { $0.name == parameter.name })?.value,
        value.shape == parameter.value.shape
      else { throw Self.missing(parameter.name, parameter.value.shape.dimensions) }
      parameter.value = value
    }
  }

  private static func missing(_ name: String, _ shape: [Int]) -> InputError {
    InputError("the network needs a tensor '\(name)' of shape \(shape)")
  }
}
