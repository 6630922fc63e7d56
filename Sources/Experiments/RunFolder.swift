import Documents

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The folder of one run, and the names of the files in it.
///
/// Equal for equal configuration and seed: `metrics.csv`, the event file, the policies and the
/// resume file. `configuration.yaml` also holds the command line, `timing.csv` what the clock said.
public struct RunFolder: Sendable, Hashable {
  /// The folder.
  public let path: String

  /// A run folder by its path; nothing is read or made.
  public init(path: String) {
    var path = path
    while path.count > 1 && path.hasSuffix("/") { path.removeLast() }
    self.path = path
  }

  /// The configuration of the run, with the command line that began it.
  public var configuration: String { "\(path)/configuration.yaml" }
  /// The learning curve; see `MetricsRow`.
  public var metrics: String { "\(path)/metrics.csv" }
  /// The learning curve for TensorBoard.
  public var events: String { "\(path)/events.out.tfevents.apus" }
  /// The policy with the best evaluation so far.
  public var policy: String { "\(path)/policy.safetensors" }
  /// The policy of the last checkpoint.
  public var lastPolicy: String { "\(path)/policy-last.safetensors" }
  /// The policies of the evaluations, where they are kept: the folder is there then.
  public var policies: String { "\(path)/policies" }
  /// Everything that a resumed run needs.
  public var resume: String { "\(path)/resume.safetensors" }
  /// How the best policy did in the test at the end; see ``TestScores``.
  public var scores: String { "\(path)/scores.yaml" }
  /// How the untrained network did; see ``RunStart``.
  public var start: String { "\(path)/start.yaml" }
  /// How the last policy does on the task that its weights come from; see ``Forgetting``.
  public var forgetting: String { "\(path)/forgetting.yaml" }
  /// What depends on the clock: seconds, rates.
  public var timing: String { "\(path)/timing.csv" }
  /// Locked by the process that trains.
  public var lock: String { "\(path)/.lock" }

  /// Whether the folder holds a run.
  public var isRun: Bool { FileSystem.exists(configuration) }

  /// Makes a new folder for a run.
  ///
  /// - Parameter path: Where; the folders above it are made as well.
  /// - Returns: The folder, empty.
  /// - Throws: `InputError` where it exists and is not empty, or cannot be made.
  public static func create(at path: String) throws -> RunFolder {
    let folder = RunFolder(path: path)
    try FileSystem.createFolders(folder.path)
    let entries = try FileSystem.entries(of: folder.path)
    // A kill before the run had begun leaves its lock, and no more.
    guard entries.allSatisfy({ [".lock", ".configuration.yaml.partial"].contains($0) }) else {
      throw InputError(
        folder.isRun ? "holds a run already" : "exists already and is not empty", file: folder.path,
        remedy: folder.isRun
          ? "go on with it: apus train --resume \(folder.path); or name another folder with --run"
          : "name another folder with --run")
    }
    return folder
  }

  /// Makes a new folder for a run, with the first free number at the end of its name.
  ///
  /// - Parameters:
  ///   - parent: The folder of all runs.
  ///   - name: For example "cartpole-dqn-s1"; "-1", "-2", … is added.
  /// - Returns: The folder, empty.
  /// - Throws: `InputError` where it cannot be made.
  public static func createNumbered(in parent: String, name: String) throws -> RunFolder {
    try FileSystem.createFolders(parent)
    var number = 1
    // mkdir decides between two processes that look at the same moment.
    while try !FileSystem.createFolder("\(parent)/\(name)-\(number)") { number += 1 }
    return RunFolder(path: "\(parent)/\(name)-\(number)")
  }

  /// Makes new folders for runs that differ in their seed, all with the same number at the end.
  ///
  /// It is the first number that no run of the name has yet, whatever its seed: so
  /// "cartpole-dqn-s*-2" matches these runs and no others.
  ///
  /// - Parameters:
  ///   - parent: The folder of all runs.
  ///   - name: For example "cartpole-dqn".
  ///   - seeds: The seeds.
  /// - Returns: The folders, empty, in the order of the seeds.
  /// - Throws: `InputError` where they cannot be made.
  public static func createSeries(
    in parent: String, name: String, seeds: [UInt64]
  ) throws -> [RunFolder] {
    try FileSystem.createFolders(parent)
    let numbers = try FileSystem.entries(of: parent).compactMap { entry -> Int? in
      guard entry.hasPrefix("\(name)-s") else { return nil }
      let parts = entry.dropFirst(name.count + 2).split(separator: "-")
      return parts.count == 2 && UInt64(parts[0]) != nil ? Int(parts[1]) : nil
    }
    var number = (numbers.max() ?? 0) + 1
    while true {
      var made: [RunFolder] = []
      for seed in seeds {
        let path = "\(parent)/\(name)-s\(seed)-\(number)"
        guard try FileSystem.createFolder(path) else { break }
        made.append(RunFolder(path: path))
      }
      if made.count == seeds.count { return made }
      // Another process was quicker.
      for folder in made { rmdir(folder.path) }
      number += 1
    }
  }

  /// Opens an existing run.
  ///
  /// - Throws: `InputError` where there is no run.
  public static func open(_ path: String) throws -> RunFolder {
    let folder = RunFolder(path: path)
    guard FileSystem.exists(folder.path) else {
      throw InputError(
        "there is no such run folder", file: path, remedy: "apus runs lists the runs")
    }
    guard folder.isRun else {
      throw InputError(
        "is not a run folder: it has no configuration.yaml", file: path,
        remedy: "apus runs lists the runs")
    }
    return folder
  }

  /// Removes the folder of a run that could not begin, so that nothing looks like a run; one that has
  /// begun is left alone.
  public func removeIfNotBegun() {
    guard !FileSystem.exists(metrics) else { return }
    unlink(configuration)
    rmdir(policies)
    removeIfUnused()
  }

  /// Removes a folder that holds no run, only its lock; any other is left alone.
  func removeIfUnused() {
    guard !isRun else { return }
    unlink(lock)
    rmdir(path)
  }

  /// Reads the configuration of the run.
  ///
  /// - Throws: `InputError` where it cannot be read or is faulty.
  public func readConfiguration() throws -> RunConfiguration {
    try RunConfiguration(yaml: try readText(configuration), file: configuration)
  }
}

/// A hold on a run folder: while it lives no other process can train there.
///
/// The system takes it back when the process ends, however it ends.
public final class RunLock {
  private let descriptor: Int32

  /// Takes the hold.
  ///
  /// - Throws: `InputError` where another process has it or the folder is not writable.
  public init(_ folder: RunFolder) throws {
    descriptor = open(folder.lock, O_RDWR | O_CREAT | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw fileError("cannot be written", folder.path, errno) }
    guard Self.lock(descriptor) else {
      let isHeld = errno == EWOULDBLOCK
      close(descriptor)
      if !isHeld { throw fileError("cannot be locked", folder.path, errno) }
      throw InputError(
        "another process is training in this folder", file: folder.path,
        remedy: "wait for it, or stop it first")
    }
  }

  /// Takes the lock.
  ///
  /// Tried for a tenth of a second: whoever looks whether the folder is held holds it for an instant.
  private static func lock(_ descriptor: Int32) -> Bool {
    for _ in 0..<20 {
      if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
      guard errno == EWOULDBLOCK else { return false }
      usleep(5_000)
    }
    return flock(descriptor, LOCK_EX | LOCK_NB) == 0
  }

  deinit { close(descriptor) }

  /// Whether some process holds the folder now.
  public static func isHeld(_ folder: RunFolder) -> Bool {
    let descriptor = open(folder.lock, O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    return flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK
  }
}
