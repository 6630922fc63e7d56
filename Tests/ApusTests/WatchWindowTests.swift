import Foundation
import Testing

/// `apus watch` in a real window, on a screen in memory, with keys pressed by xdotool.
@Suite(
  .serialized, .enabled(if: VirtualDisplay.isAvailable, "Xvfb, xdotool or ImageMagick is missing"))
struct WatchWindowTests {
  /// A run to watch, in a folder of its own.
  private func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    #expect(try folder.apus.run(shortTraining("a", "--quiet")).status == 0)
    return folder
  }

  /// Each key of the help, by the name that X has for it, and what must hold after it.
  private typealias Line = WatchedProgram.Line
  private static let keys: [(String, @Sendable (_ before: Line, _ after: Line) -> Bool)] = [
    ("space", { !$0.paused && $1.paused }),
    ("Right", { $1.scene.step == $0.scene.step + 1 }),
    ("period", { $1.scene.step == $0.scene.step + 1 && $1.scene.return > $0.scene.return }),
    ("Left", { $1.scene.step == $0.scene.step - 1 && $1.scene.lastStep == $0.scene.lastStep }),
    ("comma", { $1.scene.step == $0.scene.step - 1 }),
    ("Home", { $1.scene.step == 0 && $1.scene.lastStep == $0.scene.lastStep }),
    ("End", { $1.scene.step == $0.scene.lastStep }),
    ("plus", { $0.speed == 0.1 && $1.speed == 0.25 }),
    ("equal", { $0.speed == 0.25 && $1.speed == 0.5 }),
    ("minus", { $0.speed == 0.5 && $1.speed == 0.25 }),
    ("underscore", { $0.speed == 0.25 && $1.speed == 0.1 }),
    ("1", { $0.panels.count == 7 && $1.panels.count == 6 && !$1.panels.contains("episode") }),
    ("2", { $1.panels.count == 5 }), ("3", { $1.panels.count == 4 }),
    ("4", { $1.panels.count == 3 }), ("5", { $1.panels.count == 2 }),
    ("6", { $1.panels == ["returns"] && $0.panels.count == 2 }),
    ("7", { $1.panels.isEmpty && !$0.panels.isEmpty }),
    ("t", { $0.theme == "dark" && $1.theme == "light" }),
    ("h", { !$0.help && $1.help }), ("question", { $0.help && !$1.help }),
    ("F1", { !$0.help && $1.help }), ("Escape", { $0.help && !$1.help }),
    ("Tab", { !$0.person && $1.person && $1.command == "takeOver" }),
    ("Left", { $1.command == "action 0" && $1.scene.step == $0.scene.step + 1 }),
    ("Escape", { $0.person && !$1.person }),
    ("bracketleft", { $1.command == "checkpoint -1" }),
    ("bracketright", { $1.command == "checkpoint 1" }),
    ("z", { $1.command == "focus" && $1.focus == nil }),
    ("f", { $1.command == "fullScreen" }), ("F11", { $1.command == "fullScreen" }),
    ("r", { !$0.recording && $1.recording }), ("period", { $1.recording }),
    ("r", { $0.recording && !$1.recording }),
    ("p", { $1.clock.message == "screenshot: apus-1.png" && $1.paused == $0.paused }),
    ("n", { $1.scene.episode == $0.scene.episode + 1 && $1.scene.step == 0 }),
  ]

  /// The names of X for what the help writes otherwise.
  private static let signs = [
    "Right": "→", "Left": "←", "period": ".", "comma": ",", "plus": "+", "equal": "=",
    "minus": "-", "underscore": "_", "Escape": "Esc", "bracketleft": "[", "bracketright": "]",
    "question": "?",
  ]

  /// The keys of the table in Documentation/Watching.md, which is that of the help.
  private func documentedKeys() throws -> Set<String> {
    let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Documentation/Watching.md")
    let rows = try String(contentsOf: page, encoding: .utf8)
      .components(separatedBy: "## Panels")[0].split(separator: "\n").filter { $0.hasPrefix("| `") }
    let keys = rows.flatMap { row in
      row.split(separator: "|")[0].matches(of: /`([^`]+)`/).map { String($0.1) }
    }
    return Set(keys.filter { !$0.hasPrefix("--") } + ["2", "3", "4", "5", "6"])
  }

  @Test func everyKeyOfTheHelpDoesWhatItSays() throws {
    let (folder, display) = (try folder(), try VirtualDisplay())
    let watched = try WatchedProgram(
      ["watch", "a", "--speed", "0.1", "--size", "900x600"], in: folder, on: display)
    var before = try #require(try watched.wait { $0.contains { $0.scene.step >= 2 } }.last)
    for (key, holds) in Self.keys {
      let after = try #require(try watched.press(key), "\(key) was not heard")
      #expect(holds(before, after), "\(key): \(before) became \(after)")
      before = after
    }
    try display.press("q")
    watched.process.waitUntilExit()
    #expect(watched.process.terminationStatus == 0)
    let last = try watched.lines.suffix(2)
    #expect(last.map(\.event) == ["key", "end"] && last.first?.command == "quit")
    #expect(try folder.bytes("apus-1.png").count > 1000)
    #expect(try folder.bytes("apus-1.gif").prefix(6) == Data("GIF89a".utf8))
    let pressed = Set((Self.keys.map(\.0) + ["q"]).map { Self.signs[$0] ?? $0 })
    #expect(try pressed == documentedKeys())
  }

  /// Each pixel of the window on the screen is that of the picture that is drawn for it.
  @Test(arguments: ["800x500", "1001x333"])
  func theScreenShowsWhatTheScreenshotHolds(size: String) throws {
    let (folder, display) = (try folder(), try VirtualDisplay())
    let watched = try WatchedProgram(
      ["watch", "a", "--speed", "0.1", "--size", "640x400"], in: folder, on: display)
    let id = try watched.geometry().id
    let sides = size.split(separator: "x").map(String.init)
    try display.run("xdotool", "windowsize", id, sides[0], sides[1])
    try watched.wait { $0.contains { $0.event == "resized" } }
    _ = try watched.press("space")
    _ = try watched.press("period")
    // What a key changed is on the screen before the trace tells it.
    try display.run("import", "-window", "root", "root.png", in: folder.path)
    let crop = try watched.geometry().crop
    #expect(crop.hasPrefix(size), "\(crop)")
    try display.run("convert", "root.png", "-crop", crop, "+repage", "RGB:shown", in: folder.path)
    #expect(try watched.press("p")?.command == "screenshot")
    try display.run("convert", "apus-1.png", "RGB:kept", in: folder.path)
    #expect(try folder.bytes("shown") == folder.bytes("kept"))
    #expect(Set(try folder.bytes("kept")).count > 5)
    watched.process.terminate()
  }

  @Test func tinyHiddenShownAndStoppedItGoesOnAndEndsAsTold() throws {
    let (folder, display) = (try folder(), try VirtualDisplay())
    let watched = try WatchedProgram(["watch", "a", "--speed", "0.5"], in: folder, on: display)
    let id = try watched.geometry().id
    // Two thirds and three quarters of the screen.
    #expect(try watched.geometry().crop.hasPrefix("1280x810"))
    try display.run("xdotool", "windowsize", id, "1", "1")
    try watched.wait { $0.contains { $0.event == "resized" } }
    try display.run("xdotool", "windowsize", id, "640", "400")
    try display.run("xdotool", "windowunmap", id)
    let hidden = try watched.wait { $0.contains { $0.event == "hidden" } }
    try watched.wait { $0.filter { $0.event == "step" }.count > hidden.count + 5 }
    #expect(try watched.lines.last { $0.event == "step" }?.clock.frame == nil)
    try display.run("xdotool", "windowmap", id)
    try watched.wait { $0.last { $0.event == "step" }?.clock.frame != nil }
    watched.process.terminate()
    watched.process.waitUntilExit()
    #expect(watched.process.terminationStatus == 143)
    #expect(try watched.lines.last?.event == "end")
  }

  @Test func episodesAreTheSameBytesWhateverWasLookedAt() throws {
    let (folder, display) = (try folder(), try VirtualDisplay())
    let options = ["watch", "a", "--episodes", "2", "--record-episodes"]
    #expect(try folder.apus.run(options + ["plain.episodes", "--terminal"]).status == 0)
    let watched = try WatchedProgram(options + ["seen.episodes"], in: folder, on: display)
    for key in ["space", "period", "Left", "Left", "Left", "Home", "period", "End", "2", "t"] {
      _ = try watched.press(key)
    }
    for _ in 0..<6 { _ = try watched.press("plus") }
    try display.press("space")
    watched.process.waitUntilExit()
    #expect(try folder.bytes("plain.episodes") == folder.bytes("seen.episodes"))
  }
}

/// `apus watch` without a screen of its own.
@Suite(.serialized) struct WatchWithoutScreenTests {
  @Test func withoutADisplayItSaysSoAndPlaysInTheTerminal() throws {
    let folder = try TemporaryFolder()
    #expect(try folder.apus.run(shortTraining("a", "--quiet")).status == 0)
    var apus = folder.apus
    for name in ["DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER"] {
      apus.variables[name] = .some(nil)
    }
    let without = try apus.run(["watch", "a", "--episodes", "2"])
    #expect(without.status == 0 && without.lines.count == 2)
    #expect(without.errors.contains("playing in the terminal"), "\(without.errors)")
    apus.variables["DISPLAY"] = ":32123"
    let wrong = try apus.run(["watch", "a", "--episodes", "2"])
    #expect(wrong.status == 0 && wrong.lines == without.lines)
    #expect(wrong.errors.contains("playing in the terminal"), "\(wrong.errors)")
  }

  @Test(arguments: ["dummy", "offscreen"])
  func withADriverThatDrawsIntoMemoryItPlaysToTheEnd(driver: String) throws {
    let folder = try TemporaryFolder()
    #expect(try folder.apus.run(shortTraining("a", "--quiet")).status == 0)
    var apus = folder.apus
    apus.variables["SDL_VIDEODRIVER"] = driver
    let result = try apus.run(
      ["watch", "a", "--episodes", "1", "--speed", "unlimited", "--trace", "t"]
        + ["--record-episodes", "e"])
    #expect(result.status == 0, "\(result.errors)")
    let text = try folder.text("t")
    #expect(text.hasPrefix("{\"event\":\"start\"") && text.contains("\"terminated\""))
    #expect(text.contains("{\"event\":\"end\""))
    let again = try folder.apus.run(["replay", "e", "--verify"])
    #expect(again.status == 0)
  }

  @Test func optionsThatCannotBeAreRefused() throws {
    let folder = try TemporaryFolder()
    for (options, message) in [
      (["--speed", "0"], "--speed: expected a number from 0.1 to 64 or unlimited, got 0"),
      (["--speed", "fast"], "got fast"), (["--size", "10x10"], "--size: expected a size"),
      (["--size", "1280"], "--size: expected a size"),
      (["--theme", "drak"], "did you mean 'dark'"),
      (["--panels", "episode,reward"], "did you mean 'rewards'"),
      (["--episodes", "0"], "--episodes"), (["--grid", "3"], "--grid"),
    ] {
      let result = try folder.apus.run(["watch", "a"] + options)
      #expect(result.status == 1 && result.errors.contains(message), "\(result.errors)")
    }
  }
}
