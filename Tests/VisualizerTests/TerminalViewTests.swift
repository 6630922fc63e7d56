import Environments
import Testing
import Visualizer

@Suite struct TerminalViewTests {
  private func text(
    _ moment: Moment, _ columns: Int, _ lines: Int, _ colour: TerminalColour = .full
  ) -> [String] {
    TerminalView.lines(of: moment, columns: columns, lines: lines, colour: colour)
  }

  private func seen(_ moment: Moment, _ columns: Int, _ lines: Int) -> String {
    text(moment, columns, lines).map(TerminalEmulator.withoutColours).joined(separator: "\n")
  }

  private static let sizes = [
    (20, 6), (20, 10), (21, 7), (33, 9), (40, 24), (59, 30), (60, 20), (80, 24), (100, 30),
    (120, 40), (132, 43), (60, 100), (200, 50), (300, 100), (300, 6), (20, 100),
  ]

  private static let moments: [(name: String, moment: Moment)] = {
    let wide = TerminalMoments.scene(title: "部屋 \u{1B}[31m e\u{301}té 👩‍👩‍👧 \u{7}\t迷路迷路迷路迷路迷路迷路")
    var bare = TerminalMoments.scene()
    bare.actionValues = [.nan, .infinity, 1]
    bare.insight = SceneInsight()
    var numbers = TerminalMoments.scene()
    numbers.insight.observation = .numbers([
      ObservationNumber(name: "angle", value: 0.1, range: -1...1),
      ObservationNumber(name: "speed", value: -7, range: -.infinity ... .infinity),
      ObservationNumber(name: "nothing", value: .nan, range: 0...1),
    ])
    numbers.insight.distributions = .quantiles(returns: [[1, 2, 3], [0, 2, 9], [.nan, 1, 2]])
    var huge = bare
    huge.actionValues = [-3e38, 3e38, -.infinity]
    huge.episodeReturn = .infinity
    huge.insight.returns = [-1.7e308, 1.7e308, .nan]
    huge.insight.values = [-3e38, 3e38, .nan, 0]
    huge.insight.rewards = [3e38, -3e38, .infinity]
    return [
      ("huge", TerminalMoments.moment(scenes: [huge])),
      ("huge tiles", TerminalMoments.moment(scenes: [huge, bare])),
      ("all", TerminalMoments.moment()),
      ("wide", TerminalMoments.moment(scenes: [wide]) { $0.message = "wrote 部屋.png \u{1B}[2J" }),
      ("bare", TerminalMoments.moment(scenes: [bare]) { $0.panels = [] }),
      ("numbers", TerminalMoments.moment(scenes: [numbers]) { $0.isRecording = true }),
      ("help", TerminalMoments.moment { $0.showsHelp = true }),
      (
        "person",
        TerminalMoments.moment {
          $0.isPerson = true
          $0.actionHelp = (0..<18).map { "\($0) fire the great cannon" }
          $0.showsHelp = true
        }
      ),
      ("tiles", TerminalMoments.moment(scenes: (0..<9).map { TerminalMoments.scene(step: $0) })),
      ("two", TerminalMoments.moment(scenes: [wide, bare]) { $0.focus = 1 }),
      (
        "checkpoints",
        TerminalMoments.moment {
          $0.checkpoints = ["step 10", "step 20"]
          $0.theme = .light
          $0.speed = .infinity
          $0.isPaused = true
        }
      ),
    ]
  }()

