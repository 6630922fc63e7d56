import TensorKernels

/// One direction of a recurrent layer, back through all steps.
///
/// The steps are taken in chunks. In each, every thread first takes some sequences back through
/// the chunk's steps, which leaves the gradients of the gates' sums; then the weights' gradients
/// grow by the chunk's products, split by their elements. A chunk stays in the cache, and nothing
/// as long as the sequences is stored.
struct RecurrentBackward {
  let plan: RecurrentPlan
  let direction: RecurrentDirection
  let weights: RecurrentWeights
  let trace: RecurrentTrace
  let x: Storage
  let needsWeights: Bool

  /// Rows (steps times sequences) of a chunk.
  ///
  /// A constant, because the order of the sums depends on it.
  private static let chunkRows = 384

  private var size: Int { plan.hidden }
  private var rows: Int { plan.cell.gates * plan.hidden }
  private var width: Int { plan.cell.width * plan.hidden }

  /// - Returns: the gradients of the weights in PyTorch's order; nil where not needed.
  func run(
    dy: UnsafePointer<Float>?, last: UnsafePointer<Float>?, lastMemory: UnsafePointer<Float>?,
    dx: UnsafeMutablePointer<Float>?, first: UnsafeMutablePointer<Float>,
    firstMemory: UnsafeMutablePointer<Float>?
  ) -> [Tensor?] {
    let block = plan.batch * size
    let dh = Storage(count: block)
    let dc = plan.cell == .lstm ? Storage(count: block) : nil
    collect(dh.base, last)
    if let dc { collect(dc.base, lastMemory) }

    let dInput = needsWeights ? Tensor.zeros([rows, plan.inputs]) : nil
    let dState = needsWeights ? Tensor.zeros([rows, size]) : nil
    let sums = needsWeights ? Tensor.zeros([width]) : nil
    let packedState = Storage(count: max(ck_packed_size(size, rows), 1))
    ck_pack(packedState.base, weights.state.base, size, false, size, rows)
    let packedInput = dx == nil ? [] : packInput()
    let parts = plan.parts()
    let chunk = max(Self.chunkRows / max(plan.batch, 1), 1)
    let chunkRows = min(chunk, plan.steps) * plan.batch
    let dGates = Storage(count: chunkRows * width)
    let gathered = Storage(count: plan.isInOrder || !needsWeights ? 0 : chunkRows * plan.inputs)
    let packedInputs = Storage(
      count: needsWeights ? max(ck_packed_size(plan.inputs, chunkRows), 1) : 0)
    let packedStates = Storage(count: needsWeights ? max(ck_packed_size(size, chunkRows), 1) : 0)

    for position in stride(from: plan.steps, to: 0, by: -chunk) {
      let positions = max(position - chunk, 0)..<position
      let start = min(
        direction.step(at: positions.lowerBound), direction.step(at: positions.upperBound - 1))
      plan.forEachPart(parts) {
        steps($0, positions, start, dGates, dh, dc, dy, packedState)
      }
      let count = positions.count * plan.batch
      if let dInput, let dState, let sums {
        let states = trace.states.base + direction.before(start) * block
        ck_pack(packedStates.base, states, size, false, size, count)
        let input = gather(start, positions.count, gathered)
        ck_pack(packedInputs.base, input, plan.inputs, false, plan.inputs, count)
        accumulate(dInput, packedInputs, dState, packedStates, dGates, count)
        ck_sum_columns(sums.base, dGates.base, count, width, true)
      }
      if let dx { inputGradient(dx, dGates, start, positions.count, packedInput) }
    }
    distribute(dh.base, first)
    if let dc, let firstMemory { distribute(dc.base, firstMemory) }
    return [dInput, dState] + biases(sums)
  }

  /// The final states' gradients in the order of work; 0 where none arrived.
  private func collect(_ target: UnsafeMutablePointer<Float>, _ source: UnsafePointer<Float>?) {
    guard let source else { return ck_fill(target, 0, plan.batch * size) }
    for place in 0..<plan.batch {
      ck_copy(target + place * size, source + plan.sequence(place) * size, size)
    }
  }

  private func distribute(
    _ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>
  ) {
    for place in 0..<plan.batch {
      ck_copy(target + plan.sequence(place) * size, source + place * size, size)
    }
  }

  /// The chunk's steps, the latest first, for some places.
  private func steps(
    _ places: Range<Int>, _ positions: Range<Int>, _ start: Int, _ dGates: Storage,
    _ dh: Storage, _ dc: Storage?, _ dy: UnsafePointer<Float>?, _ packedState: Storage
  ) {
    let features = plan.directions * size
    let first = places.lowerBound
    let h = dh.base + first * size
    withScratch(ck_matmul_packed_workspace(places.count, size, rows, false)) { workspace in
      for position in positions.reversed() {
        let step = direction.step(at: position)
        let running = plan.running(step, in: places)
        let d = dGates.base + ((step - start) * plan.batch + first) * width
        ck_fill(d + running * width, 0, (places.count - running) * width)
        if running == 0 { continue }
        if let dy {
          let columns = dy + direction.number * size
          for i in 0..<running {
            let row = columns + plan.row(step, first + i) * features
            ck_add(h + i * size, h + i * size, row, size)
          }
        }
        let before = (direction.before(step) * plan.batch + first) * size
        let after = (direction.after(step) * plan.batch + first) * size
        let states = trace.states.base
        let saved = (step * plan.batch + first) * width
        switch plan.cell {
        case .tanh: ck_tanh_backward(d, h, states + after, running * size)
        case .relu: ck_relu_backward(d, h, states + after, running * size)
        case .gru:
          guard let gates = trace.gates?.base else { return }
          ck_gru_step_backward(d, h, gates + saved, states + before, running, size)
        case .lstm:
          guard let gates = trace.gates?.base, let memories = trace.memories?.base, let dc else {
            return
          }
          ck_lstm_step_backward(
            d, dc.base + first * size, h, gates + saved, memories + after, memories + before,
            running, size)
        }
        ck_matmul_packed(
          h, size, d, width, false, packedState.base, nil, Activation.none.kernel,
          plan.cell == .gru, running, size, rows, workspace)
      }
    }
  }

