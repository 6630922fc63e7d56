import TensorKernels
import TensorRuntime

extension Tensor {
  /// Layer normalization over the last axis: `y = (x − mean) / √(variance + ε) · weight + bias`.
  ///
  /// - Shapes: self `[…, C]`; `weight` and `bias` `[C]`; the result has this tensor's shape.
  /// - Parameters:
  ///   - weight: what the normalized elements are multiplied by; nil is 1.
  ///   - bias: what is added; nil is 0.
  ///   - epsilon: added to the variance (which is divided by C, not C − 1), ≥ 0.
  /// - Returns: the normalized tensor.
  /// - Precondition: at least one axis; the sizes agree.
  /// - Source: Ba, Kiros & Hinton 2016, <https://arxiv.org/abs/1607.06450>; PyTorch `layer_norm`.
  public func layerNorm(weight: Tensor?, bias: Tensor?, epsilon: Float = 1e-5) -> Tensor {
    normalizedRows("layerNorm", weight, bias, epsilon, isCentered: true)
  }

  /// Root-mean-square normalization over the last axis: `y = x / √(mean(x²) + ε) · weight`.
  ///
  /// - Shapes: self `[…, C]`; `weight` `[C]`; the result has this tensor's shape.
  /// - Parameters:
  ///   - weight: what the normalized elements are multiplied by; nil is 1.
  ///   - epsilon: added to the mean square, ≥ 0.
  /// - Returns: the normalized tensor.
  /// - Precondition: at least one axis; the sizes agree.
  /// - Source: Zhang & Sennrich 2019, <https://arxiv.org/abs/1910.07467>; PyTorch `rms_norm`.
  public func rmsNorm(weight: Tensor?, epsilon: Float = 1e-5) -> Tensor {
    normalizedRows("rmsNorm", weight, nil, epsilon, isCentered: false)
  }

  private func normalizedRows(
    _ name: StaticString, _ weight: Tensor?, _ bias: Tensor?, _ epsilon: Float, isCentered: Bool
  ) -> Tensor {
    precondition(shape.rank >= 1, "\(name): expected an input […, C], got a scalar")
    let columns = shape[-1]
    for (what, tensor) in [("weight", weight), ("bias", bias)] {
      guard let tensor else { continue }
      precondition(
        tensor.shape == Shape(columns),
        "\(name): expected a \(what) [\(columns)] for the input \(shape), got \(tensor.shape)")
    }
    let rows = columns == 0 ? 0 : count / columns
    let y = Storage(count: count)
    // The rows' means, then their scales.
    let statistics = Storage(count: 2 * rows)
    let (x, w, b) = (base, weight?.base, bias?.base)
    parallelRows(rows, columns) {
      ck_normalize_rows(
        y.base + $0.lowerBound * columns, statistics.base + $0.lowerBound,
        statistics.base + rows + $0.lowerBound, x + $0.lowerBound * columns, w, b, epsilon,
        isCentered, $0.count, columns)
    }
    guard isRecorded || weight?.isRecorded ?? false || bias?.isRecorded ?? false else {
      return Tensor(shape, y)
    }
    return Tensor(
      shape, y,
      node: NormalizeRowsNode(self, weight, bias, statistics, epsilon, isCentered: isCentered))
  }
}

/// Calls `body` on ranges of rows, on several threads where that pays.
func parallelRows(_ rows: Int, _ columns: Int, _ body: (Range<Int>) -> Void) {
  Parallel.forEachRange(
    count: rows, minimumPerPart: max(elementsWorthAThread / 2 / max(columns, 1), 1), body)
}

private final class NormalizeRowsNode: Node {
  private let epsilon: Float
  private let isCentered: Bool
  /// Rows whose sums for weight and bias are taken together; the sums of the blocks are added in
  /// order, so that the number of threads changes nothing.
  private static let block = 64

  init(
    _ x: Tensor, _ weight: Tensor?, _ bias: Tensor?, _ statistics: Storage, _ epsilon: Float,
    isCentered: Bool
  ) {
    self.epsilon = epsilon
    self.isCentered = isCentered
    super.init(
      x.shape, x.node, weight?.node, bias?.node, saving: x.storage, weight?.storage, statistics)
  }

  override func backward(_ dy: Tensor) {
    guard let x = saved0, let statistics = saved2 else { return }
    if rt_is_recording() { return recordedBackward(dy, Tensor(shape, x, node: input0)) }
    let columns = shape[-1]
    let rows = statistics.count / 2
    let dx = input0 == nil ? nil : Storage(count: x.count)
    let blocks = (rows + Self.block - 1) / Self.block
    let sums = input1 == nil && input2 == nil ? 0 : blocks * columns
    let weight = saved1?.base
    let (block, isCentered) = (Self.block, isCentered)
    withScratch(2 * sums) { scratch in
      parallelRows(blocks, block * columns) { range in
        for i in range {
          let first = i * block
          ck_normalize_rows_backward(
            dx.map { $0.base + first * columns }, scratch.map { $0 + i * columns },
            scratch.map { $0 + sums + i * columns }, dy.base + first * columns,
            x.base + first * columns, statistics.base + first, statistics.base + rows + first,
            weight, isCentered, min(block, rows - first), columns)
        }
      }
      for (input, part) in [(input1, scratch), (input2, scratch.map { $0 + sums })] {
        guard let input else { continue }
        let total = Storage(count: columns)
        ck_sum_columns(total.base, part, blocks, columns, false)
        input.receive(Tensor(Shape(columns), total))
      }
    }
    if let dx { input0?.receive(Tensor(shape, dx)) }
  }

  // The same in recorded operations.
  private func recordedBackward(_ dy: Tensor, _ x: Tensor) {
    let columns = Shape(shape[-1])
    let centered = isCentered ? x - x.mean(axis: -1, keepDimension: true) : x
    let variance = centered.squared().mean(axis: -1, keepDimension: true)
    let scale = 1 / (variance + epsilon).sqrt()
    let normalized = centered * scale
    input1?.receive((dy * normalized).summed(to: columns))
    input2?.receive(dy.summed(to: columns))
    guard let input0 else { return }
    let share = saved1.map { dy * Tensor(columns, $0, node: input1) } ?? dy
    let along = normalized * (share * normalized).mean(axis: -1, keepDimension: true)
    let kept = isCentered ? share - share.mean(axis: -1, keepDimension: true) : share
    input0.receive(scale * (kept - along))
  }
}
