/// The weights of one direction of a recurrent layer, as PyTorch lays them out.
///
/// - Shapes: with G gates and a state of size H, `input` is `[G·H, I]`, `state` is `[G·H, H]`, both
///   biases are `[G·H]`. The gates' order is i, f, g, o in an LSTM and r, z, n in a GRU.
public struct RecurrentWeights {
  /// What the input is multiplied by: `weight_ih`.
  public var input: Tensor
  /// What the state is multiplied by: `weight_hh`.
  public var state: Tensor
  /// What is added to the input's product: `bias_ih`.
  public var inputBias: Tensor?
  /// What is added to the state's product: `bias_hh`.
  public var stateBias: Tensor?

  /// The weights of one direction.
  ///
  /// - Parameters:
  ///   - input: `[G·H, I]`.
  ///   - state: `[G·H, H]`.
  ///   - inputBias: `[G·H]`, or nil for zero.
  ///   - stateBias: `[G·H]`, or nil for zero.
  public init(
    input: Tensor, state: Tensor, inputBias: Tensor? = nil, stateBias: Tensor? = nil
  ) {
    self.input = input
    self.state = state
    self.inputBias = inputBias
    self.stateBias = stateBias
  }

  /// The tensors in PyTorch's order; nil for a bias that is not there.
  var all: [Tensor?] { [input, state, inputBias, stateBias] }
}

extension Tensor {
  /// A recurrent layer over whole sequences, in one direction or both, as one operation.
  ///
  /// All steps run inside; the backward pass goes back through all of them. Each sequence may have
  /// its own length: past it the output is zero and the state stays what it was at the end; the
  /// second direction starts at each sequence's own last step. What stands in `x` past a
  /// sequence's end has no effect. A sequence of length 0 keeps its initial state.
  ///
  /// - Shapes: with D directions, `x` `[B, T, I]` (`[T, B, I]` where `batchFirst` is false), `hidden`
  ///   and `memory` `[D, B, H]`; the output is `[B, T, D·H]` (`[T, B, D·H]`), the first direction's
  ///   features first, and the final states are `[D, B, H]`. B and T may be 0.
  /// - Parameters:
  ///   - cell: what a step computes.
  ///   - x: the sequences.
  ///   - weights: those of the way from the first step to the last, then, for both directions,
  ///     those of the way back.
  ///   - hidden: the initial state h; nil for zero.
  ///   - memory: an LSTM's initial state c; nil for zero.
  ///   - lengths: the number of steps of each sequence, in `0...T`; nil for T.
  ///   - batchFirst: whether sequences or steps come first.
  /// - Returns: h at every step, h after the last step, and an LSTM's c after it.
  /// - Precondition: the shapes agree. The gradient is not recorded: it has no gradient itself.
  /// - Source: Hochreiter and Schmidhuber 1997 with forget gates (Gers et al. 2000); Cho et al. 2014,
  ///   <https://arxiv.org/abs/1406.1078>, with the reset gate behind the product, as in PyTorch.
  public static func recurrent(
    _ cell: RecurrentCell, _ x: Tensor, weights: [RecurrentWeights], hidden: Tensor? = nil,
    memory: Tensor? = nil, lengths: [Int]? = nil, batchFirst: Bool = true
  ) -> (output: Tensor, hidden: Tensor, memory: Tensor?) {
    let plan = checked(cell, x, weights, hidden, memory, lengths, batchFirst)
    let features = plan.directions * plan.hidden
    let outputShape = x.shape.replacing(2, with: features)
    let stateShape: Shape = [plan.directions, plan.batch, plan.hidden]
    let inputs = [x, hidden, memory] + weights.flatMap(\.all)
    let isRecorded = inputs.contains { $0?.isRecorded ?? false }

    let output = Tensor(outputShape, Storage(count: outputShape.count))
    let last = Tensor(stateShape, Storage(count: stateShape.count))
    let lastMemory =
      cell == .lstm ? Tensor(stateShape, Storage(count: stateShape.count)) : nil
    var traces: [RecurrentTrace] = []
    for direction in 0..<plan.directions {
      let pass = RecurrentForward(
        plan: plan, direction: RecurrentDirection(number: direction, steps: plan.steps),
        weights: weights[direction], isRecorded: isRecorded)
      traces.append(pass.run(x.base, hidden, memory, output.base, last.base, lastMemory?.base))
    }
    guard isRecorded else { return (output, last, lastMemory) }
    let node = RecurrentNode(plan, inputs, x.storage, weights, traces)
    return (
      output.recorded(RecurrentPort(outputShape, node, place: 0)),
      last.recorded(RecurrentPort(stateShape, node, place: 1)),
      lastMemory?.recorded(RecurrentPort(stateShape, node, place: 2))
    )
  }

  private static func checked(
    _ cell: RecurrentCell, _ x: Tensor, _ weights: [RecurrentWeights], _ hidden: Tensor?,
    _ memory: Tensor?, _ lengths: [Int]?, _ batchFirst: Bool
  ) -> RecurrentPlan {
    let name = "recurrent \(cell.rawValue)"
    precondition(
      weights.count == 1 || weights.count == 2,
      "\(name): expected the weights of one or two directions, got \(weights.count)")
    precondition(
      x.shape.rank == 3,
      "\(name): expected an input \(batchFirst ? "[B, T, I]" : "[T, B, I]"), got \(x.shape)")
    let batch = x.shape.dimension(batchFirst ? 0 : 1)
    let steps = x.shape.dimension(batchFirst ? 1 : 0)
    let inputs = x.shape.dimension(2)
    precondition(
      weights[0].state.shape.rank == 2 && weights[0].state.shape.dimension(1) > 0,
      "\(name): expected a state's weight [\(cell.gates)·H, H], got \(weights[0].state.shape)")
    let size = weights[0].state.shape.dimension(1)
    let rows = cell.gates * size
    for set in weights {
      precondition(
        set.input.shape == Shape(rows, inputs) && set.state.shape == Shape(rows, size),
        "\(name): expected weights [\(rows), \(inputs)] and [\(rows), \(size)] for the input "
          + "\(x.shape), got \(set.input.shape) and \(set.state.shape)")
      for bias in [set.inputBias, set.stateBias] {
        precondition(
          bias.map { $0.shape == Shape(rows) } ?? true,
          "\(name): expected biases [\(rows)], got \(bias?.shape ?? Shape())")
      }
    }
    let stateShape: Shape = [weights.count, batch, size]
    precondition(
      cell == .lstm || memory == nil, "\(name): expected no second state, which only LSTM has")
    for state in [hidden, memory] {
      precondition(
        state.map { $0.shape == stateShape } ?? true,
        "\(name): expected an initial state \(stateShape) for the input \(x.shape), got "
          + "\(state?.shape ?? Shape())")
    }
    if let lengths {
      precondition(
        lengths.count == batch && lengths.allSatisfy { (0...steps).contains($0) },
        "\(name): expected \(batch) lengths in 0...\(steps) for the input \(x.shape), got "
          + "\(lengths)")
    }
    return RecurrentPlan(
      cell: cell, batch: batch, steps: steps, inputs: inputs, hidden: size,
      directions: weights.count, batchFirst: batchFirst, lengths: lengths)
  }
}
