import TensorCore

/// Normalizes each channel over the batch: `y = (x − mean) / √(variance + ε) · weight + bias`.
///
/// Inside `withTrainingMode` the statistics are those of the batch, and the running ones follow them:
/// `running = (1 − momentum) running + momentum · batch`. Outside, which is the rule, the running
/// statistics are used and nothing changes; so they are in training too where the buffer
/// `running_mean` has the `learningRateFactor` 0: fine-tuning holds statistics so. Inside
/// `withStatisticsMeasurement` they become the plain mean over the batches.
///
/// - Shapes: input and output `[B, C]` or `[B, C, T]`; `weight`, `bias` and the statistics `[C]`.
/// - Initialization: `weight` 1, `bias` 0, mean 0, variance 1; draws nothing.
/// - Precondition: in training more than one value for each channel.
/// - Source: Ioffe & Szegedy 2015, <https://arxiv.org/abs/1502.03167>; PyTorch
///   `torch.nn.BatchNorm1d`, same names: weights and statistics can be exchanged.
public struct BatchNorm1d: Module {
  private let core: ChannelStatistics

  /// Makes a layer with fresh statistics.
  ///
  /// - Parameters:
  ///   - channels: C, at least 1.
  ///   - momentum: The part of a batch in the running statistics, in 0 … 1; nil: their plain mean.
  ///   - epsilon: What is added to the variance, > 0.
  public init(_ channels: Int, momentum: Float? = 0.1, epsilon: Float = 1e-5) {
    core = ChannelStatistics("BatchNorm1d", channels, momentum: momentum, epsilon: epsilon)
  }

  /// `weight`, then `bias`, `[C]` each.
  public var parameters: [Parameter] { core.parameters }
  /// `running_mean` and `running_var` `[C]`, `num_batches_tracked` `[]`.
  public var buffers: [Parameter] { core.buffers }

  /// Normalizes each channel.
  ///
  /// - Parameter input: `[B, C]` or `[B, C, T]`.
  /// - Returns: The input's shape.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    precondition(
      input.shape.rank == 2 || input.shape.rank == 3,
      "BatchNorm1d: expected an input [B, C] or [B, C, T], got \(input.shape)")
    return core(input)
  }
}

/// Normalizes each channel of pictures over the batch and all positions.
///
/// As `BatchNorm1d`, whose description holds here too.
///
/// - Shapes: input and output `[B, C, H, W]`; `weight`, `bias` and the statistics `[C]`.
/// - Source: PyTorch `torch.nn.BatchNorm2d`, same names: weights and statistics can be exchanged.
public struct BatchNorm2d: Module {
  private let core: ChannelStatistics

  /// Makes a layer with fresh statistics.
  ///
  /// - Parameters:
  ///   - channels: C, at least 1.
  ///   - momentum: The part of a batch in the running statistics, in 0 … 1; nil: their plain mean.
  ///   - epsilon: What is added to the variance, > 0.
  public init(_ channels: Int, momentum: Float? = 0.1, epsilon: Float = 1e-5) {
    core = ChannelStatistics("BatchNorm2d", channels, momentum: momentum, epsilon: epsilon)
  }

  /// `weight`, then `bias`, `[C]` each.
  public var parameters: [Parameter] { core.parameters }
  /// `running_mean` and `running_var` `[C]`, `num_batches_tracked` `[]`.
  public var buffers: [Parameter] { core.buffers }

  /// Normalizes each channel.
  ///
  /// - Parameter input: `[B, C, H, W]`.
  /// - Returns: The input's shape.
  public func callAsFunction(_ input: Tensor) -> Tensor {
    precondition(
      input.shape.rank == 4, "BatchNorm2d: expected an input [B, C, H, W], got \(input.shape)")
    return core(input)
  }
}

/// What the batch norms of all ranks have in common.
private struct ChannelStatistics {
  let weight: Parameter
  let bias: Parameter
  let mean: Parameter
  let variance: Parameter
  let batches: Parameter
  let momentum: Float?
  let epsilon: Float

  init(_ name: String, _ channels: Int, momentum: Float?, epsilon: Float) {
    precondition(channels >= 1, "\(name): expected at least 1 channel, got \(channels)")
    precondition(epsilon > 0, "\(name): expected an epsilon above 0, got \(epsilon)")
    if let momentum {
      precondition(
        momentum >= 0 && momentum <= 1, "\(name): expected a momentum in 0...1, got \(momentum)")
    }
    weight = Parameter(Tensor.ones([channels]), name: "weight")
    bias = Parameter(Tensor.zeros([channels]), name: "bias")
    mean = Parameter(Tensor.zeros([channels]), name: "running_mean", isTrainable: false)
    variance = Parameter(Tensor.ones([channels]), name: "running_var", isTrainable: false)
    batches = Parameter(Tensor(0), name: "num_batches_tracked", isTrainable: false)
    self.momentum = momentum
    self.epsilon = epsilon
  }

  var parameters: [Parameter] { [weight, bias] }
  var buffers: [Parameter] { [mean, variance, batches] }

  func callAsFunction(_ input: Tensor) -> Tensor {
    let measures = TrainingMode.measuresStatistics
    guard measures || (TrainingMode.current != nil && mean.learningRateFactor > 0) else {
      return input.batchNorm(
        mean: mean.value, variance: variance.value, weight: weight.tensor, bias: bias.tensor,
        epsilon: epsilon)
    }
    let result = input.batchNorm(weight: weight.tensor, bias: bias.tensor, epsilon: epsilon)
    batches.value = Tensor(batches.value.item + 1)
    let ownPart = 1 / batches.value.item
    let rate = measures ? ownPart : momentum ?? ownPart
    mean.update(toward: result.mean, rate: rate)
    // The running variance estimates that of all data: divided by one less.
    let values = Float(input.count / input.shape[1])
    variance.update(
      toward: withoutGradients { result.variance * (values / (values - 1)) }, rate: rate)
    return result.output
  }
}
