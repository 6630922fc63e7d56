import ArgumentParser
import Documents
import Environments
import Visualizer

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// `apus play`: a person plays an environment.
struct Play: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Play an environment yourself.",
    discussion: """
      Shows the picture and the keys of the actions, in a window or in the terminal; waits for a key, or \
      goes on by itself with --pace. Steps back and other keys: press h. Where standard input is a pipe or \
      a file, reads one action a line, by its name, number or key, and prints what each one brought.

      Examples:
        apus play minigrid-doorkey-6x6
        apus play flappy --pace 10 --terminal
        printf 'right\\nright\\n' | apus play four-rooms --seed 3
      """)

  @Argument(help: "An environment's id, or a definition file ending in .yaml.")
  var environment: String

  @OptionGroup var view: ViewOptions

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
    try view.check()
    let file = try record.map { try EpisodeFile($0) }
    let player = try Players.play(environment: environment, seed: UInt64(seed), file: file)
    StopSignals.install()
    if readsLines {
      try playLines(player)
    } else {
      try view.show(
        [player], title: "apus play \(environment)",
        pace: ViewOptions.pace(of: player.environment), personPace: pace)
    }
    try player.finishRecording()
    file?.report()
    if StopSignals.signal != nil { Apus.leave(StopSignals.exitCode) }
  }

  /// Whether the actions come as lines: from a pipe or a file, or where there is neither a window
  /// nor a terminal.
  private var readsLines: Bool {
    var status = stat()
    let kind = fstat(STDIN_FILENO, &status) == 0 ? status.st_mode & S_IFMT : S_IFIFO
    if kind == S_IFIFO || kind == S_IFREG { return true }
    if Console.inputIsTerminal, Console.outputIsTerminal { return false }
    #if SDL
      return view.terminal || !Window.hasDisplay
    #else
      return true
    #endif
  }

  /// One action a line from standard input.
  private func playLines(_ player: any EpisodePlayer) throws {
    Console.result(player.stateLine)
    var number = 0
    while StopSignals.allowContinuing, let line = readLine() {
      number += 1
      let word = line.split(separator: " ").joined(separator: " ")
      guard !word.isEmpty else { continue }
      if word == "quit" { return }
      var scene = try player.currentScene()
      if scene.status != .running {
        _ = try player.skipEpisode()
        Console.result(player.stateLine)
        scene = try player.currentScene()
      }
      guard let action = player.actionKeys?.action(named: word) else {
        throw unknownWord(
          "action", word, among: scene.actionNames, file: "standard input", line: number)
      }
      try player.take(action)
      Console.result(player.stateLine)
    }
  }
}
