import TensorKernels
import TensorRuntime

extension Tensor {
  /// The cross-entropy of each row of logits with a label, in nats: `−log softmax(x)[label]`.
  ///
  /// One walk over memory forward and one backward; no tensor of the logits' size is kept beside
  /// them, and the gradient takes their place where nobody else holds them any more.
  ///
  /// With smoothing s, C classes and class weights w the loss of a row is
  /// `−(1 − s) w[label] log p[label] − s/C Σ w[c] log p[c]`.
  ///
  /// - Shapes: self `[…, C]`, as many labels as rows; the result is `[…]`.
  /// - Parameters:
  ///   - labels: a class for each row, in `0..<C`, or `ignoredIndex`.
  ///   - labelSmoothing: the part of the target that all classes share evenly, in `0...1`.
  ///   - ignoredIndex: rows with this label have loss 0 and gradient 0, whatever their logits.
  ///   - classWeights: `[C]`, constants; nil is 1.
  /// - Returns: the losses, one for each row.
  /// - Precondition: the sizes agree and the labels are in range.
  /// - Source: PyTorch `torch.nn.functional.cross_entropy` with `reduction='none'`.
  public func crossEntropies(
    labels: [Int32], labelSmoothing: Float = 0, ignoredIndex: Int32? = nil,
    classWeights: Tensor? = nil
  ) -> Tensor {
    precondition(shape.rank >= 1, "crossEntropy: expected logits […, classes], got a scalar")
    let columns = shape[-1]
    let reduced = shape.reduced(-1, keepDimension: false)
    let rows = reduced.count
    precondition(
      labels.count == rows,
      "crossEntropy: expected \(rows) labels for the logits \(shape), got \(labels.count)")
    precondition(
      labelSmoothing >= 0 && labelSmoothing <= 1,
      "crossEntropy: expected a label smoothing in 0...1, got \(labelSmoothing)")
    if let classWeights {
      precondition(
        classWeights.shape == Shape(columns) && !classWeights.isRecorded,
        "crossEntropy: expected constant class weights [\(columns)] for the logits \(shape), "
          + "got \(classWeights.shape)")
    }
    for label in labels where label != ignoredIndex {
      precondition(
        label >= 0 && Int(label) < columns,
        "crossEntropy: expected labels in 0..<\(columns) for the logits \(shape), got \(label)")
    }
    let ignored = ignoredIndex.map(Int64.init) ?? .min
    let losses = Storage(count: rows)
    // The rows' largest logits, then the logarithms of their sums.
    let statistics = Storage(count: 2 * rows)
    let (x, weights) = (base, classWeights?.base)
    labels.withUnsafeBufferPointer { labels in
      guard let label = labels.baseAddress else { return }
      parallelRows(rows, columns) {
        let first = $0.lowerBound
        ck_cross_entropy_rows(
          losses.base + first, statistics.base + first, statistics.base + rows + first,
          x + first * columns, label + first, weights, labelSmoothing, ignored, $0.count, columns)
      }
    }
    guard isRecorded else { return Tensor(reduced, losses) }
    return Tensor(
      reduced, losses,
      node: CrossEntropyNode(
        reduced, self, statistics, classWeights?.storage, labels, labelSmoothing, ignored))
  }
}

private final class CrossEntropyNode: Node {
  private let inputShape: Shape
  private let labels: [Int32]
  private let smoothing: Float
  private let ignored: Int64

  init(
    _ shape: Shape, _ logits: Tensor, _ statistics: Storage, _ classWeights: Storage?,
    _ labels: [Int32], _ smoothing: Float, _ ignored: Int64
  ) {
    inputShape = logits.shape
    self.labels = labels
    self.smoothing = smoothing
    self.ignored = ignored
    super.init(
      shape, logits.node, saving: logits.storage, statistics, classWeights)
  }

  override func backward(_ dy: Tensor) {
    guard let statistics = saved1, let input0, let logits = saved0?.base else { return }
    if rt_is_recording() { return recordedBackward(dy, to: input0) }
    guard let dx = gradientStorage() else { return }
    let (rows, columns) = (labels.count, inputShape[-1])
    let (smoothing, ignored, weights) = (smoothing, ignored, saved2?.base)
    labels.withUnsafeBufferPointer { labels in
      guard let label = labels.baseAddress else { return }
      parallelRows(rows, columns) {
        let first = $0.lowerBound
        ck_cross_entropy_rows_backward(
          dx.base + first * columns, dy.base + first, logits + first * columns,
          statistics.base + first, statistics.base + rows + first, label + first, weights,
          smoothing, ignored, $0.count, columns)
      }
    }
    input0.receive(Tensor(inputShape, dx))
  }

  /// Where the gradient goes: over the logits where this pass is the last and nobody else has them.
  private func gradientStorage() -> Storage? {
    guard isServedOnce, isKnownUniquelyReferenced(&saved0) else {
      return Storage(count: inputShape.count)
    }
    saved0?.elementsChanged()
    return saved0
  }

  // The derivative is p_j of_all − share w_j, for the label less (1 − smoothing) w_label.
  private func recordedBackward(_ dy: Tensor, to input: Node) {
    guard let logits = saved0.map({ Tensor(inputShape, $0, node: input) }) else { return }
    let columns = inputShape[-1]
    let share = smoothing / Float(columns)
    let weights = saved2.map { Tensor(Shape(columns), $0) } ?? Tensor.ones(Shape(columns))
    let total = share * weights.sum().item
    var ofAll = [Float](repeating: 0, count: labels.count)
    let target = Tensor(shape: inputShape) { target in
      target.update(repeating: 0)
      weights.withUnsafeScalars { weights in
        for (row, label) in labels.enumerated() where Int64(label) != ignored {
          let own = (1 - smoothing) * weights[Int(label)]
          ofAll[row] = own + total
          for column in 0..<columns { target[row * columns + column] = share * weights[column] }
          target[row * columns + Int(label)] += own
        }
      }
    }
    let kept = shape.rank == 0 ? Shape(1) : inputShape.replacing(-1, with: 1)
    let probabilities = logits.softmax()
    let slope = probabilities * Tensor(ofAll, shape: kept) - target
    input.receive(slope * dy.reshaped(kept))
  }
}
