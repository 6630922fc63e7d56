import Foundation
import Testing

/// The Python that `APUS_PYTHON` names, where it has these modules.
func peerPython(importing modules: String...) -> String? {
  guard let python = PeerReadersTests.python else { return nil }
  let process = Process()
  process.executableURL = URL(fileURLWithPath: python)
  process.arguments = ["-c", "import " + modules.joined(separator: ", ")]
  process.standardError = FileHandle.nullDevice
  process.standardOutput = FileHandle.nullDevice
  guard (try? process.run()) != nil else { return nil }
  process.waitUntilExit()
  return process.terminationStatus == 0 ? python : nil
}

/// Training in Gymnasium's environments, through the program.
///
/// `APUS_PYTHON` names a Python; where it has no `gymnasium` and `pygame` these tests are skipped.
@Suite(.serialized) struct GymnasiumTests {
  static let python = peerPython(importing: "gymnasium", "pygame")

  /// A training of some seconds that makes checkpoints.
  private func training(_ run: String, steps: Int = 6_000) -> [String] {
    let settings = [
      "environments=4", "hiddenSizes=[32,32]", "learningStarts=200", "batchSize=32",
      "bufferCapacity=5000", "epsilonSteps=2000", "evaluationInterval=2000",
      "evaluationEpisodes=4", "reportInterval=500", "checkpointInterval=1000",
    ]
    return ["train", "gym:CartPole-v1", "--run", run, "--steps", "\(steps)", "--quiet"]
      + settings.flatMap { ["--set", $0] }
  }

  /// The processes whose parent is `parent`, from /proc.
  private func children(of parent: Int32) -> [Int32] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap { Int32($0) }.filter { process in
      guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
      else { return false }
      let fields = text.split(separator: ")").last?.split(separator: " ") ?? []
      return fields.count > 1 && fields[1] == "\(parent)"
    }
  }

  @Test(.enabled(if: python != nil, "APUS_PYTHON is not set, or has no gymnasium"))
  func aKilledWorkerIsReportedAndTheRunGoesOnToTheSameBytes() throws {
    let folder = try TemporaryFolder()
    #expect(try folder.apus.run(training("whole")).status == 0)
    try folder.write("errors", "")
    let process = try folder.apus.start(training("killed"), errors: "\(folder.path)/errors")
    let resume = "\(folder.path)/killed/resume.safetensors"
    while process.isRunning, !FileManager.default.fileExists(atPath: resume) {
      Thread.sleep(forTimeInterval: 0.005)
    }
    let workers = children(of: process.processIdentifier)
    #expect(!workers.isEmpty)
    for worker in workers { kill(worker, SIGKILL) }
    process.waitUntilExit()
    #expect(process.terminationStatus == 1)
    let errors = try folder.text("errors")
    #expect(
      errors.contains("the Python worker of 'CartPole-v1' was killed by signal 9"), "\(errors)")
    #expect(errors.contains("the last checkpoint is safe in killed"), "\(errors)")
    #expect(try folder.apus("train", "--resume", "killed", "--quiet").status == 0)
    for name in [
      "policy.safetensors", "policy-last.safetensors", "resume.safetensors", "metrics.csv",
    ] {
      #expect(
        try folder.bytes("whole/\(name)") == folder.bytes("killed/\(name)"), "\(name) differs")
    }
  }

  @Test(.enabled(if: python != nil, "APUS_PYTHON is not set, or has no gymnasium"))
  func workersEndWithTheProgram() throws {
    let folder = try TemporaryFolder()
    let process = try folder.apus.start(training("a", steps: 100_000))
    let metrics = "\(folder.path)/a/metrics.csv"
    while process.isRunning, !FileManager.default.fileExists(atPath: metrics) {
      Thread.sleep(forTimeInterval: 0.005)
    }
    let workers = children(of: process.processIdentifier)
    #expect(!workers.isEmpty)
    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    let deadline = Date().addingTimeInterval(10)
    while workers.contains(where: { kill($0, 0) == 0 }), Date() < deadline {
      Thread.sleep(forTimeInterval: 0.01)
    }
    #expect(workers.allSatisfy { kill($0, 0) != 0 })
  }

  @Test(.enabled(if: python != nil, "APUS_PYTHON is not set, or has no gymnasium"))
  func cartPoleIsLearned() throws {
    let folder = try TemporaryFolder()
    #expect(
      try folder.apus(
        "train", "gym:CartPole-v1", "--run", "a", "--steps", "30000", "--quiet"
      ).status == 0)
    let result = try folder.apus("evaluate", "a", "--episodes", "20", "--json")
    #expect(result.status == 0, "\(result.errors)")
    let scores =
      try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
    // Random play reaches about 22.
    let mean = try #require(scores?["meanReturn"] as? Double)
    #expect(mean >= 100, "a mean return of \(mean)")
    // The program needs no Python to say what the policy is of, and a terminal shows its play.
    let watched = try folder.apus(
      "watch", "a", "--terminal", "--episodes", "1", "--speed", "64")
    #expect(watched.status == 0, "\(watched.errors)")
  }

  @Test(.enabled(if: python != nil, "APUS_PYTHON is not set, or has no gymnasium"))
  func checkSaysWhatAnEnvironmentIs() throws {
    let folder = try TemporaryFolder()
    let checked = try folder.apus("environments", "check", "gym:CartPole-v1")
    #expect(checked.status == 0, "\(checked.errors)")
    #expect(checked.output.contains("observations [4] float32"), "\(checked.output)")
    let shown = try folder.apus("environments", "show", "gym:CartPole-v1")
    #expect(shown.output.contains("gym-cartpole-v1, version 1"), "\(shown.output)")
    #expect(shown.output.contains("500 steps"), "\(shown.output)")
  }

  @Test(
    .enabled(if: python != nil, "APUS_PYTHON is not set, or has no gymnasium"),
    arguments: [
      ("gym:CartPol-v1", "Did you mean: `CartPole`"),
      ("gym:Pendulum-v1", "apus chooses among numbered actions"),
      ("gym:Nowhere/Thing-v0", "Namespace Nowhere not found"),
      ("gym:CartPole-v1?lenght=3", "unexpected keyword argument 'lenght'"),
    ])
  func whatCannotBeUsedIsRefusedWithAReason(name: String, words: String) throws {
    let folder = try TemporaryFolder()
    for command in [["train", name], ["environments", "check", name]] {
      let result = try folder.apus.run(command)
      #expect(result.status == 1 && result.errors.contains(words), "\(result.errors)")
      #expect(result.errors.split(separator: "\n").count <= 2, "\(result.errors)")
    }
  }

  @Test func withoutPythonOrGymnasiumTheRemedyIsNamed() throws {
    let folder = try TemporaryFolder()
    var apus = folder.apus
    apus.variables["APUS_PYTHON"] = "/nowhere/python3"
    let missing = try apus("train", "gym:CartPole-v1")
    #expect(missing.status == 1 && missing.errors.contains("cannot be started"))
    #expect(missing.errors.contains("APUS_PYTHON=/path/to/python"), "\(missing.errors)")
    // A Python that is none answers with what it says itself.
    try folder.write("python", "#!/bin/sh\necho 'no such thing here' >&2\nexit 3\n")
    chmod("\(folder.path)/python", 0o755)
    apus.variables["APUS_PYTHON"] = "\(folder.path)/python"
    let other = try apus("environments", "check", "gym:CartPole-v1")
    #expect(other.status == 1 && other.errors.contains("ended with status 3"), "\(other.errors)")
    #expect(other.errors.contains("no such thing here"), "\(other.errors)")
  }
}
