import Foundation

/// What the system says of this process's memory, in bytes; nil where it says nothing.
enum ProcessMemory {
  /// Resident now.
  static var resident: Int? { value(of: "VmRSS:") }

  /// The most that was resident at once since `beginPeak()` (Linux alone).
  static var peak: Int? { value(of: "VmHWM:") }

  /// Begins a new measurement of `peak`, where the system can.
  static func beginPeak() {
    guard let file = FileHandle(forWritingAtPath: "/proc/self/clear_refs") else { return }
    try? file.write(contentsOf: Array("5".utf8))
    try? file.close()
  }

  private static func value(of key: String) -> Int? {
    guard let text = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else {
      return nil
    }
    for line in text.split(separator: "\n") where line.hasPrefix(key) {
      return line.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first
        .flatMap { Int($0) }.map { $0 * 1024 }
    }
    return nil
  }
}
