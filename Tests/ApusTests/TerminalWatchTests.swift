import Foundation
import Testing

/// `apus watch --terminal` as a person sees it: in a terminal of tmux, and in a pipe.
@Suite(.serialized) struct TerminalWatchTests {
  private static let hasTmux = Tmux.path != nil

  /// A folder with a run of a short training.
  private func trained() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    #expect(try folder.apus.run(shortTraining("mine")).status == 0)
    return folder
  }

  /// The step that the slider tells: the number before "/".
  private func step(_ screen: String) -> Int? {
    let place = screen.split { $0.isWhitespace }.last {
      $0.contains("/") && $0.first?.isNumber == true
    }
    return place?.split(separator: "/").first.flatMap { Int($0.filter(\.isNumber)) }
  }

  @Test(.enabled(if: hasTmux, "tmux is not installed"))
  func keysAndSizesInATerminal() throws {
    let folder = try trained()
    let tmux = try Tmux(columns: 120, lines: 40, folder: folder.path)
    try tmux.type("stty -a > before")
    try tmux.type(
      "\(Program.path) watch mine --terminal --speed 0.2; echo code=$?; stty -a > after")
    var screen = try tmux.screen { $0.contains("h help") && $0.contains("Action values") }
    for part in ["Episode", "cartpole", "▶ 0.2×", "left", "right", "Value over the episode"] {
      #expect(screen.contains(part), "\(part)")
    }
    #expect(try tmux.screen(withColours: true).contains("\u{1B}["))
    #expect(try tmux.call("display-message", "-p", "#{alternate_on} #{cursor_flag}") == "1 0\n")

    _ = try tmux.screen { (step($0) ?? 0) >= 2 }
    try tmux.press("Space")
    screen = try tmux.screen { $0.contains("paused") }
    let paused = try #require(step(screen))
    try tmux.press("Right")
    screen = try tmux.screen { step($0) == paused + 1 }
    #expect(step(screen) == paused + 1)
    try tmux.press(".")
    screen = try tmux.screen { step($0) == paused + 2 }
    #expect(step(screen) == paused + 2)
    try tmux.press("Left", ",", ",")
    screen = try tmux.screen { step($0) == paused - 1 }
    #expect(step(screen) == paused - 1)
    try tmux.press("Home")
    #expect(step(try tmux.screen { step($0) == 0 }) == 0)
    try tmux.press("h")
    screen = try tmux.screen { $0.contains("Keys") }
    #expect(screen.contains("pause, go on") && screen.contains("quit"))
    try tmux.press("Escape")
    #expect(!(try tmux.screen { !$0.contains("Keys") }).contains("Keys"))
    try tmux.press("2")
    #expect(!(try tmux.screen { !$0.contains("Action values") }).contains("Action values"))

    try tmux.call("resize-window", "-x", "20", "-y", "10")
    screen = try tmux.screen { $0.contains("paused") && $0.contains("0/") }
    let lines = screen.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.allSatisfy { $0.count <= 20 } && lines.count <= 11)
    #expect(screen.contains("paused") && screen.contains("step 0"))
    try tmux.call("resize-window", "-x", "18", "-y", "5")
    #expect(try tmux.screen { $0.contains("needs 20x6") }.contains("needs 20x6"))
    try tmux.call("resize-window", "-x", "120", "-y", "40")
    #expect(try tmux.screen { $0.contains("h help") }.contains("Episode"))

    try tmux.press("q")
    screen = try tmux.screen { $0.contains("code=0") }
    #expect(screen.contains("code=0") && screen.contains("episode 1  step 0"))
    #expect(try tmux.call("display-message", "-p", "#{alternate_on} #{cursor_flag}") == "0 1\n")
    _ = try tmux.screen { _ in (try? folder.text("after"))?.isEmpty == false }
    // Only the size may be told differently.
    #expect(try folder.text("after") == folder.text("before"))
  }

  @Test(.enabled(if: hasTmux, "tmux is not installed"))
  func theTerminalComesBackAfterCtrlZAndCtrlC() throws {
    let folder = try trained()
    let tmux = try Tmux(columns: 80, lines: 24, folder: folder.path)
    try tmux.type("stty -a > before")
    try tmux.type("\(Program.path) watch mine --terminal --speed 0.5")
    _ = try tmux.screen { $0.contains("h help") }
    try tmux.press("C-z")
    var screen = try tmux.screen { $0.contains("Stopped") }
    #expect(screen.contains("Stopped"))
    try tmux.type("stty -a > stopped; fg")
    screen = try tmux.screen { $0.contains("h help") }
    #expect(screen.contains("h help"))
    try tmux.press("C-c")
    try tmux.type("")
    try tmux.type("echo code=$?; stty -a > after")
    screen = try tmux.screen { $0.contains("code=") && !$0.contains("h help") }
    #expect(try tmux.call("display-message", "-p", "#{alternate_on} #{cursor_flag}") == "0 1\n")
    _ = try tmux.screen { _ in (try? folder.text("after"))?.isEmpty == false }
    let before = try folder.text("before")
    #expect(try folder.text("stopped") == before)
    #expect(try folder.text("after") == before)
  }

  @Test func aPipeGetsALineForEachEpisode() throws {
    let folder = try trained()
    let result = try folder.apus("watch", "mine", "--terminal", "--episodes", "3")
    #expect(result.status == 0 && result.errors == "")
    #expect(result.lines.count == 3)
    for (number, line) in result.lines.enumerated() {
      #expect(line.contains("mine: episode \(number + 1)  step "))
      #expect(line.unicodeScalars.allSatisfy { (0x20..<0x7F).contains($0.value) })
    }
  }

  @Test func aReaderThatGoesAwayEndsItQuietly() throws {
    let folder = try trained()
    let shell = Process()
    let errors = Pipe()
    shell.executableURL = URL(fileURLWithPath: "/bin/sh")
    shell.arguments = [
      "-c",
      "{ \(Program.path) watch mine --terminal --episodes 1000000; echo $? >&3; } 3>code | head -2",
    ]
    shell.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    shell.standardOutput = FileHandle.nullDevice
    shell.standardError = errors
    shell.standardInput = FileHandle.nullDevice
    let start = Date()
    try shell.run()
    let text = errors.fileHandleForReading.readDataToEndOfFile()
    shell.waitUntilExit()
    #expect(Date().timeIntervalSince(start) < 20)
    #expect(text.isEmpty)
    #expect(try folder.text("code") == "141\n")
  }
}
