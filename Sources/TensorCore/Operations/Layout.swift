extension Tensor {
  /// The same elements in another shape; shares them.
  ///
  /// - Precondition: the shapes have equally many elements.
  public func reshaped(_ shape: Shape) -> Tensor {
    precondition(
      shape.count == count, "reshaped: expected a shape of \(count) elements, got \(shape)")
    let y = Tensor(shape, storage)
    guard isRecorded else { return y }
    return y.recorded(ReshapeNode(shape, node, inputShape: self.shape))
  }

  /// The axes from one on as a single axis: `[B, C, H, W]` to `[B, C·H·W]`; shares the elements.
  ///
  /// - Parameter axis: the first axis to merge; axes before it stay.
  /// - Returns: the tensor with the axes merged.
  public func flattened(from axis: Int = 1) -> Tensor {
    let first = shape.resolved(axis)
    var result = Shape()
    var merged = 1
    for i in 0..<shape.rank {
      if i < first { result.append(shape.dimension(i)) } else { merged *= shape.dimension(i) }
    }
    result.append(merged)
    return reshaped(result)
  }

  /// The tensor with a further axis of size 1; shares the elements.
  ///
  /// - Parameter axis: its place in the result; negative numbers count from the result's end.
  /// - Returns: the same elements with one axis more.
  public func unsqueezed(_ axis: Int) -> Tensor {
    let place = axis < 0 ? axis + shape.rank + 1 : axis
    precondition(
      place >= 0 && place <= shape.rank,
      "unsqueezed: expected an axis in \(-shape.rank - 1)...\(shape.rank), got \(axis)")
    var result = Shape()
    for i in 0...shape.rank {
      if i == place { result.append(1) }
      if i < shape.rank { result.append(shape.dimension(i)) }
    }
    return reshaped(result)
  }

  /// The tensor without an axis of size 1; shares the elements.
  ///
  /// - Precondition: the axis has size 1.
  public func squeezed(_ axis: Int) -> Tensor {
    precondition(
      shape[axis] == 1, "squeezed: expected size 1 along axis \(axis), got shape \(shape)")
    return reshaped(shape.reduced(axis, keepDimension: false))
  }
}

private final class ReshapeNode: Node {
  private let inputShape: Shape

  init(_ shape: Shape, _ input: Node?, inputShape: Shape) {
    self.inputShape = inputShape
    super.init(shape, input)
  }

  override func backward(_ dy: Tensor) { input0?.receive(dy.reshaped(inputShape)) }
}
