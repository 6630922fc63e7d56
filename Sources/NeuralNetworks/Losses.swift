import TensorCore

/// What becomes of the losses of the single elements or rows.
public enum LossReduction: String, CaseIterable, Codable, Sendable {
  /// They stay as they are.
  case none
  /// Their sum.
  case sum
  /// Their mean.
  case mean
}

/// The mean squared error: `mean((p − t)²)`.
///
/// - Parameters:
///   - prediction: Any shape.
///   - target: The same shape; usually without gradient.
///   - reduction: What becomes of the elements' losses.
/// - Returns: A scalar, ≥ 0, or the prediction's shape. PyTorch: `mse_loss`.
public func meanSquaredError(
  _ prediction: Tensor, _ target: Tensor, reduction: LossReduction = .mean
) -> Tensor {
  requireSameShape("meanSquaredError", prediction, target)
  return reduced((prediction - target).squared(), reduction)
}

/// The mean Huber loss: with d = p − t, the mean of `d²/2` where |d| ≤ δ and `δ (|d| − δ/2)` elsewhere.
///
/// - Parameters:
///   - prediction: Any shape.
///   - target: The same shape; usually without gradient.
///   - delta: Where the parabola becomes a line, > 0, in the unit of the target.
///   - reduction: What becomes of the elements' losses.
/// - Returns: A scalar, ≥ 0, or the prediction's shape. PyTorch: `huber_loss`; with δ = 1 also
///   `smooth_l1_loss`.
public func huberLoss(
  _ prediction: Tensor, _ target: Tensor, delta: Float = 1, reduction: LossReduction = .mean
) -> Tensor {
  requireSameShape("huberLoss", prediction, target)
  precondition(delta > 0, "huberLoss: expected a delta above 0, got \(delta)")
  return reduced(prediction.huber(target, delta: delta), reduction)
}

/// The cross-entropy of class labels: `mean(−log softmax(z)[label])`.
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
///   - reduction: What becomes of the rows' losses.
/// - Returns: A scalar in nats, or `[…]`. The mean of no row at all is 0, with gradient 0 (PyTorch:
///   NaN).
/// - Source: PyTorch `torch.nn.functional.cross_entropy`, classes last.
public func crossEntropy(
  logits: Tensor, labels: [Int32], labelSmoothing: Float = 0, ignoredIndex: Int32? = nil,
  classWeights: Tensor? = nil, reduction: LossReduction = .mean
) -> Tensor {
  let losses = logits.crossEntropies(
    labels: labels, labelSmoothing: labelSmoothing, ignoredIndex: ignoredIndex,
    classWeights: classWeights)
  guard reduction == .mean else { return reduced(losses, reduction) }
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

/// The mean binary cross-entropy of logits: `mean(log(1 + exp(z)) − z t)`.
///
/// - Parameters:
///   - logits: Any shape; `sigmoid(z)` is the probability of the positive class.
///   - targets: The same shape, probabilities in 0 … 1, constants.
///   - reduction: What becomes of the elements' losses.
/// - Returns: A scalar in nats, or the logits' shape.
/// - Source: PyTorch `torch.nn.functional.binary_cross_entropy_with_logits`.
public func binaryCrossEntropy(
  logits: Tensor, targets: Tensor, reduction: LossReduction = .mean
) -> Tensor {
  reduced(logits.binaryCrossEntropies(targets), reduction)
}

/// The Kullback–Leibler divergence of a predicted distribution q from a target p:
/// `Σ p (log p − log q)`, the mean over the examples.
///
/// - Parameters:
///   - logProbabilities: log q, `[…, C]`, for instance from `logSoftmax()`.
///   - target: p, the same shape, constants.
///   - reduction: `.mean` divides the sum by the number of rows (PyTorch's `batchmean`), `.none`
///     leaves the terms as they are.
/// - Returns: A scalar in nats, or the shape of log q.
/// - Source: PyTorch `torch.nn.functional.kl_div`.
public func klDivergence(
  logProbabilities: Tensor, target: Tensor, reduction: LossReduction = .mean
) -> Tensor {
  let shape = logProbabilities.shape
  precondition(shape.rank >= 1, "klDivergence: expected log q […, C], got a scalar")
  let terms = logProbabilities.divergences(target)
  guard reduction == .mean else { return reduced(terms, reduction) }
  return terms.sum() / Float(max(terms.count / max(shape[-1], 1), 1))
}

private func reduced(_ losses: Tensor, _ reduction: LossReduction) -> Tensor {
  switch reduction {
  case .none: losses
  case .sum: losses.sum()
  case .mean: losses.mean()
  }
}

private func requireSameShape(_ name: String, _ prediction: Tensor, _ target: Tensor) {
  precondition(
    prediction.shape == target.shape,
    "\(name): expected a target of the prediction's shape \(prediction.shape), got \(target.shape)")
}
