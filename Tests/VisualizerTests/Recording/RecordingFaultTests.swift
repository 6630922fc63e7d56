import Foundation
import Testing
import Visualizer

/// What goes wrong while something is recorded is told, and leaves a file that can be shown.
@Suite(.serialized) struct RecordingFaultTests {
  private let folder: TestFolder

  init() throws { folder = try TestFolder() }

  private func message(of body: () throws -> Void) -> String {
    do {
      try body()
      return "nothing was thrown"
    } catch {
      return "\(error)"
    }
  }

  @Test(arguments: [(0, 40), (40, 0), (65_536, 40), (40, 65_536), (-3, 40), (16_000, 16_000)])
  func sizesThatAreNoneAreRefused(width: Int, height: Int) throws {
    for format in FilmFormat.allCases {
      let text = message {
        _ = try format.makeSink(path: folder("a/"), width: width, height: height)
      }
      #expect(text.contains("pixels, not"), "\(format): \(text)")
    }
    #expect(try folder.names().isEmpty)
  }

  @Test func onlyKnownEndingsAreRecordings() throws {
    #expect(try FilmFormat.of("a.GIF") == .gif)
    #expect(try FilmFormat.of("b/c.mp4") == .mp4)
    #expect(try FilmFormat.of("x.png") == .png)
    #expect(try FilmFormat.of("frames/") == .frames)
    for path in ["gif", "a.webm", "a.gif.txt", ""] {
      #expect(message { _ = try FilmFormat.of(path) }.contains("ends in /"))
    }
  }

  @Test func whatExistsIsNotOverwritten() throws {
    for name in ["a.gif", "a.mp4", "a.png"] {
      try "mine".write(toFile: folder(name), atomically: true, encoding: .utf8)
      let text = message { try record([TestPictures.board(0)], to: folder(name)) }
      #expect(text.contains("exists already"))
      #expect(try folder.bytes(name) == Array("mine".utf8))
    }
    try record([TestPictures.board(0)], to: folder("frames/"))
    let text = message { try record([TestPictures.board(0)], to: folder("frames/")) }
    #expect(text.contains("is not empty"))
  }

  @Test func aMissingFolderIsTold() throws {
    for name in ["no/a.gif", "no/a.png", "no/frames/"] {
      let text = message { try record([TestPictures.board(0)], to: folder(name)) }
      #expect(text.contains("there is no such file or folder"), "\(name): \(text)")
    }
  }

  @Test(.enabled(if: OtherReader.isPresent, "\(OtherReader.absence)"))
  func ffmpegTellsAMissingFolder() throws {
    let text = message { try record([TestPictures.board(0)], to: folder("no/a.mp4")) }
    #expect(text.contains("ffmpeg ended") && text.contains("No such file or directory"), "\(text)")
  }

  @Test(.enabled(if: geteuid() != 0, "root may write everywhere"))
  func aFolderWithoutPermissionIsTold() throws {
    try FileManager.default.setAttributes([.posixPermissions: 0o555], ofItemAtPath: folder.path)
    let text = message { try record([TestPictures.board(0)], to: folder("a.gif")) }
    #expect(text.contains("permission denied"))
  }

  @Test func withoutFFmpegAFilmSaysWhatToInstall() throws {
    let text = message {
      _ = try FilmFormat.mp4.makeSink(
        path: folder("a.mp4"), width: 40, height: 40, programs: "")
    }
    #expect(text.contains("ffmpeg, which is not installed"))
    #expect(text.contains("apt-get install ffmpeg") && text.contains(".gif"))
  }

  @Test func aPictureOfAnotherSizeIsRefused() throws {
    let sink = try FilmFormat.gif.makeSink(path: folder("a.gif"), width: 61, height: 43)
    try sink.append(TestPictures.board(0), milliseconds: 100)
    let text = message {
      try sink.append(TestPictures.board(0, width: 60, height: 43), milliseconds: 100)
    }
    #expect(text.contains("60 x 43") && text.contains("61 x 43"))
    try sink.finish()
    #expect(try GIFDecoder(folder.bytes("a.gif")).pictures.count == 1)
  }

  // MARK: A process that ends in the middle

  /// Where the process of an exit test records; both sides know it by the parent's number.
  private static func path(ofParent parent: Int32, _ name: String) -> String {
    NSTemporaryDirectory() + "apus-recording-\(parent)-\(name)"
  }

