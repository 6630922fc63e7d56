import TensorKernels

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

  /// A matrix with rows and columns exchanged.
  ///
  /// - Precondition: two axes.
  public func transposed() -> Tensor {
    precondition(shape.rank == 2, "transposed: expected a matrix, got \(shape)")
    let y = Tensor(Shape(shape.dimension(1), shape.dimension(0)), Storage(count: count))
    ck_transpose(y.base, base, shape.dimension(0), shape.dimension(1))
    guard isRecorded else { return y }
    return y.recorded(TransposeNode(y.shape, node))
  }

  /// The part of an axis whose numbers are in a range.
  ///
  /// - Precondition: the range lies in the axis.
  public func sliced(_ range: Range<Int>, axis: Int = 0) -> Tensor {
    let (outer, size, inner) = shape.split(at: axis)
    precondition(
      range.lowerBound >= 0 && range.upperBound <= size,
      "sliced: expected a range in 0..<\(size) of axis \(axis) of \(shape), got \(range)")
    let y = Tensor(
      shape.replacing(axis, with: range.count), Storage(count: outer * range.count * inner))
    copyBlocks(
      outer, range.count * inner, to: y.base, every: range.count * inner,
      from: base + range.lowerBound * inner, every: size * inner)
    guard isRecorded else { return y }
    return y.recorded(
      SliceNode(y.shape, node, inputShape: shape, axis: axis, start: range.lowerBound))
  }

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
      copyBlocks(
        outer, block, to: y.base + start * inner, every: total * inner, from: tensor.base,
        every: block)
      start += tensor.shape.dimension(axis)
    }
    guard tensors.contains(where: { $0.isRecorded }) else { return y }
    return y.recorded(ConcatenateNode(shape, tensors, axis: axis))
  }
}

private func copyBlocks(
  _ count: Int, _ size: Int, to target: UnsafeMutablePointer<Float>, every targetStride: Int,
  from source: UnsafePointer<Float>, every sourceStride: Int
) {
  for block in 0..<count {
    ck_copy(target + block * targetStride, source + block * sourceStride, size)
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

private final class TransposeNode: Node {
  override func backward(_ dy: Tensor) { input0?.receive(dy.transposed()) }
}

private final class SliceNode: Node {
  private let inputShape: Shape
  private let axis: Int
  private let start: Int

  init(_ shape: Shape, _ input: Node?, inputShape: Shape, axis: Int, start: Int) {
    self.inputShape = inputShape
    self.axis = axis
    self.start = start
    super.init(shape, input)
  }

  override func backward(_ dy: Tensor) {
    let (outer, size, inner) = inputShape.split(at: axis)
    let dx = Tensor.zeros(inputShape)
    let block = dy.shape[axis] * inner
    copyBlocks(
      outer, block, to: dx.base + start * inner, every: size * inner, from: dy.base, every: block)
    input0?.receive(dx)
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
