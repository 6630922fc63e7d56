import Documents
import NeuralNetworks

extension SequenceReplay {
  /// Writes the episodes of each copy from the oldest to the open row, with windows and states.
  ///
  /// Where in the rings they lie is left out: it decides nothing. Names: `replay.counts` (for each
  /// copy: complete rows, the open row's step, windows, complete ones, states, used ones),
  /// `replay.observations`, `replay.actions`, `replay.rewards`, `replay.endings`, `replay.windows`
  /// (for each: first row, counted from the oldest, burn-in, 1 where a state is stored),
  /// `replay.states`, and `replay.masks` where there are some: a bit for each action of each row.
  package func write(to file: inout SafeTensors) {
    var counts: [Int] = []
    var seen: [UInt8] = []
    var complete: [Outcome] = []
    var begun: [Int] = []
    var remembered: [Float] = []
    var possible: [UInt8] = []
    for (copy, track) in tracks.enumerated() {
      counts += [
        track.open - track.first, track.step, track.endWindow - track.firstWindow,
        track.completeWindow - track.firstWindow, track.endState - track.firstState,
        track.unusedState - track.firstState,
      ]
      for row in track.first...track.open {
        let place = place(row, of: copy)
        seen.append(contentsOf: observations.bytes(of: place..<(place + 1)))
        if let masks { possible += masks.bytes(of: place..<(place + 1)) }
        if row < track.open { complete.append(outcomes[place]) }
      }
      for number in track.firstWindow..<track.endWindow {
        let window = windows[copy * windowRoom + number % windowRoom]
        begun += [window.row - track.first, Int(window.burnIn), window.state < 0 ? 0 : 1]
      }
      for number in track.firstState..<track.endState {
        let start = (copy * stateRoom + number % stateRoom) * plan.stateWidth
        remembered += states[start..<(start + plan.stateWidth)]
      }
    }
    file.append("replay.counts", integers: counts.map(Int64.init))
    file.append(
      "replay.observations", type: elementType,
      shape: [
        complete.count + copies,
        observations.format == .bits ? observations.bytesPerRow : observations.width,
      ], bytes: seen)
    file.append("replay.actions", integers: complete.map { Int64($0.action) })
    file.append("replay.rewards", floats: complete.map(\.reward))
    file.append("replay.endings", bytes: complete.map(\.ending.rawValue))
    file.append("replay.windows", integers: begun.map(Int64.init))
    file.append("replay.states", floats: remembered)
    if masks != nil { file.append("replay.masks", bytes: possible) }
  }

  private var elementType: SafeTensors.ElementType { observations.format == .floats ? .f32 : .u8 }

