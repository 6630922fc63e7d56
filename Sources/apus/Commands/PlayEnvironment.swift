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
    let definition = try EnvironmentDefinition.load(environment)
    let file = try record.map { try EpisodeFile($0) }
    try play(definition.makeSingle(to: "be played by hand"), definition, file)
  }

  private func play(
    _ world: some Environment, _ definition: EnvironmentDefinition, _ file: EpisodeFile?
  ) throws {
    let game = PersonEpisode(world, definition, seed: UInt64(seed), file: file)
    let keys = ActionKeys(world.actionSpace.names)
    StopSignals.install()
    if Console.inputIsTerminal && Console.outputIsTerminal {
      let names = world.actionSpace.names
      let idle = names.firstIndex {
        ["stay", "no-op", "noop", "none", "nothing", "n"].contains($0)
      }
      try TerminalPlay(keys: keys, colour: ViewOptions.colour, pace: pace, idle: idle ?? 0).play(
        game
      ) {
        StopSignals.allowContinuing
      }
    } else {
      try playLines(game, keys)
    }
    try game.finishRecording()
    file?.report()
    if StopSignals.signal != nil { Apus.leave(StopSignals.exitCode) }
  }

  /// One action a line from standard input.
  private func playLines<World: Environment>(
    _ game: PersonEpisode<World>, _ keys: ActionKeys
  ) throws {
    Console.result(game.stateLine)
    var number = 0
    while StopSignals.allowContinuing, let line = readLine() {
      number += 1
      let word = line.split(separator: " ").joined(separator: " ")
      guard !word.isEmpty else { continue }
      if word == "quit" { return }
      if game.scene.status != .running {
        try game.beginNext()
        Console.result(game.stateLine)
      }
      guard let action = keys.action(named: word) else {
        throw unknownWord(
          "action", word, among: game.scene.actionNames, file: "standard input", line: number)
      }
      try game.take(action)
      Console.result(game.stateLine)
    }
  }
}

/// Episodes that a person plays, one after another.
private final class PersonEpisode<World: Environment>: PersonGame {
  private let id: String
  private var played: PlayedEpisode<World>

  init(_ world: World, _ definition: EnvironmentDefinition, seed: UInt64, file: EpisodeFile?) {
    id = definition.id
    played = PlayedEpisode(in: world, of: definition, seed: seed, stream: "play", file: file)
  }

  var scene: Scene {
    let mission = played.episode.world.mission
    return played.scene(title: mission.isEmpty ? id : "\(id): \(mission)")
  }

  /// Where the episode stands, in one line.
  var stateLine: String {
    let episode = played.episode
    var line = "step \(episode.steps)  \(episode.world.describeState())"
    if let last = played.lastResult { line += "  reward \(last.reward)" }
    if episode.hasEnded {
      line += "  \(Scene.Status(after: played.lastResult).rawValue)"
      line += "  return \(played.episodeReturn)"
    }
    return line
  }

  func take(_ action: Int) throws {
    if !played.episode.hasEnded { try played.step(action) }
  }

  func beginNext() throws { try played.beginNext() }

  func finishRecording() throws { try played.finishRecording() }
}
