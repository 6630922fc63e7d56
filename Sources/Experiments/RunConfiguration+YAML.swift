import Agents
import Datasets
import Documents
import Environments
import Transfer

extension RunConfiguration {
  /// "environment" or "dataset": the key under which files and JSON objects name the task.
  public var kind: String { agent == nil ? "dataset" : "environment" }

  /// The lines that decide the results: task, seed, intervals, learner and transfer.
  ///
  /// Written into policies; two runs with equal text (and equal definitions and data) end in equal bytes.
  public var resultYAML: String {
    var text = "\(kind): \(task.yamlText)\n\(kind)Version: \(taskVersion)\n"
    text += Self.fields.yaml(of: self)
    text += "\(learner.section):\n" + learner.yaml.indented
    if let labels { text += "labels: {\(labels.key): \(labels.count)}\n" }
    if let transfer { text += "transfer:\n" + transfer.yaml }
    text += teachingYAML
    return text
  }

  /// The same as policies carry it, without the folders of what the run took something from.
  ///
  /// Equal trainings in different places leave equal files; the hash beside a name says which it was.
  var policyYAML: String {
    func name(_ path: String) -> String {
      path.split(separator: "/").last.map(String.init) ?? path
    }
    var copy = self
    if let source = transfer?.source { copy.transfer?.source = name(source) }
    for index in teachers.indices { copy.teachers[index].path = name(teachers[index].path) }
    if let path = carriedReplay?.path { copy.carriedReplay?.path = name(path) }
    return copy.resultYAML
  }

  /// The whole of `configuration.yaml`.
  public var yaml: String {
    """
    # What this run is made of. Do not edit: a resumed run reads it back.
    format: \(Self.formatVersion)
    command: \(command.yamlText)
    threads: \(threads)

    """ + (dataFolder.map { "data: \($0.yamlText)\n" } ?? "") + resultYAML
      + "definition: |2\n" + definition.indented
  }

  /// Reads a `configuration.yaml`.
  ///
  /// - Parameters:
  ///   - yaml: The text.
  ///   - file: Its path, for messages.
  /// - Throws: `InputError` for another format version, an unknown or missing key, or a value out of range.
  public init(yaml: String, file: String) throws {
    let root = try DocumentNode.parse(yaml, file: file)
    // The version first: another one may well have other keys.
    let format = try root.mapping().require("format").int()
    guard format == Self.formatVersion else {
      throw InputError(
        "is of format \(format); this version of apus reads format \(Self.formatVersion)",
        file: file, remedy: "resume it with the version of apus that began it, or train anew")
    }
    let isDataset = try root.mapping()["dataset"] != nil
    learner = .supervised(SupervisedConfiguration())
    if try root.mapping()["pretraining"] != nil {
      learner = .pretraining(PretrainingConfiguration())
    }
    if try root.mapping()["fewShot"] != nil { learner = .fewShot(FewShotConfiguration()) }
    let kind = isDataset ? "dataset" : "environment"
    if !isDataset {
      let name = try root.mapping().require("agent").mapping().require("algorithm")
      learner = .agent(
        AgentSettings(
          try AgentSettings.algorithm(named: name.string(), file: file, line: name.line)))
    }
    var keys = [
      "format", "command", "threads", kind, "\(kind)Version", "seed", "checkpointInterval",
      learner.section, "definition",
    ]
    let required = keys
    keys += ["transfer", "data"] + (learner.section == "training" ? ["labels"] : [])
    keys += Self.teachingKeys
    let mapping = try root.mapping(keys: keys, required: required)
    task = try mapping.require(kind).string()
    taskVersion = try mapping.require("\(kind)Version").int()
    definition = try mapping.require("definition").string()
    command = try mapping.require("command").string()
    threads = try mapping.require("threads").int(in: 1...1024)
    dataFolder = try mapping["data"]?.string()
    for key in ["seed", "checkpointInterval"] {
      let node = try mapping.require(key)
      try set(key, try node.fieldText, file: file, line: node.line)
    }
    let section = try mapping.require(learner.section)
    let own = isDataset ? [] : ["algorithm"]
    let fields = try section.mapping(keys: own + learner.keys, required: own + learner.requiredKeys)
    try learner.apply(fields.without(own))
    _ = try section.mapping(keys: own + learner.keys, required: own + learner.writtenKeys)
    if let node = mapping["labels"] { labels = try LabelBudget(node) }
    if let node = mapping["transfer"] { transfer = try TransferPlan(node) }
    try readTeaching(mapping)
  }

  /// The task, parsed from the definition that the run carries.
  ///
  /// - Throws: `InputError` where the definition is faulty.
  public func taskDefinition() throws -> TaskDefinition {
    switch learner {
    case .agent: .environment(try EnvironmentDefinition.parse(definition, file: "\(task).yaml"))
    case .supervised, .pretraining, .fewShot:
      .dataset(try DatasetDefinition.parse(definition, file: "\(task).yaml"))
    }
  }

  /// Checks what single fields cannot: that they fit one another and the task.
  ///
  /// - Throws: `InputError` that names the keys and a remedy.
  public func validate() throws {
    try validateTeaching()
    switch (learner, try taskDefinition()) {
    case (.fewShot(let training), .dataset(let dataset)):
      try training.validate(for: dataset)
    case (.fewShot, .environment):
      preconditionFailure("expected a data set, got the environment '\(task)'")
    case (.supervised(let training), .dataset(let dataset)):
      try dataset.requireCommonClasses()
      try training.validate(for: dataset.targets, exampleShape: dataset.exampleShape)
    case (.agent(let agent), _): try agent.configuration.validate()
    case (.pretraining(let training), .dataset(let dataset)):
      try training.validate(for: dataset)
    case (.supervised, .environment),
      (.pretraining, .environment):
      preconditionFailure("expected a data set, got the environment '\(task)'")
    }
  }

  /// Refuses a run whose task is another one now.
  ///
  /// - Throws: `InputError` where this version of apus knows the task in another version.
  func requirePresentVersion(file: String) throws {
    let present: Int
    switch learner {
    case .agent:
      guard EnvironmentRegistry.ids.contains(task) else { return }
      present = try EnvironmentRegistry.definition(task).version
    case .supervised, .pretraining, .fewShot:
      guard DatasetRegistry.ids.contains(task) else { return }
      present = try DatasetRegistry.definition(task).version
    }
    guard present == taskVersion else {
      throw InputError(
        "was begun with version \(taskVersion) of '\(task)', but this apus has version \(present)",
        file: file,
        remedy: agent == nil
          ? "its data have changed: train anew, or resume with the apus that began the run"
          : "its rules have changed: train anew, or resume with the apus that began the run")
    }
  }
}

extension String {
  /// Every line that is not empty, two spaces further to the right.
  fileprivate var indented: String {
    split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.isEmpty ? "" : "  \($0)" }.joined(separator: "\n")
  }
}

extension LabelBudget {
  /// Reads "{perClass: 10}" or "{total: 100}".
  fileprivate init(_ node: DocumentNode) throws {
    let mapping = try node.mapping(keys: ["perClass", "total"])
    if let shots = mapping["perClass"] {
      self = .perClass(try shots.int(in: 1...Int.max))
    } else {
      self = .total(try mapping.require("total").int(in: 1...Int.max))
    }
  }
}
