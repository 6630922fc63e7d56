import TensorKernels

extension Tensor {
  /// Turns pairs of elements of each head by angles that belong to the position: rotary positions.
  ///
  /// With c and s the cosine and sine of a pair's angle, `(a, b)` becomes `(a c − b s, b c + a s)`.
  ///
  /// - Shapes: self `[…, T, heads · size]`; `cosines` and `sines` `[positions, size / 2]`; the
  ///   result has this tensor's shape.
  /// - Parameters:
  ///   - cosines: of each position's angles.
  ///   - sines: of each position's angles.
  ///   - heads: how many heads stand side by side in a row.
  ///   - rotatedHeads: how many of them are turned, the first ones; the others stay.
  ///   - first: the position of the first row.
  ///   - pairsNeighbours: whether a pair is (2i, 2i + 1), else (i, i + size / 2).
  ///   - isInverse: turn back.
  /// - Returns: the turned rows.
  /// - Precondition: the sizes agree; `first + T` is at most `positions`.
  public func rotated(
    cosines: Tensor, sines: Tensor, heads: Int, rotatedHeads: Int, first: Int = 0,
    pairsNeighbours: Bool = false, isInverse: Bool = false
  ) -> Tensor {
    precondition(
      shape.rank >= 2 && heads >= 1 && shape[-1] % heads == 0 && (0...heads).contains(rotatedHeads),
      "rotated: expected rows […, T, heads · size] and up to \(heads) rotated heads, got \(shape) "
        + "and \(rotatedHeads)")
    let (time, row) = (shape[-2], shape[-1])
    let size = row / heads
    precondition(
      cosines.shape.rank == 2 && cosines.shape == sines.shape && 2 * cosines.shape[1] == size
        && first >= 0 && first + time <= cosines.shape[0],
      "rotated: expected cosines and sines [at least \(first + time), \(size) / 2], got "
        + "\(cosines.shape) and \(sines.shape)")
    let y = Tensor(shape, Storage(count: count))
    let half = size / 2
    let (target, source) = (y.base, base)
    let (c, s) = (cosines.base + first * half, sines.base + first * half)
    let blocks = time * row == 0 ? 0 : count / (time * row)
    Parallel.forEachRange(
      count: blocks, minimumPerPart: Swift.max(1, elementsWorthAThread / Swift.max(time * row, 1))
    ) { range in
      for block in range {
        ck_rotate(
          target + block * time * row, source + block * time * row, c, s, isInverse ? -1 : 1, time,
          heads, rotatedHeads, size, pairsNeighbours)
      }
    }
    guard isRecorded else { return y }
    return y.recorded(
      RotationNode(
        shape, node, cosines, sines,
        .init(
          heads: heads, rotated: rotatedHeads, first: first, pairsNeighbours: pairsNeighbours,
          isInverse: isInverse)))
  }
}

private final class RotationNode: Node {
  struct Choice {
    let heads, rotated, first: Int
    let pairsNeighbours, isInverse: Bool
  }

  private let choice: Choice
  private let tableShape: Shape

  init(_ shape: Shape, _ input: Node?, _ cosines: Tensor, _ sines: Tensor, _ choice: Choice) {
    self.choice = choice
    tableShape = cosines.shape
    super.init(shape, input, saving: cosines.storage, sines.storage)
  }

  override func backward(_ dy: Tensor) {
    guard let cosines = saved0, let sines = saved1 else { return }
    input0?.receive(
      dy.rotated(
        cosines: Tensor(tableShape, cosines), sines: Tensor(tableShape, sines),
        heads: choice.heads, rotatedHeads: choice.rotated, first: choice.first,
        pairsNeighbours: choice.pairsNeighbours, isInverse: !choice.isInverse))
  }
}
