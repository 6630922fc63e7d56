import Documents
import Environments
import Foundation

/// Writes what is shown to files: single pictures, and recordings while they run.
package struct PictureKeeper {
  /// The shortest time of a picture in a recording, in seconds; shorter ones are left out.
  private static let shortest = 0.02

  private let sinkFactory: ((String) throws -> any PictureSink)?
  private var sink: (any PictureSink)?
  private var size = (width: 0, height: 0)
  /// The picture that is being shown, and for how many seconds.
  private var current: (picture: Picture, seconds: Double)?
  /// The files that were begun, in order.
  package private(set) var files: [String] = []

  init(sinkFactory: ((String) throws -> any PictureSink)?) { self.sinkFactory = sinkFactory }

  /// Whether a recording runs.
  var isRecording: Bool { sink != nil }

  /// Writes a picture to a new file; returns a message that names it.
  mutating func screenshot(_ picture: Picture) throws -> String {
    let path = Self.freeName("png")
    try writeAtomically(PNGFile.bytes(of: picture), to: path)
    files.append(path)
    return "screenshot: \(path)"
  }

  /// Begins a recording in a new file; returns a message that names it.
  mutating func startRecording() throws -> String {
    guard let sinkFactory else { return "no recording can be made here" }
    let path = Self.freeName("gif")
    sink = try sinkFactory(path)
    files.append(path)
    return "recording to \(path)"
  }

  /// Adds a picture that is shown for so long.
  ///
  /// The time is that of the pace, never of a clock: a recording is the same whenever it is made.
  ///
  /// - Returns: a message where the recording had to end.
  /// - Throws: `InputError` where it cannot be written; the recording has ended then.
  mutating func record(seconds: Double, _ picture: () throws -> Picture) throws -> String? {
    guard sink != nil else { return nil }
    if let shown = current, shown.seconds < Self.shortest, seconds < Self.shortest {
      current?.seconds += seconds
      return nil
    }
    let next = try picture()
    if current != nil, size != (next.width, next.height) {
      return try endRecording().map { "the size has changed: \($0)" }
    }
    do {
      try appendCurrent()
    } catch {
      try? sink?.finish()
      (sink, current) = (nil, nil)
      throw error
    }
    size = (next.width, next.height)
    current = (next, seconds)
    return nil
  }

  /// Ends the recording, if one runs; returns a message that names it.
  mutating func endRecording() throws -> String? {
    guard let sink else { return nil }
    defer { (self.sink, current) = (nil, nil) }
    do {
      try appendCurrent()
    } catch {
      try? sink.finish()
      throw error
    }
    try sink.finish()
    return files.last.map { "recorded: \($0)" }
  }

  private func appendCurrent() throws {
    guard let current else { return }
    try sink?.append(
      current.picture, milliseconds: max(20, Int((current.seconds * 1000).rounded())))
  }

  /// The first of the names apus-1, apus-2 and so on that is free.
  private static func freeName(_ ending: String) -> String {
    var number = 1
    while FileManager.default.fileExists(atPath: "apus-\(number).\(ending)") { number += 1 }
    return "apus-\(number).\(ending)"
  }
}
