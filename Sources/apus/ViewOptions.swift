import ArgumentParser
import Documents
import Visualizer

/// How episodes are shown: in a window or in the terminal, and how fast.
struct ViewOptions: ParsableArguments {
  @Flag(help: "Play in the terminal.")
  var terminal = false

  @Option(parsing: .unconditional, help: "Factor on the pace, 0.125 to 64.")
  var speed = 1.0

  /// Checks what was given, before anything else is done.
  func check() throws {
    guard (0.125...64).contains(speed) else {
      throw InputError("--speed: expected a number from 0.125 to 64, got \(speed)")
    }
  }

  /// Shows episodes until they are over or the viewer quits.
  ///
  /// - Parameters:
  ///   - players: what is played, side by side.
  ///   - title: of a window.
  ///   - environment: the environment's id, which decides the pace.
  /// - Throws: what the players throw.
  func show(_ players: [any ScenePlayer], title: String, environment: String) throws {
    var viewing = Viewing()
    viewing.speed = speed
    let controls = Controls(
      stepsPerSecond: Self.pace(of: environment), viewing: viewing)
    #if SDL
      if !terminal, let window = openWindow(title) {
        return try Viewer(players: players, controls: controls, screen: window)
          .run { StopSignals.allowContinuing }
      }
    #else
      if !terminal {
        Console.message(
          "apus: built without a window (swift build --traits SDL); playing in the terminal")
      }
    #endif
    guard TerminalDisplay.isAvailable else {
      return try EpisodeLines.print(players) { StopSignals.allowContinuing }
    }
    let display = TerminalDisplay(colour: Self.colour)
    display.open()
    defer { display.close() }
    try Viewer(players: players, controls: controls, screen: display)
      .run { StopSignals.allowContinuing }
  }

  #if SDL
    /// The window, or nil where none can be opened, with a line that says why.
    private func openWindow(_ title: String) -> Window? {
      do {
        return try Window(title: title)
      } catch {
        let reason = (error as? InputError)?.message ?? "\(error)"
        Console.message("apus: \(reason); playing in the terminal instead")
        return nil
      }
    }
  #endif

  /// The colours that the terminal can show.
  static var colour: TerminalColour {
    var variables: [String: String] = [:]
    for name in ["NO_COLOR", "TERM", "COLORTERM"] { variables[name] = Console.variable(name) }
    return .detected(in: variables)
  }

  /// Steps per second at speed 1: physics runs at its own pace, grids at that of a reader.
  private static func pace(of environment: String) -> Double {
    environment.contains("cartpole") ? 50 : environment == "mountain-car" ? 30 : 10
  }
}
