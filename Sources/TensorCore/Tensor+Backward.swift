import TensorKernels
import TensorRuntime

extension Tensor {
  /// Finds the gradient of this scalar with respect to every parameter it was computed from, and
  /// adds it to `Parameter.gradient`.
  ///
  /// The operations are walked once, the latest first: an order fixed by the program, so sums of
  /// gradients have the same bits in every run. Each operation is dropped as soon as it has
  /// passed its gradient on, and what it had saved returns to the pool.
  ///
  /// - Parameters:
  ///   - retainingGraph: keep the operations, so that `backward()` can be called again.
  ///   - creatingGraph: record the backward pass too, so that a function of the gradients has
  ///     gradients; keeps the operations as well. The gradients are then composed of elementary
  ///     operations, which may round otherwise than the fused ones. A parameter's gradient then
  ///     refers to the graph, and the graph to the parameter: set it to nil when done, or nothing of
  ///     the graph is freed (`gradients(for:)` returns the gradients and makes no such circle).
  /// - Precondition: one element; recorded (it depends on a trainable parameter); not consumed by
  ///   an earlier backward pass.
  public func backward(retainingGraph: Bool = false, creatingGraph: Bool = false) {
    precondition(count == 1, "backward: expected a scalar, got shape \(shape)")
    guard let root = node else {
      preconditionFailure(
        "backward: expected a tensor that depends on a trainable parameter, got a constant")
    }
    let wasRecording = rt_set_recording(creatingGraph)
    defer { _ = rt_set_recording(wasRecording) }
    root.receive(Tensor.full(shape, 1))
    var walk = BackwardWalk()
    walk.enqueue(root)
    while let node = walk.next() {
      node.isServedOnce = !retainingGraph && !creatingGraph
      if let gradient = node.gradient.take() { node.backward(gradient) }
      walk.enqueueInputs(of: node)
      if retainingGraph || creatingGraph { node.state = .fresh } else { node.release() }
    }
  }

  /// Whether an operation on this tensor is to be recorded.
  @inline(__always) var isRecorded: Bool { node != nil && rt_is_recording() }

  /// Adds in place where nobody else holds the elements.
  mutating func accumulate(_ other: Tensor) {
    if rt_is_recording() || !isKnownUniquelyReferenced(&storage) {
      self = self + other
    } else {
      node = nil
      storage.elementsChanged()
      parallelElements(count) { [base, other] in
        ck_add(base + $0.lowerBound, base + $0.lowerBound, other.base + $0.lowerBound, $0.count)
      }
    }
  }
}

/// The operations whose gradient is complete or will be before their turn: sorted by order, so that
/// the last is the next to go. (Gradients arrive from later operations alone.)
struct BackwardWalk {
  private var waiting: ContiguousArray<Node> = []

  init() { waiting.reserveCapacity(16) }

  mutating func next() -> Node? { waiting.popLast() }

  @inline(__always)
  mutating func enqueueInputs(of node: Node) {
    node.forEachInput { enqueue($0) }
  }

  @inline(__always)
  mutating func enqueue(_ node: Node) {
    guard !node.isLeaf, node.state != .queued else { return }
    precondition(
      node.state == .fresh,
      "backward: this graph was consumed by an earlier pass; use backward(retainingGraph: true)")
    node.state = .queued
    // Mostly the new one is the latest of all, or near it.
    var place = waiting.count
    while place > 0, waiting[place - 1].order > node.order { place -= 1 }
    if place == waiting.count { waiting.append(node) } else { waiting.insert(node, at: place) }
  }
}

/// Runs `body` without recording operations, on this thread: what it computes are constants.
///
/// Cheap enough for a single operation; may be nested.
@inline(__always)
public func withoutGradients<R>(_ body: () throws -> R) rethrows -> R {
  let wasRecording = rt_set_recording(false)
  defer { _ = rt_set_recording(wasRecording) }
  return try body()
}
