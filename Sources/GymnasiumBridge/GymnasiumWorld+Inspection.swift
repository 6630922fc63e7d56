import Determinism
import Documents
import Environments

extension GymnasiumWorld {
  /// What a look at a running environment found.
  public struct Inspection: Sendable {
    /// Gymnasium, Python and the processes, in one line.
    public let versions: String
    /// One sentence for each promise that it breaks.
    public let findings: [Finding]
  }

  /// Steps an environment at random and looks whether it keeps what Gymnasium promises.
  ///
  /// Looked at are observations and their bounds, whether the same seed gives the same episodes (else
  /// a run in it cannot be resumed), and whether another seed gives others.
  ///
  /// - Parameters:
  ///   - definition: of a Gymnasium environment.
  ///   - steps: to take in each of three copies.
  /// - Returns: What was found.
  /// - Throws: `InputError`: what is missing and how to install it, or what failed.
  public static func inspect(
    _ definition: EnvironmentDefinition, steps: Int = 200
  ) throws -> Inspection {
    guard case .external(let world as GymnasiumWorld) = definition.world else {
      throw InputError("'\(definition.id)' is no environment of Gymnasium")
    }
    let python = try Python.ofEnvironment()
    let report = try Worker(python, greeting: world.greeting(copies: 1)).finishGreeting()
    var findings: [Finding] = []
    func add(_ severity: Finding.Severity, _ message: String) {
      findings.append(
        Finding(severity: severity, message: message, file: definition.file, line: nil))
    }
    let random = RandomStream(seed: 1)
    let first = try world.play(definition, python, random.stream("first"), steps: steps)
    let again = try world.play(definition, python, random.stream("first"), steps: steps)
    let other = try world.play(definition, python, random.stream("other"), steps: steps)
    if first.trace != again.trace {
      add(
        .warning,
        "the same seed and actions give different episodes: a run in it cannot be resumed")
    }
    if first.trace == other.trace {
      add(.warning, "two seeds give the same episodes: nothing in it is random")
    }
    if let outside = first.outside {
      add(.warning, "an observation lies outside its space: \(outside)")
    }
    if report.isNondeterministic {
      add(.warning, "Gymnasium says of it that it is not deterministic")
    }
    return Inspection(
      versions: "Gymnasium \(report.gymnasiumVersion), Python \(report.pythonVersion) "
        + "(\(python.executable))",
      findings: findings)
  }

  /// What random play showed.
  private struct Play {
    var trace: [Float] = []
    var outside: String?
  }

  /// Plays three copies with actions that depend on nothing but the step.
  private func play(
    _ definition: EnvironmentDefinition, _ python: Python, _ random: RandomStream, steps: Int
  ) throws -> Play {
    let vector = try GymnasiumVector(
      of: self, python: python, count: 3, definition: definition, random: random)
    var actions = RandomStream(seed: 7)
    var play = Play()
    for step in 0..<steps {
      vector.step((0..<3).map { _ in Int32(actionSpace.sample(using: &actions)) })
      if let failure = vector.failure { throw failure }
      play.trace += vector.observations
      play.trace += vector.rewards
      for copy in 0..<3 where play.outside == nil {
        guard !observationSpace.contains(vector.observation(copy)) else { continue }
        play.outside = "step \(step + 1), \(vector.describeState(copy))"
      }
    }
    return play
  }
}
