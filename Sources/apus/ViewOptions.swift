import ArgumentParser
import Documents
import Visualizer

/// How episodes are shown: in a window or in the terminal, how fast, and how it looks.
struct ViewOptions: ParsableArguments {
  @Flag(help: "Play in the terminal.")
  var terminal = false

  @Option(parsing: .unconditional, help: "Factor on the pace: 0.1 to 64, or unlimited.")
  var speed = "1"

  @Option(help: "The size of the window or the recording in pixels, such as 1280x720.")
  var size: String?

  @Option(help: "The colours: dark or light.")
  var theme = "dark"

  @Option(help: "The panels: all, none, or a list such as episode,rewards.")
  var panels = "all"

  @Option(help: "Write all that happens to this file, an object a line; - for standard error.")
  var trace: String?

  /// Checks what was given, before anything else is done.
  func check() throws {
    _ = try viewing()
    _ = try pixels()
  }

  /// How the viewing begins.
  func viewing() throws -> Viewing {
    var viewing = Viewing()
    viewing.speed = try factor()
    guard let theme = ThemeKind(rawValue: theme) else {
      throw unknownWord("value of --theme", theme, among: ThemeKind.allCases.map(\.rawValue))
    }
    viewing.theme = theme
    viewing.panels = try chosenPanels()
    return viewing
  }

  private func factor() throws -> Double {
    if speed == "unlimited" { return .infinity }
    guard let factor = Double(speed), (0.1...64).contains(factor) else {
      throw InputError("--speed: expected a number from 0.1 to 64 or unlimited, got \(speed)")
    }
    return factor
  }

  /// The names of the panels on the command line.
  static let panelNames = Panel.allCases.map { panel in
    "\(panel)".reduce(into: "") { name, letter in
      name += letter.isUppercase ? "-" + letter.lowercased() : String(letter)
    }
  }

  private func chosenPanels() throws -> Set<Panel> {
    if panels == "all" { return Set(Panel.allCases) }
    if panels == "none" { return [] }
    let words = panels.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    return Set(
      try words.map { word in
        guard let index = Self.panelNames.firstIndex(of: word) else {
          throw unknownWord("panel", word, among: Self.panelNames + ["all", "none"])
        }
        return Panel.allCases[index]
      })
  }

  /// The size that was asked for.
  func pixels() throws -> (width: Int, height: Int)? {
    guard let size else { return nil }
    let parts = size.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let width = parts[0], let height = parts[1],
      (160...7680).contains(width), (120...4320).contains(height)
    else {
      throw InputError(
        "--size: expected a size from 160x120 to 7680x4320, such as 1280x720, got \(size)")
    }
    return (width, height)
  }

  /// Shows episodes until they are over or the viewer quits.
  ///
  /// - Parameters:
  ///   - players: what is played, side by side.
  ///   - title: of a window.
  ///   - pace: steps per second at speed 1.
  ///   - personPace: steps per second that come by themselves when a person plays.
  ///   - staysAtEnd: whether the view stays open after the last episode.
  /// - Throws: what the players throw.
  func show(
    _ players: [any ScenePlayer], title: String, pace: Double, personPace: Double? = nil,
    staysAtEnd: Bool = false
  ) throws {
    let controls = Controls(
      stepsPerSecond: pace, viewing: try viewing(), personPace: personPace)
    let file = try trace.map { try TraceFile($0) }
    func view(on screen: any Screen) throws -> Viewer {
      try Viewer(
        players: players, controls: controls, screen: screen,
        sinkFactory: { try FilmFormat.of($0).makeSink(path: $0) },
        trace: file?.trace, staysAtEnd: staysAtEnd)
    }
    if let window = try openWindow(title) {
      let viewer = try view(on: window)
      defer { Self.tellFiles(of: viewer) }
      return try viewer.run { StopSignals.allowContinuing }
    }
    guard TerminalDisplay.isAvailable else {
      return try EpisodeLines.print(
        players, write: { Console.result($0) }, shouldContinue: { StopSignals.allowContinuing })
    }
    let display = TerminalDisplay(colour: Self.colour)
    let viewer = try view(on: display)
    defer { Self.tellFiles(of: viewer) }
    display.open()
    defer { display.close() }
    try viewer.run { StopSignals.allowContinuing }
  }

  /// Records episodes as pictures, without showing them.
  ///
  /// - Parameters:
  ///   - players: what is played, side by side.
  ///   - path: the file, whose ending says its kind, or a folder ending in a slash.
  ///   - pace: steps per second at speed 1.
  /// - Throws: what players and files throw.
  func record(_ players: [any ScenePlayer], to path: String, pace: Double) throws {
    guard trace == nil else {
      throw InputError("--trace tells what happens in a view, and --record opens none")
    }
    let (width, height) = try pixels() ?? (1280, 720)
    let stage = Stage(width: width, height: height)
    let summary = try HeadlessRecorder.record(
      players, to: path, width: width, height: height, viewing: try viewing(),
      stepsPerSecond: pace, drawing: { stage.picture(of: $0) },
      shouldContinue: { StopSignals.allowContinuing })
    Console.message("\(path): \(summary.text)")
  }

  /// The window; nil where the terminal is asked for or none can be opened, with a line that says
  /// why.
  private func openWindow(_ title: String) throws -> (any Screen)? {
    guard !terminal else { return nil }
    #if SDL
      do {
        return try Window(title: title, size: try pixels())
      } catch {
        let reason = (error as? InputError)?.message ?? "\(error)"
        Console.message("apus: \(reason); playing in the terminal instead")
        return nil
      }
    #else
      Console.message(
        "apus: built without a window (swift build --traits SDL); playing in the terminal")
      return nil
    #endif
  }

  /// Names the files that were written on the way.
  private static func tellFiles(of viewer: Viewer) {
    for file in viewer.keeper.files { Console.message("written: \(file)") }
  }

  /// The colours that the terminal can show.
  static var colour: TerminalColour {
    var variables: [String: String] = [:]
    for name in ["NO_COLOR", "TERM", "COLORTERM"] { variables[name] = Console.variable(name) }
    return .detected(in: variables)
  }

  /// Steps per second at speed 1: physics runs at its own pace, grids at that of a reader.
  static func pace(of environment: String) -> Double {
    environment.contains("cartpole") ? 50 : environment == "mountain-car" ? 30 : 10
  }
}
