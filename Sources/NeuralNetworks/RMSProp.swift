/// Gradient descent divided by a running root mean square of the gradient.
///
/// With gradient g, parameter p, mean square s and velocity v (both 0 at first):
/// `g' = g + decay · p`, `s = α s + (1 − α) g'²`, `u = g' / (√s + ε)`, `p = p − rate · u`, or with
/// momentum `v = momentum · v + u`, `p = p − rate · v`. State: `rmsprop.square.…`, with momentum
/// `rmsprop.velocity.…`, and `rmsprop.updates.…`.
///
/// - Source: Tieleman and Hinton 2012, lecture 6e; PyTorch `torch.optim.RMSprop`, not centred.
public struct RMSProp: ChainedOptimizer {
  /// What does the work.
  public var chain: OptimizerChain

  /// Makes an optimizer that remembers nothing yet.
  ///
  /// - Parameters:
  ///   - learningRate: ≥ 0.
  ///   - smoothing: α, the share of the mean square that stays, in 0 ..< 1.
  ///   - epsilon: ε, what keeps the divisor away from 0, > 0.
  ///   - momentum: The share of the velocity that stays, in 0 ..< 1.
  ///   - weightDecay: The factor of the parameter that is added to its gradient, ≥ 0.
  public init(
    learningRate: Float = 0.01, smoothing: Float = 0.99, epsilon: Float = 1e-8,
    momentum: Float = 0, weightDecay: Float = 0
  ) {
    var parts: [OptimizerPart] = [
      .weightDecay(weightDecay), .rootMeanSquare(smoothing: smoothing, epsilon: epsilon),
    ]
    if momentum != 0 { parts.append(.momentum(momentum)) }
    chain = OptimizerChain(parts, learningRate: learningRate, name: "rmsprop")
  }
}
