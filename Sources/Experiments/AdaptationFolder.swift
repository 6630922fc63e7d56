import Documents

/// The folder of an ``AdaptationSurvey``: its plan and its trials.
///
/// A survey is known by its plan, of which the policy's SHA-256 is a part: repeated after an
/// interruption it finds its folder again.
public struct AdaptationFolder {
  /// The folder.
  public let path: String
  /// While it lives no other process surveys there.
  private let lock: RunLock

  /// The file of the trials.
  public var trials: String { "\(path)/trials.csv" }

  /// The folder of a name, which is made where there is none.
  ///
  /// - Parameters:
  ///   - path: where.
  ///   - plan: the plan as YAML.
  /// - Throws: `InputError` where it holds another survey or something else, another process has it, or
  ///   it cannot be made.
  public init(at path: String, plan: String) throws {
    let folder = RunFolder(path: path)
    guard let taken = try Self(claiming: folder, plan: plan) else {
      throw InputError(
        "holds a survey with other settings, or something else", file: folder.path,
        remedy: "see them in \(folder.path)/survey.yaml, or name another folder with --run")
    }
    self = taken
  }

  /// The folder "NAME-NUMBER" that holds the survey of a plan, or the first number that is free.
  ///
  /// - Parameters:
  ///   - parent: the folder of all runs.
  ///   - name: for example "grid-vaults-adapt".
  ///   - plan: the plan as YAML.
  /// - Throws: `InputError` where another process has it, or it cannot be made.
  public init(in parent: String, name: String, plan: String) throws {
    var number = 1
    while true {
      let folder = RunFolder(path: "\(parent)/\(name)-\(number)")
      if let taken = try Self(claiming: folder, plan: plan) {
        self = taken
        return
      }
      number += 1
    }
  }

  /// Takes a folder that holds the survey of a plan, or nothing yet; nil for any other.
  private init?(claiming folder: RunFolder, plan: String) throws {
    try FileSystem.createFolders(folder.path)
    let file = "\(folder.path)/survey.yaml"
    func isOther() throws -> Bool {
      guard FileSystem.exists(file) else {
        // A kill before the plan was written leaves the lock and its partial file.
        return try !FileSystem.entries(of: folder.path)
          .allSatisfy { [".lock", ".survey.yaml.partial"].contains($0) }
      }
      return try readText(file) != plan
    }
    // Looked at before the lock too: another survey's folder is left as it is.
    if try isOther() { return nil }
    lock = try RunLock(folder)
    if try isOther() { return nil }
    path = folder.path
    if !FileSystem.exists(file) { try writeAtomically(plan, to: file) }
  }
}
