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
        accumulate(dState.base, dGates.base, states, m: rows, n: size, k: count)
        let input = gather(start, positions.count, gathered)
        for part in plan.cell.inputBlocks {
          accumulate(
            dInput.base + part.row * size * plan.inputs, dGates.base + part.column * size, input,
            m: part.count * size, n: plan.inputs, k: count)
        }
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

  /// `c[m, n] += a[k, m]ᵀ b[k, n]`, where the rows of `a` are those of the gates' gradients.
  private func accumulate(
    _ c: UnsafeMutablePointer<Float>, _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
    m: Int, n: Int, k: Int
  ) {
    splitProduct(m: m, n: n, k: k) { rows, columns in
      withScratch(ck_matmul_workspace(rows.count, columns.count, k, true, false)) { workspace in
        ck_matmul(
          c + rows.lowerBound * n + columns.lowerBound, n, a + rows.lowerBound, width, true,
          b + columns.lowerBound, n, false, nil, Activation.none.kernel, true, rows.count,
          columns.count, k, workspace)
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
    splitProduct(m: count * batch, n: inputs, k: rows, rowsOnly: true) { rows, _ in
      let scratch = isDirect ? 0 : rows.count * inputs
      let workspaceSize = ck_matmul_packed_workspace(rows.count, inputs, self.rows, false)
      withScratch(workspaceSize) { workspace in
        withScratch(scratch) { scratch in
          let target = scratch ?? dx + (start * batch + rows.lowerBound) * inputs
          for (i, part) in plan.cell.inputBlocks.enumerated() {
            ck_matmul_packed(
              target, inputs, dGates.base + rows.lowerBound * width + part.column * size, width,
              false, packed[i].base, nil, Activation.none.kernel, i > 0, rows.count, inputs,
              part.count * size, workspace)
          }
          guard let scratch else { return }
          for row in rows {
            let (step, place) = (start + row / batch, row % batch)
            let from = scratch + (row - rows.lowerBound) * inputs
            let to = dx + plan.row(step, place) * inputs
            if isFirst { ck_copy(to, from, inputs) } else { ck_add(to, to, from, inputs) }
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
