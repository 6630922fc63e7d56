import Dispatch
import Documents

/// The loop of a view: it keeps the pace, hears keys and mouse, and shows every moment.
///
/// The clock decides only when a step is taken and when a picture is drawn, never what happens:
/// the episodes are the same whether they are watched fast, slowly, or not at all. While nothing
/// moves nothing is drawn, and the loop sleeps until something happens.
package final class Viewer {
  /// Seconds between two pictures at most: sixty of them a second.
  static let frameTime = 1.0 / 60
  /// Seconds for which the end of an episode is shown at speed 1.
  private static let endTime = 0.7
  /// Seconds for which a message is shown.
  private static let messageTime = 4.0
  /// Seconds of the longest sleep, after which it is asked whether to go on.
  private static let longestWait = 0.25
  /// Seconds of stepping between two looks at keys and screen.
  private static let stepBudget = 0.008

  let screen: any Screen
  let trace: ViewTrace?
  let clock: () -> Double
  /// Whether the view stays open after the last episode.
  private let staysAtEnd: Bool
  var lockstep: Lockstep
  /// How the viewing stands.
  package var controls: Controls
  /// Pictures to files: screenshots and recordings.
  package private(set) var keeper: PictureKeeper

  var isEnded = false
  private var isAtEnd = false
  var isHidden = false
  var isDragging = false
  var pendingSeek: Double?
  var pendingAction: Int?
  var needsDrawing = true
  private var due = 0.0
  private var lastDrawn = -Double.infinity
  private var messageEnd: Double?
  private var frames = 0

  /// A view of players on a screen.
  ///
  /// - Parameters:
  ///   - players: what is played, in lockstep.
  ///   - controls: pace, panels and keys.
  ///   - screen: where it is shown.
  ///   - sinkFactory: begins a recording in a file of the given name; nil where none can be made.
  ///   - trace: what is told about all that happens.
  ///   - staysAtEnd: whether the view stays open after the last episode.
  ///   - clock: seconds that only grow.
  /// - Throws: what the players throw.
  /// - Precondition: there is a player.
  package init(
    players: [any ScenePlayer], controls: Controls, screen: any Screen,
    sinkFactory: ((String) throws -> any PictureSink)? = nil, trace: ViewTrace? = nil,
    staysAtEnd: Bool = false,
    clock: @escaping () -> Double = { Double(DispatchTime.now().uptimeNanoseconds) / 1e9 }
  ) throws {
    self.screen = screen
    self.trace = trace
    self.clock = clock
    self.staysAtEnd = staysAtEnd
    self.controls = controls
    keeper = PictureKeeper(sinkFactory: sinkFactory)
    lockstep = try Lockstep(players)
    self.controls.sceneCount = players.count
    self.controls.hasAgent = players.contains { $0.hasAgent }
    if self.controls.viewing.isPerson || !self.controls.hasAgent {
      self.controls.viewing.isPerson = true
      self.controls.viewing.actionHelp = players[personIndex].actionKeys?.help ?? []
    }
    noteCheckpoints()
  }

  /// What is shown now.
  package var moment: Moment { Moment(scenes: lockstep.scenes, viewing: controls.viewing) }

  /// The player of a person's actions.
  var personIndex: Int { controls.viewing.focus ?? 0 }

  /// Plays until the episodes are over, a key or the closed screen ends it, or `shouldContinue`
  /// says no; a recording that still runs then is ended.
  ///
  /// - Throws: what players and screen throw, and what the end of a recording throws.
  package func run(shouldContinue: () -> Bool) throws {
    due = clock() + holdTime
    note("start")
    do {
      while !isEnded, shouldContinue() { try round() }
    } catch {
      trace?.flush()
      _ = try? keeper.endRecording()
      throw error
    }
    note("end")
    trace?.flush()
    _ = try keeper.endRecording()
  }

  /// Draws what is new, hears what a person does, and takes the steps that are due.
  private func round() throws {
    if needsDrawing, !isHidden, clock() - lastDrawn >= Self.frameTime { try draw() }
    var event = try screen.nextEvent(within: waitTime)
    while let next = event, !isEnded {
      try hear(next)
      event = try screen.nextEvent(within: 0)
    }
    if let share = pendingSeek {
      pendingSeek = nil
      try seek(to: Int((share * Double(lockstep.lastStep)).rounded()))
    }
    if let messageEnd, clock() >= messageEnd { say(nil) }
    if isPlaying { try playDueSteps() }
  }

  private func draw() throws {
    lastDrawn = clock()
    needsDrawing = false
    try screen.show(moment)
    frames += 1
    trace?.wasShown(frame: frames, at: clock())
  }

  /// Whether steps come by themselves.
  private var isPlaying: Bool {
    !isEnded && !isAtEnd && !isDragging && !controls.viewing.isPaused && !controls.waitsForPerson
      && (lockstep.isRunning || !controls.viewing.isPerson)
  }

  /// How long the loop may sleep.
  private var waitTime: Double {
    let now = clock()
    var end = now + Self.longestWait
    if needsDrawing, !isHidden { end = min(end, lastDrawn + Self.frameTime) }
    if isPlaying { end = min(end, due) }
    if let messageEnd { end = min(end, messageEnd) }
    return max(0, end - now)
  }

  private func playDueSteps() throws {
    let start = clock()
    var now = start
    while isPlaying, now >= due, now - start <= Self.stepBudget {
      let action =
        pendingAction
        ?? (controls.viewing.isPerson ? lockstep.players[personIndex].idleAction : nil)
      pendingAction = nil
      try step(person: action)
      // A view that cannot keep up does not try to catch up with more than a moment.
      due = max(due + holdTime, now - Self.frameTime)
      now = clock()
    }
  }

  /// Seconds for which the present scene is shown.
  private var holdTime: Double {
    let speed = max(1, controls.viewing.speed)
    return lockstep.isRunning
      ? controls.interval : max(controls.interval, Self.endTime / speed)
  }

  /// Takes one step; with the action of a person where one is given.
  func step(person action: Int? = nil) throws {
    guard try lockstep.advance(person: action.map { (personIndex, $0) }) else {
      return reachEnd("the end: ← goes back, q quits")
    }
    sceneChanged()
    note("step")
  }

  /// Shows a step that was reached.
  func seek(to step: Int) throws {
    guard lockstep.canSeek else { return say("only the present step is known here") }
    try lockstep.seek(to: step)
    jumped()
  }

  /// Another step or episode is shown.
  func jumped() {
    isAtEnd = false
    restartPace()
    sceneChanged()
  }

  /// Draws and records the scenes anew.
  func sceneChanged() {
    needsDrawing = true
    noteCheckpoints()
    guard keeper.isRecording else { return }
    keep { keeper in
      try keeper.record(seconds: max(holdTime, controls.interval > 0 ? 0 : Self.frameTime)) {
        try screen.picture(of: moment)
      }
    }
  }

  /// Writes pictures; what fails outside the program becomes a message, and the view goes on.
  func keep(_ work: (inout PictureKeeper) throws -> String?) {
    do {
      if let message = try work(&keeper) { say(message) }
    } catch {
      let text = (error as? InputError).map { $0.description } ?? "\(error)"
      say(text.split(separator: "\n").first.map(String.init) ?? "not written")
    }
    controls.viewing.isRecording = keeper.isRecording
  }

  /// Nothing more comes: ends the view, or says so.
  func reachEnd(_ message: String) {
    guard staysAtEnd else {
      isEnded = true
      return
    }
    isAtEnd = true
    say(message)
  }

  /// The next step comes one interval from now, or at once.
  func restartPace(atOnce: Bool = false) { due = clock() + (atOnce ? 0 : holdTime) }

  /// The next step comes after one interval of a new pace, if not before.
  func changePace() { due = min(due, clock() + holdTime) }

  /// Shows a message for some seconds; nil takes it away.
  func say(_ message: String?) {
    controls.viewing.message = message
    messageEnd = message.map { _ in clock() + Self.messageTime }
    needsDrawing = true
  }

  func noteCheckpoints() {
    let player = lockstep.players[personIndex]
    controls.viewing.checkpoints = player.checkpoints
    controls.viewing.checkpoint = player.checkpoint
  }

  /// Tells the trace what happened.
  func note(_ event: String, _ detail: String? = nil, command: String? = nil, time: Double? = nil) {
    guard let trace else { return }
    trace.add(
      ViewTrace.Line(
        event: event, detail: detail, command: command, scenes: lockstep.scenes,
        viewing: controls.viewing, time: time ?? clock()))
    if isHidden || !needsDrawing { trace.flush() }
  }
}
