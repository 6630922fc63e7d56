import Testing
import Visualizer

@Suite struct ViewerTests {
  private let step = Key.character(".")

  private func run(
    _ screen: ScriptedScreen, _ players: [ScriptedPlayer], speed: Double = 1, stays: Bool = false,
    personPace: Double? = nil, trace: ViewTrace? = nil, seconds: Double = 100,
    sink: ((String) throws -> any PictureSink)? = nil
  ) throws {
    var viewing = Viewing()
    viewing.speed = speed
    let viewer = try Viewer(
      players: players,
      controls: Controls(stepsPerSecond: 10, viewing: viewing, personPace: personPace),
      screen: screen, sinkFactory: sink, trace: trace, staysAtEnd: stays, clock: screen.clock)
    try viewer.run { screen.time < seconds }
  }

  @Test func stepsComeWithThePaceAndTheEndIsHeld() throws {
    let (screen, player) = (ScriptedScreen(), ScriptedPlayer(length: 10, episodes: 2))
    try run(screen, [player])
    #expect(player.actions == [[Int]](repeating: [Int](repeating: 1, count: 10), count: 2))
    // Nine steps of a tenth and one held for 0.7 seconds in each of two episodes, after the first.
    #expect(abs(screen.time - 2 * (10 * 0.1 + 0.7)) < 0.03, "\(screen.time)")
    #expect(screen.shown.count == 22)
  }

  @Test func everySpeedPlaysTheSameEpisodes() throws {
    for (speed, time) in [(0.1, 22.0), (4, 0.85), (64, 0.06), (.infinity, 0.03)] {
      let (screen, player) = (ScriptedScreen(), ScriptedPlayer(length: 10, episodes: 2))
      try run(screen, [player], speed: speed)
      #expect(player.actions == [[Int]](repeating: [Int](repeating: 1, count: 10), count: 2))
      #expect(abs(screen.time - time) < 0.05, "\(speed): \(screen.time)")
    }
  }

  @Test func pausedNothingIsDrawnAndTheLoopSleeps() throws {
    let screen = ScriptedScreen([(0.25, .key(.character(" "))), (60, .key(.character("q")))])
    try run(screen, [ScriptedPlayer()])
    #expect(screen.shown.count == 4)  // the start, two steps, the pause
    #expect(screen.waits < 260, "\(screen.waits) waits in a minute")
    #expect(screen.shown.last?.moment.viewing.isPaused == true)
  }

  @Test func anInputIsOnTheScreenWithinTwoFrames() throws {
    var lines: [ViewTrace.Line] = []
    let screen = ScriptedScreen(
      keys: [.character(" "), step, .left, .home, .end, .character("t"), .character("2")]
        + [.character("h"), .character("q")])
    try run(screen, [ScriptedPlayer()], trace: ViewTrace { lines.append($0) })
    let inputs = lines.filter { $0.event == "key" && $0.command != "quit" }
    #expect(inputs.count == 8)
    for line in inputs {
      #expect((line.shownAfter ?? 1) <= 2.0 / 60, "\(line.detail ?? "")")
    }
  }

  @Test func stepsBackAndForthShowWhatWasAndChangeNothing() throws {
    let (screen, player) = (
      ScriptedScreen(
        keys: [.character(" "), step, step, step, .left, .left, .character(",")]
          + [.right, .home, .end, .character(" ")]), ScriptedPlayer(length: 10, episodes: 1)
    )
    var steps: [Int] = []
    let trace = ViewTrace { line in
      if line.event == "key" { steps.append(line.scenes[0].step) }
    }
    try run(screen, [player], trace: trace)
    #expect(steps == [0, 1, 2, 3, 2, 1, 0, 1, 0, 3, 3])
    #expect(player.actions == [[Int](repeating: 1, count: 10)])
  }

  @Test func theSliderSeeksAndHoldsTheEpisodeMeanwhile() throws {
    let screen = ScriptedScreen([
      (0.55, .press(.slider(0.4))), (0.8, .drag(.slider(0))), (1.5, .release),
    ])
    let player = ScriptedPlayer(length: 10, episodes: 1)
    try run(screen, [player])
    let steps = screen.shown.map(\.moment.scenes[0].step)
    #expect(Array(steps.prefix(9)) == [0, 1, 2, 3, 4, 5, 2, 0, 1], "\(steps)")
    #expect(screen.shown[7].time < 0.9 && screen.shown[8].time > 1.55)
    #expect(player.actions == [[Int](repeating: 1, count: 10)])
  }

  @Test func nextEpisodeLeavesThisOne() throws {
    let player = ScriptedPlayer(length: 10, episodes: 3)
    try run(ScriptedScreen(keys: [.character("n"), .character("n"), .character("n")]), [player])
    #expect(player.actions.count == 3)
  }

  @Test func aPersonPlaysAndGivesBack() throws {
    let player = ScriptedPlayer(length: 6, episodes: 1)
    let screen = ScriptedScreen(keys: [.tab, .left, .character("r"), .left, .escape])
    try run(screen, [player])
    #expect(player.actions == [[0, 1, 0, 1, 1, 1]])
  }

  @Test func aPersonWithAPaceIsNotWaitedFor() throws {
    let player = ScriptedPlayer(length: 6, episodes: 1)
    let screen = ScriptedScreen([(0.05, .key(.tab)), (0.3, .key(.right)), (0.9, .closed)])
    try run(screen, [player], personPace: 10)
    #expect(player.actions[0].filter { $0 == 1 }.count == 1)
    #expect(player.actions[0].count == 6)
  }