  /// Adds a chunk's products of the gates' gradients with inputs and states, both packed.
  private func accumulate(
    _ dInput: Tensor, _ inputs: Storage, _ dState: Tensor, _ states: Storage, _ dGates: Storage,
    _ count: Int
  ) {
    for block in plan.cell.blocks {
      let n0 = block.input == nil ? 0 : plan.inputs
      let n1 = block.state == nil ? 0 : size
      let c0 = dInput.base + (block.input ?? 0) * size * plan.inputs
      let c1 = dState.base + (block.state ?? 0) * size * size
      splitProduct(m: block.count * size, n: n0 + n1, k: count, rowsOnly: true) { rows, _ in
        withScratch(ck_accumulate_outer_workspace(rows.count, count)) { workspace in
          ck_accumulate_outer(
            c0 + rows.lowerBound * n0, inputs.base, n0, c1 + rows.lowerBound * n1, states.base, n1,
            dGates.base + block.column * size + rows.lowerBound, width, rows.count, count, workspace
          )
        }
      }
    }
  }

  /// The input's rows of some steps in the order of work, 0 past a sequence's end.
  private func gather(_ start: Int, _ count: Int, _ target: Storage) -> UnsafePointer<Float> {
    let inputs = plan.inputs
    if plan.isInOrder { return UnsafePointer(x.base + start * plan.batch * inputs) }
    for step in start..<start + count {
      let running = plan.running(step, in: 0..<plan.batch)
      let rows = target.base + (step - start) * plan.batch * inputs
      for place in 0..<running {
        ck_copy(rows + place * inputs, x.base + plan.row(step, place) * inputs, inputs)
      }
      ck_fill(rows + running * inputs, 0, (plan.batch - running) * inputs)
    }
    return UnsafePointer(target.base)
  }

  /// The input's weight, laid out for the product that gives the input's gradient.
  private func packInput() -> [Storage] {
    plan.cell.inputBlocks.map { part in
      let packed = Storage(count: max(ck_packed_size(plan.inputs, part.count * size), 1))
      ck_pack(
        packed.base, weights.input.base + part.row * size * plan.inputs, plan.inputs, false,
        plan.inputs, part.count * size)
      return packed
    }
  }

  /// The input's gradient of some steps; the second direction adds to the first one's.
  private func inputGradient(
    _ dx: UnsafeMutablePointer<Float>, _ dGates: Storage, _ start: Int, _ count: Int,
    _ packed: [Storage]
  ) {
    let (inputs, batch, size, width) = (plan.inputs, plan.batch, size, width)
    let isFirst = direction.number == 0
    let isDirect = isFirst && plan.isInOrder
    let first = start * batch
    splitProduct(m: count * batch, n: inputs, k: rows, rowsOnly: true) { rows, _ in
      // In bands that the product reads as they are.
      let band = max(min(rows.count, 64), 1)
      let workspaceSize = ck_matmul_packed_workspace(band, inputs, self.rows, false)
      withScratch(workspaceSize) { workspace in
        withScratch(isDirect ? 0 : band * inputs) { scratch in
          for start in stride(from: rows.lowerBound, to: rows.upperBound, by: band) {
            let rows = start..<min(start + band, rows.upperBound)
            let target = scratch ?? dx + (first + start) * inputs
            for (i, part) in plan.cell.inputBlocks.enumerated() {
              ck_matmul_packed(
                target, inputs, dGates.base + start * width + part.column * size, width, false,
                packed[i].base, nil, Activation.none.kernel, i > 0, rows.count, inputs,
                part.count * size, workspace)
            }
            guard let scratch else { continue }
            for row in rows {
              let (step, place) = ((first + row) / batch, (first + row) % batch)
              let from = scratch + (row - start) * inputs
              let to = dx + plan.row(step, place) * inputs
              if isFirst { ck_copy(to, from, inputs) } else { ck_add(to, to, from, inputs) }
            }
          }
        }
      }
    }
  }

  /// The biases' gradients from the sums over all rows of the gates' gradients.
  private func biases(_ sums: Tensor?) -> [Tensor?] {
    guard let sums else { return [nil, nil] }
    guard plan.cell == .gru else { return [sums, sums] }
    let input = Tensor([rows], Storage(count: rows))
    let state = Tensor([rows], Storage(count: rows))
    ck_copy(state.base, sums.base, rows)
    for part in plan.cell.inputBlocks {
      ck_copy(
        input.base + part.row * size, sums.base + part.column * size, part.count * size)
    }
    return [input, state]
  }
}
