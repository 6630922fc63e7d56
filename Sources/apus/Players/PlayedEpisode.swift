import Agents
import Environments
import Visualizer

/// An episode as it is shown: it goes on at its furthest step, and back and forth before that.
///
/// A policy may follow it. Going back plays the same actions again from a kept place, so that what
/// is seen is what was, bit for bit; only an action taken from an earlier step changes the episode,
/// which is then forgotten from there on.
struct PlayedEpisode<World: Environment> {
  typealias Place = EpisodeHistory<World>.Place

  /// The step that is shown.
  private(set) var place: Place
  /// What was played.
  private(set) var history: EpisodeHistory<World>
  /// What the policy thinks of the actions at the step shown; empty without a policy.
  private(set) var values: [Float] = []
  /// The largest value at each step, through the furthest; empty without a policy.
  private(set) var bestValues: [Float] = []
  /// The policy; nil where nobody but a person plays.
  private(set) var mind: Mind<World>?
  /// The furthest step, while an earlier one is shown.
  private var furthest: Place?
  /// What the policy remembers after it has seen the step shown.
  private var nextMemory = PolicyMemory()

  /// An episode that has taken no step.
  init(_ episode: Episode<World>, mind: Mind<World>?) {
    self.mind = mind
    place = Place(episode: episode, memory: mind?.emptyMemory ?? PolicyMemory())
    history = EpisodeHistory(from: place)
    see()
    rememberValue()
  }

  // MARK: Reading

  var step: Int { place.step }
  var lastStep: Int { history.count }
  var world: World { place.episode.world }
  /// Whether an earlier step is shown than the furthest.
  var isPast: Bool { furthest != nil }
  /// Whether the step shown is the episode's end.
  var hasEnded: Bool { place.episode.hasEnded }
  /// What the step that led here brought; nil at the beginning.
  var lastResult: StepResult? { history.result(of: step) }
  /// The action that was taken from the step shown; nil at the furthest.
  var playedAction: Int? { isPast ? Int(history.actions[step]) : nil }
  /// The action that the policy takes from the step shown; nil without a policy and at the end.
  var greedyChoice: Int? {
    mind == nil || hasEnded
      ? nil : greedyAction(values, mask: world.hasActionMask ? world.actionMask : nil)
  }
  /// The same episode at its furthest step, for the one that follows.
  var furthestEpisode: Episode<World> { (furthest ?? place).episode }

  // MARK: Playing

  /// Takes an action from the step shown; what was played after it is forgotten.
  mutating func take(_ action: Int) {
    precondition(!hasEnded, "expected a running episode, got step \(step + 1) after its end")
    forgetLater()
    let result = move(action)
    history.append(action, result, place)
    see()
    rememberValue()
  }

  /// Goes one step on along what was played.
  mutating func goAlong() {
    guard let action = playedAction else { return }
    _ = move(action)
    see()
    if step == lastStep { furthest = nil }
  }

  /// Forgets what was played after the step shown.
  mutating func forgetLater() {
    guard isPast else { return }
    history.cut(to: place)
    furthest = nil
    if !bestValues.isEmpty { bestValues.removeLast(bestValues.count - step - 1) }
    rememberValue()
  }

  /// Shows another step, in `0...lastStep`.
  ///
  /// - Complexity: steps from the nearest kept place.
  mutating func seek(to step: Int) {
    let target = min(max(0, step), lastStep)
    guard target != self.step else { return }
    let last = furthest ?? place
    if target == lastStep {
      place = last
      furthest = nil
      return see()
    }
    let start = history.nearest(to: target)
    // Forward by a few steps: from here.
    if !(start.step...target).contains(self.step) {
      place = start
      if mind?.remembers == true { see() }
    }
    furthest = last
    replay(to: target)
    see()
  }

  /// Lets another policy follow; what it remembers is what it would have seen from the beginning.
  mutating func follow(with mind: Mind<World>) {
    self.mind = mind
    let target = step
    if mind.remembers || !place.memory.states.isEmpty {
      seeAllAgain()
      seek(to: target)
    }
    see()
    if !isPast { rememberValue() }
  }

  // MARK: Inside

  private mutating func move(_ action: Int) -> StepResult {
    let result = place.episode.step(action)
    place.episodeReturn += Double(result.reward)
    place.memory = nextMemory
    return result
  }

  /// Plays the recorded actions until a step; one who remembers sees each of them.
  private mutating func replay(to target: Int) {
    while step < target {
      _ = move(Int(history.actions[step]))
      if mind?.remembers == true, step < target { see() }
    }
  }

  /// The policy looks at the step shown.
  private mutating func see() {
    guard let mind else { return }
    nextMemory = place.memory
    values = mind.values(in: place.episode.world, memory: &nextMemory)
  }

  /// Notes what the policy expects at the furthest step, which is shown.
  private mutating func rememberValue() {
    guard mind != nil, let best = values.max() else { return }
    if bestValues.count > step { bestValues.removeLast(bestValues.count - step) }
    // Without a policy so far: what it would have expected is not known.
    while bestValues.count < step { bestValues.append(best) }
    bestValues.append(best)
  }

  /// Plays the whole episode again from its beginning, for a policy that has not seen it.
  private mutating func seeAllAgain() {
    place = history.beginning
    place.memory = mind?.emptyMemory ?? PolicyMemory()
    history.forgetPlaces(beginning: place)
    furthest = nil
    while step < lastStep {
      see()
      _ = move(Int(history.actions[step]))
      history.keep(place)
    }
    see()
  }
}

extension PlayedEpisode {
  /// Where the episode stands, in one line.
  var stateLine: String {
    var line = "step \(step)  \(world.describeState())"
    if let last = lastResult { line += "  reward \(last.reward)" }
    if hasEnded {
      line += "  \(Scene.Status(after: lastResult).rawValue)  return \(place.episodeReturn)"
    }
    return line
  }

  /// The scene of the step shown.
  func scene(
    title: String, agent: String, number: Int, chosenAction: Int?, insight: SceneInsight
  ) -> Scene {
    var insight = insight
    insight.rewards = history.rewards
    insight.values = bestValues
    return Scene(
      title: title, agent: agent, frame: world.render(), episode: number, step: step,
      lastStep: lastStep, episodeReturn: place.episodeReturn, lastReward: lastResult?.reward,
      actionNames: world.actionSpace.names, actionValues: values, chosenAction: chosenAction,
      status: Scene.Status(after: lastResult), insight: insight)
  }
}

extension Scene.Status {
  /// How an episode stands after a step; it runs before the first.
  init(after result: StepResult?) {
    self =
      result?.terminated == true ? .terminated : result?.truncated == true ? .truncated : .running
  }
}
