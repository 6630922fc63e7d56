import Environments
import Visualizer

/// A screen that does what a script says, with a clock that moves only while it is waited for.
final class ScriptedScreen: Screen {
  /// What happens at which time, in order.
  var script: [(time: Double, event: ScreenEvent)]
  /// Seconds of the clock.
  private(set) var time = 0.0
  /// What was shown, and when.
  private(set) var shown: [(time: Double, moment: Moment)] = []
  /// How often an event was waited for.
  private(set) var waits = 0
  private(set) var fullScreens = 0
  /// The colour of the pictures; its size.
  var size = 8

  init(_ script: [(Double, ScreenEvent)] = []) { self.script = script.map { ($0.0, $0.1) } }

  /// Keys, one every tenth of a second, from the given time.
  convenience init(keys: [Key], from start: Double = 0.05) {
    self.init(keys.enumerated().map { (start + Double($0.offset) / 10, .key($0.element)) })
  }

  /// The clock for the viewer; every look at it takes a microsecond.
  func clock() -> Double {
    time += 1e-6
    return time
  }

  func show(_ moment: Moment) { shown.append((time, moment)) }

  func nextEvent(within seconds: Double) -> ScreenEvent? {
    waits += 1
    guard let next = script.first, next.time <= time + seconds else {
      time += seconds
      return nil
    }
    time = max(time, next.time)
    return script.removeFirst().event
  }

  func toggleFullScreen() { fullScreens += 1 }

  func picture(of moment: Moment) -> Picture {
    Picture(width: size, height: size, color: UInt32(moment.scenes[0].step))
  }
}

/// Episodes of a given length in which the agent always goes right and a person may go anywhere.
final class ScriptedPlayer: ScenePlayer {
  let length: Int
  let episodes: Int
  var canSeek = true
  var actionKeys: ActionKeys? = ActionKeys(["left", "right"])
  var hasAgent = true
  var checkpoints: [String] = []
  private(set) var checkpoint = 0
  /// The actions of every episode, as they would be recorded.
  private(set) var actions: [[Int]] = [[]]
  private var step = 0

  init(length: Int = 10, episodes: Int = 3) {
    self.length = length
    self.episodes = episodes
  }

  func currentScene() -> Scene {
    let taken = actions[actions.count - 1]
    return Scene(
      title: "corridor", frame: Frame(width: 4, height: 4), episode: actions.count, step: step,
      lastStep: taken.count, episodeReturn: Double(taken.prefix(step).reduce(0, +)),
      lastReward: step > 0 ? Float(taken[step - 1]) : nil, actionNames: ["left", "right"],
      actionValues: [0, 1], chosenAction: step < length ? 1 : nil,
      status: step < length ? .running : .terminated)
  }

  func advance() -> Bool {
    guard step < length else { return skipEpisode() }
    if step == actions[actions.count - 1].count { actions[actions.count - 1].append(1) }
    step += 1
    return true
  }

  func skipEpisode() -> Bool {
    guard actions.count < episodes else { return false }
    actions.append([])
    step = 0
    return true
  }

  func seek(to step: Int) { self.step = step }

  func take(_ action: Int) {
    guard step < length else { return }
    let last = actions.count - 1
    actions[last] = actions[last].prefix(step) + [action]
    step += 1
  }

  func choose(checkpoint: Int) { self.checkpoint = checkpoint }
}

/// Pictures in memory.
final class ListSink: PictureSink {
  var pictures: [(picture: Picture, milliseconds: Int)] = []
  var isFinished = false

  func append(_ picture: Picture, milliseconds: Int) { pictures.append((picture, milliseconds)) }
  func finish() { isFinished = true }
}
