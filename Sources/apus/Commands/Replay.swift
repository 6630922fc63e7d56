import ArgumentParser
import Documents
import Environments
import Visualizer

/// `apus replay`: plays recorded episodes again and verifies them.
struct Replay: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Play recorded episodes again, and verify them.",
    discussion: """
      An episode file holds the environment, its version, the seed, the actions and a mark of every \
      state. Each episode is played again and every state, reward and ending compared; where one differs, \
      the first such step is told and the exit code is 1.

      Examples:
        apus watch runs/mine --record best.episodes --episodes 3 --terminal
        apus replay best.episodes
        apus replay best.episodes --verify
      """)

  @Argument(help: "An episode file.")
  var file: String

  @Flag(help: "Only compare, show nothing.")
  var verify = false

  @OptionGroup var view: ViewOptions

  mutating func run() throws {
    try view.check()
    let path = file
    let recordings = try EpisodeRecording.read(try readFile(path, atMost: 1 << 30), file: path)
    if !verify {
      StopSignals.install()
      let player = Players.replay(recordings, title: path)
      try view.show(
        [player], title: "apus replay \(path)",
        pace: ViewOptions.pace(of: recordings[0].environment))
      if StopSignals.signal != nil { Apus.leave(StopSignals.exitCode) }
    }
    var differences = 0
    for (index, recording) in recordings.enumerated() {
      let name = "episode \(index + 1), '\(recording.environment)'"
      do {
        guard let difference = try recording.difference() else { continue }
        Console.message("\(path): \(name): \(difference)")
      } catch let error as InputError {
        Console.message("\(path): \(name): \(error.description)")
      }
      differences += 1
    }
    guard differences == 0 else {
      throw InputError(
        "\(differences) of \(recordings.count) episodes are not as recorded", file: path)
    }
    let steps = recordings.reduce(0) { $0 + $1.actions.count }
    Console.result(
      "\(path): \(recordings.count) episode\(recordings.count == 1 ? "" : "s"), \(steps) steps, "
        + "every state as recorded")
  }
}
