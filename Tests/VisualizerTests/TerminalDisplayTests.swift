import Environments
import Foundation
import Testing
import Visualizer

/// A pair of descriptors that the kernel treats as a terminal and its keyboard.
private final class PseudoTerminal {
  let master: Int32
  let slave: Int32

  init(columns: Int, lines: Int) throws {
    var (master, slave): (Int32, Int32) = (-1, -1)
    guard openpty(&master, &slave, nil, nil, nil) == 0 else { throw POSIXError(.EIO) }
    (self.master, self.slave) = (master, slave)
    resize(columns: columns, lines: lines)
    _ = fcntl(master, F_SETFL, O_NONBLOCK)
  }

  deinit {
    close(master)
    close(slave)
  }

  func resize(columns: Int, lines: Int) {
    var size = winsize(
      ws_row: UInt16(lines), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(master, UInt(TIOCSWINSZ), &size)
  }

  func type(_ text: String) {
    _ = Array(text.utf8).withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
  }

  /// All that was written to the terminal until now.
  func output() -> String {
    var all: [UInt8] = []
    var bytes = [UInt8](repeating: 0, count: 65536)
    while true {
      let count = read(master, &bytes, bytes.count)
      guard count > 0 else { break }
      all += bytes[..<count]
    }
    return String(decoding: all, as: UTF8.self).replacing("\r\n", with: "\n")
  }

  var modes: [UInt32] {
    var state = termios()
    tcgetattr(slave, &state)
    return [state.c_iflag, state.c_oflag, state.c_cflag, state.c_lflag]
  }
}

@Suite(.serialized) struct TerminalDisplayTests {
  private func moment(_ step: Int, _ change: (inout Viewing) -> Void = { _ in }) -> Moment {
    TerminalMoments.moment(scenes: [TerminalMoments.scene(step: step)], change)
  }

  private func display(_ terminal: PseudoTerminal, _ colour: TerminalColour = .full)
    -> TerminalDisplay
  {
    TerminalDisplay(colour: colour, input: terminal.slave, output: terminal.slave)
  }

  /// Draws in a thread of its own, as a terminal takes no more than its reader reads.
  private func show(
    _ moments: [Moment], on display: TerminalDisplay, of terminal: PseudoTerminal
  ) async throws -> String {
    nonisolated(unsafe) let screen = display
    let drawing = Task.detached { for moment in moments { try screen.show(moment) } }
    var text = ""
    let end = Date().addingTimeInterval(10)
    let done = Task.detached {
      _ = await drawing.result
      return true
    }
    nonisolated(unsafe) var isDone = false
    Task.detached {
      _ = await done.value
      isDone = true
    }
    while !isDone, Date() < end {
      text += terminal.output()
      try await Task.sleep(for: .milliseconds(2))
    }
    try await drawing.value
    return text + terminal.output()
  }

  @Test func whatIsWrittenPieceByPieceIsWhatTheViewSays() async throws {
    let terminal = try PseudoTerminal(columns: 110, lines: 36)
    let display = display(terminal)
    display.open()
    var screen = TerminalEmulator(columns: 110, lines: 36)
    let wide = TerminalMoments.scene(title: "部屋 迷路 x")
    let moments = [
      moment(20), moment(21), moment(3) { $0.showsHelp = true }, moment(3),
      TerminalMoments.moment(scenes: [wide]), moment(57) { $0.panels = [.episode] },
      TerminalMoments.moment(scenes: [wide, wide, wide]), moment(20),
    ]
    for moment in moments {
      screen.write(try await show([moment], on: display, of: terminal))
      let expected = TerminalView.lines(of: moment, columns: 110, lines: 36, colour: .full)
      #expect(screen.lines == expected.map(TerminalEmulator.withoutColours))
    }
    #expect(screen.unknown == [] && screen.isAlternate && screen.isCursorHidden)
    display.close()
    screen.write(terminal.output())
    #expect(!screen.isAlternate && !screen.isCursorHidden)
  }

