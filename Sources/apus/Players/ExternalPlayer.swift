import Agents
import Determinism
import Environments
import Experiments
import Visualizer

/// Plays episodes in an environment that runs outside this program.
///
/// Such an environment is only stepped as a vector, here of one copy, in which the next episode
/// begins at once; this player holds back what it shows until it is asked to go on. The world itself
/// cannot go back: the last scenes are kept and shown again.
final class ExternalPlayer: PolicySwitching {
  let actionKeys: ActionKeys?
  let idleAction: Int
  var training: TrainingCurve?
  private let definition: EnvironmentDefinition
  private let series: EpisodeSeries
  private let vector: any ExternalVector
  var choices: PolicyChoices
  private var source: InsightSource
  private var policy: Policy?
  private var agent: String
  private var memory = PolicyMemory()
  /// The observation of the furthest step.
  private var seen: [Float] = []
  private var values: [Float] = []
  private var rewards: [Float] = []
  private var bestValues: [Float] = []
  private var returns: [Double] = []
  private var episodeReturn = 0.0
  private var past: PastScenes
  private(set) var episodeNumber = 0

  /// A player in the world of a definition.
  ///
  /// - Parameters:
  ///   - world: the world.
  ///   - definition: what it is part of.
  ///   - policy: who chooses the actions; nil where only a person does.
  ///   - choices: the policies to choose from, of which `policy` is the present one.
  ///   - series: the episodes.
  /// - Throws: `InputError` where the world does not start.
  init(
    _ world: any ExternalWorld, of definition: EnvironmentDefinition, policy: Policy?,
    choices: PolicyChoices, series: EpisodeSeries
  ) throws {
    self.definition = definition
    self.series = series
    self.choices = choices
    self.policy = policy
    source = InsightSource(definition: definition, policy: policy)
    training = series.training
    agent = policy.map { choices.agent(of: $0) } ?? "you"
    let names = world.actionSpace.names
    actionKeys = ActionKeys(names)
    idleAction = Players.idleAction(of: names)
    vector = try world.makeVector(count: 1, definition: definition, random: series.random)
    past = PastScenes(
      Scene(
        title: series.title, frame: vector.render(0), episode: 1, step: 0, episodeReturn: 0,
        lastReward: nil, actionNames: names, actionValues: [], chosenAction: nil,
        status: .running))
    beginEpisode()
  }

  // MARK: What is shown

  var environment: String { definition.id }
  var stateLine: String { "step \(past.last.step)  \(vector.describeState(0))" }
  var hasAgent: Bool { policy != nil }
  var canSeek: Bool { true }

  func currentScene() throws -> Scene {
    if let failure = vector.failure { throw failure }
    var scene = past.shown
    scene.insight.rewards = rewards
    scene.insight.values = bestValues
    scene.insight.returns = returns
    scene.insight.training = training
    return scene
  }

  // MARK: Going on and back

  func advance() throws -> Bool {
    if past.goAlong() { return true }
    guard past.last.status == .running else { return try skipEpisode() }
    if policy != nil { try step(greedyAction(values)) }
    return true
  }

  func skipEpisode() throws -> Bool {
    guard series.goesOn(after: episodeNumber) else { return false }
    if past.last.status != .running { returns.append(past.last.episodeReturn) }
    episodeNumber += 1
    // After an end this changes nothing: the next episode has begun.
    vector.reset()
    beginEpisode()
    if let failure = vector.failure { throw failure }
    return true
  }

  /// Shows an earlier step as far as it is kept, else the earliest that is.
  func seek(to step: Int) { past.seek(to: step) }

  // MARK: A person, and other policies

  /// Takes an action; from an earlier step, which the world cannot go back to, only the last is shown.
  func take(_ action: Int) throws {
    guard past.isAtLast else { return past.seek(to: past.last.step) }
    if past.last.status == .running { try step(action) }
  }

  /// Plays on with a policy; one that remembers begins to remember at the present step.
  func play(_ policy: Policy, agent: String) throws {
    try policy.requireEnvironment(definition)
    self.policy = policy
    self.agent = agent
    source.use(policy)
    guard past.last.status == .running else { return }
    memory = policy.acting.makeMemory(copies: 1)
    think()
    past.replaceLast(scene(past.last.frame, after: nil))
  }

  // MARK: Inside

  private func beginEpisode() {
    memory = policy?.acting.makeMemory(copies: 1) ?? PolicyMemory()
    rewards = []
    bestValues = []
    episodeReturn = 0
    seen = Array(vector.observation(0))
    think()
    past = PastScenes(scene(vector.render(0), after: nil))
  }

  private func step(_ action: Int) throws {
    vector.step([Int32(action)])
    if let failure = vector.failure { throw failure }
    let result = StepResult(
      reward: vector.rewards[0], terminated: vector.terminated[0], truncated: vector.truncated[0])
    rewards.append(result.reward)
    episodeReturn += Double(result.reward)
    seen = Array(vector.successor(0))
    think()
    let hasEnded = result.terminated || result.truncated
    past.append(
      scene(hasEnded ? vector.finalFrame(0) : vector.render(0), after: result), after: action)
  }

  /// The scene of the furthest step, without what is the same for all of the episode.
  private func scene(_ frame: Frame, after result: StepResult?) -> Scene {
    let status = Scene.Status(after: result)
    return Scene(
      title: series.title, agent: agent, frame: frame, episode: episodeNumber + 1,
      step: rewards.count, episodeReturn: episodeReturn, lastReward: rewards.last,
      actionNames: vector.actionSpace.names, actionValues: values,
      chosenAction: status == .running && policy != nil ? greedyAction(values) : nil,
      status: status, insight: source.insight(ofObservation: seen))
  }

  private func think() {
    guard let policy else { return }
    values = policy.acting.values(of: seen, memory: &memory)
    bestValues.removeLast(max(0, bestValues.count - rewards.count))
    bestValues.append(values.max() ?? 0)
  }
}