  private func taken(_ name: String) throws -> [UInt8] {
    let path = Self.path(ofParent: getpid(), name)
    defer { unlink(path) }
    return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
  }

  /// Records pictures where there is no room for them, and leaves this process with 0 where the error
  /// says so in the words expected.
  private static func recordOnAFullDisk(_ count: Int, _ name: String, words: String) -> Never {
    // Files may have 60,000 bytes here; more is an error of the write, not a signal.
    signal(SIGXFSZ, SIG_IGN)
    var limit = rlimit(rlim_cur: 60_000, rlim_max: 60_000)
    setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
    do {
      try record(
        (0..<count).map { TestPictures.noise($0, colors: 200) },
        to: path(ofParent: getppid(), name))
    } catch {
      exit("\(error)".contains(words) ? 0 : 3)
    }
    exit(4)
  }

  @Test func aFullDiskLeavesThePicturesBefore() async throws {
    unlink(Self.path(ofParent: getpid(), "full.gif"))
    await #expect(processExitsWith: .success) {
      Self.recordOnAFullDisk(1000, "full.gif", words: "too large for the file system")
    }
    let seen = try GIFDecoder(taken("full.gif")).pictures
    #expect(seen.count > 3)
    #expect(
      seen == seen.indices.map { TestPictures.noise($0, colors: 200).pixels })
  }

  @Test(arguments: [0, 3, 20]) func aKilledRecorderLeavesAGIF(after milliseconds: Int) async throws
  {
    unlink(Self.path(ofParent: getpid(), "killed.gif"))
    // Exit tests take no values from here; the time is in a file's name.
    setenv("APUS_KILL_AFTER", "\(milliseconds)", 1)
    await #expect(processExitsWith: .signal(SIGKILL)) {
      let sink = try FilmFormat.gif.makeSink(
        path: Self.path(ofParent: getppid(), "killed.gif"), width: 90, height: 70)
      try sink.append(TestPictures.noise(0, colors: 200), milliseconds: 100)
      let time = UInt32(ProcessInfo.processInfo.environment["APUS_KILL_AFTER"] ?? "") ?? 0
      Thread.detachNewThread {
        usleep(time * 1000)
        kill(getpid(), SIGKILL)
      }
      for time in 1..<1_000_000 {
        try sink.append(TestPictures.noise(time, colors: 200), milliseconds: 100)
      }
    }
    let seen = try GIFDecoder(taken("killed.gif")).pictures
    #expect(!seen.isEmpty)
    #expect(
      seen == seen.indices.map { TestPictures.noise($0, colors: 200).pixels })
  }

  @Test(.enabled(if: OtherReader.isPresent, "\(OtherReader.absence)"))
  func aFilmThatIsKilledWithItsEncoderCanBePlayed() async throws {
    let path = Self.path(ofParent: getpid(), "killed.mp4")
    unlink(path)
    await #expect(processExitsWith: .signal(SIGKILL)) {
      let path = Self.path(ofParent: getppid(), "killed.mp4")
      let sink = try FilmFormat.mp4.makeSink(
        path: path, width: 160, height: 120, framesPerSecond: 10)
      for time in 0..<100_000 {
        try sink.append(TestPictures.board(time, width: 160, height: 120), milliseconds: 100)
        let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
        guard time > 50, let size, size > 4_000 else { continue }
        // First ffmpeg, whose only mark is that it is a child of this process; then this process.
        let children = try String(
          contentsOfFile: "/proc/self/task/\(getpid())/children", encoding: .utf8)
        for child in children.split(separator: " ") { kill(Int32(child) ?? 0, SIGKILL) }
        kill(getpid(), SIGKILL)
      }
    }
    defer { unlink(path) }
    let seen = try OtherReader.pictures(path, pixels: 160 * 120)
    #expect(seen.count > 10)
    for (time, picture) in seen.enumerated() {
      let drawn = TestPictures.board(time, width: 160, height: 120)
      #expect(TestPictures.difference(drawn.pixels, picture).mean < 3)
    }
  }

  @Test(.enabled(if: OtherReader.isPresent, "\(OtherReader.absence)"))
  func aFullDiskEndsAFilmWithFFmpegsWords() async throws {
    let path = Self.path(ofParent: getpid(), "full.mp4")
    unlink(path)
    await #expect(processExitsWith: .success) {
      Self.recordOnAFullDisk(400, "full.mp4", words: "File too large")
    }
    defer { unlink(path) }
    #expect(try OtherReader.pictures(path, pixels: 90 * 70).count > 3)
  }
}
