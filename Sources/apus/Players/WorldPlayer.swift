import Documents
import Environments
import Experiments
import Visualizer

/// Plays episodes in an environment of this program, one step at a time, as scenes for a view.
///
/// A policy chooses the actions, a person, or both in turns.
final class WorldPlayer<World: Environment>: PolicySwitching {
  let actionKeys: ActionKeys?
  let idleAction: Int
  var training: TrainingCurve? { didSet { shown = nil } }
  private let definition: EnvironmentDefinition
  private let series: EpisodeSeries
  var choices: PolicyChoices
  private var agent: String
  private var source: InsightSource
  private var played: PlayedEpisode<World>
  private var tape: EpisodeTape<World>?
  /// The returns of the episodes that ended.
  private var returns: [Double] = []
  /// Whether another policy was chosen at an earlier step, which plays on from there.
  private var isDiverted = false
  /// The scene, until something changes.
  private var shown: Scene?

  /// A player of a world that is that of the definition.
  ///
  /// - Parameters:
  ///   - world: the environment.
  ///   - definition: what it was made from.
  ///   - policy: who chooses the actions; nil where only a person does.
  ///   - choices: the policies to choose from, of which `policy` is the present one.
  ///   - source: what is known beside the picture; nil to find it out.
  ///   - series: the episodes.
  /// - Throws: `InputError` where the policy is of another environment.
  init(
    _ world: World, of definition: EnvironmentDefinition, policy: Policy?,
    choices: PolicyChoices, source: InsightSource?, series: EpisodeSeries
  ) throws {
    self.definition = definition
    self.source = source ?? InsightSource(definition: definition, policy: policy)
    self.series = series
    self.choices = choices
    training = series.training
    let names = world.actionSpace.names
    actionKeys = ActionKeys(names)
    idleAction = Players.idleAction(of: names)
    agent = policy.map { choices.agent(of: $0) } ?? "you"
    played = PlayedEpisode(
      Episode(in: world, timeLimit: definition.timeLimit, random: series.random),
      mind: try policy.map { try Mind($0, for: definition) })
    beginRecording()
  }

  // MARK: What is shown

  var environment: String { definition.id }
  var stateLine: String { played.stateLine }
  var hasAgent: Bool { played.mind != nil }
  var canSeek: Bool { true }
  var episodeNumber: Int { played.furthestEpisode.number }

  func currentScene() -> Scene {
    if let shown { return shown }
    let mission = played.world.mission
    var insight = source.insight(of: played.mind?.seen(played.world) ?? played.world)
    insight.returns = returns
    insight.training = training
    let scene = played.scene(
      title: mission.isEmpty ? series.title : "\(series.title)  \(mission)", agent: agent,
      number: episodeNumber + 1,
      chosenAction: isDiverted ? played.greedyChoice : played.playedAction ?? played.greedyChoice,
      insight: insight)
    shown = scene
    return scene
  }

  // MARK: Going on and back

  func advance() throws -> Bool {
    shown = nil
    if played.isPast, !isDiverted {
      played.goAlong()
      return true
    }
    guard !played.hasEnded else { return try skipEpisode() }
    if let action = played.greedyChoice { try step(action) }
    return true
  }

  func skipEpisode() throws -> Bool {
    guard series.goesOn(after: episodeNumber) else { return false }
    shown = nil
    played.seek(to: played.lastStep)
    if played.hasEnded { returns.append(played.place.episodeReturn) }
    try tape?.finish()
    var next = played.furthestEpisode
    next.begin()
    played = PlayedEpisode(next, mind: played.mind)
    isDiverted = false
    beginRecording()
    return true
  }

  func seek(to step: Int) {
    shown = nil
    isDiverted = false
    played.seek(to: step)
  }

  // MARK: A person, and other policies

  func take(_ action: Int) throws {
    guard !played.hasEnded else { return }
    shown = nil
    try step(action)
  }

  func play(_ policy: Policy, agent: String) throws {
    let mind = try Mind<World>(policy, for: definition)
    shown = nil
    self.agent = agent
    source.use(policy)
    played.follow(with: mind)
    isDiverted = played.isPast
  }

  // MARK: Recording

  func finishRecording() throws { try tape?.finish() }

  private func step(_ action: Int) throws {
    let isBranch = played.isPast
    isDiverted = false
    played.take(action)
    if isBranch { try tape?.record(again: played) } else { try tape?.append(played) }
  }

  private func beginRecording() {
    tape = series.file.map {
      EpisodeTape(played.furthestEpisode, of: definition, seed: series.seed, file: $0)
    }
  }
}
