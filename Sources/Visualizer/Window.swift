#if SDL
  import CSDL2
  import Documents
  import Environments
  import Foundation

  /// An SDL2 window that plays episodes: the environment and, beside it, what the agent thinks.
  ///
  /// The picture comes whole from ``SceneLayout``; the window uploads it, keeps the pace and hears
  /// the keys. It reads no state of the player but its scenes.
  public final class Window {
    private let window: OpaquePointer
    private let renderer: OpaquePointer
    private var texture: OpaquePointer?
    private var textureSize = (width: Int32(0), height: Int32(0))
    private var playback: Playback

    /// Opens a window.
    ///
    /// - Throws: `InputError` where there is no display that SDL could use; nothing stays open then.
    public init(title: String, playback: Playback) throws {
      guard Self.hasDisplay else {
        throw InputError(
          "there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set)",
          remedy: "watch in the terminal instead: add --terminal")
      }
      guard SDL_Init(SDL_INIT_VIDEO) == 0 else {
        throw Window.failure("no display can be opened")
      }
      let flags = SDL_WINDOW_RESIZABLE.rawValue | SDL_WINDOW_ALLOW_HIGHDPI.rawValue
      let centre = Int32(bitPattern: UInt32(SDL_WINDOWPOS_CENTERED_MASK))
      guard let window = SDL_CreateWindow(title, centre, centre, 800, 480, flags) else {
        let error = Window.failure("no window can be opened")
        SDL_Quit()
        throw error
      }
      // Software drawing: the picture is one upload, and it is the same on every machine.
      guard let renderer = SDL_CreateRenderer(window, -1, SDL_RENDERER_SOFTWARE.rawValue) else {
        let error = Window.failure("nothing can be drawn in the window")
        SDL_DestroyWindow(window)
        SDL_Quit()
        throw error
      }
      self.window = window
      self.renderer = renderer
      self.playback = playback
    }

    deinit {
      if let texture { SDL_DestroyTexture(texture) }
      SDL_DestroyRenderer(renderer)
      SDL_DestroyWindow(window)
      SDL_Quit()
    }

    /// Plays until the episodes are over, the window is closed, or `shouldContinue` says no.
    public func play(_ player: any ScenePlayer, shouldContinue: () -> Bool) throws {
      var due = Date()
      var scene = try player.currentScene()
      var needsDrawing = true
      while shouldContinue() {
        var action = Playback.Action.none
        var event = SDL_Event()
        while SDL_PollEvent(&event) != 0 {
          needsDrawing = true
          if event.type == SDL_QUIT.rawValue { return }
          guard event.type == SDL_KEYDOWN.rawValue, let key = Self.key(of: event) else { continue }
          action = playback.press(key)
          if case .none = action {} else { break }
        }
        if case .none = action, !playback.isPaused, Date() >= due { action = .stepOnce }
        switch action {
        case .none: break
        case .quit: return
        case .nextEpisode: guard try player.skipEpisode() else { return }
        case .stepOnce: guard try player.advance() else { return }
        }
        if case .none = action {
        } else {
          scene = try player.currentScene()
          // The end of an episode stays on the screen for a moment.
          let pause = scene.status == .running ? playback.interval : max(0.7, playback.interval)
          due = Date().addingTimeInterval(pause)
          needsDrawing = true
        }
        if needsDrawing { try show(scene) }
        needsDrawing = false
        let wait = playback.isPaused ? 0.02 : min(0.02, due.timeIntervalSinceNow)
        if wait > 0 { SDL_Delay(UInt32(wait * 1000)) }
      }
    }

    /// Draws one scene and puts it on the screen.
    public func show(_ scene: Scene) throws {
      var (width, height) = (Int32(0), Int32(0))
      guard SDL_GetRendererOutputSize(renderer, &width, &height) == 0, width > 0, height > 0 else {
        return  // minimized
      }
      let picture = SceneLayout(width: Int(width), height: Int(height))
        .frame(of: scene, playback: playback)
      if texture == nil || textureSize != (width, height) {
        if let texture { SDL_DestroyTexture(texture) }
        texture = SDL_CreateTexture(
          renderer, SDL_PIXELFORMAT_RGB24.rawValue, Int32(SDL_TEXTUREACCESS_STREAMING.rawValue),
          width, height)
        textureSize = (width, height)
      }
      guard let texture else { throw Window.failure("the picture cannot be shown") }
      picture.pixels.withUnsafeBytes { bytes in
        _ = SDL_UpdateTexture(texture, nil, bytes.baseAddress, width * 3)
      }
      SDL_RenderClear(renderer)
      SDL_RenderCopy(renderer, texture, nil, nil)
      SDL_RenderPresent(renderer)
    }

    /// Whether there is a screen to open a window on.
    ///
    /// Without one SDL would fall back on drivers that draw into memory, and play to nobody; they are
    /// used only where SDL_VIDEODRIVER asks for them.
    private static var hasDisplay: Bool {
      #if os(Linux)
        let environment = ProcessInfo.processInfo.environment
        return ["DISPLAY", "WAYLAND_DISPLAY", "SDL_VIDEODRIVER"].contains {
          !(environment[$0] ?? "").isEmpty
        }
      #else
        return true
      #endif
    }

    private static func key(of event: SDL_Event) -> Character? {
      let symbol = Int(event.key.keysym.sym)
      switch symbol {
      case Int(SDLK_RIGHT.rawValue): return ">"
      case Int(SDLK_ESCAPE.rawValue): return "q"
      case Int(SDLK_KP_PLUS.rawValue): return "+"
      case Int(SDLK_KP_MINUS.rawValue): return "-"
      case 32...126: return Character(UnicodeScalar(UInt8(symbol)))
      default: return nil
      }
    }

    private static func failure(_ message: String) -> InputError {
      InputError(
        "\(message): \(String(cString: SDL_GetError()))",
        remedy: "watch in the terminal instead: add --terminal")
    }
  }
#endif
