import Environments
import Foundation
import Visualizer
import apus

/// Policies to watch, trained once for all tests in less than a second each.
enum WatchedPolicies {
  /// A grid, a game with sticky actions, physics, and a policy that remembers.
  static let names = ["four-rooms", "breakout", "cartpole", "memory-corridor"]

  private static let folder = Result { try trained() }

  /// The run folder of one of the names.
  static func run(_ name: String) throws -> String { "\(try folder.get().path)/\(name)" }

  private static func trained() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for name in names {
      let agent = name == "memory-corridor" ? "drqn" : "dqn"
      let settings = [
        "learningStarts=100", "evaluationInterval=200", "evaluationEpisodes=2", "batchSize=8",
        "hiddenSizes=[16]",
      ]
      let layers = name == "four-rooms" || name == "cartpole"
      let result = try folder.apus.run(
        ["train", name, "--agent", agent, "--steps", "400", "--run", name, "--quiet"]
          + settings.prefix(layers ? 5 : agent == "drqn" ? 3 : 4).flatMap { ["--set", $0] }
          + ["--keep-policies"])
      guard result.status == 0 else { throw Failure(text: result.errors) }
    }
    return folder
  }

  struct Failure: Error { var text: String }
}

/// What of a scene must be the same whenever a step is shown.
struct ShownStep: Hashable {
  var episode, step: Int
  var episodeReturn: Double
  var reward: Float?
  var values: [Float]
  var action: Int?
  var status: Scene.Status
  var frame: Frame
  var observation: ObservationView?
  var distributions: ReturnDistributions?
  var map: ValueMap?

  init(_ scene: Scene) {
    episode = scene.episode
    step = scene.step
    episodeReturn = scene.episodeReturn
    reward = scene.lastReward
    values = scene.actionValues
    action = scene.chosenAction
    status = scene.status
    frame = scene.frame
    observation = scene.insight.observation
    distributions = scene.insight.distributions
    map = scene.insight.map
  }
}

extension ScenePlayer {
  /// What is shown now.
  func shown() throws -> ShownStep { ShownStep(try currentScene()) }

  /// Goes on until an episode has ended, or for so many steps; all that was shown.
  func play(atMost steps: Int) throws -> [ShownStep] {
    var shown = [try self.shown()]
    while shown.count <= steps, shown[shown.count - 1].status == .running {
      guard try advance() else { break }
      shown.append(try self.shown())
    }
    return shown
  }
}
