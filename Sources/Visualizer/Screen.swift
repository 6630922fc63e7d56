/// Where moments are shown and keys are heard: a window, a terminal, or a script in a test.
package protocol Screen: AnyObject {
  /// Shows a moment; nothing happens where there is no room for it.
  func show(_ moment: Moment) throws
  /// Waits for what a person does, at most so long; sleeps meanwhile.
  ///
  /// - Parameter seconds: at least 0; with 0 it only looks.
  /// - Returns: nil where nothing happened.
  /// - Throws: where the screen is gone.
  func nextEvent(within seconds: Double) throws -> ScreenEvent?
  /// Fills the whole screen, or gives it back; nothing happens where that is not possible.
  func toggleFullScreen()
  /// The moment as a picture of the size that is shown.
  func picture(of moment: Moment) throws -> Picture
}

/// What a person does to a screen.
package enum ScreenEvent: Hashable, Sendable {
  case key(Key)
  /// The mouse is pressed on something, moved while it is pressed on the slider, or let go.
  case press(StageTarget)
  case drag(StageTarget)
  case release
  /// The window was closed; it got another size; it cannot be seen; it can be seen again.
  case closed, resized, hidden, shown

  /// What was pressed, as people write it; nil where nothing was.
  package var detail: String? {
    switch self {
    case .key(let key): key.name
    case .press(.slider(let share)), .drag(.slider(let share)): "slider \(share)"
    case .press(.scene(let index)), .drag(.scene(let index)): "scene \(index)"
    case .press(.panel(let panel)), .drag(.panel(let panel)): panel.rawValue
    default: nil
    }
  }

  /// The kind of event in one word.
  package var name: String {
    switch self {
    case .key: "key"
    case .press: "press"
    case .drag: "drag"
    case .release: "release"
    case .closed: "closed"
    case .resized: "resized"
    case .hidden: "hidden"
    case .shown: "shown"
    }
  }
}
