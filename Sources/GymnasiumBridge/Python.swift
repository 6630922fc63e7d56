import Documents
import Foundation

/// The Python that environments run in, and how long it is waited for.
package struct Python: Sendable, Hashable {
  /// The program.
  package var executable: String
  /// What comes before the worker's name; the script itself.
  package var arguments: [String]
  /// Seconds that the worker may take to start: imports, and making the environments.
  package var startSeconds: Int
  /// Seconds that the worker may take for one step of its copies.
  package var stepSeconds: Int
  /// The number of worker processes for so many copies; nil decides by the processors.
  package var workers: Int?

  package init(
    executable: String, arguments: [String], startSeconds: Int, stepSeconds: Int, workers: Int?
  ) {
    self.executable = executable
    self.arguments = arguments
    self.startSeconds = startSeconds
    self.stepSeconds = stepSeconds
    self.workers = workers
  }

  /// The longest time that may be waited, in seconds.
  package static let longestWait = 86_400

  /// The Python of this program's environment variables.
  ///
  /// - `APUS_PYTHON`: the program; else `python3` on the PATH.
  /// - `APUS_PYTHON_TIMEOUT`: seconds for one answer, 1...86400; else 60, and 300 for the first.
  /// - `APUS_PYTHON_WORKERS`: processes for one vector, 1...256; else at most one for a processor.
  ///
  /// - Throws: `InputError` for a variable that is out of range.
  package static func ofEnvironment(
    _ variables: [String: String] = ProcessInfo.processInfo.environment
  ) throws -> Python {
    func number(_ name: String, _ range: ClosedRange<Int>) throws -> Int? {
      guard let text = variables[name], !text.isEmpty else { return nil }
      guard let value = Int(text), range.contains(value) else {
        throw InputError(
          "\(name): expected a whole number from \(range.lowerBound) to \(range.upperBound), "
            + "got '\(shown(text))'")
      }
      return value
    }
    let seconds = try number("APUS_PYTHON_TIMEOUT", 1...longestWait)
    let named = variables["APUS_PYTHON"] ?? ""
    return Python(
      executable: named.isEmpty ? "python3" : named,
      arguments: ["-c", script, "apus-gymnasium-worker"],
      startSeconds: seconds ?? 300, stepSeconds: seconds ?? 60,
      workers: try number("APUS_PYTHON_WORKERS", 1...256))
  }

  /// The worker's script, embedded in the program.
  private static let script = String(decoding: PackageResources.worker_py, as: UTF8.self)

  /// How to install packages into it, as a line for a shell.
  package func installLine(_ packages: String) -> String {
    "\(executable) -m pip install \(packages)"
  }

  /// The numbers of copies that its processes have, together `copies`.
  ///
  /// What a copy does depends on its own seeds only, so the division changes no result. A process
  /// has four copies at least where the number is left to us: below that, waking it costs more than
  /// it saves.
  package func groups(of copies: Int) -> [Int] {
    let count = min(
      copies, workers ?? max(1, min(ProcessInfo.processInfo.activeProcessorCount, copies / 4)))
    return (0..<count).map { (copies * ($0 + 1)) / count - (copies * $0) / count }
  }
}
