import Foundation

/// A terminal of tmux with a shell in it, on a socket of its own.
final class Tmux {
  /// The program, where it is installed.
  static let path: String? = (ProcessInfo.processInfo.environment["PATH"] ?? "")
    .split(separator: ":").map { "\($0)/tmux" }
    .first { FileManager.default.isExecutableFile(atPath: $0) }

  private let socket = "apus-\(UUID().uuidString.prefix(8))"
  private let folder: String

  /// Starts a shell in a folder.
  init(columns: Int, lines: Int, folder: String) throws {
    self.folder = folder
    try call(
      "new-session", "-d", "-x", "\(columns)", "-y", "\(lines)", "bash --norc --noprofile -i")
    try call("set-option", "-g", "window-size", "manual")
    try type("PS1='$ '; set -m; clear")
  }

  deinit { _ = try? call("kill-server") }

  /// Asks the server something.
  @discardableResult
  func call(_ arguments: String...) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Self.path ?? "tmux")
    process.arguments = ["-L", socket, "-f", "/dev/null", "-u"] + arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    var environment = ProcessInfo.processInfo.environment
    for name in ["TMUX", "NO_COLOR", "APUS_DATA"] { environment[name] = nil }
    environment["COLORTERM"] = "truecolor"
    environment["TERM"] = "xterm-256color"
    process.environment = environment
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    process.standardInput = FileHandle.nullDevice
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }

  /// Types a line of the shell.
  func type(_ line: String) throws {
    try call("send-keys", "-l", line)
    try call("send-keys", "Enter")
  }

  /// Presses keys by tmux's names, such as "Space", "Left", "C-c".
  func press(_ keys: String...) throws { for key in keys { try call("send-keys", key) } }

  /// What stands on the screen, with the sequences for colours if asked.
  func screen(withColours: Bool = false) throws -> String {
    withColours ? try call("capture-pane", "-p", "-e") : try call("capture-pane", "-p")
  }

  /// Waits until the screen is as wanted; returns the last one that was seen.
  func screen(within seconds: Double = 15, where isWanted: (String) -> Bool) throws -> String {
    let end = Date().addingTimeInterval(seconds)
    while true {
      let screen = try screen()
      if isWanted(screen) || Date() > end { return screen }
      Thread.sleep(forTimeInterval: 0.05)
    }
  }
}
