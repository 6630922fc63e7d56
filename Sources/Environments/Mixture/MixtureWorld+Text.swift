import Determinism
import Documents

extension MixtureWorld {
  /// Writes the definition of a mixture.
  ///
  /// - Parameter name: Ids of tasks or paths of definition files, with commas between them; before
  ///   them "separate:" for a head of its own for each task.
  /// - Returns: The YAML text, which holds the definition of every task.
  /// - Throws: `InputError` where a task is not known, is faulty, or cannot be mixed.
  public static func definitionText(of name: String) throws -> String {
    let prefix = "separate:"
    let kind = name.hasPrefix(prefix) ? Actions.separate : .shared
    let names = name.dropFirst(kind == .separate ? prefix.count : 0).split(
      separator: ",", omittingEmptySubsequences: false)
    let tasks = try names.map { try EnvironmentDefinition.load(String($0)) }
    return try MixtureWorld(tasks, actions: kind).definitionText
  }

  /// The definition of the mixture.
  ///
  /// The recommended training is that of the first task, with at least a copy for each task.
  public var definitionText: String {
    var text = """
      # A mixture of tasks: each episode takes place in the next of them.
      id: \(id)
      version: 1
      summary: \("Episodes of \(tasks.map(\.id).joined(separator: ", ")) in turn.".yamlText)
      mixture:
        actions: \(actions.rawValue)
        tasks:

      """
    for task in tasks {
      text += "    - |2\n"
      for line in task.text.split(separator: "\n", omittingEmptySubsequences: false) {
        text += line.isEmpty ? "\n" : "      \(line)\n"
      }
    }
    let seen = tasks.map { "\($0.id): \($0.observation)" }.joined(separator: " ")
    text += """
      observation: \(("What the present task shows. " + seen).yamlText)
      actions: \(actionSpace.names.yamlText)
      rewards: \("Those of the present task.".yamlText)
      termination: \("As in the present task, each with its own time limit.".yamlText)
      timeLimit: \(timeLimit)
      success: \(success)

      """
    return text + agent
  }

  /// The ids of the tasks, or their number and a hash where that is too long.
  private var id: String {
    let joined =
      (actions == .separate ? "separate-" : "") + tasks.map(\.id).joined(separator: "-and-")
    guard joined.count > 64 else { return joined }
    let hash = SHA256.hex(of: Array(joined.utf8)).prefix(8)
    return "mixture-of-\(tasks.count)-\(hash)"
  }

  /// The longest of the tasks' limits; each ends by its own.
  private var timeLimit: String {
    let limits = tasks.compactMap(\.timeLimit)
    return limits.count == tasks.count ? "\(limits.max() ?? 1)" : "none"
  }

  /// The criterion of the tasks where all have the same, else the end of the task.
  private var success: String {
    let first = tasks[0].success
    guard tasks.allSatisfy({ $0.success == first }) else { return "terminated" }
    return switch first {
    case .terminated: "terminated"
    case .survived: "survived"
    case .returnAtLeast(let threshold): "{returnAtLeast: \(threshold)}"
    }
  }

  /// The lines of `agent:`.
  private var agent: String {
    guard let entries = tasks[0].agent?.entries, !entries.isEmpty else { return "" }
    var text = "agent:\n"
    for (key, _, node) in entries {
      guard let value = try? node.fieldText else { continue }
      let copies = key == "environments" ? Int(value).map { max($0, tasks.count) } : nil
      text += "  \(key): \(copies.map(String.init) ?? value)\n"
    }
    return text
  }
}
