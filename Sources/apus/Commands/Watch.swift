import ArgumentParser
import Documents
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
        apus watch runs/mine --record best.episodes
        apus watch checkpoints/cartpole.safetensors
      """)

  @Argument(help: "A run folder or a policy file.")
  var policy: String

  @OptionGroup var view: ViewOptions

  @Option(parsing: .unconditional, help: "Episodes to play.")
  var episodes = 5

  @Option(parsing: .unconditional, help: "The seed of the episodes.")
  var seed = 1

  @Option(help: "Write the episodes to this file, for apus replay.")
  var record: String?

  mutating func run() throws {
    guard episodes >= 1 else {
      throw InputError("--episodes: expected a whole number of at least 1, got \(episodes)")
    }
    guard seed >= 0 else {
      throw InputError("--seed: expected a whole number of at least 0, got \(seed)")
    }
    try view.check()
    StopSignals.install()
    let file = try record.map { try EpisodeFile($0) }
    let player = try Players.watch(
      policies: [policy], episodes: episodes, seed: UInt64(seed), file: file)[0]
    try view.show([player], title: "apus watch \(policy)", environment: player.environment)
    try player.finishRecording()
    file?.report()
    if StopSignals.signal != nil { Apus.leave(StopSignals.exitCode) }
  }
}
