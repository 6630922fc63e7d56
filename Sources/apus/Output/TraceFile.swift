import Documents
import Foundation
import Visualizer

/// What happens in a view, as a file of JSON objects, one a line (`--trace`).
///
/// All that depends on the clock is under the key "clock", so that the rest can be compared.
final class TraceFile {
  private let handle: FileHandle

  /// Begins the file anew; "-" is standard error.
  init(_ path: String) throws {
    guard path != "-" else {
      handle = .standardError
      return
    }
    // The file is made as a whole first: what cannot be written is told with its reason.
    try writeAtomically("", to: path)
    guard let handle = FileHandle(forWritingAtPath: path) else {
      throw InputError("cannot be written", file: path)
    }
    self.handle = handle
  }

  /// The trace of a view; a disk that is full ends the trace, not the view.
  var trace: ViewTrace {
    ViewTrace { [handle] line in
      try? handle.write(contentsOf: Data((Self.object(line).text + "\n").utf8))
    }
  }

  private static func object(_ line: ViewTrace.Line) -> JSONObject {
    var object = JSONObject()
    object.add("event", line.event)
    if let detail = line.detail { object.add("detail", detail) }
    if let command = line.command { object.add("command", command) }
    object.add("scenes", line.scenes.map(scene))
    let viewing = line.viewing
    object.add("paused", viewing.isPaused)
    object.add("speed", viewing.speed)  // null without a limit
    object.add("person", viewing.isPerson)
    object.add("panels", Panel.allCases.filter(viewing.panels.contains).map { "\($0)" })
    object.add("theme", viewing.theme.rawValue)
    object.add("help", viewing.showsHelp)
    object.add("recording", viewing.isRecording)
    if let focus = viewing.focus { object.add("focus", focus) }
    if viewing.checkpoints.indices.contains(viewing.checkpoint) {
      object.add("checkpoint", viewing.checkpoints[viewing.checkpoint])
    }
    object.add("clock", clock(line))
    return object
  }

  private static func scene(_ scene: Scene) -> JSONObject {
    var object = JSONObject()
    object.add("episode", scene.episode)
    object.add("step", scene.step)
    object.add("lastStep", scene.lastStep)
    object.add("return", scene.episodeReturn)
    if let action = scene.chosenAction {
      let names = scene.actionNames
      object.add("action", names.indices.contains(action) ? names[action] : "\(action)")
    }
    object.add("status", scene.status.rawValue)
    return object
  }

  /// What another run would have otherwise: times, and a message, which stays for some seconds.
  private static func clock(_ line: ViewTrace.Line) -> JSONObject {
    var object = JSONObject()
    object.add("time", line.time)
    if let frame = line.frame { object.add("frame", frame) }
    if let shownAfter = line.shownAfter { object.add("shownAfter", shownAfter) }
    if let message = line.viewing.message { object.add("message", message) }
    return object
  }
}
