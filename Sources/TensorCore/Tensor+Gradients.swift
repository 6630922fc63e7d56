import TensorRuntime

extension Tensor {
  /// The gradients of this scalar with respect to some parameters; `Parameter.gradient` is neither
  /// read nor changed.
  ///
  /// - Parameters:
  ///   - parameters: what to differentiate by.
  ///   - retainingGraph: keep the operations, so that they can be walked again.
  ///   - creatingGraph: record the backward pass too, so that the results have gradients; keeps
  ///     the operations as well.
  /// - Returns: a gradient for each parameter; zeros where this scalar does not depend on it.
  /// - Precondition: one element; recorded; not consumed by an earlier backward pass.
  public func gradients(
    for parameters: [Parameter], retainingGraph: Bool = false, creatingGraph: Bool = false
  ) -> [Tensor] {
    gradients(
      for: parameters.map(\.tensor), retainingGraph: retainingGraph, creatingGraph: creatingGraph)
  }

  /// The gradients of this scalar with respect to some tensors that it was computed from.
  ///
  /// Those may be parameters' tensors or results of recorded operations (for instance weights after
  /// a step that is part of the graph). Operations that lead to none of them are not walked: what
  /// lies before a result in the list is neither computed nor consumed, unless it leads to another.
  ///
  /// - Parameters:
  ///   - inputs: what to differentiate by.
  ///   - retainingGraph: keep the operations, so that they can be walked again.
  ///   - creatingGraph: record the backward pass too, so that the results have gradients; keeps
  ///     the operations as well.
  /// - Returns: a gradient for each tensor; zeros where this scalar does not depend on it.
  /// - Precondition: one element; recorded; not consumed by an earlier backward pass.
  public func gradients(
    for inputs: [Tensor], retainingGraph: Bool = false, creatingGraph: Bool = false
  ) -> [Tensor] {
    precondition(count == 1, "gradients: expected a scalar, got shape \(shape)")
    guard let root = node else {
      preconditionFailure(
        "gradients: expected a tensor that depends on a trainable parameter, got a constant")
    }
    let wasRecording = rt_set_recording(creatingGraph)
    defer { _ = rt_set_recording(wasRecording) }
    let paths = PathSearch(from: root, to: inputs.compactMap(\.node))
    // The leaves' own gradients step aside.
    let leaves = paths.reached.filter(\.isLeaf)
    let kept = leaves.map(\.gradient)
    for leaf in leaves { leaf.gradient = nil }

    var found: [ObjectIdentifier: Tensor] = [:]
    root.receive(Tensor.full(shape, 1))
    var walk = BackwardWalk()
    if paths.leads(root), !root.isLeaf { walk.enqueue(root) }
    while let node = walk.next() {
      node.state = .fresh
      guard let gradient = node.gradient.take() else { continue }
      if paths.targets.contains(ObjectIdentifier(node)) { found[ObjectIdentifier(node)] = gradient }
      guard paths.leadsFurther(node) else { continue }
      node.backward(gradient)
      node.forEachInput { if paths.leads($0) { walk.enqueue($0) } }
      if !retainingGraph && !creatingGraph { node.release() }
    }
    for leaf in leaves { found[ObjectIdentifier(leaf)] = leaf.gradient }
    for node in paths.reached { node.gradient = nil }
    for (leaf, gradient) in zip(leaves, kept) { leaf.gradient = gradient }
    return inputs.map { input in
      input.node.flatMap { found[ObjectIdentifier($0)] } ?? Tensor.zeros(input.shape)
    }
  }
}

/// Which operations behind one lie on a path to some of them.
private struct PathSearch {
  let targets: Set<ObjectIdentifier>
  /// Every operation and leaf that may be sent a gradient.
  private(set) var reached: [Node] = []
  private var leading: Set<ObjectIdentifier>

  init(from root: Node, to nodes: [Node]) {
    targets = Set(nodes.map { ObjectIdentifier($0) })
    leading = targets
    let earliest = nodes.map(\.order).min() ?? .max
    var seen: Set<ObjectIdentifier> = [ObjectIdentifier(root)]
    var waiting = [root]
    while let node = waiting.popLast() {
      reached.append(node)
      // What is not later than all targets cannot lead to one (leaves have order 0).
      guard node.order > earliest else { continue }
      precondition(
        node.state == .fresh,
        "gradients: this graph was consumed by an earlier pass; use retainingGraph: true")
      node.forEachInput {
        if seen.insert(ObjectIdentifier($0)).inserted { waiting.append($0) }
      }
    }
    // Inputs are earlier than what is computed from them.
    for node in reached.sorted(by: { $0.order < $1.order }) where leadsFurther(node) {
      leading.insert(ObjectIdentifier(node))
    }
  }

  /// Whether it is a target or leads to one.
  func leads(_ node: Node) -> Bool { leading.contains(ObjectIdentifier(node)) }

  /// Whether one of its inputs is a target or leads to one.
  func leadsFurther(_ node: Node) -> Bool {
    var result = false
    node.forEachInput { result = result || leads($0) }
    return result
  }
}
