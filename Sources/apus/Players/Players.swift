import Documents
import Environments
import Experiments
import Visualizer

/// Makes what the views play.
package enum Players {
  /// Players of trained policies: one for each policy, or as many episodes of one as a grid has room.
  ///
  /// - Parameters:
  ///   - arguments: run folders, policy files, names, patterns and folders of runs, episode files.
  ///   - episodes: the episodes that each player plays; nil for 5, and for a training in progress
  ///     without end.
  ///   - seed: of the episodes, the same for all policies.
  ///   - grid: parallel episodes of one policy; nil for one player each.
  ///   - live: whether to follow trainings in progress, given by their run folders.
  ///   - file: what the episodes are written to; of one player only.
  /// - Returns: at least one player, in the order of the policies.
  /// - Throws: `InputError` for a policy that cannot be played, or options that exclude each other.
  package static func watch(
    policies arguments: [String], episodes: Int? = nil, seed: UInt64, grid: PlayerGrid? = nil,
    live: Bool = false, file: EpisodeFile? = nil
  ) throws -> [any EpisodePlayer] {
    let paths = try arguments.flatMap { try sources($0, live: live) }
    try check(paths, grid: grid, live: live, isRecorded: file != nil)
    func series(_ path: String, _ number: Int = 0) -> EpisodeSeries {
      EpisodeSeries(
        title: path, count: episodes ?? (live ? nil : 5), seed: seed,
        stream: number == 0 ? "watch" : "watch/\(number)", file: file)
    }
    if live {
      return try paths.map { try LivePlayer(try RunFolder.open($0), series: series($0)) }
    }
    guard let grid else {
      return try paths.flatMap { try players(of: $0, [series($0)]) }
    }
    return try players(of: paths[0], (0..<grid.count).map { series(paths[0], $0) })
  }

  /// A player in which a person chooses the actions.
  ///
  /// - Parameters:
  ///   - environment: an environment's id, a definition file, or gym:ID.
  ///   - seed: of the episodes.
  ///   - file: what the episodes are written to.
  /// - Returns: the player; it has always a next episode.
  /// - Throws: `InputError` where there is no such environment, or it cannot be recorded.
  package static func play(
    environment: String, seed: UInt64, file: EpisodeFile? = nil
  ) throws -> any EpisodePlayer {
    let definition = try EnvironmentDefinition.load(environment)
    return try player(
      in: definition, policy: nil, choices: PolicyChoices(), source: nil,
      series: EpisodeSeries(
        title: definition.id, count: nil, seed: seed, stream: "play", file: file))
  }

  /// A player of recorded episodes.
  ///
  /// - Parameters:
  ///   - recordings: at least one.
  ///   - title: what they are called, such as their file.
  /// - Returns: the player.
  package static func replay(
    _ recordings: [EpisodeRecording], title: String
  ) -> any EpisodePlayer { ReplayPlayer(recordings, title: title) }

  /// The action that stands for doing nothing, by its name; else the first.
  static func idleAction(of names: [String]) -> Int {
    names.firstIndex { ["stay", "no-op", "noop", "none", "nothing", "n"].contains($0) } ?? 0
  }

  // MARK: What an argument means

  /// The most players at a time.
  private static let mostPlayers = 64

  /// The run folders and files of an argument.
  private static func sources(_ argument: String, live: Bool) throws -> [String] {
    if FileSystem.exists(argument) {
      if !FileSystem.isFolder(argument) {
        guard !live else {
          throw InputError(
            "is a file; a training in progress is followed by its run folder", file: argument)
        }
        return [argument]
      }
      if RunFolder(path: argument).isRun { return [RunFolder(path: argument).path] }
    }
    do {
      return try RunSelection.folders(argument).map(\.path)
    } catch let error as InputError {
      // What looks like one run is told as one.
      if FileSystem.isFolder(argument) { _ = try RunFolder.open(argument) }
      guard !argument.contains(where: { "*?[".contains($0) }) else { throw error }
      throw InputError(
        "there is no such run folder or checkpoint", file: argument,
        remedy: "apus runs lists the runs")
    }
  }

  private static func check(
    _ paths: [String], grid: PlayerGrid?, live: Bool, isRecorded: Bool
  ) throws {
    guard !paths.isEmpty else {
      throw InputError("which policy? none was named", remedy: "apus runs lists the runs")
    }
    guard paths.count <= mostPlayers else {
      throw InputError(
        "\(paths.count) runs are too many to watch at a time: at most \(mostPlayers)",
        remedy: "name some of them")
    }
    guard grid == nil || paths.count == 1 && !live else {
      throw InputError(
        "--grid shows many episodes of one policy; "
          + (live ? "it cannot be combined with --live" : "\(paths.count) were named"))
    }
    guard !isRecorded || paths.count == 1 && grid == nil else {
      throw InputError("the episodes of one policy can be recorded at a time, not of several")
    }
  }

  // MARK: Making

  /// Players of a run's best policy, of a policy file or of an episode file, one for each series.
  private static func players(
    of path: String, _ series: [EpisodeSeries]
  ) throws -> [any EpisodePlayer] {
    if path.hasSuffix(".episodes") {
      guard series.count == 1, series[0].file == nil else {
        throw InputError(
          "holds recorded episodes, which are only shown one after another", file: path,
          remedy: "apus replay \(path)")
      }
      return [
        replay(
          try EpisodeRecording.read(try readFile(path, atMost: 1 << 30), file: path), title: path)
      ]
    }
    let policy = try Policy.load(path)
    var choices = PolicyChoices()
    var training: TrainingCurve?
    let folder = RunFolder(path: path)
    if folder.isRun, let configuration = try? folder.readConfiguration() {
      choices = PolicyChoices(of: folder, best: policy)
      var follower = TrainingFollower(folder, totalSteps: configuration.rounds)
      _ = follower.read()
      training = follower.curve
    }
    // Found out once for all: a grid's optimum takes its time.
    let source =
      policy.definition.isExternal
      ? nil : InsightSource(definition: policy.definition, policy: policy)
    return try series.map { series in
      var series = series
      series.training = training
      return try player(of: policy, choices: choices, source: source, series: series)
    }
  }

  /// A player of a policy in its own environment.
  ///
  /// - Throws: `InputError` where an environment outside this program does not start, or is to be
  ///   recorded.
  static func player(
    of policy: Policy, choices: PolicyChoices = PolicyChoices(), source: InsightSource? = nil,
    series: EpisodeSeries
  ) throws -> any PolicySwitching {
    var series = series
    series.title = "\(policy.definition.id)  \(series.title)"
    return try player(
      in: policy.definition, policy: policy, choices: choices, source: source, series: series)
  }

  private static func player(
    in definition: EnvironmentDefinition, policy: Policy?, choices: PolicyChoices,
    source: InsightSource?, series: EpisodeSeries
  ) throws -> any PolicySwitching {
    if case .external(let world) = definition.world, series.file == nil {
      return try ExternalPlayer(
        world, of: definition, policy: policy, choices: choices, series: series)
    }
    func make(_ world: some Environment) throws -> any PolicySwitching {
      try WorldPlayer(
        world, of: definition, policy: policy, choices: choices, source: source, series: series)
    }
    return try make(definition.makeSingle(to: "be recorded"))
  }
}
