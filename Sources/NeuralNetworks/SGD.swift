/// Stochastic gradient descent with optional momentum.
///
/// With gradient g, parameter p, velocity v (0 at first): `g' = g + decay · p`, `v = momentum · v + g'`,
/// `p = p − rate · v`, or with Nesterov's momentum `p = p − rate · (g' + momentum · v)`. State:
/// `sgd.velocity.…` where there is momentum, and `sgd.updates.…`.
///
/// - Source: PyTorch `torch.optim.SGD` without dampening; Sutskever et al. 2013 for Nesterov's form.
public struct SGD: ChainedOptimizer {
  /// What does the work.
  public var chain: OptimizerChain

  /// Makes an optimizer that remembers nothing yet.
  ///
  /// - Parameters:
  ///   - learningRate: ≥ 0.
  ///   - momentum: The share of the velocity that stays, in 0 ..< 1.
  ///   - nesterov: Whether the step looks ahead along the velocity; needs a momentum above 0.
  ///   - weightDecay: The factor of the parameter that is added to its gradient, ≥ 0.
  public init(
    learningRate: Float, momentum: Float = 0, nesterov: Bool = false, weightDecay: Float = 0
  ) {
    precondition(!nesterov || momentum > 0, "SGD: nesterov expects a momentum above 0, got 0")
    var parts: [OptimizerPart] = [.weightDecay(weightDecay)]
    if momentum != 0 { parts.append(.momentum(momentum, nesterov: nesterov)) }
    chain = OptimizerChain(parts, learningRate: learningRate, name: "sgd")
  }
}
