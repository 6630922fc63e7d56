import Agents
import Documents
import Environments
import NeuralNetworks

extension Policy {
  /// Builds what acts from a policy file: the metadata "policy" says of which kind it is.
  ///
  /// A file without that key is of a time when there were networks only. Every size is checked before
  /// anything is built from it.
  static func makeActing(
    for definition: EnvironmentDefinition, from file: PolicyFile
  ) throws -> any ActingPolicy {
    let description = file.tensors.metadata
    do {
      let tensors = try file.tensors.names.map { name in
        (name: name, value: try file.tensors.tensor(named: name))
      }
      switch description["policy"] ?? "network" {
      case "network":
        return try QNetwork.make(
          from: description, tensors: tensors, observationSpace: definition.observationSpace,
          actionSpace: definition.actionSpace)
      case "recurrent":
        return try RecurrentQNetwork.make(
          from: description, tensors: tensors, observationSpace: definition.observationSpace,
          actionSpace: definition.actionSpace)
      case "table":
        return try TablePolicy.make(
          from: description, tensors: tensors, observationSpace: definition.observationSpace,
          actionSpace: definition.actionSpace)
      case "successor-features":
        return try SuccessorNetwork.make(
          from: description, tensors: tensors, observationSpace: definition.observationSpace,
          actionSpace: definition.actionSpace)
      case let other:
        throw InputError(
          "holds a policy of the kind '\(shown(other))', which this version of apus does not know")
      }
    } catch let error as InputError {
      throw InputError(
        error.message,
        file: error.file.map { $0 == file.path ? $0 : "\(file.path) (\($0))" } ?? file.path,
        line: error.line, remedy: error.remedy)
    }
  }
}
