import Determinism
import Documents
import Environments
import NeuralNetworks
import TensorCore

/// How successor features come out of tensors and go into them.
extension SuccessorNetwork {
  private static let names = (
    units: "rewards.units", policies: "rewards.policies", weights: "rewards.weights"
  )

  /// The layers' tensors, and "rewards.units" `[d]`, "rewards.policies" `[M, d]`, "rewards.weights"
  /// `[d]`.
  public var tensors: [(name: String, value: Tensor)] {
    network.state.map { ($0.name, $0.value) } + [
      (Self.names.units, Tensor(units)), (Self.names.policies, policies),
      (Self.names.weights, Tensor(weights)),
    ]
  }

  /// What a policy file says of it: "policy" is "successor-features", "network" the layers,
  /// "improvement" what is chosen among.
  public var description: [String: String] {
    [
      "policy": "successor-features", "network": specification.yaml,
      "improvement": improvement.rawValue,
    ]
  }

  /// A network of its own with other tensors.
  public func copy(with tensors: [(name: String, value: Tensor)]) throws -> SuccessorNetwork {
    try Self.make(
      from: description, tensors: tensors, observationSpace: observationSpace,
      actionSpace: actionSpace)
  }

  /// The network that ``description`` and ``tensors`` tell of.
  ///
  /// - Parameters:
  ///   - description: metadata of a policy file.
  ///   - tensors: of the same file.
  ///   - observationSpace: of the task.
  ///   - actionSpace: of the task.
  /// - Returns: the network.
  /// - Throws: `InputError` where a tensor is missing or does not fit; sizes are compared before
  ///   anything is built.
  public static func make(
    from description: [String: String], tensors: [(name: String, value: Tensor)],
    observationSpace: Box, actionSpace: Discrete
  ) throws -> SuccessorNetwork {
    func tensor(_ name: String, _ shape: [Int?]) throws -> Tensor {
      guard let tensor = tensors.first(where: { $0.name == name })?.value,
        tensor.shape.dimensions.count == shape.count,
        zip(tensor.shape.dimensions, shape).allSatisfy({ $1 == nil || $0 == $1 })
      else {
        let text = shape.map { $0.map(String.init) ?? "?" }.joined(separator: ", ")
        throw InputError("the successor features need a tensor '\(name)' of shape [\(text)]")
      }
      return tensor
    }
    guard let text = description["network"] else {
      throw InputError("the description of the policy has no 'network'")
    }
    let word = description["improvement"] ?? ""
    guard let improvement = Improvement(rawValue: word) else {
      throw unknownWord("improvement", word, among: Improvement.allCases.map(\.rawValue))
    }
    let specification = try NetworkSpecification(yaml: text, file: "network")
    for (name, shape) in specification.stateShapes { _ = try tensor(name, shape) }
    // What it is drawn from does not matter: all of it is replaced.
    var random = RandomStream(seed: 0)
    let policy = try SuccessorNetwork(
      specification: specification, units: try tensor(names.units, [nil]).scalars,
      policies: try tensor(names.policies, [nil, nil]),
      weights: try tensor(names.weights, [nil]).scalars, improvement: improvement,
      observationSpace: observationSpace,
      actionSpace: actionSpace, using: &random)
    for parameter in policy.network.state {
      parameter.value = try tensor(parameter.name, parameter.value.shape.dimensions)
    }
    return policy
  }
}
