import TensorKernels

/// What one direction leaves for its backward pass.
///
/// With T steps, B sequences in the order of work and a state of size H: the states in `T + 1`
/// blocks `[B, H]` (see `RecurrentDirection`), and the gates `[T, B, 4H]` of LSTM and GRU.
struct RecurrentTrace {
  var states: Storage
  var memories: Storage?
  var gates: Storage?
}

/// One direction of a recurrent layer, all steps.
///
/// A sequence depends on no other: each thread takes some of them through all steps.
struct RecurrentForward {
  let plan: RecurrentPlan
  let direction: RecurrentDirection
  let weights: RecurrentWeights
  /// Whether a backward pass may follow: then every step keeps its states and gates.
  let isRecorded: Bool

  func run(
    _ x: UnsafePointer<Float>, _ hidden: Tensor?, _ memory: Tensor?,
    _ output: UnsafeMutablePointer<Float>, _ last: UnsafeMutablePointer<Float>,
    _ lastMemory: UnsafeMutablePointer<Float>?
  ) -> RecurrentTrace {
    let block = plan.batch * plan.hidden
    let blocks = isRecorded ? plan.steps + 1 : 1
    let isLSTM = plan.cell == .lstm
    let keepsGates = isRecorded && (isLSTM || plan.cell == .gru)
    let trace = RecurrentTrace(
      states: Storage(count: blocks * block),
      memories: isLSTM ? Storage(count: blocks * block) : nil,
      gates: Storage(count: (keepsGates ? plan.steps : 1) * block * plan.cell.width))
    let rows = plan.cell.gates * plan.hidden
    let packedInput = weights.input.storage.packedTransposed(rows: rows, columns: plan.inputs)
    let packedState = weights.state.storage.packedTransposed(rows: rows, columns: plan.hidden)
    let offset = direction.number * block
    plan.forEachPart(plan.parts()) { places in
      begin(trace.states, hidden.map { UnsafePointer($0.base + offset) }, places)
      if let memories = trace.memories {
        begin(memories, memory.map { UnsafePointer($0.base + offset) }, places)
      }
      steps(places, x, packedInput, packedState, trace, keepsGates, output)
      end(trace.states, last + offset, places)
      if let memories = trace.memories, let lastMemory {
        end(memories, lastMemory + offset, places)
      }
    }
    return trace
  }

  /// Puts the initial states where the first steps look for them.
  private func begin(_ states: Storage, _ initial: UnsafePointer<Float>?, _ places: Range<Int>) {
    let size = plan.hidden
    if isRecorded, plan.lengths != nil {
      // The gradient of the weight multiplies every block, with zeros where a sequence has ended.
      for block in 0...plan.steps {
        ck_fill(
          states.base + (block * plan.batch + places.lowerBound) * size, 0, places.count * size)
      }
    }
    for place in places {
      let block = isRecorded ? direction.first(length: plan.length(place)) : 0
      let target = states.base + (block * plan.batch + place) * size
      if let initial {
        ck_copy(target, initial + plan.sequence(place) * size, size)
      } else {
        ck_fill(target, 0, size)
      }
    }
  }

  private func end(_ states: Storage, _ last: UnsafeMutablePointer<Float>, _ places: Range<Int>) {
    let size = plan.hidden
    for place in places {
      let block = isRecorded ? direction.last(length: plan.length(place)) : 0
      ck_copy(
        last + plan.sequence(place) * size, states.base + (block * plan.batch + place) * size, size)
    }
  }

  private func steps(
    _ places: Range<Int>, _ x: UnsafePointer<Float>, _ packedInput: UnsafePointer<Float>,
    _ packedState: UnsafePointer<Float>, _ trace: RecurrentTrace, _ keepsGates: Bool,
    _ output: UnsafeMutablePointer<Float>
  ) {
    let (size, inputs, features) = (plan.hidden, plan.inputs, plan.directions * plan.hidden)
    let (rows, width) = (plan.cell.gates * size, plan.cell.width * size)
    let first = places.lowerBound
    let columns = output + direction.number * size
    let workspaceSize = max(
      ck_matmul_packed_workspace(places.count, rows, inputs, false),
      ck_matmul_packed_workspace(places.count, rows, size, false))
    let inputBias = weights.inputBias.map { UnsafePointer($0.base) }
    let stateBias = weights.stateBias.map { UnsafePointer($0.base) }
    withScratch(workspaceSize) { workspace in
      withScratch(plan.isInOrder ? 0 : places.count * inputs) { gathered in
        withScratch(plan.cell == .gru ? places.count * rows : 0) { sums in
          for position in 0..<plan.steps {
            let step = direction.step(at: position)
            let running = plan.running(step, in: places)
            for place in first + running..<places.upperBound {
              ck_fill(columns + plan.row(step, place) * features, 0, size)
            }
            if running == 0 { continue }
            var input = x + (step * plan.batch + first) * inputs
            if let gathered {
              for i in 0..<running {
                ck_copy(gathered + i * inputs, x + plan.row(step, first + i) * inputs, inputs)
              }
              input = UnsafePointer(gathered)
            }
            let before = ((isRecorded ? direction.before(step) : 0) * plan.batch + first) * size
            let after = ((isRecorded ? direction.after(step) : 0) * plan.batch + first) * size
            let h = trace.states.base + before
            let next = trace.states.base + after
            guard let gates = trace.gates?.base else { return }
            let g = gates + ((keepsGates ? step : 0) * plan.batch + first) * width
            ck_matmul_packed(
              g, width, input, inputs, false, packedInput, inputBias, Activation.none.kernel,
              false, running, rows, inputs, workspace)
            let target = sums ?? g
            ck_matmul_packed(
              target, sums == nil ? width : rows, h, size, false, packedState, stateBias,
              plan.cell.activation.kernel, sums == nil, running, rows, size, workspace)
            switch plan.cell {
            case .tanh, .relu: ck_copy(next, g, running * size)
            case .gru: ck_gru_step(next, g, sums, h, running, size)
            case .lstm:
              guard let memories = trace.memories?.base else { return }
              ck_lstm_step(next, memories + after, g, memories + before, running, size)
            }
            for i in 0..<running {
              ck_copy(columns + plan.row(step, first + i) * features, next + i * size, size)
            }
          }
        }
      }
    }
  }
}

extension RecurrentCell {
  /// What follows the sum of the two products at once.
  var activation: Activation {
    switch self {
    case .tanh: .tanh
    case .relu: .relu
    case .lstm, .gru: .none
    }
  }
}
