/// How the viewing stands and how keys change it: the same in the window and in the terminal.
///
/// What concerns only the view (pause, pace, panels, colours, help) a key changes here; what
/// concerns the episodes comes back as a ``Command``.
package struct Controls: Sendable {
  /// Pace, panels, messages: what is drawn.
  package var viewing: Viewing
  /// Environment steps per second at speed 1.
  package let stepsPerSecond: Double
  /// Steps per second that come by themselves when a person plays; nil to wait for every action.
  package let personPace: Double?
  /// How many scenes are shown.
  package var sceneCount = 1
  /// Whether there is an agent to which a person can hand back.
  package var hasAgent = true

  /// The factors on the pace from which `+` and `-` choose.
  package static let speeds = [0.1, 0.25, 0.5, 1, 2, 4, 8, 16, 64, Double.infinity]

  /// Controls of a view at the given pace.
  ///
  /// - Precondition: all numbers are above 0.
  package init(stepsPerSecond: Double, viewing: Viewing = Viewing(), personPace: Double? = nil) {
    precondition(stepsPerSecond > 0, "expected steps per second above 0, got \(stepsPerSecond)")
    precondition(viewing.speed > 0, "expected a speed above 0, got \(viewing.speed)")
    precondition((personPace ?? 1) > 0, "expected a pace above 0, got \(personPace ?? 1)")
    self.stepsPerSecond = stepsPerSecond
    self.viewing = viewing
    self.personPace = personPace
  }

  /// Seconds between two steps; 0 without a limit.
  package var interval: Double {
    1 / (viewing.speed * (viewing.isPerson ? personPace ?? stepsPerSecond : stepsPerSecond))
  }

  /// Whether nothing happens until a person acts.
  package var waitsForPerson: Bool { viewing.isPerson && personPace == nil }

  /// Obeys a key.
  ///
  /// While a person plays, the keys of the actions come first and those of the table that are the
  /// same give way; arrows are actions or nothing.
  ///
  /// - Parameters:
  ///   - key: the key.
  ///   - keys: the keys of the actions; nil where no person can play.
  /// - Returns: what remains to be done.
  package mutating func press(_ key: Key, keys: ActionKeys?) -> Command {
    if viewing.isPerson {
      if let action = Self.action(of: key, keys) { return .action(action) }
      if key.isArrow { return .none }
    }
    if key == .character("\u{3}") { return .quit }  // Ctrl-C where the terminal hands it on
    guard let meaning = KeyHelp.meaning(of: key) else { return .none }
    return obey(meaning, key, keys)
  }

  private static func action(of key: Key, _ keys: ActionKeys?) -> Int? {
    [key, key.lowercased].lazy.compactMap(\.actionSign).compactMap { keys?.action(for: $0) }.first
  }

  private mutating func obey(
    _ meaning: KeyHelp.Meaning, _ key: Key, _ keys: ActionKeys?
  ) -> Command {
    switch meaning {
    case .pause: viewing.isPaused.toggle()
    case .stepForward: return paused(.stepForward)
    case .stepBack: return paused(.stepBack)
    case .firstStep: return paused(.firstStep)
    case .lastStep: return paused(.lastStep)
    case .faster: viewing.speed = Self.speeds.first { $0 > viewing.speed } ?? .infinity
    case .slower: viewing.speed = Self.speeds.last { $0 < viewing.speed } ?? Self.speeds[0]
    case .nextEpisode: return .nextEpisode
    case .person: return viewing.isPerson ? handBack() : takeOver(keys)
    case .leave:
      if viewing.showsHelp {
        viewing.showsHelp = false
      } else if viewing.isPerson {
        return handBack()
      }
    case .previousCheckpoint: return .checkpoint(-1)
    case .nextCheckpoint: return .checkpoint(1)
    case .panel: togglePanel(key)
    case .focus: focusNext()
    case .theme: viewing.theme = viewing.theme == .dark ? .light : .dark
    case .screenshot: return .screenshot
    case .record: return .record
    case .fullScreen: return .fullScreen
    case .help: viewing.showsHelp.toggle()
    case .quit: return .quit
    }
    return .none
  }

  /// Steps are taken one by one from here on.
  private mutating func paused(_ command: Command) -> Command {
    viewing.isPaused = true
    return command
  }

  private mutating func takeOver(_ keys: ActionKeys?) -> Command {
    guard let keys else { return .say("no person can play here") }
    viewing.isPerson = true
    viewing.actionHelp = keys.help
    return .takeOver
  }

  private mutating func handBack() -> Command {
    guard hasAgent else { return .say("there is no agent to play on; q quits") }
    viewing.isPerson = false
    viewing.actionHelp = []
    return .handBack
  }

  /// Shows or hides a panel.
  package mutating func toggle(_ panel: Panel) {
    if viewing.panels.remove(panel) == nil { viewing.panels.insert(panel) }
  }

  private mutating func togglePanel(_ key: Key) {
    guard case .character(let digit) = key, let number = digit.wholeNumberValue,
      Panel.allCases.indices.contains(number - 1)
    else { return }
    toggle(Panel.allCases[number - 1])
  }

  private mutating func focusNext() {
    guard sceneCount > 1 else { return }
    let next = viewing.focus.map { $0 + 1 } ?? 0
    viewing.focus = next < sceneCount ? next : nil
  }
}
