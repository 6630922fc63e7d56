/// The optimizers by the words that configurations use.
public enum OptimizerKind: String, CaseIterable, Codable, Sendable {
  /// `SGD` without momentum.
  case sgd
  /// `SGD` with a momentum of 0.9.
  case momentum
  /// `SGD` with Nesterov's momentum of 0.9.
  case nesterov
  /// `RMSProp` with its defaults.
  case rmsprop
  /// `Adam` with its defaults.
  case adam
  /// `AdamW` with its defaults.
  case adamw
  /// `RAdam` with its defaults.
  case radam
  /// `Lion` with its defaults.
  case lion
  /// `LAMB` with its defaults.
  case lamb

  /// A fresh optimizer with PyTorch's defaults, or the paper's where PyTorch has none.
  ///
  /// - Parameters:
  ///   - learningRate: The learning rate, ≥ 0.
  ///   - momentum: The momentum of `sgd`, `momentum`, `nesterov` and `rmsprop`, in 0 ..< 1; nil
  ///     for the kind's own. The others have moments of another kind and take none.
  ///   - weightDecay: The weight decay, ≥ 0; nil for the kind's own.
  ///   - decaysBiases: Whether weight decay acts on biases and the weights of normalizations too.
  /// - Returns: The optimizer.
  public func makeOptimizer(
    learningRate: Float, momentum: Float? = nil, weightDecay: Float? = nil,
    decaysBiases: Bool = true
  ) -> any Optimizer {
    var optimizer: any ChainedOptimizer =
      switch self {
      case .sgd, .momentum, .nesterov:
        SGD(
          learningRate: learningRate, momentum: momentum ?? (self == .sgd ? 0 : 0.9),
          nesterov: self == .nesterov, weightDecay: weightDecay ?? 0)
      case .rmsprop:
        RMSProp(
          learningRate: learningRate, momentum: momentum ?? 0, weightDecay: weightDecay ?? 0)
      case .adam: Adam(learningRate: learningRate, weightDecay: weightDecay ?? 0)
      case .adamw: AdamW(learningRate: learningRate, weightDecay: weightDecay ?? 0.01)
      case .radam: RAdam(learningRate: learningRate, weightDecay: weightDecay ?? 0)
      case .lion: Lion(learningRate: learningRate, weightDecay: weightDecay ?? 0)
      case .lamb: LAMB(learningRate: learningRate, weightDecay: weightDecay ?? 0.01)
      }
    if !decaysBiases { optimizer.groups = [.withoutDecay] }
    return optimizer
  }
}