  /// Takes over what ``write(to:)`` wrote.
  ///
  /// - Parameters:
  ///   - file: the checkpoint.
  ///   - actionCount: the number of actions there are.
  /// - Throws: `InputError` where it does not fit this buffer.
  package mutating func read(from file: SafeTensors, actionCount: Int) throws {
    let counts = try file.counts("replay.counts", count: 6 * copies)
    let sizes = stride(from: 0, to: counts.count, by: 6).map { Array(counts[$0..<($0 + 6)]) }
    for size in sizes
    where size[0] >= rows || size[2] > windowRoom || size[3] > size[2] || size[4] > stateRoom
      || size[5] > size[4]
    {
      throw InputError(
        "replay.counts holds \(size), expected less than \(rows) rows, at most \(windowRoom) "
          + "windows and \(stateRoom) states",
        remedy: "resume with the configuration that the checkpoint was written with")
    }
    func total(_ place: Int) -> Int { sizes.reduce(0) { $0 + $1[place] } }
    let (complete, width) = (total(0), plan.stateWidth)
    let seen = try file.bytes(
      "replay.observations", type: elementType,
      count: (complete + copies) * observations.bytesPerRow)
    let actions = try file.integers("replay.actions", count: complete)
    let rewards = try file.floats("replay.rewards", count: complete)
    let endings = try file.bytes("replay.endings").compactMap(Ending.init)
    let begun = try file.integers("replay.windows", count: 3 * total(2))
    let remembered = try file.floats("replay.states", count: total(4) * width)
    var column = MaskColumn(actions: actionCount, rows: rows * copies)
    let maskBytes = column.bytes / (rows * copies)
    let possible =
      file["replay.masks"] == nil
      ? nil : try file.bytes("replay.masks", count: (complete + copies) * maskBytes)
    guard endings.count == complete, actions.allSatisfy({ (0..<actionCount).contains($0) }) else {
      throw InputError(
        "replay.actions or replay.endings holds a number out of range, or not \(complete) of them: "
          + "actions are 0..<\(actionCount), endings 0...3")
    }

    self = SequenceReplay(
      capacity: rows * copies, copies: copies, observationSpace: observationSpace, plan: plan)
    var (row, window, state) = (0, 0, 0)
    for (copy, size) in sizes.enumerated() {
      tracks[copy] = Track(
        open: size[0], step: size[1], completeWindow: size[3], endWindow: size[2],
        unusedState: size[5], endState: size[4])
      let bytes = observations.bytesPerRow
      let start = (row + copy) * bytes
      observations.replaceRows(
        at: copy * rows, with: seen[start..<(start + (size[0] + 1) * bytes)])
      if let possible {
        let start = (row + copy) * maskBytes
        column.replaceRows(
          at: copy * rows, with: possible[start..<(start + (size[0] + 1) * maskBytes)])
      }
      for number in 0..<size[0] {
        outcomes[copy * rows + number] = Outcome(
          reward: rewards[row + number], action: Int32(actions[row + number]),
          ending: endings[row + number])
      }
      for number in 0..<(size[4] * width) {
        states[copy * stateRoom * width + number] = remembered[state * width + number]
      }
      try readWindows(Array(begun[(3 * window)..<(3 * (window + size[2]))]), of: copy)
      (row, window, state) = (row + size[0], window + size[2], state + size[4])
    }
    if possible != nil { masks = column }
  }

  /// Takes over one copy's windows, each of which must lie within one episode.
  private mutating func readWindows(_ numbers: [Int], of copy: Int) throws {
    var usedStates = 0
    for number in 0..<(numbers.count / 3) {
      let (row, burnIn) = (numbers[3 * number], numbers[3 * number + 1])
      let hasState = numbers[3 * number + 2] != 0
      guard (0...plan.burnIn).contains(burnIn), row >= burnIn, row <= tracks[copy].open,
        isWindow(row: row, burnIn: burnIn, isComplete: number < tracks[copy].completeWindow, copy)
      else {
        throw InputError(
          "replay.windows holds a window at row \(row) with \(burnIn) steps of burn-in, which does "
            + "not lie within one episode of copy \(copy)")
      }
      windows[copy * windowRoom + number] = Window(
        row: row, burnIn: Int32(burnIn), state: hasState ? Int32(usedStates) : -1)
      usedStates += hasState ? 1 : 0
    }
    guard usedStates == tracks[copy].unusedState else {
      throw InputError(
        "replay.windows has \(usedStates) windows of copy \(copy) with a state, expected "
          + "\(tracks[copy].unusedState)")
    }
  }

  /// Whether the burn-in, and the first step where it has been made, belong to one episode, and
  /// whether a complete window finds all that it needs.
  private func isWindow(row: Int, burnIn: Int, isComplete: Bool, _ copy: Int) -> Bool {
    let base = copy * rows
    for step in (row - burnIn)..<row where outcomes[base + step].ending != .none { return false }
    guard isComplete else { return true }
    for step in row..<min(row + plan.observationCount - 1, tracks[copy].open)
    where outcomes[base + step].ending == .final {
      return step > row
    }
    return row + plan.observationCount - 1 <= tracks[copy].open
  }
}
