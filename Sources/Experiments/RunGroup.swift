import Documents

/// Runs that differ in nothing but their seed: those whose scores may be summed up.
///
/// Nothing is noted anywhere for it: task, definition, algorithm and configuration say which runs
/// belong together.
public struct RunGroup: Sendable, Hashable {
  /// What tables and legends call it: "breakout-dqn", and the fields that tell it from other groups.
  public var name: String
  /// The runs by rising seed, one for each.
  public let runs: [RunRecord]

  /// The configuration of the run of the lowest seed.
  public var configuration: RunConfiguration { runs[0].configuration }

  /// The task that the runs are of.
  public var task: String { configuration.task }

  /// Puts runs that belong together into groups, in the order of their first runs.
  ///
  /// Of several runs with one seed, which are equal byte by byte, the first finished one counts, or
  /// else the first. Where two groups would bear the same name, the fields in which they differ are added.
  ///
  /// - Parameter folders: Folders of runs.
  /// - Returns: The groups; none for no folders.
  /// - Throws: `InputError` where a configuration cannot be read.
  public static func groups(of folders: [RunFolder]) throws -> [RunGroup] {
    var texts: [String] = []
    var members: [[RunRecord]] = []
    for record in try folders.map(RunRecord.init) {
      let text = record.configuration.textWithoutSeed
      if let index = texts.firstIndex(of: text) {
        members[index].append(record)
      } else {
        texts.append(text)
        members.append([record])
      }
    }
    var groups = members.map { RunGroup(name: $0[0].configuration.name, runs: oneForEachSeed($0)) }
    nameApart(&groups)
    return groups
  }

  /// Names groups by task and algorithm, and where several would bear one name, by the fields in which
  /// they differ.
  ///
  /// Groups that differ in no field, of runs in different places, keep one name.
  public static func nameApart(_ groups: inout [RunGroup]) {
    for index in groups.indices { groups[index].name = groups[index].configuration.name }
    for name in Set(groups.map(\.name)).sorted() {
      let alike = groups.indices.filter { groups[$0].name == name }
      guard alike.count > 1 else { continue }
      let differences = RunConfiguration.differences(among: alike.map { groups[$0].configuration })
      for (index, difference) in zip(alike, differences) {
        groups[index].name = ([name] + difference).joined(separator: " ")
      }
    }
  }

  private static func oneForEachSeed(_ runs: [RunRecord]) -> [RunRecord] {
    var chosen: [RunRecord] = []
    for run in runs {
      let seed = run.configuration.seed
      if let index = chosen.firstIndex(where: { $0.configuration.seed == seed }) {
        if !chosen[index].isFinished && run.isFinished { chosen[index] = run }
      } else {
        chosen.append(run)
      }
    }
    return chosen.sorted { $0.configuration.seed < $1.configuration.seed }
  }
}

extension RunConfiguration {
  /// The column of `metrics.csv` by which the training is judged.
  public var curveMetric: String {
    if let pretraining { return pretraining.makesDecisions ? "testAccuracy" : "testLoss" }
    if fewShot != nil { return "validationAccuracy" }
    guard training != nil else { return "evaluationReturn" }
    let isClassifier =
      if case .dataset(let dataset) = try? taskDefinition() {
        !dataset.targets.classNames.isEmpty
      } else { true }
    return isClassifier ? "testAccuracy" : "testRSquared"
  }

  /// Everything that decides the results but the seed.
  var textWithoutSeed: String {
    var copy = self
    copy.seed = 0
    return copy.resultYAML + copy.definition
  }

  /// Whether a run of the other configuration ends in the same bytes as one of this.
  public func hasSameResults(as other: RunConfiguration) -> Bool {
    resultYAML == other.resultYAML && definition == other.definition
  }

  /// The lines "key: value" that decide the results, without indentation.
  var resultLines: [String] {
    resultYAML.split(separator: "\n").map { line in
      String(line.drop { $0 == " " })
    }
  }

  /// A field that is not as the task recommends it.
  public struct Change: Sendable, Hashable {
    /// The field.
    public var key: String
    /// What it is.
    public var value: String
    /// What is recommended; nil where the recommended configuration has no such field.
    public var recommended: String?
  }

  /// What differs from the configuration that the task recommends for the same learner; the seed aside.
  ///
  /// - Throws: `InputError` where the definition that the run carries is faulty.
  public func changesFromRecommended() throws -> [Change] {
    let recommended = try recommended().resultLines.map(Self.keyAndValue)
    return resultLines.map(Self.keyAndValue).compactMap { key, value in
      let other = recommended.first { $0.key == key }?.value
      if key == "seed" || other == value { return nil }
      return Change(key: key, value: value, recommended: other)
    }
  }

  /// What the task recommends for the same learner.
  private func recommended() throws -> RunConfiguration {
    let task = try taskDefinition()
    if let pretraining, case .dataset(let dataset) = task {
      return try RunConfiguration(
        pretraining: dataset, method: pretraining.method.rawValue,
        network: pretraining.training.network.rawValue)
    }
    if let fewShot, case .dataset(let dataset) = task {
      return try RunConfiguration(fewShot: dataset, method: fewShot.method)
    }
    return try RunConfiguration(
      definition: task, algorithm: agent?.algorithm.rawValue, network: training?.network.rawValue)
  }

  private static func keyAndValue(_ line: String) -> (key: String, value: String) {
    guard let colon = line.firstIndex(of: ":") else { return (line, "") }
    return (String(line[..<colon]), String(line[line.index(after: colon)...].drop { $0 == " " }))
  }

  /// What of each configuration is not the same in all of them, as "key=value"; the seed aside.
  static func differences(among configurations: [RunConfiguration]) -> [[String]] {
    let lines = configurations.map(\.resultLines)
    return lines.map { own in
      own.filter { line in
        !line.hasPrefix("seed: ") && !lines.allSatisfy { $0.contains(line) }
      }.map(keyAndValue).map { "\($0.key)=\($0.value)" }
    }
  }
}
