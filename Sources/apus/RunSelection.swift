import Documents
import Experiments

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Runs as the command line names them.
enum RunSelection {
  /// Finds the runs that an argument means.
  ///
  /// - Parameter argument: A run folder, a folder of runs, a pattern of folders such as
  ///   'runs/breakout-dqn-s*', or the name of runs in `runs/` without seed and number: breakout-dqn.
  /// - Returns: At least one run, sorted by path.
  /// - Throws: `InputError` where there is none.
  static func folders(_ argument: String) throws -> [RunFolder] {
    let folder = RunFolder(path: argument)
    if folder.isRun { return [folder] }
    var found: [RunFolder] = []
    if isPattern(argument) {
      found = matches(of: argument)
    } else if FileSystem.isFolder(argument) {
      found = try FileSystem.entries(of: argument).map { RunFolder(path: "\(folder.path)/\($0)") }
    } else if FileSystem.isFolder("runs") && !argument.isEmpty {
      found = try FileSystem.entries(of: "runs").filter { isRun($0, named: argument) }
        .map { RunFolder(path: "runs/\($0)") }
    }
    found = found.filter(\.isRun)
    guard !found.isEmpty else {
      throw InputError(
        "there are no runs '\(shown(argument))'",
        remedy: "name a run folder, a folder of runs, a pattern in quotes, or as apus runs lists "
          + "them without seed and number")
    }
    return found
  }

  /// Finds the groups of runs that arguments mean, one or more for each of them.
  ///
  /// - Parameter arguments: As `folders` takes them.
  /// - Returns: The groups, with names that differ.
  /// - Throws: `InputError` where an argument means no runs, or a configuration cannot be read.
  static func groups(_ arguments: [String]) throws -> [RunGroup] {
    var sources: [String] = []
    var groups: [RunGroup] = []
    for argument in arguments {
      let found = try RunGroup.groups(of: try folders(argument))
      groups += found
      sources += found.map { _ in argument }
    }
    RunGroup.nameApart(&groups)
    // Equal to the last field: only where they lie tells them apart.
    let names = groups.map(\.name)
    for (index, name) in names.enumerated()
    where names.indices.contains(where: { $0 != index && names[$0] == name }) {
      groups[index].name += " (\(sources[index]))"
    }
    return groups
  }

  /// Whether an argument means the runs in a folder or of a pattern, and not one run.
  static func meansSeveral(_ argument: String) -> Bool {
    if RunFolder(path: argument).isRun { return false }
    if isPattern(argument) { return true }
    let entries = (try? FileSystem.entries(of: argument)) ?? []
    return entries.contains { RunFolder(path: "\(argument)/\($0)").isRun }
  }

  /// Whether an argument stands for several paths.
  private static func isPattern(_ argument: String) -> Bool {
    argument.contains { "*?[".contains($0) }
  }

  /// Whether the name of a folder is "NAME-sSEED-NUMBER".
  private static func isRun(_ entry: String, named name: String) -> Bool {
    guard entry.hasPrefix("\(name)-s") else { return false }
    let parts = entry.dropFirst(name.count + 2).split(
      separator: "-", omittingEmptySubsequences: false)
    return parts.count == 2 && parts.allSatisfy { UInt64($0) != nil }
  }

  private static func matches(of pattern: String) -> [RunFolder] {
    var result = glob_t()
    defer { globfree(&result) }
    guard glob(pattern, 0, nil, &result) == 0 else { return [] }
    return (0..<Int(result.gl_pathc)).compactMap { index in
      result.gl_pathv[index].map { RunFolder(path: String(cString: $0)) }
    }.sorted { $0.path < $1.path }
  }
}
