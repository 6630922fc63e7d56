import Agents
import Documents
import Environments
import NeuralNetworks

/// Who teaches a run, and whose replay it begins with.
extension RunConfiguration {
  /// Names the teachers: what acts in run folders or policy files.
  ///
  /// - Parameter paths: As the user names them.
  /// - Throws: `InputError` where one is no policy.
  public mutating func use(teachers paths: [String]) throws {
    teachers = try paths.map { try SourceFile(try Policy.file(of: $0)) }
  }

  /// Names the run whose replay this one begins with.
  ///
  /// - Parameter path: Its folder.
  /// - Throws: `InputError` where it has made no checkpoint.
  public mutating func use(carriedReplay path: String) throws {
    let folder = try RunFolder.open(path)
    guard FileSystem.exists(folder.resume) else {
      throw InputError(
        "the run has no replay to carry over: it stopped before its first checkpoint", file: path,
        remedy: "apus train --resume \(folder.path)")
    }
    carriedReplay = try SourceFile(folder.resume)
  }

  /// The lines that name them; empty where there are none.
  var teachingYAML: String {
    var text = ""
    if !teachers.isEmpty {
      text += "teachers:\n  from: \(teachers.map(\.path).yamlText)\n"
      text += "  sha256: \(teachers.map(\.hash).yamlText)\n"
    }
    if let carriedReplay {
      text += "carriedReplay:\n  from: \(carriedReplay.path.yamlText)\n"
      text += "  sha256: \(carriedReplay.hash.yamlText)\n"
    }
    return text
  }

  /// The keys of those lines.
  static let teachingKeys = ["teachers", "carriedReplay"]

  /// Reads what `teachingYAML` wrote.
  mutating func readTeaching(_ root: DocumentMapping) throws {
    let keys = ["from", "sha256"]
    if let node = root["teachers"] {
      let mapping = try node.mapping(keys: keys, required: keys)
      let paths = try mapping.require("from").strings()
      let hashes = try mapping.require("sha256").strings()
      guard paths.count == hashes.count, !paths.isEmpty else {
        throw node.error("expected as many SHA-256 as files, at least one")
      }
      teachers = zip(paths, hashes).map { SourceFile(path: $0, hash: $1) }
    }
    if let node = root["carriedReplay"] {
      let mapping = try node.mapping(keys: keys, required: keys)
      carriedReplay = SourceFile(
        path: try mapping.require("from").string(), hash: try mapping.require("sha256").string())
    }
  }

  /// Refuses teachers and replays that the learner has no use for.
  ///
  /// - Throws: `InputError` that names what does not go together.
  func validateTeaching() throws {
    guard let dqn = agent?.configuration as? DQNConfiguration else {
      guard teachers.isEmpty, carriedReplay == nil else {
        let name = agent?.algorithm.rawValue ?? "a network on a data set"
        throw InputError(
          "\(teachers.isEmpty ? "--carry-replay" : "--teacher") is for dqn and rainbow; this run "
            + "trains \(name)", remedy: "leave it out, or train with --agent dqn")
      }
      return
    }
    try dqn.requireTeachers(count: teachers.count)
  }

  /// The teachers, as their files are now.
  ///
  /// - Throws: `InputError` where a file has changed or is no policy.
  func loadTeachers() throws -> [Teacher] {
    try teachers.map { file in
      try file.requireUnchanged("the teacher")
      let policy = try Policy.load(file.path)
      return Teacher(name: file.path, policy: policy.acting, definition: policy.definition)
    }
  }

  /// What the other run's replay held; nil where none is carried over.
  ///
  /// - Throws: `InputError` where the file has changed, is damaged, or is of an agent without such a
  ///   replay.
  func loadCarriedReplay() throws -> CarriedReplay? {
    guard let carriedReplay else { return nil }
    let path = carriedReplay.path
    try carriedReplay.requireUnchanged("the replay")
    let file = try SafeTensors.read(contentsOf: path)
    guard file.metadata["format"] == "apus-resume", let text = file.metadata["configuration"],
      let definition = file.metadata["definition"]
    else { throw InputError("is not a resume file of apus", file: path) }
    let section = try DocumentNode.parse(text, file: "\(path) (configuration)").mapping()["agent"]
    let algorithm = try section?.mapping().require("algorithm").string()
    guard let section, algorithm == "dqn" || algorithm == "rainbow" else {
      throw InputError(
        "holds no transitions to carry over: the run trained "
          + "\(algorithm.map { shown($0) } ?? "a network on a data set")", file: path,
        remedy: "name a run of dqn or rainbow")
    }
    return CarriedReplay(
      file: file,
      definition: try EnvironmentDefinition.parse(
        definition, file: "\(path) (environment definition)"),
      copies: try section.mapping().require("environments").int(in: 1...4_096))
  }
}
