/// What happened in a view, in order, as values: for tests, and for `--trace`.
///
/// Lines wait until a picture shows what they tell, so that each can say how soon that was; where
/// nothing is drawn they are written at once.
package final class ViewTrace {
  /// One thing that happened, and how everything stood after it.
  package struct Line: Sendable {
    /// "start", "step", "end", or the kind of an input: "key", "press", "closed", ...
    package let event: String
    /// The key's name, or what was pressed.
    package let detail: String?
    /// What a key asked for.
    package let command: String?
    /// What is shown.
    package let scenes: [Scene]
    /// How the viewing stands.
    package let viewing: Viewing
    /// When it happened, in seconds of the view's clock.
    package let time: Double
    /// The picture that was the first to show it, counted from 1; nil where none did.
    package internal(set) var frame: Int?
    /// Seconds until that picture was on the screen.
    package internal(set) var shownAfter: Double?
  }

  private let write: (Line) -> Void
  private var waiting: [Line] = []

  /// A trace whose lines go to `write`.
  package init(write: @escaping (Line) -> Void) { self.write = write }

  func add(_ line: Line) { waiting.append(line) }

  /// The picture of this number shows all that was added.
  func wasShown(frame: Int, at time: Double) {
    for var line in waiting {
      line.frame = frame
      line.shownAfter = time - line.time
      write(line)
    }
    waiting.removeAll()
  }

  /// Writes the lines of which no picture will come.
  func flush() {
    waiting.forEach(write)
    waiting.removeAll()
  }
}
