#if SDL
  import CSDL2

  /// The mouse of a window: what is pressed with the left button, and what is dragged.
  struct WindowMouse {
    /// The slider is being dragged.
    private var isDragging = false

    /// What an event of SDL means; nil where it means nothing here.
    ///
    /// - Parameters:
    ///   - event: the event.
    ///   - target: what lies under a place of the window.
    /// - Returns: the mouse's event.
    mutating func screenEvent(
      _ event: SDL_Event, at target: (_ x: Int, _ y: Int) -> StageTarget?
    ) -> ScreenEvent? {
      switch event.type {
      case SDL_MOUSEBUTTONDOWN.rawValue:
        guard event.button.button == UInt8(SDL_BUTTON_LEFT),
          let pressed = target(Int(event.button.x), Int(event.button.y))
        else { return nil }
        if case .slider = pressed { isDragging = true }
        return .press(pressed)
      case SDL_MOUSEMOTION.rawValue:
        guard isDragging else { return nil }
        return target(Int(event.motion.x), Int(event.motion.y)).flatMap { place in
          if case .slider = place { .drag(place) } else { nil }
        }
      case SDL_MOUSEBUTTONUP.rawValue:
        guard event.button.button == UInt8(SDL_BUTTON_LEFT), isDragging else { return nil }
        isDragging = false
        return .release
      default:
        return nil
      }
    }
  }
#endif
