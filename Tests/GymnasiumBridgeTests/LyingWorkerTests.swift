import Determinism
import Documents
import Environments
import Foundation
import GymnasiumBridge
import Testing

/// Workers that lie, die or fall silent: each is one error, soon, and never a crash.
@Suite struct LyingWorkerTests {
  /// The payload of a step's request for one copy.
  private static let stepRequest = 9

  /// What a step is answered with, and what the message says of it.
  struct Lie: CustomTestStringConvertible, Sendable {
    var name: String
    var bytes: [UInt8]
    var words: String
    var testDescription: String { name }
  }

  private static func stepped(
    _ reward: Double, _ flags: UInt8, _ observation: [Float], final: [Float] = []
  ) -> [UInt8] {
    FakeWorkers.frame(
      .stepped, 3,
      FakeWorkers.stepped(reward: reward, flags: flags, observation, final: final))
  }

  static let lies: [Lie] = [
    Lie(name: "dies at once", bytes: [], words: "ended with status 0"),
    Lie(name: "dies in a header", bytes: [1, 2, 3], words: "ended with status 0"),
    Lie(
      name: "dies in a frame", bytes: Array(stepped(1, 0, [0, 0]).dropLast(3)),
      words: "ended with status 0"),
    Lie(
      name: "huge length", bytes: [0xFF, 0xFF, 0xFF, 0xFF, 103, 0, 3, 0],
      words: "4294967295 bytes, expected 17 to 25"),
    Lie(name: "text", bytes: Array("Hello, world!".utf8), words: "answer numbered 30496"),
    Lie(
      name: "another kind", bytes: FakeWorkers.frame(.begun, 3, [0, 0, 0, 0, 0, 0, 0, 0]),
      words: "frame of kind 102, expected 103"),
    Lie(
      name: "another number", bytes: FakeWorkers.frame(.stepped, 2, []),
      words: "numbered 2, expected 3"),
    Lie(
      name: "too short", bytes: FakeWorkers.frame(.stepped, 3, [1, 2]),
      words: "2 bytes, expected 17 to 25"),
    Lie(
      name: "an end without an observation", bytes: stepped(1, 1, [0, 0]),
      words: "17 bytes, expected at least 25"),
    Lie(
      name: "an observation without an end", bytes: stepped(1, 0, [0, 0], final: [0, 0]),
      words: "25 bytes, expected 17"),
    Lie(name: "NaN reward", bytes: stepped(.nan, 0, [0, 0]), words: "a reward of nan"),
    Lie(name: "infinite reward", bytes: stepped(1e300, 0, [0, 0]), words: "a reward of inf"),
    Lie(
      name: "NaN observation", bytes: stepped(1, 0, [0, .nan]),
      words: "observation that is not finite"),
    Lie(
      name: "infinite final observation", bytes: stepped(1, 2, [0, 0], final: [.infinity, 0]),
      words: "observation that is not finite"),
    Lie(name: "unknown flags", bytes: stepped(1, 4, [0, 0]), words: "flags of 4"),
    Lie(
      name: "a complaint that is none", bytes: FakeWorkers.frame(.error, 3, Array("{]".utf8)),
      words: "a complaint that cannot be read"),
    Lie(
      name: "a complaint",
      bytes: FakeWorkers.frame(
        .error, 3, Array(#"{"kind": "failed", "message": "ValueError:\n\u0007 no"}"#.utf8)),
      words: "'Fake-v0' failed: ValueError: no"),
  ]

  @Test(arguments: lies)
  func aLieIsOneErrorAndChangesNothing(lie: Lie) throws {
    let vector = try FakeWorkers.vector(
      FakeWorkers.read(Self.stepRequest) + FakeWorkers.write(lie.bytes))
    vector.step([2])
    let failure = try #require(vector.failure)
    #expect(failure.description.contains(lie.words), "\(failure)")
    #expect(Array(vector.observations) == [0.5, 0.25])
    #expect(vector.rewards[0] == 0 && !vector.terminated[0] && !vector.truncated[0])
    #expect(vector.episodeSteps(0) == 0)
    // It stays failed, quietly.
    vector.step([0])
    vector.reset()
    #expect(vector.failure == failure)
    #expect(throws: InputError.self) { try vector.snapshot() }
  }

  @Test func anHonestAnswerIsTaken() throws {
    let vector = try FakeWorkers.vector(
      FakeWorkers.read(Self.stepRequest) + FakeWorkers.write(Self.stepped(-1.5, 0, [1, -1]))
        + FakeWorkers.read(Self.stepRequest)
        + FakeWorkers.write(
          FakeWorkers.frame(
            .stepped, 4, FakeWorkers.stepped(reward: 2, flags: 3, [0, 0], final: [0.75, 0]))))
    vector.step([2])
    #expect(vector.failure == nil)
    #expect(Array(vector.observations) == [1, -1] && vector.rewards[0] == -1.5)
    #expect(vector.episodeSteps(0) == 1 && vector.episodeNumber(0) == 0)
    vector.step([0])
    // Where both endings are said the task has ended.
    #expect(vector.terminated[0] && !vector.truncated[0])
    #expect(Array(vector.finalObservations) == [0.75, 0] && Array(vector.observations) == [0, 0])
    #expect(vector.episodeSteps(0) == 0 && vector.episodeNumber(0) == 1)
  }

  @Test func silenceEndsAfterTheTimeThatWasGiven() throws {
    let vector = try FakeWorkers.vector("sleep 60", seconds: 1)
    let begin = Date()
    vector.step([0])
    #expect(Date().timeIntervalSince(begin) < 5)
    let failure = try #require(vector.failure)
    #expect(failure.message.contains("gave no answer for 1 seconds"), "\(failure)")
    #expect(failure.remedy?.contains("APUS_PYTHON_TIMEOUT") == true)
  }

  @Test func aDeathSaysTheSignalAndTheLastWords() throws {
    let vector = try FakeWorkers.vector(
      FakeWorkers.read(Self.stepRequest) + "echo first; echo last words >&2; kill -9 $$")
    vector.step([0])
    let failure = try #require(vector.failure)
    #expect(failure.message.contains("was killed by signal 9"), "\(failure)")
    #expect(failure.message.hasSuffix("it printed: last words"), "\(failure)")
  }

  /// What a worker started may outlive it and hold the socket open.
  @Test func aDeathIsSeenThoughAnotherHoldsTheSocket() throws {
    let vector = try FakeWorkers.vector(
      FakeWorkers.read(Self.stepRequest) + "sleep 30 & kill -9 $$", seconds: 20)
    let begin = Date()
    vector.step([0])
    #expect(Date().timeIntervalSince(begin) < 10)
    #expect(vector.failure?.message.contains("was killed by signal 9") == true)
  }

  /// A pipe that nobody reads would stop the worker at 64 KiB.
  @Test func aFloodOfOutputStopsNobody() throws {
    let vector = try FakeWorkers.vector(
      FakeWorkers.read(Self.stepRequest)
        + "i=0; while [ $i -lt 3000 ]; do echo 'a line that nobody asked for, again and again'; "
        + "echo 'and another one on the other descriptor' >&2; i=$((i+1)); done\n"
        + FakeWorkers.write(Self.stepped(1, 0, [1, 1])))
    vector.step([0])
    #expect(vector.failure == nil)
    #expect(Array(vector.observations) == [1, 1])
  }

  @Test func noProcessIsLeftBehind() throws {
    var children: [Int32] = []
    for script in ["sleep 60", "exit 3"] {
      let child = try ChildProcess(executable: "/bin/sh", arguments: ["-c", script])
      children.append(child.identifier)
    }
    // Killed and waited for: not even a zombie answers to the number.
    for child in children { #expect(kill(child, 0) == -1 && errno == ESRCH) }
  }

  @Test func aPythonThatIsNotThereIsNamed() throws {
    let python = Python(
      executable: "/nowhere/python", arguments: [], startSeconds: 1, stepSeconds: 1, workers: 1)
    let error = #expect(throws: InputError.self) {
      try Worker(python, greeting: FakeWorkers.greeting())
    }
    #expect(error?.message.contains("'/nowhere/python' cannot be started") == true)
    #expect(error?.remedy?.contains("APUS_PYTHON=") == true)
  }

  /// Reports of every kind of nonsense: refused by name.
  @Test(arguments: [
    ("\"shape\": [2]", "\"shape\": []", "shape []"),
    ("\"shape\": [2]", "\"shape\": [-2]", "shape [-2]"),
    ("\"shape\": [2]", "\"shape\": [4000000, 4000000]", "shape [4000000, 4000000]"),
    ("\"shape\": [2]", "\"shape\": \"2\"", "'shape' is of another type"),
    ("\"type\": \"float32\"", "\"type\": \"int64\"", "type 'int64'"),
    ("\"low\": \"000080bf\"", "\"low\": \"0000c07f\"", "a bound is no number"),
    ("\"low\": \"000080bf\"", "\"low\": \"00004040\"", "is above high"),
    ("\"low\": \"000080bf\"", "\"low\": \"xy0080bf\"", "no hexadecimal digits"),
    ("\"low\": \"000080bf\"", "\"low\": \"00\"", "0 bounds, expected 1 or 2"),
    ("\"actions\": 3", "\"actions\": 0", "0 actions"),
    ("\"actions\": 3", "\"actions\": 1e99", "cannot be read"),
    ("\"timeLimit\": 10", "\"timeLimit\": -1", "time limit of -1"),
    ("\"python\": \"3\", ", "", "it has no 'python'"),
    ("{\"protocol\"", "[\"protocol\"", "it is no JSON"),
  ])
  func aFaultyReportIsRefused(from: String, to: String, words: String) throws {
    #expect(FakeWorkers.report.contains(from))
    let text = FakeWorkers.report.replacingOccurrences(of: from, with: to)
    let hello = try FakeWorkers.greeting().json.count
    let python = FakeWorkers.python(
      FakeWorkers.read(hello) + FakeWorkers.write(FakeWorkers.frame(.ready, 1, Array(text.utf8))))
    let worker = try Worker(python, greeting: FakeWorkers.greeting())
    let error = #expect(throws: InputError.self) { try worker.finishGreeting() }
    #expect(error?.message.contains(words) == true, "\(String(describing: error))")
  }
}
