import Environments
import Foundation
import Testing

/// Episodes of the classics as the original implementation played them.
enum GameRollouts {
  /// One recorded episode.
  struct Episode: Decodable {
    var initState: [Double]
    var initObs: [Double]
    var actions: [Int]
    var steps: [Step]

    enum CodingKeys: String, CodingKey {
      case initState = "init_state"
      case initObs = "init_obs"
      case actions
      case steps
    }
  }

  /// One recorded step: the state and the observation that it led to, reward and flags.
  struct Step: Decodable {
    var s: [Double]
    var obs: [Double]
    var r: Double
    var term: Bool
    var trunc: Bool
  }

  /// Reads the episodes of one environment.
  static func episodes(of name: String) throws -> [Episode] {
    try ReferenceRollouts.lines("gymnasium/\(name).jsonl.gz", as: Episode.self)
  }

  /// A constant: a number, a word, or a list of numbers.
  enum Constant: Decodable, Equatable {
    case number(Double)
    case word(String)
    case numbers([Double])

    init(from decoder: any Decoder) throws {
      let value = try decoder.singleValueContainer()
      if let number = try? value.decode(Double.self) {
        self = .number(number)
      } else if let word = try? value.decode(String.self) {
        self = .word(word)
      } else {
        self = .numbers(try value.decode([Double].self))
      }
    }
  }

  /// Reads the constants of one environment by their names.
  static func constants(of name: String) throws -> [String: Constant] {
    // Plain JSON: the reader of gzip files takes it as it is.
    let data = try ReferenceRollouts.data("gymnasium/parameters.json")
    let all = try JSONDecoder().decode([String: [String: Constant]].self, from: data)
    return try #require(all[name])
  }
}

/// Steps a game through recorded episodes, each step from the recorded state.
///
/// - Parameters:
///   - episodes: the recording.
///   - game: the game with the recording's constants.
///   - timeLimit: the recording's time limit in steps.
///   - state: makes the game's state of the recorded numbers.
///   - numbers: the inverse of `state`.
/// - Returns: the number of steps compared and the largest difference of any number of a state.
func replay<Kind: Game>(
  _ episodes: [GameRollouts.Episode], in game: Kind, timeLimit: Int,
  state: ([Double]) -> Kind.State, numbers: (Kind.State) -> [Double]
) -> (steps: Int, largest: Double) {
  var world = game
  var random = anyStream
  var steps = 0
  var largest = 0.0
  for (number, episode) in episodes.enumerated() {
    world.state = state(episode.initState)
    #expect(isNear(world.observation, episode.initObs), "start of episode \(number)")
    for (index, step) in episode.steps.enumerated() {
      world.state = state(index == 0 ? episode.initState : episode.steps[index - 1].s)
      let result = world.step(episode.actions[index], using: &random)
      let place = "episode \(number), step \(index)"
      for (mine, theirs) in zip(numbers(world.state), step.s) {
        largest = max(largest, abs(mine - theirs))
      }
      #expect(isNear(world.observation, step.obs), "\(place)")
      #expect(Double(result.reward) == step.r, "\(place)")
      #expect(result.terminated == step.term, "\(place)")
      #expect((index + 1 == timeLimit && !result.terminated) == step.trunc, "\(place)")
      steps += 1
    }
  }
  return (steps, largest)
}

/// Whether observations agree to the last place of single precision.
private func isNear(_ mine: [Float], _ theirs: [Double]) -> Bool {
  mine.count == theirs.count
    && zip(mine, theirs).allSatisfy { abs(Double($0) - $1) <= 1.2e-7 * max(1, abs($1)) }
}
