/// What a recording holds.
package struct RecordingSummary: Sendable, Hashable {
  /// The file or folder.
  package var path: String
  /// Pictures that were drawn; equal ones that follow each other may be one in the file.
  package var pictures = 0
  /// Steps of all players.
  package var steps = 0
  /// Episodes of all players that began.
  package var episodes = 0
  /// The length of a film, in milliseconds; 0 of a strip.
  package var milliseconds = 0
  /// Whether it went on to the end of the episodes.
  package var isComplete = true

  init(path: String) { self.path = path }

  /// What it holds, in words, such as "2 episodes, 312 steps, 31.2 s".
  package var text: String {
    func counted(_ count: Int, _ noun: String) -> String {
      "\(count) \(noun)\(count == 1 ? "" : "s")"
    }
    var parts = [counted(episodes, "episode"), counted(steps, "step")]
    if milliseconds > 0 { parts.append("\(Scene.short(Double(milliseconds / 100) / 10)) s") }
    if !isComplete { parts.append("stopped before the end") }
    return parts.joined(separator: ", ")
  }
}
