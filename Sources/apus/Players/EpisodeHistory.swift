import Agents
import Environments

/// What was played of an episode: its actions, and places to go back to.
///
/// The world is a function of its stream and the actions, so an earlier step is reached by playing
/// on from the nearest place before it. Places are kept at multiples of ``interval``, which doubles
/// where there are too many of them: memory stays bounded, and so does the way from a place.
struct EpisodeHistory<World: Environment> {
  /// A step of an episode with all that is needed to go on from it.
  struct Place {
    /// The world, its clock and its stream.
    var episode: Episode<World>
    /// The sum of the rewards so far.
    var episodeReturn = 0.0
    /// What the policy remembers before it sees this step's observation.
    var memory: PolicyMemory

    var step: Int { episode.steps }
  }

  /// The most places that are kept.
  static var mostPlaces: Int { 1024 }

  /// The actions taken, in order.
  private(set) var actions: [Int32] = []
  /// The reward of each.
  private(set) var rewards: [Float] = []
  /// What the last step brought; nil before the first.
  private(set) var lastResult: StepResult?
  /// Steps from one kept place to the next.
  private(set) var interval = 1
  private var places: [Place]

  /// An episode that begins at a place, which has taken no step.
  init(from beginning: Place) {
    precondition(beginning.step == 0, "expected no step yet, got \(beginning.step)")
    places = [beginning]
  }

  /// Steps taken.
  var count: Int { actions.count }
  /// Where it began.
  var beginning: Place { places[0] }

  /// Adds a step and where it led.
  mutating func append(_ action: Int, _ result: StepResult, _ place: Place) {
    actions.append(Int32(action))
    rewards.append(result.reward)
    lastResult = result
    keep(place)
  }

  /// What a step brought; nil before the first.
  func result(of step: Int) -> StepResult? {
    guard step > 0, step < count else { return step == 0 ? nil : lastResult }
    return StepResult(reward: rewards[step - 1])
  }

  /// The last kept place that is no later than a step.
  func nearest(to step: Int) -> Place {
    // Every place is a multiple of the interval, and after a cut some at the end are missing.
    places[min(places.count - 1, step / interval)]
  }

  /// Forgets what came after a place of this episode.
  mutating func cut(to place: Place) {
    let step = place.step
    lastResult = result(of: step)
    actions.removeLast(count - step)
    rewards.removeLast(rewards.count - step)
    places.removeAll { $0.step > step }
  }

  /// Forgets all places but the first; ``keep(_:)`` adds them again.
  mutating func forgetPlaces(beginning: Place) { places = [beginning] }

  /// Keeps a place if it is the next one to be kept.
  mutating func keep(_ place: Place) {
    guard place.step == places.count * interval else { return }
    places.append(place)
    guard places.count > Self.mostPlaces else { return }
    interval *= 2
    places = places.filter { $0.step.isMultiple(of: interval) }
  }
}