  @Test(arguments: TerminalColour.allCases)
  func nothingIsWiderOrHigherThanTheTerminal(colour: TerminalColour) {
    for (name, moment) in Self.moments {
      for (columns, lines) in Self.sizes {
        let text = text(moment, columns, lines, colour)
        #expect(text.count <= lines, "\(name) at \(columns)x\(lines)")
        for line in text {
          let plain = TerminalEmulator.withoutColours(line)
          #expect(
            TerminalCharacters.columns(of: plain) <= columns, "\(name) at \(columns)x\(lines)")
          #expect(
            !plain.unicodeScalars.contains { $0.properties.generalCategory == .control },
            "\(name) at \(columns)x\(lines): \(plain)")
        }
      }
    }
  }

  @Test func withoutColourEverythingIsASCII() {
    for (name, moment) in Self.moments {
      for (columns, lines) in Self.sizes {
        for line in text(moment, columns, lines, .none) {
          #expect(
            line.utf8.allSatisfy { (0x20..<0x7F).contains($0) },
            "\(name) at \(columns)x\(lines): \(line)")
        }
      }
    }
  }

  @Test func everyPanelIsThereAt120By40() {
    let text = seen(TerminalMoments.moment(), 120, 40)
    for panel in Panel.allCases { #expect(text.contains(panel.rawValue)) }
    for part in [
      "breakout  runs/mine", "dqn, step 40,000", "episode 6", "step 20 / 57", "return 7",
      "reward 1", "▶ right", "4.50", "left", "2.50", "ball", "brick", "agent", "optimum",
      "here 0.3 ↓", "optimal arrows: 75 %", "last 1", "mean 7.3 of 5",
      "training 30,000 of 40,000: 9", "20/57", "▶ 1×", "h help",
    ] {
      #expect(text.contains(part), "\(part)")
    }
  }

  @Test(arguments: Panel.allCases) func aPanelThatIsHiddenIsNotThere(panel: Panel) {
    let moment = TerminalMoments.moment { $0.panels.remove(panel) }
    #expect(!seen(moment, 120, 40).contains(panel.rawValue))
  }

  @Test func theTerminalsOwnColoursStayWhereNothingIsPainted() {
    let moment = TerminalMoments.moment { $0.panels = [] }
    // The picture is square: beside it there is nothing, and no colour either.
    for line in text(moment, 120, 40).dropLast() { #expect(!line.hasSuffix(" ")) }
    let light = TerminalMoments.moment { $0.theme = .light }
    #expect(text(light, 120, 40) != text(TerminalMoments.moment(), 120, 40))
  }

  @Test func whatIsTooSmallSaysWhatItNeeds() {
    #expect(text(TerminalMoments.moment(), 40, 5)[0] == "the terminal needs 20x6 places")
    #expect(text(TerminalMoments.moment(), 12, 20)[0] == "needs 20x6")
    #expect(text(TerminalMoments.moment(), 3, 2) == ["20x", ""])
    #expect(text(TerminalMoments.moment(), 0, 0).isEmpty)
  }

  @Test func theSmallestTerminalShowsPictureReturnAndAction() {
    let text = seen(TerminalMoments.moment(), 20, 6)
    for part in ["return 7", "▶", "1×"] { #expect(text.contains(part), "\(part)") }
    #expect(self.text(TerminalMoments.moment(), 20, 6).joined().contains("0;114;178"))
  }

  @Test func aSmallTerminalShowsThePictureAndWhereTheEpisodeStands() {
    let text = seen(TerminalMoments.moment(), 20, 10)
    for part in ["▀", "step 20", "return 7", "20/57"] { #expect(text.contains(part), "\(part)") }
  }

  @Test func thePartAfterThePresentStepIsGrey() {
    let early = text(TerminalMoments.moment(scenes: [TerminalMoments.scene(step: 3)]), 120, 40)
    let late = text(TerminalMoments.moment(scenes: [TerminalMoments.scene(step: 57)]), 120, 40)
    let plain = [early, late].map { lines in
      lines.map(TerminalEmulator.withoutColours).filter { $0.contains("⠤") || $0.contains("⡠") }
    }
    #expect(!plain[0].isEmpty)
    #expect(early != late)
  }

  @Test func helpTellsEveryKey() {
    let text = seen(TerminalMoments.moment { $0.showsHelp = true }, 80, 24)
    for row in KeyHelp.table { #expect(text.contains(row.help), "\(row.help)") }
    let small = seen(TerminalMoments.moment { $0.showsHelp = true }, 20, 10)
    for word in ["spc pause", "→ step", "q quit", "h help"] { #expect(small.contains(word)) }
  }

  @Test func aPersonSeesTheKeysOfTheActions() {
    let moment = TerminalMoments.moment {
      $0.isPerson = true
      $0.actionHelp = ["← l left", "→ r right"]
    }
    let text = seen(moment, 80, 24)
    #expect(text.contains("← l left   → r right") && text.contains("you play"))
  }

  @Test func severalScenesAreTilesAndOneInFocusFillsTheScreen() {
    let scenes = (0..<4).map { TerminalMoments.scene(step: $0, title: "game \($0)") }
    let tiles = seen(TerminalMoments.moment(scenes: scenes), 100, 40)
    for number in 0..<4 { #expect(tiles.contains("game \(number)")) }
    #expect(tiles.contains("return 7  step 3"))
    let focus = seen(TerminalMoments.moment(scenes: scenes) { $0.focus = 2 }, 100, 40)
    #expect(focus.contains("game 2") && !focus.contains("game 1"))
    #expect(focus.contains("scene 3/4") && focus.contains("Action values"))
  }

  @Test func statesAndMessagesAreInTheLastLine() {
    let moment = TerminalMoments.moment {
      $0.isPaused = true
      $0.isRecording = true
      $0.message = "wrote breakout.png"
    }
    let last = text(moment, 100, 30).last.map(TerminalEmulator.withoutColours) ?? ""
    for part in ["● REC", "paused", "━●─", "20/57", "wrote breakout.png", "h help"] {
      #expect(last.contains(part), "\(part)")
    }
  }

  @Test func wideCharactersTakeTwoPlaces() {
    #expect(TerminalCharacters.columns(of: "部屋") == 4)
    #expect(TerminalCharacters.columns(of: "e\u{301}té") == 3)
    #expect(TerminalCharacters.columns(of: "\u{1B}[31m\u{7}") == 4)
    #expect(TerminalCharacters.plain("a\u{1B}[2Jb\n\u{202E}c") == "a[2Jb c")
  }
}
