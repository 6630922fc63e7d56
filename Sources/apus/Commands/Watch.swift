import ArgumentParser
import Documents
import Experiments
import Visualizer

/// `apus watch`: plays a policy where it can be seen.
struct Watch: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Watch a trained policy play.",
    discussion: """
      Opens a window where apus was built with SDL and there is a display; with --terminal, or where \
      there is none, plays in the terminal. Shows the return and what the agent thinks each action is worth. \
      Press h for the keys.

      Examples:
        apus watch runs/four-rooms-dqn-s1-1 --terminal
        apus watch runs/mine --terminal --episodes 3 --speed 4
        apus watch checkpoints/cartpole.safetensors
      """)

  @Argument(help: "A run folder or a policy file.")
  var policy: String

  @Flag(help: "Play in the terminal.")
  var terminal = false

  @Option(parsing: .unconditional, help: "Episodes to play.")
  var episodes = 5

  @Option(parsing: .unconditional, help: "Factor on the pace, 0.125 to 64.")
  var speed = 1.0

  @Option(parsing: .unconditional, help: "The seed of the episodes.")
  var seed = 1

  mutating func run() throws {
    guard episodes >= 1 else {
      throw InputError("--episodes: expected a whole number of at least 1, got \(episodes)")
    }
    guard (0.125...64).contains(speed) else {
      throw InputError("--speed: expected a number from 0.125 to 64, got \(speed)")
    }
    guard seed >= 0 else {
      throw InputError("--seed: expected a whole number of at least 0, got \(seed)")
    }
    StopSignals.install()
    let loaded = try Policy.load(policy)
    let player = loaded.player(
      title: "\(loaded.definition.id)  \(policy)", episodes: episodes, seed: UInt64(seed))
    let playback = Playback(stepsPerSecond: Self.pace(of: loaded.definition.id), speed: speed)
    try play(player, playback)
    if StopSignals.signal != nil { Apus.leave(StopSignals.exitCode) }
  }

  private func play(_ player: any ScenePlayer, _ playback: Playback) throws {
    #if SDL
      if !terminal, let window = openWindow(playback) {
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
    private func openWindow(_ playback: Playback) -> Window? {
      do {
        return try Window(title: "apus watch \(policy)", playback: playback)
      } catch {
        let reason = (error as? InputError)?.message ?? "\(error)"
        Console.message("apus: \(reason); playing in the terminal instead")
        return nil
      }
    }
  #endif

  private static var colour: TerminalColour {
    var variables: [String: String] = [:]
    for name in ["NO_COLOR", "TERM", "COLORTERM"] { variables[name] = Console.variable(name) }
    return .detected(in: variables)
  }

  /// Steps per second at speed 1: physics runs at its own pace, grids at that of a reader.
  private static func pace(of environment: String) -> Double {
    environment.hasPrefix("cartpole") ? 50 : environment == "mountain-car" ? 30 : 10
  }
}
