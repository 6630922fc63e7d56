import Determinism
import Documents

/// Several tasks as one: each episode takes place in the next of them.
///
/// What is trained in a mixture learns all its tasks with one network: a shared body, and either
/// shared actions (those of equal names are the same) or a head of its own for each task.
///
/// Episode `e` of copy `i` is one of task `(i + e) mod T`, so that all get the same number of
/// episodes and a single copy visits every task. Each task keeps its own rules and time limit.
public struct MixtureWorld: ExternalWorld {
  /// `mixture:` in a definition.
  public static let key = "mixture"
  /// `mixture:` before the names of the tasks, with commas between them.
  public static let scheme = "mixture:"
  /// It is no single environment.
  public static let nature = "is a mixture of tasks"
  /// The most tasks of a mixture.
  public static let largestTaskCount = 256

  /// How the actions of the tasks become those of the mixture.
  public enum Actions: String, CaseIterable, Sendable, Hashable {
    /// Those of equal names are one action; what a task does not have is not possible in it.
    case shared
    /// Each task has its own, called "task/action"; those of other tasks are not possible in it.
    case separate
  }

  /// The tasks.
  public let tasks: [EnvironmentDefinition]
  /// How the actions of the tasks become those of the mixture.
  public let actions: Actions
  /// What an observation is: the smallest block that holds those of all tasks, the rest zero.
  public let observationSpace: Box
  /// What can be done.
  public let actionSpace: Discrete

  /// A mixture of tasks.
  ///
  /// - Parameters:
  ///   - tasks: 1 to ``largestTaskCount``, none of them external or normalizing.
  ///   - actions: how their actions become those of the mixture.
  /// - Throws: `InputError` where they cannot be mixed, with the reason.
  public init(_ tasks: [EnvironmentDefinition], actions: Actions = .shared) throws {
    guard (1...Self.largestTaskCount).contains(tasks.count) else {
      throw InputError(
        "a mixture has 1 to \(Self.largestTaskCount) tasks, got \(tasks.count)")
    }
    for (index, task) in tasks.enumerated() {
      if let first = tasks[..<index].firstIndex(where: { $0.id == task.id }) {
        throw InputError(
          "the mixture has the task '\(task.id)' twice, as number \(first + 1) and \(index + 1)")
      }
      guard !task.isExternal else {
        throw InputError(
          "'\(task.id)' is stepped outside this program or is a mixture itself: it cannot be mixed")
      }
      guard !task.wrappers.contains(where: \.isNormalization) else {
        throw InputError(
          "'\(task.id)' normalizes by statistics of its own: it cannot be mixed",
          remedy: "take normalizeObservations and normalizeRewards out of its wrappers")
      }
    }
    self.tasks = tasks
    self.actions = actions
    observationSpace = try Self.commonSpace(of: tasks)
    actionSpace = Discrete(names: Self.actionNames(of: tasks, actions))
  }

  /// Reads the value of `mixture:` in a definition.
  ///
  /// - Parameters:
  ///   - node: its keys are actions (shared or separate) and tasks, a list of ids or of whole
  ///     definitions as text.
  ///   - actions: the list of the actions' names, which follows from the tasks.
  /// - Throws: `InputError` with file and line.
  public init(reading node: DocumentNode, actions: DocumentNode) throws {
    let entries = try node.mapping(keys: ["actions", "tasks"], required: ["tasks"])
    var kind = Actions.shared
    if let named = entries["actions"] {
      let word = try named.string()
      guard let found = Actions(rawValue: word) else {
        throw unknownWord(
          "actions", word, among: Actions.allCases.map(\.rawValue), file: named.file,
          line: named.line)
      }
      kind = found
    }
    let tasks = try entries.require("tasks").sequence().map { entry in
      let text = try entry.string()
      guard text.contains("\n") else { return try EnvironmentRegistry.definition(text) }
      return try EnvironmentDefinition.parse(text, file: "\(entry.file):\(entry.line) (a task)")
    }
    do {
      try self.init(tasks, actions: kind)
    } catch let error as InputError where error.file == nil {
      throw node.error(error.message, remedy: error.remedy)
    }
    guard try actions.strings() == actionSpace.names else {
      throw actions.error(
        "the actions of this mixture are [\(actionSpace.names.joined(separator: ", "))], in this "
          + "order", remedy: "the list documents them; it cannot change them")
    }
  }

  /// Starts the copies.
  public func makeVector(
    count: Int, definition: EnvironmentDefinition, random: RandomStream
  ) throws -> any ExternalVector {
    MixtureVector(of: self, count: count, definition: definition, random: random)
  }

  /// Which task an episode is of.
  ///
  /// - Parameters:
  ///   - episode: its number in its copy.
  ///   - copy: the number of the copy.
  /// - Returns: the task's place in ``tasks``.
  public func taskIndex(ofEpisode episode: Int, copy: Int) -> Int {
    // Without overflow, whatever a damaged snapshot says.
    (copy % tasks.count + episode % tasks.count) % tasks.count
  }

  // MARK: Spaces

  /// The names of the mixture's actions, in the order of the tasks.
  private static func actionNames(
    of tasks: [EnvironmentDefinition], _ actions: Actions
  ) -> [String] {
    var names: [String] = []
    for task in tasks {
      for name in task.actionSpace.names {
        let full = actions == .separate ? "\(task.id)/\(name)" : name
        if !names.contains(full) { names.append(full) }
      }
    }
    return names
  }

  /// Which action of a task each of the mixture's is; −1 for one that the task does not have.
  func actionTable(of task: EnvironmentDefinition) -> [Int] {
    let own = task.actionSpace.names
    return actionSpace.names.map { name in
      own.firstIndex { (actions == .separate ? "\(task.id)/\($0)" : $0) == name } ?? -1
    }
  }

  /// The smallest block that holds an observation of every task.
  private static func commonSpace(of tasks: [EnvironmentDefinition]) throws -> Box {
    let spaces = tasks.map(\.observationSpace)
    let first = spaces[0]
    for (task, space) in zip(tasks, spaces) where space.shape.count != first.shape.count {
      throw InputError(
        "'\(tasks[0].id)' is seen as \(first.shape), '\(task.id)' as \(space.shape): they cannot be "
          + "mixed", remedy: "mix tasks whose observations have as many axes")
    }
    let shape = first.shape.indices.map { axis in spaces.map { $0.shape[axis] }.max() ?? 1 }
    let count = shape.reduce(1, *)
    var low = [Float](
      repeating: spaces.allSatisfy { $0.shape == shape } ? .infinity : 0, count: count)
    var high = low.map { $0 == 0 ? 0 : -Float.infinity }
    for space in spaces {
      for (place, index) in Self.places(of: space.shape, in: shape).enumerated() {
        low[index] = min(low[index], space.low[place])
        high[index] = max(high[index], space.high[place])
      }
    }
    let isBytes = spaces.allSatisfy { $0.elementType == .uint8 }
    return Box(shape: shape, low: low, high: high, elementType: isBytes ? .uint8 : .float32)
  }

  /// Where each number of a smaller block stands in a larger one of as many axes.
  static func places(of shape: [Int], in larger: [Int]) -> [Int] {
    var strides = [Int](repeating: 1, count: larger.count)
    for axis in larger.indices.dropLast().reversed() {
      strides[axis] = strides[axis + 1] * larger[axis + 1]
    }
    return (0..<shape.reduce(1, *)).map { place in
      var rest = place
      var index = 0
      for axis in shape.indices.reversed() {
        index += rest % shape[axis] * strides[axis]
        rest /= shape[axis]
      }
      return index
    }
  }
}
