import Agents
import Determinism
import Documents
import Environments
import NeuralNetworks

extension Policy {
  /// Builds what acts from a policy file: the metadata "policy" says of which kind it is.
  ///
  /// A file without that key is of a time when there were networks only.
  static func makeActing(
    for definition: EnvironmentDefinition, from file: PolicyFile
  ) throws -> any ActingPolicy {
    switch file.tensors.metadata["policy"] ?? "network" {
    case "network": return try makeNetwork(for: definition, from: file)
    case let other:
      throw InputError(
        "holds a policy of the kind '\(shown(other))', which this version of apus does not know",
        file: file.path)
    }
  }

  /// Builds the network and fills it, after every size has been checked against the file's tensors.
  private static func makeNetwork(
    for definition: EnvironmentDefinition, from file: PolicyFile
  ) throws -> QNetwork {
    let specification = try NetworkSpecification(
      yaml: try file.text("network"), file: "\(file.path) (network)")
    try file.require(specification.parameterShapes)
    do {
      var random = RandomStream(seed: 0)
      let network = try QNetwork(
        specification: specification, observationSpace: definition.observationSpace,
        actionSpace: definition.actionSpace, using: &random)
      for parameter in network.parameters {
        parameter.value = try file.tensors.tensor(named: parameter.name)
      }
      return network
    } catch let error as InputError {
      throw InputError(error.message, file: error.file ?? file.path, remedy: error.remedy)
    }
  }
}
