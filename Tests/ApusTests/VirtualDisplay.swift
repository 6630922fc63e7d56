import Foundation

/// A screen that exists only in memory, with what presses keys on it and looks at it.
final class VirtualDisplay {
  /// Its name, such as ":7".
  let name: String
  private let server: Process

  /// Whether this machine has what it takes.
  static let isAvailable = ["Xvfb", "xdotool", "import", "convert"].allSatisfy { program in
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains {
      FileManager.default.isExecutableFile(atPath: "\($0)/\(program)")
    }
  }

  /// Starts it, at a number that is free.
  init() throws {
    let pipe = Pipe()
    server = Process()
    server.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    server.arguments = [
      "Xvfb", "-displayfd", "1", "-screen", "0", "1920x1080x24", "-terminate", "-nolisten", "tcp",
    ]
    server.standardOutput = pipe
    server.standardError = FileHandle.nullDevice
    try server.run()
    var number = Data()
    while !number.contains(UInt8(ascii: "\n")) {
      let more = pipe.fileHandleForReading.availableData
      if more.isEmpty { throw CocoaError(.fileReadUnknown) }
      number += more
    }
    name =
      ":" + String(decoding: number, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// It ends with its last window; else by a signal that cannot be blocked, as others may be where
  /// tests are run.
  deinit {
    if server.isRunning { kill(server.processIdentifier, SIGKILL) }
    server.waitUntilExit()
  }

  /// Runs a program on this screen; gives what it printed.
  @discardableResult
  func run(_ arguments: String..., in folder: String = NSTemporaryDirectory()) throws -> String {
    try run(arguments, in: folder)
  }

  /// Runs a program on this screen; gives what it printed.
  @discardableResult
  func run(_ arguments: [String], in folder: String = NSTemporaryDirectory()) throws -> String {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    var environment = ProcessInfo.processInfo.environment
    environment["DISPLAY"] = name
    process.environment = environment
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: output, as: UTF8.self)
  }

  /// Presses a key, by the name that X has for it.
  func press(_ key: String) throws { try run("xdotool", "key", key) }
}
