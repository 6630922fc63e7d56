#if SDL
  import CSDL2
  import Documents
  import Environments
  import Foundation

  /// An SDL2 window as a screen.
  ///
  /// The picture is drawn here, pixel by pixel, and handed over whole; SDL only carries it to the
  /// screen. It is the same on every machine.
  public final class Window: Screen {
    private let window: OpaquePointer
    /// The last moment that was shown, in which the mouse finds its targets.
    private var shown: Moment?
    private var isPressed = false
    private var lastStage: Stage?

    /// Opens a window.
    ///
    /// - Parameters:
    ///   - title: of the window.
    ///   - size: its width and height; nil for a part of the screen.
    /// - Throws: `InputError` where there is no display that SDL could use; nothing stays open then.
    public init(title: String, size: (width: Int, height: Int)? = nil) throws {
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
      let (width, height) = size ?? Self.defaultSize
      guard
        let window = SDL_CreateWindow(title, centre, centre, Int32(width), Int32(height), flags)
      else {
        let error = Window.failure("no window can be opened")
        SDL_Quit()
        throw error
      }
      SDL_SetWindowMinimumSize(window, 160, 120)
      self.window = window
    }

    deinit {
      SDL_DestroyWindow(window)
      SDL_Quit()
    }

    /// Two thirds of the screen's width and three quarters of its height, in bounds.
    private static var defaultSize: (width: Int, height: Int) {
      var bounds = SDL_Rect()
      guard SDL_GetDisplayUsableBounds(0, &bounds) == 0, bounds.w > 0, bounds.h > 0 else {
        return (1280, 720)
      }
      let (width, height) = (Int(bounds.w), Int(bounds.h))
      return (
        min(width, max(640, min(1920, width * 2 / 3))),
        min(height, max(400, min(1200, height * 3 / 4)))
      )
    }

    /// The pixels of the window; nil where it has none: minimized, or just being resized.
    private var surface: UnsafeMutablePointer<SDL_Surface>? {
      guard let surface = SDL_GetWindowSurface(window), surface.pointee.w > 0,
        surface.pointee.h > 0
      else { return nil }
      return surface
    }

    package func show(_ moment: Moment) throws {
      shown = moment
      guard let surface else { return }
      let (width, height) = (Int(surface.pointee.w), Int(surface.pointee.h))
      let picture = drawn(moment, width: width, height: height)
      picture.pixels.withUnsafeBytes { pixels in
        _ = SDL_ConvertPixels(
          surface.pointee.w, surface.pointee.h, SDL_PIXELFORMAT_RGB888.rawValue,
          pixels.baseAddress, Int32(width * 4), surface.pointee.format.pointee.format,
          surface.pointee.pixels, surface.pointee.pitch)
      }
      SDL_UpdateWindowSurface(window)
    }

    package func picture(of moment: Moment) throws -> Picture {
      let pixels = surface?.pointee
      return drawn(
        moment, width: pixels.map { Int($0.w) } ?? 1280, height: pixels.map { Int($0.h) } ?? 720)
    }

    private func drawn(_ moment: Moment, width: Int, height: Int) -> Picture {
      stage(width, height).picture(of: moment)
    }

    /// The stage of this size; another one after the size has changed.
    private func stage(_ width: Int, _ height: Int) -> Stage {
      if let stage = lastStage, (stage.width, stage.height) == (width, height) { return stage }
      let stage = Stage(width: width, height: height)
      lastStage = stage
      return stage
    }

    package func toggleFullScreen() {
      let desktop = SDL_WINDOW_FULLSCREEN_DESKTOP.rawValue
      let isFull = SDL_GetWindowFlags(window) & desktop != 0
      SDL_SetWindowFullscreen(window, isFull ? 0 : desktop)
    }

    package func nextEvent(within seconds: Double) throws -> ScreenEvent? {
      let deadline = DispatchTime.now().uptimeNanoseconds + UInt64(max(0, seconds) * 1e9)
      var event = SDL_Event()
      while true {
        let now = DispatchTime.now().uptimeNanoseconds
        let milliseconds = now < deadline ? (deadline - now + 999_999) / 1_000_000 : 0
        let hasEvent =
          milliseconds > 0
          ? SDL_WaitEventTimeout(&event, Int32(clamping: milliseconds)) : SDL_PollEvent(&event)
        guard hasEvent != 0 else { return nil }
        if let result = Self.screenEvent(event) { return result }
      }
    }

    private static func failure(_ message: String) -> InputError {
      InputError(
        "\(message): \(String(cString: SDL_GetError()))",
        remedy: "watch in the terminal instead: add --terminal")
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
  }
#endif
