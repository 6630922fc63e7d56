import Datasets
import Documents
import Environments

/// What a run trains: an environment to act in, or a data set to predict.
public enum TaskDefinition: Sendable {
  /// An environment, which an agent learns to act in.
  case environment(EnvironmentDefinition)
  /// A data set, whose labels or numbers a network learns to predict.
  case dataset(DatasetDefinition)

  /// The ids of all built-in tasks: the environments, then the data sets.
  public static var ids: [String] { EnvironmentRegistry.ids + DatasetRegistry.ids }

  /// Finds a task by the id of a built-in one, or reads an environment from the file at a path.
  ///
  /// - Parameter idOrPath: What begins with the scheme of an external world, such as `gym:`, is asked
  ///   for there; what ends in `.yaml` or `.yml` or holds a slash is a path. Of an id capitals and
  ///   hyphens do not matter.
  /// - Returns: The task.
  /// - Throws: `InputError`: no such task (with the nearest name of both kinds), no such file, or what
  ///   is wrong in it.
  public static func load(_ idOrPath: String) throws -> TaskDefinition {
    let idOrPath = id(spelled: idOrPath)
    if DatasetRegistry.ids.contains(idOrPath) {
      return .dataset(try DatasetRegistry.definition(idOrPath))
    }
    let isPath =
      idOrPath.hasSuffix(".yaml") || idOrPath.hasSuffix(".yml") || idOrPath.contains("/")
    guard
      isPath || ExternalWorlds.isName(idOrPath) || EnvironmentRegistry.ids.contains(idOrPath)
    else {
      throw unknownWord("task", idOrPath, among: ids)
    }
    return .environment(try EnvironmentDefinition.load(idOrPath))
  }

  /// The id that a word means: the one that differs from it in capitals and hyphens at most.
  ///
  /// - Parameter word: What was typed, such as "minigrid-four-rooms".
  /// - Returns: "minigrid-fourrooms"; the word itself where no id, or more than one, is meant.
  public static func id(spelled word: String) -> String {
    func letters(_ text: String) -> String { text.lowercased().filter { $0 != "-" } }
    guard !ids.contains(word) else { return word }
    let meant = ids.filter { letters($0) == letters(word) }
    return meant.count == 1 ? meant[0] : word
  }

  /// Its name.
  public var id: String {
    switch self {
    case .environment(let definition): definition.id
    case .dataset(let definition): definition.id
    }
  }

  /// The version of its rules or of its data.
  public var version: Int {
    switch self {
    case .environment(let definition): definition.version
    case .dataset(let definition): definition.version
    }
  }

  /// The definition file.
  public var text: String {
    switch self {
    case .environment(let definition): definition.text
    case .dataset(let definition): definition.text
    }
  }

  /// "environment" or "dataset": the key under which files and JSON objects name the task.
  public var kind: String {
    switch self {
    case .environment: "environment"
    case .dataset: "dataset"
    }
  }

  /// What a training of it counts: a "step" of an environment, an "update" on a data set.
  public var stepNoun: String {
    switch self {
    case .environment: "step"
    case .dataset: "update"
    }
  }
}
