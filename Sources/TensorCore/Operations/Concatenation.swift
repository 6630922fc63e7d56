import TensorKernels

extension Tensor {
  /// Tensors one after the other along an axis.
  ///
  /// - Precondition: at least one tensor; the shapes are equal but for that axis.
  public static func concatenated(_ tensors: [Tensor], axis: Int = 0) -> Tensor {
    precondition(!tensors.isEmpty, "concatenated: expected at least one tensor, got none")
    let first = tensors[0].shape
    let axis = first.resolved(axis)
    let total = tensors.reduce(0) { sum, tensor in
      precondition(
        tensor.shape.rank == first.rank && tensor.shape.replacing(axis, with: first[axis]) == first,
        "concatenated: expected \(first) but for axis \(axis), got \(tensor.shape)")
      return sum + tensor.shape.dimension(axis)
    }
    let shape = first.replacing(axis, with: total)
    let y = Tensor(shape, Storage(count: shape.count))
    let (outer, _, inner) = shape.split(at: axis)
    var start = 0
    for tensor in tensors {
      let block = tensor.shape.dimension(axis) * inner
      ck_copy_rows(y.base + start * inner, total * inner, tensor.base, block, outer, block)
      start += tensor.shape.dimension(axis)
    }
    guard tensors.contains(where: { $0.isRecorded }) else { return y }
    return y.recorded(ConcatenateNode(shape, tensors, axis: axis))
  }

  /// Tensors of one shape side by side along a new axis.
  ///
  /// - Parameters:
  ///   - tensors: the tensors.
  ///   - axis: the place of the new axis; negative numbers count from the result's end.
  /// - Returns: one axis more than each, of size `tensors.count` there.
  /// - Precondition: at least one tensor; the shapes are equal.
  public static func stacked(_ tensors: [Tensor], axis: Int = 0) -> Tensor {
    precondition(!tensors.isEmpty, "stacked: expected at least one tensor, got none")
    for tensor in tensors {
      precondition(
        tensor.shape == tensors[0].shape,
        "stacked: expected equal shapes, got \(tensors[0].shape) and \(tensor.shape)")
    }
    return concatenated(tensors.map { $0.unsqueezed(axis) }, axis: axis)
  }
}

private final class ConcatenateNode: Node {
  private let axis: Int
  /// Where along the axis each recorded input lies.
  private let ranges: [Range<Int>]

  init(_ shape: Shape, _ tensors: [Tensor], axis: Int) {
    self.axis = axis
    var ranges: [Range<Int>] = []
    var nodes: [Node] = []
    var start = 0
    for tensor in tensors {
      let end = start + tensor.shape.dimension(axis)
      if let node = tensor.node {
        nodes.append(node)
        ranges.append(start..<end)
      }
      start = end
    }
    self.ranges = ranges
    super.init(shape, inputs: nodes)
  }

  override func backward(_ dy: Tensor) {
    guard let inputs = furtherInputs else { return }
    for (input, range) in zip(inputs, ranges) { input.receive(dy.sliced(range, axis: axis)) }
  }
}