  @Test func withoutAnAgentThePersonPlaysFromTheStart() throws {
    let player = ScriptedPlayer(length: 2, episodes: 2)
    player.hasAgent = false
    let screen = ScriptedScreen(keys: [.right, .left, .right, .left, .character("q")])
    try run(screen, [player])
    #expect(player.actions == [[1, 0], [0]])  // the third key begins the second episode
    #expect(screen.shown[0].moment.viewing.actionHelp == ["← l left", "→ r right"])
  }

  @Test func severalGoInLockstepAndTheShorterWaits() throws {
    let players = [ScriptedPlayer(length: 3, episodes: 2), ScriptedPlayer(length: 6, episodes: 2)]
    let screen = ScriptedScreen()
    try run(screen, players)
    let steps = screen.shown.map { shown in shown.moment.scenes.map { $0.step } }
    #expect(
      Array(steps.prefix(8)) == [
        [0, 0], [1, 1], [2, 2], [3, 3], [3, 4], [3, 5], [3, 6], [0, 0],
      ])
    #expect(players.map { $0.actions.count } == [2, 2])
  }

  @Test func theLastSceneStaysWhereItIsAsked() throws {
    let screen = ScriptedScreen([(4, .key(.home)), (4.1, .key(.character(" ")))])
    let player = ScriptedPlayer(length: 5, episodes: 1)
    try run(screen, [player], stays: true, seconds: 9)
    #expect(screen.time >= 9)
    #expect(screen.shown.contains { $0.moment.viewing.message?.hasPrefix("the end") == true })
    #expect(screen.shown.filter { $0.moment.scenes[0].step == 5 }.count >= 2)  // played once more
    #expect(player.actions == [[1, 1, 1, 1, 1]])
  }

  @Test func aClosedScreenEndsTheViewInTheMiddle() throws {
    let player = ScriptedPlayer()
    try run(ScriptedScreen([(0.35, .closed)]), [player])
    #expect(player.actions == [[1, 1, 1]])
  }

  @Test func aHiddenScreenIsNotDrawnButPlaysOn() throws {
    let screen = ScriptedScreen([(0.15, .hidden), (0.75, .shown)])
    try run(screen, [ScriptedPlayer(length: 10, episodes: 1)])
    #expect(screen.shown.map { $0.moment.scenes[0].step } == [0, 1, 7, 8, 9, 10])
  }

  @Test func checkpointsChangeAndTheirEndIsTold() throws {
    let player = ScriptedPlayer()
    player.checkpoints = ["step 1", "step 2"]
    let keys: [Key] = [.character("]"), .character("]"), .character("["), .character("q")]
    let screen = ScriptedScreen(keys: keys)
    try run(screen, [player])
    #expect(player.checkpoint == 0)
    let messages = screen.shown.compactMap(\.moment.viewing.message)
    #expect(messages.contains("checkpoint: step 2"))
    #expect(messages.contains("there is no further checkpoint"))
    #expect(screen.shown.contains { $0.moment.viewing.checkpoint == 1 })
  }

  @Test func aPlayerThatCannotGoBackSaysSo() throws {
    let player = ScriptedPlayer()
    player.canSeek = false
    let screen = ScriptedScreen(keys: [.left, .character("q")], from: 0.35)
    try run(screen, [player])
    #expect(screen.shown.last?.moment.viewing.message == "only the present step is known here")
    #expect(screen.shown.last?.moment.scenes[0].step == 3)
  }

  @Test func clicksChooseATileHideAPanelAndPause() throws {
    let screen = ScriptedScreen([
      (0.05, .press(.scene(1))), (0.1, .press(.panel(.map))), (0.15, .press(.scene(1))),
      (0.2, .closed),
    ])
    try run(screen, [ScriptedPlayer(), ScriptedPlayer()])
    #expect(screen.shown.contains { $0.moment.viewing.focus == 1 })
    #expect(screen.shown.last?.moment.viewing.panels.contains(.map) == false)
    let single = ScriptedScreen([(0.05, .press(.scene(0))), (5, .closed)])
    try run(single, [ScriptedPlayer()])
    #expect(single.shown.last?.moment.viewing.isPaused == true)
  }

  @Test func aRecordingHasEveryStepAtThePaceOfTheEpisode() throws {
    let sink = ListSink()
    let screen = ScriptedScreen([
      (0.05, .key(.character("r"))), (0.25, .key(.character("+"))), (0.47, .key(.character("r"))),
      (0.5, .key(.character("f"))), (0.55, .closed),
    ])
    try run(screen, [ScriptedPlayer()], sink: { _ in sink })
    #expect(sink.isFinished)
    #expect(sink.pictures.map { Int($0.picture.pixels[0]) } == [0, 1, 2, 3, 4, 5, 6])
    #expect(sink.pictures.map(\.milliseconds) == [100, 100, 100, 50, 50, 50, 50])
    #expect(screen.fullScreens == 1)
  }

  @Test func aRecordingEndsWithTheViewAndWithAnotherSize() throws {
    let (first, second) = (ListSink(), ListSink())
    try run(
      ScriptedScreen([(0.05, .key(.character("r"))), (0.35, .closed)]), [ScriptedPlayer()],
      sink: { _ in first })
    #expect(first.isFinished && first.pictures.count == 4)
    let screen = ScriptedScreen([(0.05, .key(.character("r"))), (0.35, .resized), (1.5, .closed)])
    let trace = ViewTrace { if $0.event == "resized" { screen.size = 9 } }
    try run(screen, [ScriptedPlayer()], trace: trace, sink: { _ in second })
    #expect(second.isFinished && second.pictures.count == 4)
    #expect(
      screen.shown.contains {
        $0.moment.viewing.message?.hasPrefix("the size has changed") == true
      })
  }
}
