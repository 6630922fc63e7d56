import TensorKernels

extension Tensor {
  /// Elements of one tensor where a mask is not 0, of another where it is, broadcast by NumPy's
  /// rules.
  ///
  /// What is not chosen has no influence: neither its value, even NaN, nor a gradient other than 0.
  ///
  /// - Parameters:
  ///   - mask: 0 or not 0 (usually 1); a constant, no gradient flows into it. NaN is not 0.
  ///   - a: taken where the mask is not 0.
  ///   - b: taken where it is 0.
  /// - Returns: the elements, of the shape that the three broadcast to.
  public static func `where`(_ mask: Tensor, _ a: Tensor, _ b: Tensor) -> Tensor {
    guard let pair = Shape.broadcast(a.shape, b.shape),
      let shape = Shape.broadcast(pair, mask.shape)
    else {
      preconditionFailure(
        "where: expected shapes that broadcast (equal sizes or 1, aligned at the last axis), got "
          + "\(mask.shape), \(a.shape) and \(b.shape)")
    }
    let wholeMask = mask.detached.broadcast(to: shape)
    let wholeA = a.detached.broadcast(to: shape)
    let wholeB = b.detached.broadcast(to: shape)
    let y = Tensor(shape, Storage(count: shape.count))
    parallelElements(shape.count) {
      ck_select(
        y.base + $0.lowerBound, wholeMask.base + $0.lowerBound, wholeA.base + $0.lowerBound,
        wholeB.base + $0.lowerBound, $0.count)
    }
    guard a.isRecorded || b.isRecorded else { return y }
    return y.recorded(ChoiceNode(shape, a, b, mask: wholeMask.storage))
  }
}

private final class ChoiceNode: Node {
  private let shapeA: Shape
  private let shapeB: Shape

  init(_ shape: Shape, _ a: Tensor, _ b: Tensor, mask: Storage) {
    shapeA = a.shape
    shapeB = b.shape
    super.init(shape, a.node, b.node, saving: mask)
  }

  override func backward(_ dy: Tensor) {
    guard let storage = saved0 else { return }
    let mask = Tensor(shape, storage)
    let zeros = Tensor.zeros(shape)
    if let input0 { input0.receive(Tensor.where(mask, dy, zeros).summed(to: shapeA)) }
    if let input1 { input1.receive(Tensor.where(mask, zeros, dy).summed(to: shapeB)) }
  }
}
