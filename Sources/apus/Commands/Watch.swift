import ArgumentParser
import Documents
import Visualizer

/// `apus watch`: plays policies and recorded episodes where they can be seen, or as pictures.
struct Watch: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Watch a trained policy play.",
    discussion: """
      Opens a window where apus was built with SDL and there is a display; with --terminal, or where \
      there is none, plays in the terminal. Shows the return and what the agent thinks each action is worth; \
      several policies play side by side. Press h for the keys.

      Examples:
        apus watch runs/four-rooms-dqn-s1-1
        apus watch runs/mine --terminal --episodes 3 --speed 4
        apus watch runs/mine runs/other best.episodes
        apus watch runs/mine --grid 3x3
        apus watch --live runs/mine               follows a training in progress
        apus watch runs/mine --record mine.mp4    without a window; .gif, .png, frames/
        apus watch runs/mine --record-episodes best.episodes
      """)

  @Argument(help: "Runs (folders, names, patterns in quotes), policy files or episode files.")
  var policies: [String]

  @OptionGroup var view: ViewOptions

  @Option(
    parsing: .unconditional,
    help: "Episodes to play, after which the view closes. (default: 5, and it stays open)")
  var episodes: Int?

  @Option(parsing: .unconditional, help: "The seed of the episodes.")
  var seed = 1

  @Option(help: "Parallel episodes of one policy: rows and columns, such as 3x3.")
  var grid: String?

  @Flag(help: "Follow trainings in progress: each new policy of the runs plays on.")
  var live = false

  @Option(
    help: "Write pictures instead of showing them: .gif, .mp4, .png, or a folder ending in /.")
  var record: String?

  @Option(help: "Write the episodes to this file, for apus replay.")
  var recordEpisodes: String?

  mutating func run() throws {
    if let episodes, episodes < 1 {
      throw InputError("--episodes: expected a whole number of at least 1, got \(episodes)")
    }
    guard seed >= 0 else {
      throw InputError("--seed: expected a whole number of at least 0, got \(seed)")
    }
    // As it was before there were pictures to record.
    if let path = record, path.hasSuffix(".episodes"), recordEpisodes == nil {
      (record, recordEpisodes) = (nil, path)
    }
    if let record { _ = try FilmFormat.of(record) }
    try view.check()
    StopSignals.install()
    let file = try recordEpisodes.map { try EpisodeFile($0) }
    let players = try Players.watch(
      policies: policies, episodes: episodes, seed: UInt64(seed),
      grid: try grid.map { try PlayerGrid($0) }, live: live, file: file)
    let pace = ViewOptions.pace(of: players[0].environment)
    if let record {
      try view.record(players, to: record, pace: pace)
    } else {
      try view.show(
        players, title: "apus watch " + policies.joined(separator: " "), pace: pace,
        staysAtEnd: episodes == nil)
    }
    for player in players { try player.finishRecording() }
    file?.report()
    if StopSignals.signal != nil { Apus.leave(StopSignals.exitCode) }
  }
}
