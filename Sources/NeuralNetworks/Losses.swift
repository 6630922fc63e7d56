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
/// - Parameters:
///   - logits: `[B, classes]`, any real numbers.
///   - labels: B whole numbers in 0 ..< classes.
/// - Returns: A scalar, ≥ 0, in nats. PyTorch: `cross_entropy`.
public func crossEntropy(logits: Tensor, labels: [Int32]) -> Tensor {
  let shape = logits.shape
  precondition(shape.rank == 2, "crossEntropy: expected logits [B, classes], got \(shape)")
  precondition(
    labels.count == shape[0], "crossEntropy: expected \(shape[0]) labels, got \(labels.count)")
  return -(logits.logSoftmax().takeColumns(labels).mean())
}

private func requireSameShape(_ name: String, _ prediction: Tensor, _ target: Tensor) {
  precondition(
    prediction.shape == target.shape,
    "\(name): expected a target of the prediction's shape \(prediction.shape), got \(target.shape)")
}
