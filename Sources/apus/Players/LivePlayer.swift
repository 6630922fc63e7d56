import Documents
import Environments
import Experiments
import Visualizer

/// Plays the policy of a training that goes on, and takes a newer one at each episode's beginning.
///
/// It only reads the run's folder: whole files that were put in place in one step, and the rows of
/// the learning curve as they come. The last policy plays while the training goes on, the best one
/// when it has ended, unless one of them was chosen.
final class LivePlayer: EpisodePlayer {
  private let folder: RunFolder
  private let definition: EnvironmentDefinition
  private let series: EpisodeSeries
  private var follower: TrainingFollower
  /// What plays; nil before there is a policy.
  private var player: (any PolicySwitching)?
  /// Whether the best policy was chosen to play, or the last; nil where nobody chose.
  private var wantsBest: Bool?
  /// The file that was read last, whether it could be or not.
  private var file: (path: String, identity: FileIdentity)?
  /// What is wrong with the newest policy.
  private var complaint: String?
  private let firstScene: Scene

  /// Follows the run in a folder.
  ///
  /// - Throws: `InputError` where it is no run of an environment.
  init(_ folder: RunFolder, series: EpisodeSeries) throws {
    self.folder = folder
    self.series = series
    let configuration = try folder.readConfiguration()
    guard case .environment(let definition) = try configuration.taskDefinition() else {
      throw InputError(
        "trains on the data set '\(configuration.task)': there is nothing to watch",
        file: folder.path, remedy: "see how it goes: apus runs show \(folder.path)")
    }
    self.definition = definition
    follower = TrainingFollower(folder, totalSteps: configuration.rounds)
    firstScene = Self.firstScene(of: definition, series)
    _ = follower.read()
    try refresh()
  }

  // MARK: What is shown

  var environment: String { definition.id }
  var stateLine: String { player?.stateLine ?? "waiting for a policy" }
  var hasAgent: Bool { true }
  var canSeek: Bool { player?.canSeek ?? false }
  var actionKeys: ActionKeys? { player?.actionKeys }
  var idleAction: Int { player?.idleAction ?? 0 }

  func currentScene() throws -> Scene {
    look()
    guard let player else {
      var scene = firstScene
      scene.agent = "waiting for a policy; \(news)"
      scene.insight.training = follower.curve
      return scene
    }
    var scene = try player.currentScene()
    scene.agent += "; \(news)"
    return scene
  }

  /// How the training stands, in a few words.
  private var news: String {
    let steps = Numbers.grouped(follower.lastStep)
    var news =
      switch follower.state {
      case .running: "training, step \(steps)"
      case .finished: "the training has ended"
      case .stopped: "the training was stopped at step \(steps)"
      case .gone: "the run's folder is gone"
      }
    if let complaint { news += "; \(complaint)" }
    return news
  }

  // MARK: Going on and back

  func advance() throws -> Bool { try goOn { try $0.advance() } }

  func skipEpisode() throws -> Bool { try goOn { try $0.skipEpisode() } }

  func seek(to step: Int) throws { try player?.seek(to: step) }

  func take(_ action: Int) throws { try player?.take(action) }

  func finishRecording() throws { try player?.finishRecording() }

  // MARK: Policies

  var checkpoints: [String] { player == nil ? [] : ["best so far", "last"] }
  var checkpoint: Int { playsBest ? 0 : 1 }

  func choose(checkpoint: Int) throws {
    guard player != nil, (0...1).contains(checkpoint) else { return }
    wantsBest = checkpoint == 0
    try refresh()
  }

  private var playsBest: Bool { wantsBest ?? (follower.state != .running) }

  /// Goes on, and takes a newer policy where that begins an episode.
  private func goOn(_ body: (any PolicySwitching) throws -> Bool) throws -> Bool {
    look()
    guard let player else {
      try refresh()
      return true
    }
    let number = player.episodeNumber
    let goesOn = try body(player)
    if player.episodeNumber != number { try refresh() }
    return goesOn
  }

  /// Reads how the training goes.
  private func look() {
    if follower.read() { player?.training = follower.curve }
  }

  /// Reads the policy if it is another one than before; what cannot be read leaves the present one.
  private func refresh() throws {
    let path = playsBest ? folder.policy : folder.lastPolicy
    guard let identity = FileIdentity(path) else { return }
    if let file, file == (path, identity) { return }
    file = (path, identity)
    let policy: Policy
    do {
      policy = try Policy.load(path)
      try policy.requireEnvironment(definition)
      complaint = nil
    } catch let error as InputError {
      complaint = "the newest policy cannot be read: \(error.message)"
      return
    }
    let agent =
      "\(policy.algorithm), step \(Numbers.grouped(policy.step)) (\(playsBest ? "best" : "last"))"
    if player == nil { player = try Players.player(of: policy, series: series) }
    try player?.play(policy, agent: agent)
    player?.training = follower.curve
  }

  /// What is shown before there is a policy: how an episode begins.
  private static func firstScene(of definition: EnvironmentDefinition, _ series: EpisodeSeries)
    -> Scene
  {
    func frame(_ world: some Environment) -> Frame {
      Episode(in: world, timeLimit: definition.timeLimit, random: series.random).world.render()
    }
    let frame =
      definition.isExternal
      ? Frame(width: 160, height: 120) : frame(definition.makeEnvironment())
    return Scene(
      title: "\(definition.id)  \(series.title)", frame: frame, episode: 1, step: 0,
      episodeReturn: 0, lastReward: nil,
      actionNames: definition.actions, actionValues: [], chosenAction: nil, status: .running)
  }
}
