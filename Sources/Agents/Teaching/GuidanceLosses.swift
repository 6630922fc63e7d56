import TensorCore

/// The policy of some teachers: the mean of their softmax(Q / τ).
///
/// Means of probabilities, not of values: what teachers say is worth has each its own scale.
///
/// - Parameters:
///   - values: of each teacher, `[B, A]`; at least one.
///   - temperature: τ > 0, in the unit of values.
///   - masks: `[B · A]`, which actions are possible; nil where all are.
/// - Returns: probabilities, `[B, A]`, a constant.
/// - Source: one teacher: Rusu et al. 2016, https://arxiv.org/abs/1511.06295, equation 3.
public func teachersPolicy(
  _ values: [Tensor], temperature: Float, masks: [Bool]? = nil
) -> Tensor {
  precondition(!values.isEmpty, "expected at least one teacher, got none")
  return withoutGradients {
    var sum = (maskedValues(values[0], masks: masks) / temperature).softmax()
    for values in values.dropFirst() {
      sum = sum + (maskedValues(values, masks: masks) / temperature).softmax()
    }
    return values.count == 1 ? sum : sum / Float(values.count)
  }
}

/// How far a student's policy softmax(Q / τ) is from its teachers': `Σ p (log p − log q)`.
///
/// - Parameters:
///   - values: the student's, `[B, A]`.
///   - policy: p, `[B, A]`, from ``teachersPolicy(_:temperature:masks:)``.
///   - temperature: τ > 0.
///   - masks: `[B · A]`, which actions are possible; nil where all are.
/// - Returns: `[B]`, ≥ 0 but for rounding.
/// - Source: Rusu et al. 2016, equation 3; Agarwal et al. 2022, https://arxiv.org/abs/2206.01626,
///   equation 1.
public func distillationLosses(
  _ values: Tensor, policy: Tensor, temperature: Float, masks: [Bool]? = nil
) -> Tensor {
  (withoutImpossible(values, masks) / temperature).logSoftmax().divergences(policy).sum(axis: 1)
}

/// How far demonstrated actions are from being worth more than all others by a margin:
/// `max (Q(s, a) + m [a ≠ a_E]) − Q(s, a_E)`.
///
/// - Parameters:
///   - values: `[B, A]`.
///   - actions: a_E, those that were demonstrated.
///   - margin: m ≥ 0, in the unit of values.
///   - masks: `[B · A]`, which actions are possible; nil where all are. A demonstrated one always was.
/// - Returns: `[B]`, ≥ 0.
/// - Source: Hester et al. 2018, https://arxiv.org/abs/1704.03732, equation 2.
public func marginLosses(
  _ values: Tensor, demonstrated actions: [Int32], margin: Float, masks: [Bool]? = nil
) -> Tensor {
  let count = values.shape[1]
  let margins = Tensor(shape: values.shape) { margins in
    margins.update(repeating: margin)
    for (row, action) in actions.enumerated() { margins[row * count + Int(action)] = 0 }
  }
  var possible = masks
  for (row, action) in actions.enumerated() { possible?[row * count + Int(action)] = true }
  return (withoutImpossible(values, possible) + margins).max(axis: 1) - values.takeColumns(actions)
}

/// The values with 10³⁰ taken from those of impossible actions; the others keep their gradients.
private func withoutImpossible(_ values: Tensor, _ masks: [Bool]?) -> Tensor {
  guard masks != nil else { return values }
  return values + maskedValues(Tensor.zeros(values.shape), masks: masks)
}
