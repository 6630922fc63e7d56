/// Pace and state of a playback: the same keys and rules in the window and in the terminal.
public struct Playback: Sendable {
  /// Environment steps per second at speed 1.
  public let stepsPerSecond: Double
  /// Factor on the pace, from an eighth to 64.
  public private(set) var speed: Double
  /// Whether steps are taken only one by one.
  public private(set) var isPaused = false
  /// Whether the help text is shown.
  public private(set) var showsHelp = false

  /// What a key asks of the loop that plays.
  public enum Action: Sendable {
    case none, stepOnce, nextEpisode, quit
  }

  /// Begins unpaused.
  ///
  /// - Precondition: both numbers are above 0.
  public init(stepsPerSecond: Double, speed: Double = 1) {
    precondition(stepsPerSecond > 0, "expected steps per second above 0, got \(stepsPerSecond)")
    precondition(speed > 0, "expected a speed above 0, got \(speed)")
    self.stepsPerSecond = stepsPerSecond
    self.speed = speed
  }

  /// Seconds between two steps.
  public var interval: Double { 1 / (stepsPerSecond * speed) }

  /// Obeys a key; the arrow to the right comes as "→", from a window as ">".
  public mutating func press(_ key: Character) -> Action {
    switch key {
    case " ": isPaused.toggle()
    case "s", ".", ">", "→":
      isPaused = true
      return .stepOnce
    case "+", "=": speed = min(64, speed * 2)
    case "-", "_": speed = max(0.125, speed / 2)
    case "n": return .nextEpisode
    case "h", "?": showsHelp.toggle()
    case "q", "\u{1B}", "\u{3}": return .quit
    default: break
    }
    return .none
  }

  /// The keys and their meaning, one a line.
  public static let help = [
    "space   pause, go on", "s       one step", "+ -     faster, slower", "n       next episode",
    "h       this help", "q       quit",
  ]
}
