import TensorCore

/// Normalizes groups of channels of each example: `y = (x − mean) / √(variance + ε) · weight + bias`.
///
/// One group is a layer norm over channels and positions; as many groups as channels is instance
/// normalization. Training and evaluation do the same.
///
/// - Shapes: input and output `[B, C, …]`; `weight`, `bias` `[C]`.
/// - Initialization: `weight` 1, `bias` 0; draws nothing.
/// - Source: Wu & He 2018, <https://arxiv.org/abs/1803.08494>; PyTorch `torch.nn.GroupNorm`, same
///   names: weights can be exchanged.
public struct GroupNorm: Module {
  /// How many groups of neighbouring channels.
  public let groups: Int
  /// What the normalized elements are multiplied by, `[C]`, named `weight`; nil is 1.
  public let weight: Parameter?
  /// What is added, `[C]`, named `bias`; nil is 0.
  public let bias: Parameter?
  /// What is added to the variance, > 0.
  public let epsilon: Float

  /// Makes a layer with weight 1 and bias 0.
  ///
  /// - Parameters:
  ///   - groups: How many groups, at least 1.
  ///   - channels: C, a multiple of `groups`.
  ///   - epsilon: What is added to the variance, > 0.
  ///   - isAffine: Whether there are a weight and a bias.
  public init(groups: Int, channels: Int, epsilon: Float = 1e-5, isAffine: Bool = true) {
    precondition(
      groups >= 1 && channels >= 1 && channels % groups == 0,
      "GroupNorm: expected groups that divide the channels, got \(groups) and \(channels)")
    precondition(epsilon > 0, "GroupNorm: expected an epsilon above 0, got \(epsilon)")
    self.groups = groups
    weight = isAffine ? Parameter(Tensor.ones([channels]), name: "weight") : nil
    bias = isAffine ? Parameter(Tensor.zeros([channels]), name: "bias") : nil
    self.epsilon = epsilon
  }

  /// A norm of each channel of each example by itself, without weight and bias.
  ///
  /// - Parameters:
  ///   - channels: C, at least 1.
  ///   - epsilon: What is added to the variance, > 0.
  /// - Returns: PyTorch's `torch.nn.InstanceNorm1d` and `2d` with their defaults.
  public static func instance(channels: Int, epsilon: Float = 1e-5) -> GroupNorm {
    GroupNorm(groups: channels, channels: channels, epsilon: epsilon, isAffine: false)
  }

  /// `weight`, then `bias`, where there are.
  public var parameters: [Parameter] { [weight, bias].compactMap { $0 } }

  /// Normalizes the groups.
  ///
  /// - Parameter input: `[B, C, …]`.
  /// - Returns: The input's shape.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    input.groupNorm(groups: groups, weight: weight?.tensor, bias: bias?.tensor, epsilon: epsilon)
  }
}
