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
  ///   - player: the episodes.
  ///   - title: of a window.
  ///   - environment: the environment's id, which decides the pace.
  /// - Throws: what the player throws.
  func show(_ player: any ScenePlayer, title: String, environment: String) throws {
    let playback = Playback(stepsPerSecond: Self.pace(of: environment), speed: speed)
    #if SDL
      if !terminal, let window = openWindow(title, playback) {
        return try window.play(player) { StopSignals.allowContinuing }
      }
    #else
      if !terminal {
        Console.message(
          "apus: built without a window (swift build --traits SDL); playing in the terminal")
      }
    #endif
    var view = TerminalView(colour: Self.colour, playback: playback)
    try view.play(player) { StopSignals.allowContinuing }
  }

  #if SDL
    /// The window, or nil where none can be opened, with a line that says why.
    private func openWindow(_ title: String, _ playback: Playback) -> Window? {
      do {
        return try Window(title: title, playback: playback)
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
