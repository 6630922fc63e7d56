#if SDL
  import CSDL2
  import Dispatch
  import Documents
  import Environments
  import Foundation

  /// An SDL2 window as a screen.
  ///
  /// The picture is drawn here, pixel by pixel, and handed over whole; SDL only carries it to the
  /// screen. It is the same on every machine.
  public final class Window: Screen {
    private let window: OpaquePointer
    private var mouse = WindowMouse()
    /// The last moment that was shown, in which the mouse finds its targets.
    private var shown: Moment?
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
      // Else SDL puts the pixels on the screen through OpenGL, which without a graphics card costs
      // eighteen milliseconds a picture of 1920 x 1080 in place of one.
      SDL_SetHint(SDL_HINT_FRAMEBUFFER_ACCELERATION, "0")
      SDL_SetHint(SDL_HINT_VIDEO_X11_NET_WM_BYPASS_COMPOSITOR, "0")
      guard SDL_Init(SDL_INIT_VIDEO) == 0 else {
        throw Window.failure("no display can be opened")
      }
      guard Self.showsOnScreen else {
        SDL_Quit()
        throw InputError(
          "no display can be opened", remedy: "watch in the terminal instead: add --terminal")
      }
      SDL_EnableScreenSaver()
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
      SDL_StartTextInput()
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

    /// The size of the picture in pixels, and how many of them make one of the screen's own units:
    /// 2 on a display of twice the usual density.
    private typealias Extent = (width: Int, height: Int, scale: Int)

    private func extent(of surface: UnsafeMutablePointer<SDL_Surface>?) -> Extent {
      guard let surface else { return (1280, 720, 1) }
      var (width, height) = (Int32(0), Int32(0))
      SDL_GetWindowSize(window, &width, &height)
      let pixels = Int(surface.pointee.w)
      let scale = width > 0 ? (pixels + Int(width) / 2) / Int(width) : 1
      return (pixels, Int(surface.pointee.h), max(1, scale))
    }

    package func show(_ moment: Moment) throws {
      shown = moment
      guard let surface else { return }
      let picture = drawn(moment, extent(of: surface))
      picture.pixels.withUnsafeBytes { pixels in
        // The same bytes on nearly every screen: the call then copies row by row.
        _ = SDL_ConvertPixels(
          surface.pointee.w, surface.pointee.h, SDL_PIXELFORMAT_RGB888.rawValue,
          pixels.baseAddress, Int32(4 * picture.width), surface.pointee.format.pointee.format,
          surface.pointee.pixels, surface.pointee.pitch)
      }
      SDL_UpdateWindowSurface(window)
    }

    package func picture(of moment: Moment) throws -> Picture {
      drawn(moment, extent(of: surface))
    }

    private func drawn(_ moment: Moment, _ extent: Extent) -> Picture {
      stage(extent).picture(of: moment)
    }

    /// The stage of this size; another one after the size has changed.
    private func stage(_ extent: Extent) -> Stage {
      if let stage = lastStage,
        (stage.width, stage.height, stage.scale) == (extent.width, extent.height, extent.scale)
      {
        return stage
      }
      let stage = Stage(width: extent.width, height: extent.height, scale: extent.scale)
      lastStage = stage
      return stage
    }

    /// What lies under a place of the window, which is given in the screen's own units.
    private func target(x: Int, y: Int) -> StageTarget? {
      guard let shown else { return nil }
      let extent = extent(of: surface)
      return stage(extent).target(x: x * extent.scale, y: y * extent.scale, in: shown)
    }

    package func toggleFullScreen() {
      let desktop = SDL_WINDOW_FULLSCREEN_DESKTOP.rawValue
      let isFull = SDL_GetWindowFlags(window) & desktop == desktop
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
        if let result = Self.screenEvent(event) ?? mouse.screenEvent(event, at: target) {
          return result
        }
      }
    }

    /// Whether the driver that SDL has chosen shows anything, or was asked for by name: after the
    /// others have failed SDL falls back on one that draws into memory.
    private static var showsOnScreen: Bool {
      let name = SDL_GetCurrentVideoDriver().map { String(cString: $0) } ?? ""
      let isAskedFor = !(ProcessInfo.processInfo.environment["SDL_VIDEODRIVER"] ?? "").isEmpty
      return isAskedFor || !["offscreen", "dummy", "evdev"].contains(name)
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
    package static var hasDisplay: Bool {
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
