#if SDL
  import CSDL2

  extension Window {
    /// What an event of SDL means; nil where it means nothing here.
    static func screenEvent(_ event: SDL_Event) -> ScreenEvent? {
      switch event.type {
      case SDL_QUIT.rawValue: .closed
      case SDL_KEYDOWN.rawValue: key(Int(event.key.keysym.sym)).map { .key($0) }
      case SDL_TEXTINPUT.rawValue: text(of: event).map { .key(.character($0)) }
      case SDL_WINDOWEVENT.rawValue: windowEvent(event.window.event)
      default: nil
      }
    }

    private static func windowEvent(_ number: UInt8) -> ScreenEvent? {
      switch UInt32(number) {
      case SDL_WINDOWEVENT_CLOSE.rawValue: .closed
      case SDL_WINDOWEVENT_SIZE_CHANGED.rawValue, SDL_WINDOWEVENT_RESIZED.rawValue: .resized
      case SDL_WINDOWEVENT_MINIMIZED.rawValue, SDL_WINDOWEVENT_HIDDEN.rawValue: .hidden
      case SDL_WINDOWEVENT_RESTORED.rawValue, SDL_WINDOWEVENT_SHOWN.rawValue,
        SDL_WINDOWEVENT_EXPOSED.rawValue, SDL_WINDOWEVENT_MAXIMIZED.rawValue:
        .shown
      default: nil
      }
    }

    /// The keys that write nothing; the others come as text, as the keyboard's layout has them.
    private static func key(_ symbol: Int) -> Key? {
      switch symbol {
      case Int(SDLK_UP.rawValue): .up
      case Int(SDLK_DOWN.rawValue): .down
      case Int(SDLK_LEFT.rawValue): .left
      case Int(SDLK_RIGHT.rawValue): .right
      case Int(SDLK_HOME.rawValue): .home
      case Int(SDLK_END.rawValue): .end
      case Int(SDLK_PAGEUP.rawValue): .pageUp
      case Int(SDLK_PAGEDOWN.rawValue): .pageDown
      case Int(SDLK_TAB.rawValue): .tab
      case Int(SDLK_RETURN.rawValue), Int(SDLK_KP_ENTER.rawValue): .enter
      case Int(SDLK_ESCAPE.rawValue): .escape
      case Int(SDLK_BACKSPACE.rawValue): .backspace
      case Int(SDLK_F1.rawValue)...Int(SDLK_F12.rawValue):
        .function(symbol - Int(SDLK_F1.rawValue) + 1)
      default: nil
      }
    }

    private static func text(of event: SDL_Event) -> Character? {
      withUnsafeBytes(of: event.text.text) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self).first
      }
    }
  }
#endif
