import Determinism
import Environments
import Foundation
import Testing

/// The grids against Gymnasium's tables and recorded episodes.
@Suite(.enabled(if: ReferenceRollouts.arePresent, Comment(rawValue: ReferenceRollouts.absence)))
struct GridReferenceTests {
  /// An environment of ours and the name of its recordings.
  struct Port: Sendable, CustomTestStringConvertible {
    var id: String
    var recording: String
    var testDescription: String { id }
  }

  static let ports = [
    Port(id: "frozen-lake-4x4", recording: "FrozenLake-v1_4x4_deterministic"),
    Port(id: "frozen-lake-4x4-slippery", recording: "FrozenLake-v1_4x4_slippery"),
    Port(id: "frozen-lake-8x8", recording: "FrozenLake-v1_8x8_deterministic"),
    Port(id: "frozen-lake-8x8-slippery", recording: "FrozenLake-v1_8x8_slippery"),
    Port(id: "cliff-walking", recording: "CliffWalking-v1"),
    Port(id: "cliff-walking-slippery", recording: "CliffWalkingSlippery-v1"),
  ]

  @Test(arguments: ports)
  func transitionTableIsTheOriginalOne(port: Port) throws {
    let grid = try gridWorld(port.id)
    let table = try JSONDecoder().decode(
      RecordedTable.self, from: ReferenceRollouts.data("gymnasium/\(port.recording).P.json.gz"))
    #expect(grid.stateCount == table.nS)
    #expect(grid.actionSpace.count == table.nA)
    var starts = [Double](repeating: 0, count: table.nS)
    for start in grid.startDistribution { starts[start.state] += start.probability }
    #expect(starts == table.initial)
    for state in 0..<table.nS {
      for action in 0..<table.nA {
        let ours = grid.outcomes(of: state, action: action)
        if Self.hasEnded(grid, state) && port.id.hasPrefix("cliff") {
          // Gymnasium lists moves out of CliffWalking's goal, which nobody ever makes; with us an
          // ended task stays where it is, as in FrozenLake's tables.
          #expect(ours == [Outcome(probability: 1, nextState: state, reward: 0, terminated: true)])
          continue
        }
        #expect(ours == table.transitions[state][action].map(\.outcome), "\(state), \(action)")
      }
    }
  }

  @Test(arguments: ports)
  func optimalValuesAreTheOriginalOnes(port: Port) throws {
    let grid = try gridWorld(port.id)
    let table = try JSONDecoder().decode(
      RecordedTable.self, from: ReferenceRollouts.data("gymnasium/\(port.recording).P.json.gz"))
    let (values, _) = grid.valueIteration(discount: 0.99)
    for state in 0..<table.nS where !Self.hasEnded(grid, state) {
      // The recording's own iteration ended with an error of about this size.
      let size = max(1, abs(table.values[state]))
      #expect(abs(values[state] - table.values[state]) < 1e-8 * size, "state \(state)")
    }
  }

  @Test(arguments: ports)
  func recordedStepsArePossibleAndEquallyRewarded(port: Port) throws {
    let grid = try gridWorld(port.id)
    let limit = try EnvironmentDefinition.load(port.id).timeLimit
    let episodes = try ReferenceRollouts.lines(
      "gymnasium/\(port.recording).jsonl.gz", as: RecordedEpisode.self)
    #expect(episodes.count >= 20)
    for episode in episodes {
      var state = episode.initialState
      #expect(grid.startDistribution.contains { $0.state == state })
      for (index, step) in episode.steps.enumerated() {
        let matches = grid.outcomes(of: state, action: episode.actions[index]).filter {
          $0.nextState == step.s && $0.reward == step.r && $0.terminated == step.term
        }
        #expect(
          matches.contains { $0.probability == step.prob },
          "episode \(episode.episode), step \(index)")
        #expect(step.trunc == (!step.term && index + 1 == limit) || step.term)
        state = step.s
      }
    }
  }

  @Test(arguments: ports)
  func recordedStepsHappenInTheEnvironmentToo(port: Port) throws {
    // Stepped from each recorded state over many draws, the recorded outcome has to come up with
    // about its probability: 300 draws and 7 standard deviations.
    var grid = try gridWorld(port.id)
    let episodes = try ReferenceRollouts.lines(
      "gymnasium/\(port.recording).jsonl.gz", as: RecordedEpisode.self)
    var random = RandomStream(seed: 11)
    for episode in episodes.prefix(3) {
      var state = episode.initialState
      for (index, step) in episode.steps.prefix(40).enumerated() {
        let action = episode.actions[index]
        let outcomes = grid.outcomes(of: state, action: action)
        let probability = outcomes.filter { $0.nextState == step.s && $0.reward == step.r }
          .reduce(0) { $0 + $1.probability }
        let draws = outcomes.count == 1 ? 1 : 300
        var count = 0
        for _ in 0..<draws {
          grid.state = .init(cell: Int32(state))
          let result = grid.step(action, using: &random)
          if grid.stateIndex == step.s && Double(result.reward) == step.r {
            count += 1
            #expect(result.terminated == step.term)
          }
          #expect(!result.truncated)
        }
        let expected = probability * Double(draws)
        let spread = (expected * (1 - probability)).squareRoot()
        #expect(abs(Double(count) - expected) <= 7 * spread + 1e-9, "state \(state), \(action)")
        state = step.s
      }
    }
  }

  private static func hasEnded(_ grid: GridWorld, _ state: Int) -> Bool {
    grid.outcomes(of: state, action: 0)
      == [Outcome(probability: 1, nextState: state, reward: 0, terminated: true)]
  }
}

/// Gymnasium's transition table.
private struct RecordedTable: Decodable {
  var nS: Int
  var nA: Int
  var initial: [Double]
  var values: [Double]
  var transitions: [[[RecordedOutcome]]]

  enum CodingKeys: String, CodingKey {
    case nS
    case nA
    case initial = "initial_state_distribution"
    case values = "optimal_values_gamma_0.99"
    case transitions = "P"
  }
}

/// `[probability, next state, reward, terminated]`.
private struct RecordedOutcome: Decodable {
  var outcome: Outcome

  init(from decoder: any Decoder) throws {
    var list = try decoder.unkeyedContainer()
    outcome = Outcome(
      probability: try list.decode(Double.self), nextState: try list.decode(Int.self),
      reward: try list.decode(Double.self), terminated: try list.decode(Bool.self))
  }
}

/// A recorded episode.
private struct RecordedEpisode: Decodable {
  struct Step: Decodable {
    var s: Int
    var r: Double
    var term: Bool
    var trunc: Bool
    var prob: Double
  }

  var episode: Int
  var initialState: Int
  var actions: [Int]
  var steps: [Step]

  enum CodingKeys: String, CodingKey {
    case episode
    case initialState = "init_state"
    case actions
    case steps
  }
}
