import TensorCore

/// Pulls a parameter towards values that another task found: adds the gradient of
/// `strength / 2 · Σ importance (θ − anchor)²` for each of some terms.
///
/// With the source's values as the anchor it is L2-SP (Li et al. 2018,
/// <https://arxiv.org/abs/1802.01483>); with the diagonal of the Fisher information as the importance,
/// elastic weight consolidation (Kirkpatrick et al. 2017, <https://arxiv.org/abs/1612.00796>). The
/// gradients are added term by term, in their order, right before the optimizer's step: after a
/// training has clipped the gradient of its loss.
public final class ParameterPull: ParameterAdaptation {
  /// One pull.
  public struct Term {
    /// Where it pulls to; nil for zero.
    public let anchor: Tensor?
    /// How much each element matters; nil for all alike.
    public let importance: Tensor?
    /// What it is multiplied by, ≥ 0.
    public let strength: Float

    /// A pull.
    ///
    /// - Parameters:
    ///   - anchor: Of the parameter's shape; nil for zero.
    ///   - importance: Of the parameter's shape, no element below 0; nil for all alike.
    ///   - strength: ≥ 0.
    public init(anchor: Tensor?, importance: Tensor? = nil, strength: Float) {
      precondition(strength >= 0, "ParameterPull: expected a strength ≥ 0, got \(strength)")
      self.anchor = anchor?.detached
      self.importance = importance?.detached
      self.strength = strength
    }
  }

  /// The pulls, in the order in which they are added.
  public let terms: [Term]

  /// Pulls a parameter from now on.
  ///
  /// - Parameters:
  ///   - terms: In the order in which they are added.
  ///   - parameter: Has the shape of all their tensors.
  public init(_ terms: [Term], on parameter: Parameter) {
    for tensor in terms.flatMap({ [$0.anchor, $0.importance] }) {
      precondition(
        tensor.map { $0.shape == parameter.shape } ?? true,
        "ParameterPull: expected the shape \(parameter.shape), got \(tensor?.shape ?? [])")
    }
    self.terms = terms
    parameter.adaptation = self
  }

  /// The penalty whose gradient is added, for a report.
  ///
  /// - Parameter parameter: The one that is pulled.
  /// - Returns: The sum over the terms.
  public func penalty(of parameter: Parameter) -> Float {
    withoutGradients {
      terms.reduce(0) { sum, term in
        let way = term.anchor.map { parameter.value - $0 } ?? parameter.value
        let square = term.importance.map { way * way * $0 } ?? way * way
        return sum + square.sum().item * term.strength / 2
      }
    }
  }

  /// Adds the gradients of all terms.
  public func prepareStep(of parameter: Parameter) {
    guard var gradient = parameter.gradient else { return }
    withoutGradients {
      for term in terms {
        let way = term.anchor.map { parameter.value - $0 } ?? parameter.value
        let pull = term.importance.map { way * $0 } ?? way
        gradient = gradient + pull * term.strength
      }
    }
    parameter.gradient = gradient
  }

  /// The parameter itself.
  public func steppedParameters(of parameter: Parameter) -> [Parameter] { [parameter] }

  /// Nothing is left to do.
  public func finishStep(of parameter: Parameter) {}
}
