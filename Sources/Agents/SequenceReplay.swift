import Environments
import TensorCore

/// The latest episodes of n parallel copies, sampled as windows of successive steps.
///
/// Each copy has a ring of rows. An episode of T steps takes T + 1 of them, one after another: its
/// observations, the last of which no action follows. Each observation is stored once, however many
/// windows it belongs to. A window is learned from for ``sequenceLength`` steps and begins at every
/// multiple of ``stride`` in an episode; before it lie up to ``burnIn`` steps that fill the memory:
///
///     episode step     0    1    2    3    4    5    6    7    8    (final)
///     window 0         |<-- learned -->|
///     window 1              burn  burn |<-- learned -->|
///     window 2                             burn  burn  |<-- learned --
///
/// (Here 4 steps are learned from, the stride is 4 and the burn-in 2.) What the agent remembered
/// before a window's first row, its burn-in included, is stored beside it; at an episode's first
/// step that is nothing. A window is drawn from when its last step's target is known: when
/// `sequenceLength + nStep` observations are there, or the episode has ended.
///
/// - Complexity: appending O(n), sampling O(B · (T + n)), both without allocation once warm.
public struct SequenceReplay {
  /// What decides which windows there are.
  public struct Plan: Hashable, Sendable {
    /// Steps of a window that are learned from, at least 1.
    public var sequenceLength = 16
    /// Steps before them that fill the memory, at least 0.
    public var burnIn = 0
    /// Steps from the beginning of a window to that of the next, at least 1.
    public var stride = 8
    /// Steps whose rewards a target sums, at least 1.
    public var nStep = 1
    /// γ, in `0...1`.
    public var discount: Float = 0.99
    /// Tensors that the agent remembers; 0 where windows begin with an empty memory.
    public var stateCount = 0
    /// Numbers of each of them.
    public var stateSize = 0

    /// The default plan.
    public init() {}

    /// Observations of a window behind its burn-in.
    public var observationCount: Int { sequenceLength + nStep }
    /// Rows of one copy that a window must find present at once.
    public var rowsNeeded: Int { burnIn + observationCount + 1 }
    /// Numbers of all that is remembered of one copy.
    var stateWidth: Int { stateCount * stateSize }
  }

  /// How an episode stood after a row's action.
  enum Ending: UInt8 {
    /// It went on.
    case none
    /// The time limit ended it; the next row is its last observation.
    case truncated
    /// The task ended; the next row is its last observation.
    case terminated
    /// No action: this row is the last observation of an episode.
    case final
  }

  /// What followed an observation.
  struct Outcome {
    var reward: Float = 0
    var action: Int32 = 0
    var ending = Ending.none
  }

  /// Where a window begins.
  struct Window {
    /// The number of the first row that is learned from, counted since the beginning.
    var row = 0
    /// Steps of burn-in.
    var burnIn: Int32 = 0
    /// The slot of what was remembered before it; −1 for nothing.
    var state: Int32 = -1
  }

  /// One copy's ring: rows, windows and states are numbered since the beginning of the training; a
  /// row's place is its number modulo the size of the ring.
  struct Track: Hashable {
    /// The rows present: those before `open` are complete, `open` has only been seen.
    var first = 0, open = 0
    /// The step of the episode in row `open`.
    var step = 0
    /// The windows present: those before `completeWindow` can be drawn.
    var firstWindow = 0, completeWindow = 0, endWindow = 0
    /// The states present: those before `unusedState` belong to a window.
    var firstState = 0, unusedState = 0, endState = 0
  }

  /// The space whose observations are stored.
  public let observationSpace: Box
  /// Copies that step together.
  public let copies: Int
  /// What decides which windows there are.
  public let plan: Plan

  /// Sizes of one copy's rings.
  let rows, windowRoom, stateRoom: Int
  var observations: ObservationColumn
  var outcomes: [Outcome]
  /// Which actions were possible; nil where all always are.
  var masks: MaskColumn?
  var windows: [Window]
  var states: [Float]
  var tracks: [Track]
  /// The vectors of the batch being drawn: kept for the next one.
  var scratch = SequenceScratch()

