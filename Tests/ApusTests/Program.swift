import Foundation

/// The built program, run as a user runs it.
struct Program {
  /// What a run of the program gave.
  struct Result {
    var status: Int32
    var output: String
    var errors: String
    /// The lines of standard output, without the empty one after the last line end.
    var lines: [String] { output.split(separator: "\n").map(String.init) }
  }

  /// The folder in which it runs.
  var folder: String
  /// Variables of its environment in place of the test's own; nil takes one away.
  var variables: [String: String?] = [:]

  /// The path of `apus`: it is built beside the tests.
  static var path: String {
    let own =
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe"))
      ?? CommandLine.arguments[0]
    var url = URL(fileURLWithPath: own)
    while url.path != "/" {
      url.deleteLastPathComponent()
      let candidate = url.appendingPathComponent("apus").path
      var isFolder: ObjCBool = false
      if FileManager.default.fileExists(atPath: candidate, isDirectory: &isFolder),
        !isFolder.boolValue
      {
        return candidate
      }
    }
    return "apus"
  }

  /// Runs to the end.
  func callAsFunction(_ arguments: String...) throws -> Result { try run(arguments) }

  /// Runs to the end.
  func run(_ arguments: [String], input: String? = nil) throws -> Result {
    let files = try (0..<2).map { _ in try temporaryFile() }
    let process = try start(arguments, input: input, output: files[0], errors: files[1])
    process.waitUntilExit()
    defer { for file in files { try? FileManager.default.removeItem(atPath: file) } }
    let status =
      process.terminationReason == .uncaughtSignal
      ? -process.terminationStatus : process.terminationStatus
    return Result(
      status: status, output: try String(contentsOfFile: files[0], encoding: .utf8),
      errors: try String(contentsOfFile: files[1], encoding: .utf8))
  }

  /// Starts it; output and errors go to files, or nowhere.
  func start(
    _ arguments: [String], input: String? = nil, output: String? = nil, errors: String? = nil
  ) throws -> Process {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Self.path)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    var environment = ProcessInfo.processInfo.environment
    for (name, value) in variables { environment[name] = value }
    process.environment = environment
    process.standardInput =
      try input.map { try FileHandle(forReadingFrom: URL(fileURLWithPath: $0)) }
      ?? FileHandle.nullDevice
    process.standardOutput = try output.map { try handle($0) } ?? FileHandle.nullDevice
    process.standardError = try errors.map { try handle($0) } ?? FileHandle.nullDevice
    try process.run()
    return process
  }

  private func handle(_ file: String) throws -> FileHandle {
    try FileHandle(forWritingTo: URL(fileURLWithPath: file))
  }

  private func temporaryFile() throws -> String {
    let path = NSTemporaryDirectory() + "apus-output-\(UUID().uuidString)"
    try Data().write(to: URL(fileURLWithPath: path))
    return path
  }
}

/// A folder that is removed with its content at the end of a test.
final class TemporaryFolder: Sendable {
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "apus-test-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The program, run in this folder; it sees no data but those that come with it.
  var apus: Program { Program(folder: path, variables: ["APUS_DATA": nil as String?]) }

  /// The bytes of a file in this folder.
  func bytes(_ name: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: "\(path)/\(name)"))
  }

  /// The text of a file in this folder.
  func text(_ name: String) throws -> String {
    try String(contentsOfFile: "\(path)/\(name)", encoding: .utf8)
  }

  /// Writes a file in this folder.
  func write(_ name: String, _ text: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
  }
}

/// A training of a second or less that learns, evaluates and makes checkpoints.
func shortTraining(_ run: String, _ more: String...) -> [String] {
  let settings = [
    "hiddenSizes=[32,32]", "trainInterval=4", "updatesPerInterval=1", "learningStarts=200",
    "batchSize=32", "bufferCapacity=1500", "targetInterval=100", "epsilonSteps=1000",
    "evaluationInterval=500", "evaluationEpisodes=8", "reportInterval=250",
    "checkpointInterval=400",
  ]
  return ["train", "cartpole", "--steps", "3000", "--run", run]
    + settings.flatMap { ["--set", $0] } + more
}

/// A training on a data set that comes with the program: a second or so, with many checkpoints.
func datasetTraining(_ run: String, _ more: String...) -> [String] {
  let settings = ["checkpointInterval=50", "hiddenSizes=[32]"]
  return ["train", "digits", "--network", "mlp", "--epochs", "20", "--run", run]
    + settings.flatMap { ["--set", $0] } + more
}
