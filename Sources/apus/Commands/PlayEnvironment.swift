import ArgumentParser
import Documents
import Environments
import Visualizer

/// `apus environments play`: a person plays in the terminal.
struct PlayEnvironment: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "play",
    abstract: "Play an environment yourself, in the terminal.",
    discussion: """
      Shows the picture and the keys of the actions; waits for a key, or goes on by itself with --pace. \
      Where standard input is no terminal, reads one action a line, by its name, number or key, and \
      prints what each one brought.

      Examples:
        apus environments play minigrid-doorkey-6x6
        apus environments play flappy --pace 10
        printf 'right\\nright\\n' | apus environments play four-rooms --seed 3
      """)

  @Argument(help: "An environment's id, or a definition file ending in .yaml.")
  var environment: String

  @Option(parsing: .unconditional, help: "The seed of the episodes.")
  var seed = 1

  @Option(parsing: .unconditional, help: "Steps per second that come by themselves.")
  var pace: Double?

  @Option(help: "Write the episodes to this file, for apus replay.")
  var record: String?

  mutating func run() throws {
    guard seed >= 0 else {
      throw InputError("--seed: expected a whole number of at least 0, got \(seed)")
    }
    if let pace, !(0.1...100).contains(pace) {
      throw InputError("--pace: expected steps per second from 0.1 to 100, got \(pace)")
    }
    let file = try record.map { try EpisodeFile($0) }
    let player = try Players.play(environment: environment, seed: UInt64(seed), file: file)
    let keys = ActionKeys(try player.currentScene().actionNames)
    let game = PersonEpisode(player)
    StopSignals.install()
    if Console.inputIsTerminal && Console.outputIsTerminal {
      try TerminalPlay(
        keys: keys, colour: ViewOptions.colour, pace: pace, idle: player.idleAction
      ).play(game) {
        StopSignals.allowContinuing
      }
    } else {
      try playLines(game, keys)
    }
    try player.finishRecording()
    file?.report()
    if StopSignals.signal != nil { Apus.leave(StopSignals.exitCode) }
  }

  /// One action a line from standard input.
  private func playLines(_ game: PersonEpisode, _ keys: ActionKeys) throws {
    Console.result(game.stateLine)
    var number = 0
    while StopSignals.allowContinuing, let line = readLine() {
      number += 1
      let word = line.split(separator: " ").joined(separator: " ")
      guard !word.isEmpty else { continue }
      if word == "quit" { return }
      if try game.scene.status != .running {
        try game.beginNext()
        Console.result(game.stateLine)
      }
      guard let action = keys.action(named: word) else {
        throw unknownWord(
          "action", word, among: try game.scene.actionNames, file: "standard input", line: number)
      }
      try game.take(action)
      Console.result(game.stateLine)
    }
  }
}

/// A player as the game of a person.
private final class PersonEpisode: PersonGame {
  let player: any EpisodePlayer

  init(_ player: any EpisodePlayer) { self.player = player }

  var scene: Scene { get throws { try player.currentScene() } }
  var stateLine: String { player.stateLine }
  func take(_ action: Int) throws { try player.take(action) }
  func beginNext() throws { _ = try player.skipEpisode() }
}