  /// Creates an empty buffer.
  ///
  /// - Parameters:
  ///   - capacity: rows to keep over all copies; at least `plan.rowsNeeded` for each.
  ///   - copies: copies that step together, at least 1.
  ///   - observationSpace: what is stored, and whether as bytes.
  ///   - plan: which windows there are.
  public init(capacity: Int, copies: Int, observationSpace: Box, plan: Plan) {
    precondition(copies >= 1, "expected at least 1 copy, got \(copies)")
    rows = (capacity + copies - 1) / copies
    precondition(
      rows >= plan.rowsNeeded,
      "expected a capacity of at least \(plan.rowsNeeded * copies), got \(capacity)")
    precondition(
      plan.sequenceLength >= 1 && plan.burnIn >= 0 && plan.stride >= 1 && plan.nStep >= 1,
      "expected lengths of at least 1 and a burn-in of at least 0, got \(plan)")
    self.observationSpace = observationSpace
    self.copies = copies
    self.plan = plan
    // The densest episodes are those of one step, two rows.
    windowRoom = plan.stride == 1 ? rows + 1 : rows / 2 + 2
    stateRoom = plan.stateWidth == 0 ? 0 : rows / plan.stride + plan.burnIn / plan.stride + 3
    observations = ObservationColumn(space: observationSpace, rows: rows * copies)
    outcomes = Array(repeating: Outcome(), count: rows * copies)
    windows = Array(repeating: Window(), count: windowRoom * copies)
    states = Array(repeating: 0, count: stateRoom * copies * plan.stateWidth)
    tracks = Array(repeating: Track(), count: copies)
  }

  /// Windows that can be drawn.
  public var count: Int { tracks.reduce(0) { $0 + $1.completeWindow - $1.firstWindow } }

  /// Bytes that everything takes.
  public var bytes: Int {
    outcomes.count * (observations.bytesPerRow + MemoryLayout<Outcome>.stride)
      + windows.count * MemoryLayout<Window>.stride + states.count * 4 + (masks?.bytes ?? 0)
  }

  /// "replay keeps 20000 observations of 36.1 bytes, 0.7 MB".
  var sizeNote: String {
    func decimal(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }
    let perRow = Double(bytes) / Double(outcomes.count)
    return "replay keeps \(outcomes.count) observations of \(decimal(perRow)) bytes with their "
      + "windows and states, \(decimal(Double(bytes) / 1e6)) MB"
  }
}

// MARK: - Appending

extension SequenceReplay {
  /// Opens the first row of every copy.
  ///
  /// - Parameter environment: the copies, before the first action.
  public mutating func begin(in environment: any VectorEnvironment) {
    precondition(tracks.allSatisfy { $0 == Track() }, "expected an empty buffer")
    masks = environment.actionMasks.map { _ in
      MaskColumn(actions: environment.actionSpace.count, rows: rows * copies)
    }
    for copy in 0..<copies {
      write(environment.seen, masks: environment.actionMasks, of: copy)
      openWindow(of: copy)
    }
  }

  /// Completes every copy's open row with what was done in it, and opens the next.
  ///
  /// - Parameters:
  ///   - actions: `[copies]`.
  ///   - environment: the copies, after the step.
  ///   - memory: what the agent remembers of each copy after what it saw before the step.
  public mutating func append(
    actions: [Int32], environment: any VectorEnvironment, memory: PolicyMemory
  ) {
    precondition(
      actions.count == copies && environment.count == copies,
      "expected \(copies) actions and copies, got \(actions.count) and \(environment.count)")
    let (terminated, truncated) = (environment.terminated, environment.truncated)
    let rewards = environment.rewards
    for copy in 0..<copies {
      let ending: Ending =
        terminated[copy] ? .terminated : truncated[copy] ? .truncated : .none
      complete(
        Outcome(reward: rewards[copy], action: actions[copy], ending: ending), of: copy)
      if ending == .none {
        tracks[copy].step += 1
      } else {
        write(
          environment.lastSeen, masks: ending == .truncated ? environment.finalActionMasks : nil,
          of: copy)
        complete(Outcome(ending: .final), of: copy)
        endEpisode(of: copy)
      }
      write(environment.seen, masks: environment.actionMasks, of: copy)
      keepState(memory, of: copy)
      openWindow(of: copy)
      completeWindows(of: copy)
    }
  }

