import TensorKernels
import TensorRuntime

/// One of the outputs of a recurrent layer: hands its gradient on to the layer.
final class RecurrentPort: Node {
  private let place: Int

  init(_ shape: Shape, _ node: RecurrentNode, place: Int) {
    self.place = place
    super.init(shape, node)
  }

  override func backward(_ dy: Tensor) {
    (input0 as? RecurrentNode)?.arrive(dy, at: place)
  }
}

/// A recurrent layer.
///
/// Its outputs are `RecurrentPort`s, all later than itself, so their gradients have arrived when
/// its turn comes; what it receives as its own is an empty tensor.
final class RecurrentNode: Node {
  private let plan: RecurrentPlan
  private let shapes: [Shape]
  /// The place of each tensor's node among the inputs: x, both states, four for each direction.
  private let places: [Int?]
  private let weights: [RecurrentWeights]
  private let traces: [RecurrentTrace]
  private var arrived: [Tensor?] = [nil, nil, nil]

  init(
    _ plan: RecurrentPlan, _ inputs: [Tensor?], _ x: Storage, _ weights: [RecurrentWeights],
    _ traces: [RecurrentTrace]
  ) {
    self.plan = plan
    self.traces = traces
    self.weights = weights.map {
      RecurrentWeights(
        input: $0.input.detached, state: $0.state.detached, inputBias: $0.inputBias?.detached,
        stateBias: $0.stateBias?.detached)
    }
    shapes = inputs.map { $0?.shape ?? Shape() }
    var nodes: [Node] = []
    places = inputs.map { input in
      guard let node = input?.node else { return nil }
      nodes.append(node)
      return nodes.count - 1
    }
    super.init([0], inputs: nodes)
    saved0 = x
  }

  func arrive(_ dy: Tensor, at place: Int) {
    arrived[place] = dy
    receive(Tensor.zeros([0]))
  }

  private func source(_ input: Int) -> Node? {
    guard let place = places[input] else { return nil }
    return furtherInputs?[place]
  }

  override func backward(_ gradient: Tensor) {
    precondition(
      !rt_is_recording(),
      "recurrent: expected backward() without creatingGraph, the gradient of this operation has "
        + "none; got creatingGraph: true")
    guard let x = saved0 else { return }
    let (dy, dh, dc) = (arrived[0], arrived[1], arrived[2])
    arrived = [nil, nil, nil]
    let dx = source(0) == nil ? nil : Storage(count: shapes[0].count)
    let stateCount = plan.directions * plan.batch * plan.hidden
    let first = Storage(count: stateCount)
    let firstMemory = plan.cell == .lstm ? Storage(count: stateCount) : nil
    for number in 0..<plan.directions {
      let offset = number * plan.batch * plan.hidden
      let base = 3 + 4 * number
      let pass = RecurrentBackward(
        plan: plan, direction: RecurrentDirection(number: number, steps: plan.steps),
        weights: weights[number], trace: traces[number], x: x,
        needsWeights: (base..<base + 4).contains { places[$0] != nil })
      let gradients = pass.run(
        dy: dy?.base, last: dh.map { $0.base + offset }, lastMemory: dc.map { $0.base + offset },
        dx: dx?.base, first: first.base + offset, firstMemory: firstMemory.map { $0.base + offset })
      for (i, share) in gradients.enumerated() {
        if let share { source(base + i)?.receive(share) }
      }
    }
    if let dx { source(0)?.receive(Tensor(shapes[0], dx)) }
    source(1)?.receive(Tensor(shapes[1], first))
    if let firstMemory { source(2)?.receive(Tensor(shapes[2], firstMemory)) }
  }
}
