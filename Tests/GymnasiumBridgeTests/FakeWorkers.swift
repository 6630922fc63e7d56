import Determinism
import Documents
import Environments
import Foundation
import GymnasiumBridge
import Testing

/// A Python that is none: shell scripts that answer on descriptor 0 as a worker does, or not.
enum FakeWorkers {
  /// A report of two numbers in -1...1 and three actions.
  static let report = """
    {"protocol": 1, "python": "3", "gymnasium": "1", "shape": [2], "type": "float32", \
    "low": "000080bf", "high": "0000803f", "observation": "Box", "actions": 3, "actionNames": [], \
    "timeLimit": 10, "rewardThreshold": null, "nondeterministic": false, "pictures": false}
    """

  /// A script as an interpreter, with short time-outs.
  static func python(_ script: String, seconds: Int = 5) -> Python {
    Python(
      executable: "/bin/sh", arguments: ["-c", script, "worker"], startSeconds: seconds,
      stepSeconds: seconds, workers: 1)
  }

  /// A frame as the argument of `printf`.
  static func frame(_ kind: FrameKind, _ number: UInt16, _ payload: [UInt8]) -> [UInt8] {
    var bytes: [UInt8] = []
    FrameHeader(length: payload.count, kind: kind, number: number).append(to: &bytes)
    return bytes + payload
  }

  /// A line of the script that reads a frame of so many payload bytes.
  static func read(_ count: Int) -> String {
    "dd bs=1 count=\(FrameHeader.size + count) of=/dev/null 2>/dev/null <&0\n"
  }

  /// A line of the script that sends bytes.
  static func write(_ bytes: [UInt8]) -> String {
    let octal = bytes.map { "\\" + String($0 / 64) + String($0 / 8 % 8) + String($0 % 8) }
    return "printf '\(octal.joined())' >&0\n"
  }

  /// The bytes of the greeting for one copy.
  static func greeting() throws -> Greeting {
    Greeting(id: "Fake-v0", options: [:], key: nil, copies: 1)
  }

  /// A definition of the fake environment.
  static func definition() throws -> EnvironmentDefinition {
    ExternalWorlds.register(GymnasiumWorld.self)
    let report = try Array(Self.report.utf8).withUnsafeBytes { try Report(reading: $0) }
    return try EnvironmentDefinition.parse(
      GymnasiumWorld.definitionText(of: GymnasiumName("Fake-v0"), report), file: "fake.yaml")
  }

  /// A vector of one copy whose worker greets, begins, and then does what the script says.
  static func vector(_ script: String, seconds: Int = 5) throws -> GymnasiumVector {
    let definition = try definition()
    guard case .external(let world as GymnasiumWorld) = definition.world else {
      throw InputError("expected a world of Gymnasium")
    }
    let hello = try world.greeting(copies: 1).json.count
    let beginning =
      read(hello) + write(frame(.ready, 1, Array(report.utf8)))
      + read(5) + write(frame(.begun, 2, floats([0.5, 0.25])))
    return try GymnasiumVector(
      of: world, python: python(beginning + script, seconds: seconds), count: 1,
      definition: definition, random: RandomStream(seed: 1))
  }

  static func floats(_ values: [Float]) -> [UInt8] {
    var bytes: [UInt8] = []
    for value in values { bytes.append(number: value.bitPattern) }
    return bytes
  }

  /// The payload of an answer to a step of one copy.
  static func stepped(
    reward: Double, flags: UInt8, _ observation: [Float], final: [Float] = []
  ) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.append(number: reward.bitPattern)
    return bytes + [flags] + floats(observation) + floats(final)
  }
}
