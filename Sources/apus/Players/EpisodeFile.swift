import Documents
import Environments
import Experiments

/// An episode file that grows while episodes are played.
///
/// Written anew, in one step, after each episode, so that what is there is always valid.
package final class EpisodeFile {
  private let path: String
  private var bytes: [UInt8] = []
  /// The length of the file before its last episode.
  private var lastStart = 0
  /// The episodes written so far.
  package private(set) var count = 0

  /// A file of this name, which must not exist.
  package init(_ path: String) throws {
    guard !FileSystem.exists(path) else {
      throw InputError(
        "exists already", file: path, remedy: "give another name, or remove it first")
    }
    self.path = path
  }

  func append(_ recording: EpisodeRecording) throws {
    let line = try recording.line() + [UInt8(ascii: "\n")]
    try writeAtomically(bytes + line, to: path)
    lastStart = bytes.count
    bytes += line
    count += 1
  }

  /// Takes the last episode back, which is being played differently; the next one takes its place.
  func takeBack() {
    precondition(bytes.count > lastStart, "expected an episode to take back, got none")
    bytes.removeLast(bytes.count - lastStart)
    count -= 1
  }

  /// Says where the episodes are.
  func report() {
    guard count > 0 else { return }
    Console.message("\(count) episode\(count == 1 ? "" : "s") recorded: apus replay \(path)")
  }
}
