import TensorRuntime

/// One recorded operation: what its gradient needs, and the operations its inputs came from.
///
/// A subclass (one per operation, beside the operation) implements `backward`. The few fields that
/// all operations have in common stand here, so that the walk reaches them without dispatch and can
/// drop them as soon as they have served. A subclass adds constants only (shapes, numbers, indices);
/// tensors go into the `saved` fields.
class Node {
  /// The shape of the operation's output, hence of the gradient that arrives here.
  final let shape: Shape
  /// Above the order of every input: the walk goes from high to low.
  final let order: UInt64
  @exclusivity(unchecked) final var input0: Node?
  @exclusivity(unchecked) final var input1: Node?
  @exclusivity(unchecked) final var input2: Node?
  /// The inputs beyond three; nil where there are none.
  @exclusivity(unchecked) final var furtherInputs: [Node]?
  @exclusivity(unchecked) final var saved0: Storage?
  @exclusivity(unchecked) final var saved1: Storage?
  @exclusivity(unchecked) final var saved2: Storage?
  /// The sum of the gradients that have arrived; for a leaf, the gradient itself.
  @exclusivity(unchecked) final var gradient: Tensor?
  @exclusivity(unchecked) final var state = State.fresh
  /// Whether this backward pass is the last one of the graph: what is saved may be overwritten
  /// where nobody else holds it.
  @exclusivity(unchecked) final var isServedOnce = false
  final let isLeaf: Bool

  enum State {
    case fresh
    case queued
    case consumed
  }

  init(
    _ shape: Shape, _ input0: Node?, _ input1: Node? = nil, _ input2: Node? = nil,
    saving saved0: Storage? = nil, _ saved1: Storage? = nil, _ saved2: Storage? = nil
  ) {
    self.shape = shape
    self.input0 = input0
    self.input1 = input1
    self.input2 = input2
    self.saved0 = saved0
    self.saved1 = saved1
    self.saved2 = saved2
    isLeaf = false
    var latest: UInt64 = 0
    if let input0 { latest = input0.order }
    if let input1 { latest = max(latest, input1.order) }
    if let input2 { latest = max(latest, input2.order) }
    order = rt_tick(latest)
  }

  init(_ shape: Shape, inputs: [Node]) {
    self.shape = shape
    furtherInputs = inputs
    isLeaf = false
    order = rt_tick(inputs.reduce(0) { max($0, $1.order) })
  }

  /// A leaf: gradients end here.
  init(leaf shape: Shape) {
    self.shape = shape
    order = 0
    isLeaf = true
  }

  /// Sends each input that has a node its share of the gradient, by `receive(_:)`.
  func backward(_ gradient: Tensor) {}

  /// Adds to the gradient of this node.
  ///
  /// The first one is kept as it is; a later one is added in place where nobody else holds the sum.
  final func receive(_ share: Tensor) {
    assert(share.shape == shape, "expected a gradient of shape \(shape), got \(share.shape)")
    if gradient == nil { gradient = share } else { gradient?.accumulate(share) }
  }

  /// Calls `body` with each input that has a node.
  @inline(__always)
  final func forEachInput(_ body: (Node) -> Void) {
    if let input0 { body(input0) }
    if let input1 { body(input1) }
    if let input2 { body(input2) }
    if let furtherInputs {
      for input in furtherInputs { body(input) }
    }
  }

  /// Drops what a consumed operation held, its inputs last of all.
  @inline(__always)
  final func release() {
    state = .consumed
    saved0 = nil
    saved1 = nil
    saved2 = nil
    input0 = nil
    input1 = nil
    input2 = nil
    furtherInputs = nil
  }

  // A graph that is dropped without a backward pass would be freed by recursion, one level for each
  // operation of the longest chain: too deep for the stack. Unlink it in a loop instead.
  deinit {
    guard input0 != nil || input1 != nil || furtherInputs != nil else { return }
    var doomed: ContiguousArray<Node> = []
    unlink(into: &doomed)
    while var node = doomed.popLast() {
      if isKnownUniquelyReferenced(&node) { node.unlink(into: &doomed) }
    }
  }

  private final func unlink(into doomed: inout ContiguousArray<Node>) {
    if let input0, !input0.isLeaf { doomed.append(input0) }
    if let input1, !input1.isLeaf { doomed.append(input1) }
    if let input2, !input2.isLeaf { doomed.append(input2) }
    if let furtherInputs { doomed.append(contentsOf: furtherInputs) }
    input0 = nil
    input1 = nil
    input2 = nil
    furtherInputs = nil
  }
}