  /// The place of one copy's row.
  @inline(__always)
  func place(_ row: Int, of copy: Int) -> Int { copy * rows + row % rows }

  /// Writes what is seen in the open row, and what is possible there; nil where that is not known.
  private mutating func write(
    _ values: ObservationValues, masks possible: UnsafeBufferPointer<Bool>?, of copy: Int
  ) {
    let (width, place) = (observationSpace.count, place(tracks[copy].open, of: copy))
    observations.write(values, from: copy * width, distance: width, at: place, count: 1)
    masks?.write(possible, of: copy, at: place)
  }

  /// Writes what followed the open row, and opens the next, which may take the oldest one's place.
  private mutating func complete(_ outcome: Outcome, of copy: Int) {
    outcomes[place(tracks[copy].open, of: copy)] = outcome
    tracks[copy].open += 1
    guard tracks[copy].open - tracks[copy].first == rows else { return }
    tracks[copy].first += 1
    while tracks[copy].firstWindow < tracks[copy].endWindow {
      let window = windows[copy * windowRoom + tracks[copy].firstWindow % windowRoom]
      guard window.row - Int(window.burnIn) < tracks[copy].first else { break }
      tracks[copy].firstWindow += 1
      if window.state >= 0 { tracks[copy].firstState += 1 }
    }
    tracks[copy].completeWindow = max(tracks[copy].completeWindow, tracks[copy].firstWindow)
  }

  /// All windows of the ended episode can be drawn; states of windows that did not come are let go.
  private mutating func endEpisode(of copy: Int) {
    tracks[copy].completeWindow = tracks[copy].endWindow
    tracks[copy].endState = tracks[copy].unusedState
    tracks[copy].step = 0
  }

  /// Whether a window's burn-in begins at a step of an episode, so that a state is stored there.
  private func beginsBurnIn(_ step: Int) -> Bool {
    plan.stateWidth > 0 && step > 0 && (step + plan.burnIn) % plan.stride == 0
  }

  private mutating func keepState(_ memory: PolicyMemory, of copy: Int) {
    guard beginsBurnIn(tracks[copy].step) else { return }
    let size = plan.stateSize
    let slot = copy * stateRoom + tracks[copy].endState % stateRoom
    for (number, state) in memory.states.enumerated() {
      let start = slot * plan.stateWidth + number * size
      state.withUnsafeScalars { scalars in
        for index in 0..<size { states[start + index] = scalars[copy * size + index] }
      }
    }
    tracks[copy].endState += 1
  }

  private mutating func openWindow(of copy: Int) {
    let step = tracks[copy].step
    guard step % plan.stride == 0 else { return }
    var window = Window(row: tracks[copy].open, burnIn: Int32(min(step, plan.burnIn)))
    if plan.stateWidth > 0, step > plan.burnIn {
      window.state = Int32(tracks[copy].unusedState % stateRoom)
      tracks[copy].unusedState += 1
    }
    windows[copy * windowRoom + tracks[copy].endWindow % windowRoom] = window
    tracks[copy].endWindow += 1
  }

  private mutating func completeWindows(of copy: Int) {
    while tracks[copy].completeWindow < tracks[copy].endWindow {
      let window = windows[copy * windowRoom + tracks[copy].completeWindow % windowRoom]
      guard window.row + plan.observationCount - 1 <= tracks[copy].open else { return }
      tracks[copy].completeWindow += 1
    }
  }
}

extension VectorEnvironment {
  /// What the copies see, as the environment wrote it.
  fileprivate var seen: ObservationValues {
    observationBytes.map { .bytes($0) } ?? .floats(observations)
  }

  /// What ended episodes were last seen with, as the environment wrote it.
  fileprivate var lastSeen: ObservationValues {
    finalObservationBytes.map { .bytes($0) } ?? .floats(finalObservations)
  }
}
