/// What a step of a recurrent layer computes from its input `x` and the state `h` before it.
public enum RecurrentCell: String, CaseIterable, Sendable {
  /// `h' = tanh(W x + b + U h + c)`: Elman's network.
  case tanh
  /// `h' = max(W x + b + U h + c, 0)`.
  case relu
  /// Long short-term memory: a second state that gates add to and take from.
  case lstm
  /// The gated recurrent unit: `h' = (1 − z) n + z h`.
  case gru

  /// The blocks of rows in the weights: one for each gate.
  public var gates: Int {
    switch self {
    case .tanh, .relu: 1
    case .gru: 3
    case .lstm: 4
    }
  }

  /// The columns, in units of the state's size, that one step has in the gradient of the sums.
  var width: Int { self == .gru ? 4 : gates }

  /// Those columns in blocks, with the rows that each has in the input's and the state's weight.
  ///
  /// The first `gates` belong to the state's weight. A GRU's third gate differs between the two:
  /// what comes from the state passes the reset gate.
  var blocks: [(column: Int, input: Int?, state: Int?, count: Int)] {
    self == .gru ? [(0, 0, 0, 2), (2, nil, 2, 1), (3, 2, nil, 1)] : [(0, 0, 0, gates)]
  }

  /// The blocks that belong to the input's weight.
  var inputBlocks: [(column: Int, row: Int, count: Int)] {
    blocks.compactMap { block in block.input.map { (block.column, $0, block.count) } }
  }
}

/// The sizes of a recurrent layer's call, and the order that its sequences are worked on.
///
/// With lengths the longest sequence comes first, so that those which still run at a step are the
/// first ones, and nothing is computed for the others.
struct RecurrentPlan {
  let cell: RecurrentCell
  let batch: Int
  let steps: Int
  let inputs: Int
  let hidden: Int
  let directions: Int
  let batchFirst: Bool
  /// The sequence at each place; nil where that is the place itself.
  let order: [Int]?
  /// The length at each place, falling; nil where all have `steps`.
  let lengths: [Int]?
  /// The number of sequences longer than each step; nil where that is all.
  private let running: [Int]?

  init(
    cell: RecurrentCell, batch: Int, steps: Int, inputs: Int, hidden: Int, directions: Int,
    batchFirst: Bool, lengths: [Int]?
  ) {
    self.cell = cell
    self.batch = batch
    self.steps = steps
    self.inputs = inputs
    self.hidden = hidden
    self.directions = directions
    self.batchFirst = batchFirst
    guard let lengths else {
      order = nil
      running = nil
      self.lengths = nil
      return
    }
    let order = lengths.indices.sorted { (lengths[$1], $0) < (lengths[$0], $1) }
    self.order = order
    self.lengths = order.map { lengths[$0] }
    running = (0..<steps).map { step in lengths.count { $0 > step } }
  }

  /// Whether the rows of the input, read one after another, are the rows of the first step, the
  /// second and so on, in the order of work.
  var isInOrder: Bool { !batchFirst && order == nil }

  @inline(__always) func sequence(_ place: Int) -> Int { order?[place] ?? place }
  @inline(__always) func length(_ place: Int) -> Int { lengths?[place] ?? steps }

  /// How many places of a range still run at a step: the first ones.
  @inline(__always)
  func running(_ step: Int, in places: Range<Int>) -> Int {
    guard let running else { return places.count }
    return max(min(running[step], places.upperBound) - places.lowerBound, 0)
  }

  /// The row of the input and the output that a step of a place has.
  @inline(__always)
  func row(_ step: Int, _ place: Int) -> Int {
    batchFirst ? sequence(place) * steps + step : step * batch + sequence(place)
  }

  /// The places in parts for the threads, of about equal work.
  func parts() -> [Range<Int>] {
    let total = lengths?.reduce(0, +) ?? batch * steps
    let work = total * cell.gates * hidden * (inputs + hidden)
    let count = min(Parallel.threads, (batch + 5) / 6)
    guard count > 1, work >= 2 * productsWorthAThread else { return [0..<batch] }
    var parts: [Range<Int>] = []
    var start = 0
    var done = 0
    for place in 0..<batch {
      done += length(place)
      if done * count >= total * (parts.count + 1) {
        parts.append(start..<place + 1)
        start = place + 1
      }
    }
    if start < batch { parts.append(start..<batch) }
    return parts
  }

  /// Calls `body` with each part, on several threads where there are several.
  func forEachPart(_ parts: [Range<Int>], _ body: (Range<Int>) -> Void) {
    Parallel.forEachRange(count: parts.count, minimumPerPart: 1) {
      for part in $0 { body(parts[part]) }
    }
  }
}

/// One way through time: first to last step, or back from each sequence's own end.
///
/// States are kept in `steps + 1` blocks of `[batch, hidden]`, so that the states before successive
/// steps are successive blocks in both directions.
struct RecurrentDirection {
  let number: Int
  let steps: Int
  var isReversed: Bool { number == 1 }

  /// The step that comes at a position of this way.
  @inline(__always) func step(at position: Int) -> Int {
    isReversed ? steps - 1 - position : position
  }
  /// The block of the states before a step.
  @inline(__always) func before(_ step: Int) -> Int { isReversed ? step + 1 : step }
  /// The block of the states after a step.
  @inline(__always) func after(_ step: Int) -> Int { isReversed ? step : step + 1 }
  /// The block where a sequence of this length starts.
  @inline(__always) func first(length: Int) -> Int { isReversed ? length : 0 }
  /// The block where a sequence of this length ends.
  @inline(__always) func last(length: Int) -> Int { isReversed ? 0 : length }
}
