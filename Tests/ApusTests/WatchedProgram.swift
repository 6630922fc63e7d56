import Foundation
import Testing

/// A program that shows a window, and the trace that it writes.
final class WatchedProgram {
  /// A line of the trace.
  struct Line: Decodable {
    struct Scene: Decodable, Equatable {
      var episode, step, lastStep: Int
      var `return`: Double
      var action: String?
      var status: String
    }
    struct Clock: Decodable {
      var time: Double
      var frame: Int?
      var shownAfter: Double?
      var message: String?
    }
    var event: String
    var detail, command, theme: String?
    var scenes: [Scene]
    var paused, person, help, recording: Bool
    var speed: Double?
    var panels: [String]
    var focus: Int?
    var checkpoint: String?
    var clock: Clock
    var scene: Scene { scenes[0] }
  }

  let process: Process
  private let display: VirtualDisplay
  private let trace: String

  /// Starts it and waits until its first picture is on the screen.
  init(_ arguments: [String], in folder: TemporaryFolder, on display: VirtualDisplay) throws {
    self.display = display
    trace = folder.path + "/trace.jsonl"
    try? FileManager.default.removeItem(atPath: trace)
    var apus = folder.apus
    for (name, value) in ["DISPLAY": display.name, "SDL_VIDEODRIVER": "x11"] {
      apus.variables[name] = value
    }
    process = try apus.start(arguments + ["--trace", trace], errors: "/dev/stderr")
    try wait { !$0.isEmpty }
  }

  deinit { if process.isRunning { process.terminate() } }

  /// The trace so far.
  var lines: [Line] {
    get throws {
      let text = (try? String(contentsOfFile: trace, encoding: .utf8)) ?? ""
      return try text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map {
        try JSONDecoder().decode(Line.self, from: Data($0.utf8))
      }
    }
  }

  /// Waits until the trace is as it should be; half a minute at most.
  @discardableResult
  func wait(until isRight: ([Line]) -> Bool) throws -> [Line] {
    for _ in 0..<1500 {
      let lines = try lines
      if isRight(lines) { return lines }
      Thread.sleep(forTimeInterval: 0.02)
    }
    Issue.record(
      "the trace did not become as expected: \(try lines.last.map { "\($0)" } ?? "empty")")
    return try lines
  }

  /// Presses a key and waits until the trace tells it; nil where it did not within half a minute.
  func press(_ key: String) throws -> Line? {
    let count = try lines.filter { $0.event == "key" }.count
    try display.press(key)
    return try wait { $0.filter { $0.event == "key" }.count > count }
      .last { $0.event == "key" }
  }

  /// The place and size of the window on the screen.
  func geometry() throws -> (id: String, crop: String) {
    let id =
      try display.run("xdotool", "search", "--name", "^apus ")
      .split(separator: "\n").first.map(String.init) ?? ""
    let lines = try display.run("xdotool", "getwindowgeometry", "--shell", id)
      .split(separator: "\n").map { $0.split(separator: "=").map(String.init) }
    let values = Dictionary(lines.filter { $0.count == 2 }.map { ($0[0], $0[1]) }) { $1 }
    let (width, height) = (values["WIDTH"] ?? "", values["HEIGHT"] ?? "")
    return (id, "\(width)x\(height)+\(values["X"] ?? "")+\(values["Y"] ?? "")")
  }
}
