import TensorCore

/// The mean squared error: `mean((p − t)²)`.
///
/// - Parameters:
///   - prediction: Any shape.
///   - target: The same shape; usually without gradient.
/// - Returns: A scalar, ≥ 0. PyTorch: `mse_loss`.
public func meanSquaredError(_ prediction: Tensor, _ target: Tensor) -> Tensor {
  requireSameShape("meanSquaredError", prediction, target)
  return (prediction - target).squared().mean()
}

/// The mean Huber loss: with d = p − t, the mean of `d²/2` where |d| ≤ δ and `δ (|d| − δ/2)` elsewhere.
///
/// - Parameters:
///   - prediction: Any shape.
///   - target: The same shape; usually without gradient.
///   - delta: Where the parabola becomes a line, > 0, in the unit of the target.
/// - Returns: A scalar, ≥ 0. PyTorch: `huber_loss`; with δ = 1 also `smooth_l1_loss`.
public func huberLoss(_ prediction: Tensor, _ target: Tensor, delta: Float = 1) -> Tensor {
  requireSameShape("huberLoss", prediction, target)
  precondition(delta > 0, "huberLoss: expected a delta above 0, got \(delta)")
  return prediction.huber(target, delta: delta).mean()
}

/// The mean cross-entropy of class labels: `mean(−log softmax(z)[label])`.
///
/// With label smoothing s and class weights w the mean over the rows that are not ignored is
/// weighted: `Σ −w[c] q[c] log softmax(z)[c] / Σ w[label]`, q being (1 − s) at the label plus s/C.
///
/// - Parameters:
///   - logits: `[…, C]`, any real numbers.
///   - labels: A class in 0 ..< C for each row, or the ignored index.
///   - labelSmoothing: The part of the target that all classes share evenly, in 0 … 1.
///   - ignoredIndex: A label whose rows do not count, for instance that of padding.
///   - classWeights: `[C]`, what a row of each class counts; nil is 1.
/// - Returns: A scalar, in nats; 0, with gradient 0, where no row counts (PyTorch: NaN).
/// - Source: PyTorch `torch.nn.functional.cross_entropy`, classes last.
public func crossEntropy(
  logits: Tensor, labels: [Int32], labelSmoothing: Float = 0, ignoredIndex: Int32? = nil,
  classWeights: Tensor? = nil
) -> Tensor {
  let losses = logits.crossEntropies(
    labels: labels, labelSmoothing: labelSmoothing, ignoredIndex: ignoredIndex,
    classWeights: classWeights)
  var weight = Float(labels.count)
  if let classWeights {
    weight = classWeights.withUnsafeScalars { weights in
      labels.reduce(0) { $1 == ignoredIndex ? $0 : $0 + weights[Int($1)] }
    }
  } else if let ignoredIndex {
    weight = Float(labels.count { $0 != ignoredIndex })
  }
  if weight == 0 { return losses.sum() }
  return weight == Float(losses.count) ? losses.mean() : losses.sum() / weight
}

private func requireSameShape(_ name: String, _ prediction: Tensor, _ target: Tensor) {
  precondition(
    prediction.shape == target.shape,
    "\(name): expected a target of the prediction's shape \(prediction.shape), got \(target.shape)")
}
