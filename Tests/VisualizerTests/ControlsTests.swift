import Testing
import Visualizer

@Suite struct ControlsTests {
  private let keys = ActionKeys(["left", "right", "fire", "toggle"])

  private func controls() -> Controls {
    var controls = Controls(stepsPerSecond: 10)
    controls.sceneCount = 3
    return controls
  }

  /// What each meaning must do, told apart from how the controls do it.
  private func does(_ meaning: KeyHelp.Meaning, _ key: Key) -> Bool {
    var controls = controls()
    let command = controls.press(key, keys: keys)
    let viewing = controls.viewing
    switch meaning {
    case .pause: return viewing.isPaused && command == .none
    case .stepForward: return viewing.isPaused && command == .stepForward
    case .stepBack: return viewing.isPaused && command == .stepBack
    case .firstStep: return viewing.isPaused && command == .firstStep
    case .lastStep: return viewing.isPaused && command == .lastStep
    case .faster: return viewing.speed == 2
    case .slower: return viewing.speed == 0.5
    case .nextEpisode: return command == .nextEpisode
    case .person: return viewing.isPerson && command == .takeOver && !viewing.actionHelp.isEmpty
    case .leave: return viewing == Viewing() && command == .none
    case .previousCheckpoint: return command == .checkpoint(-1)
    case .nextCheckpoint: return command == .checkpoint(1)
    case .panel:
      guard case .character(let digit) = key, let number = digit.wholeNumberValue else {
        return false
      }
      return viewing.panels == Set(Panel.allCases).subtracting([Panel.allCases[number - 1]])
    case .focus: return viewing.focus == 0
    case .theme: return viewing.theme == .light
    case .screenshot: return command == .screenshot
    case .record: return command == .record
    case .fullScreen: return command == .fullScreen
    case .help: return viewing.showsHelp
    case .quit: return command == .quit
    }
  }

  @Test func everyKeyOfTheHelpDoesWhatItSays() {
    for row in KeyHelp.table {
      for key in row.keys { #expect(does(row.meaning, key), "\(key.name): \(row.help)") }
    }
  }

  @Test func theHelpListsEveryMeaningOnceAndNoKeyTwice() {
    #expect(KeyHelp.table.map(\.meaning) == KeyHelp.Meaning.allCases)
    let all = KeyHelp.table.flatMap(\.keys)
    #expect(Set(all).count == all.count)
    #expect(KeyHelp.lines.count == KeyHelp.table.count)
    #expect(KeyHelp.lines[0] == "space   pause, go on")
    #expect(KeyHelp.lines.contains { $0.hasPrefix("1 … 7 ") })
    #expect(Set(KeyHelp.lines.map { $0.prefix { $0 != " " } }).count == KeyHelp.table.count)
  }

  @Test func otherKeysMeanNothingAndCapitalsAreSmallLetters() {
    var controls = controls()
    for key in [Key.up, .down, .enter, .backspace, .function(5), .character("j")] {
      #expect(controls.press(key, keys: keys) == .none)
    }
    #expect(controls.viewing == Viewing())
    #expect(controls.press(.character("Q"), keys: nil) == .quit)
    #expect(controls.press(.character("\u{3}"), keys: nil) == .quit)
  }

  @Test func theSpeedClimbsTheLadderAndStaysOnIt() {
    var controls = controls()
    var speeds: [Double] = []
    for _ in 0..<8 {
      _ = controls.press(.character("+"), keys: nil)
      speeds.append(controls.viewing.speed)
    }
    #expect(speeds == [2, 4, 8, 16, 64, .infinity, .infinity, .infinity])
    #expect(controls.interval == 0)
    for _ in 0..<20 { _ = controls.press(.character("-"), keys: nil) }
    #expect(controls.viewing.speed == 0.1 && controls.interval == 1)
    controls.viewing.speed = 3
    _ = controls.press(.character("-"), keys: nil)
    #expect(controls.viewing.speed == 2)
  }

  @Test func aPersonsKeysComeBeforeTheTable() {
    var controls = controls()
    #expect(controls.press(.tab, keys: keys) == .takeOver)
    #expect(controls.press(.left, keys: keys) == .action(0))
    #expect(controls.press(.right, keys: keys) == .action(1))
    #expect(controls.press(.up, keys: keys) == .none)  // an arrow is an action or nothing
    #expect(controls.press(.character("f"), keys: keys) == .action(2))  // not full screen
    #expect(controls.press(.character("F"), keys: keys) == .action(2))
    #expect(controls.press(.character("t"), keys: keys) == .action(3))  // not the colours
    #expect(controls.press(.character("p"), keys: keys) == .screenshot)
    #expect(controls.press(.character("q"), keys: keys) == .quit)
    #expect(controls.press(.character("n"), keys: keys) == .nextEpisode)
    #expect(controls.press(.character(" "), keys: keys) == .none && controls.viewing.isPaused)
    #expect(controls.press(.escape, keys: keys) == .handBack)
    #expect(!controls.viewing.isPerson && controls.viewing.actionHelp.isEmpty)
    #expect(controls.press(.character("f"), keys: keys) == .fullScreen)
  }

  @Test func whereNobodyElsePlaysAPersonCannotLeave() {
    var controls = controls()
    guard case .say = controls.press(.tab, keys: nil) else {
      return #expect(Bool(false), "without keys no person can play")
    }
    controls.hasAgent = false
    controls.viewing.isPerson = true
    guard case .say = controls.press(.escape, keys: keys) else {
      return #expect(Bool(false), "without an agent nobody can be handed the game")
    }
    #expect(controls.viewing.isPerson)
  }

  @Test func escapeClosesTheHelpBeforeItGivesTheGameBack() {
    var controls = controls()
    _ = controls.press(.tab, keys: keys)
    _ = controls.press(.character("h"), keys: keys)
    #expect(controls.press(.escape, keys: keys) == .none)
    #expect(!controls.viewing.showsHelp && controls.viewing.isPerson)
    #expect(controls.press(.escape, keys: keys) == .handBack)
  }

  @Test func theFocusGoesThroughTheScenesAndBackToAll() {
    var controls = controls()
    let places = (0..<4).map { _ in
      _ = controls.press(.character("z"), keys: nil)
      return controls.viewing.focus
    }
    #expect(places == [0, 1, 2, nil])
    controls.sceneCount = 1
    _ = controls.press(.character("z"), keys: nil)
    #expect(controls.viewing.focus == nil)
  }
}