  @Test func onlyWhatChangedIsWritten() async throws {
    let terminal = try PseudoTerminal(columns: 120, lines: 40)
    let display = display(terminal)
    display.open()
    let first = try await show([moment(20)], on: display, of: terminal)
    let same = try await show([moment(20)], on: display, of: terminal)
    let next = try await show([moment(21)], on: display, of: terminal)
    #expect(same == "")
    #expect(next.utf8.count < first.utf8.count / 5)
    display.close()
  }

  @Test func theTerminalIsGivenBackAsItWas() throws {
    let terminal = try PseudoTerminal(columns: 80, lines: 24)
    let before = terminal.modes
    for round in 0..<3 {
      do {
        let display = display(terminal)
        display.open()
        #expect(terminal.modes != before)
        if round == 0 { display.close() }
        if round == 1 { TerminalRescue.restore() }  // as a handler of signals does
      }
      #expect(terminal.modes == before, "round \(round)")
      #expect(terminal.output().contains("\u{1B}[?25h\u{1B}[?7h\u{1B}[?1049l"))
    }
  }

  @Test func afterClosingTheReturnStandsInTheTerminal() async throws {
    let terminal = try PseudoTerminal(columns: 80, lines: 24)
    let display = display(terminal)
    display.open()
    _ = try await show([moment(20)], on: display, of: terminal)
    display.close()
    let text = terminal.output()
    #expect(text.hasSuffix("breakout  runs/mine: episode 6  step 20  return 7  reward 1\n"))
  }

  @Test func keysComeAlsoInPieces() throws {
    let terminal = try PseudoTerminal(columns: 80, lines: 24)
    let display = display(terminal)
    display.open()
    defer { display.close() }
    terminal.type(" \u{1B}")
    #expect(try display.nextEvent(within: 1) == .key(.character(" ")))
    #expect(try display.nextEvent(within: 0) == nil)
    terminal.type("[")
    #expect(try display.nextEvent(within: 0) == nil)
    terminal.type("Cq")
    #expect(try display.nextEvent(within: 1) == .key(.right))
    #expect(try display.nextEvent(within: 1) == .key(.character("q")))
    terminal.type("\u{1B}")
    #expect(try display.nextEvent(within: 5) == .key(.escape))
    #expect(try display.nextEvent(within: 0.01) == nil)
  }

  @Test func anotherSizeIsAnEvent() async throws {
    let terminal = try PseudoTerminal(columns: 80, lines: 24)
    let display = display(terminal)
    display.open()
    _ = try await show([moment(20)], on: display, of: terminal)
    #expect(try display.nextEvent(within: 0) == nil)
    terminal.resize(columns: 30, lines: 12)
    #expect(try display.nextEvent(within: 1) == .resized)
    #expect(try display.nextEvent(within: 0) == nil)
    var screen = TerminalEmulator(columns: 30, lines: 12)
    screen.write(try await show([moment(20)], on: display, of: terminal))
    let expected = TerminalView.lines(of: moment(20), columns: 30, lines: 12, colour: .full)
    #expect(screen.lines == expected.map(TerminalEmulator.withoutColours))
    display.close()
  }

  @Test func aTerminalThatDoesNotWaitGetsEverything() async throws {
    // A parent may have left the descriptor so that a full line is an error and not a wait.
    let terminal = try PseudoTerminal(columns: 200, lines: 60)
    _ = fcntl(terminal.slave, F_SETFL, O_NONBLOCK)
    let display = display(terminal)
    display.open()
    var screen = TerminalEmulator(columns: 200, lines: 60)
    screen.write(try await show([moment(20), moment(55)], on: display, of: terminal))
    let expected = TerminalView.lines(of: moment(55), columns: 200, lines: 60, colour: .full)
    #expect(screen.lines == expected.map(TerminalEmulator.withoutColours))
    display.close()
  }

  @Test func aTerminalThatIsGoneEndsTheView() throws {
    var (master, slave): (Int32, Int32) = (-1, -1)
    #expect(openpty(&master, &slave, nil, nil, nil) == 0)
    let display = TerminalDisplay(colour: .full, input: slave, output: slave)
    display.open()
    close(master)
    #expect(try display.nextEvent(within: 2) == .closed)
    try display.show(moment(20))
    #expect(try display.nextEvent(within: 2) == .closed)
    display.close()
    close(slave)
  }
}
