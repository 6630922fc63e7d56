import TensorKernels
import TensorRuntime

extension Tensor {
  /// Batch normalization by the statistics of this batch: each channel is brought to mean 0 and
  /// deviation 1 over the batch and all positions, then scaled and shifted.
  ///
  /// - Shapes: self `[B, C, …]`; `weight`, `bias`, and the statistics `[C]`.
  /// - Parameters:
  ///   - weight: what the normalized elements are multiplied by; nil is 1.
  ///   - bias: what is added; nil is 0.
  ///   - epsilon: added to the variance, ≥ 0.
  /// - Returns: the normalized tensor; the channels' means and variances (divided by the number of
  ///   values), which are constants.
  /// - Precondition: at least two axes; the sizes agree; more than one value a channel.
  /// - Source: Ioffe & Szegedy 2015, <https://arxiv.org/abs/1502.03167>; PyTorch `batch_norm` with
  ///   `training=True`.
  public func batchNorm(
    weight: Tensor?, bias: Tensor?, epsilon: Float = 1e-5
  ) -> (output: Tensor, mean: Tensor, variance: Tensor) {
    let form = ChannelForm(self, "batchNorm", weight, bias)
    precondition(
      form.batch * form.size > 1 || form.channels == 0,
      "batchNorm: expected more than one value for each channel in training, got \(shape)")
    let y = Storage(count: count)
    let mean = Storage(count: form.channels)
    let variance = Storage(count: form.channels)
    let scale = Storage(count: form.channels)
    let (x, w, b) = (base, weight?.base, bias?.base)
    form.forEachRange { first, channels in
      let start = first * form.size
      ck_batch_norm(
        y.base + start, mean.base + first, variance.base + first, scale.base + first, x + start,
        w.map { $0 + first }, b.map { $0 + first }, epsilon, form.batch, form.stride, channels,
        form.size)
    }
    let constants = (Tensor(Shape(form.channels), mean), Tensor(Shape(form.channels), variance))
    guard Tensor.isAnyRecorded(self, weight, bias) else {
      return (Tensor(shape, y), constants.0, constants.1)
    }
    let node = BatchNormNode(self, weight, bias, mean, scale, epsilon, isFixed: false)
    return (Tensor(shape, y, node: node), constants.0, constants.1)
  }

  /// Batch normalization by given statistics: `y = (x − mean) / √(variance + ε) · weight + bias`.
  ///
  /// - Shapes: self `[B, C, …]`; all others `[C]`.
  /// - Parameters:
  ///   - mean: of each channel, constant.
  ///   - variance: of each channel, constant.
  ///   - weight: what the normalized elements are multiplied by; nil is 1.
  ///   - bias: what is added; nil is 0.
  ///   - epsilon: added to the variance, ≥ 0.
  /// - Returns: the normalized tensor.
  /// - Precondition: at least two axes; the sizes agree.
  /// - Source: PyTorch `batch_norm` with `training=False`.
  public func batchNorm(
    mean: Tensor, variance: Tensor, weight: Tensor?, bias: Tensor?, epsilon: Float = 1e-5
  ) -> Tensor {
    let form = ChannelForm(self, "batchNorm", weight, bias)
    precondition(
      mean.shape == Shape(form.channels) && variance.shape == mean.shape,
      "batchNorm: expected a mean and a variance [\(form.channels)] for the input \(shape), "
        + "got \(mean.shape) and \(variance.shape)")
    precondition(
      !mean.isRecorded && !variance.isRecorded, "batchNorm: expected constant statistics")
    let y = Storage(count: count)
    let scale = (1 / (variance + epsilon).sqrt()).storage
    let (x, w, b) = (base, weight?.base, bias?.base)
    form.forEachRange { first, channels in
      let start = first * form.size
      ck_batch_norm_fixed(
        y.base + start, x + start, mean.base + first, scale.base + first, w.map { $0 + first },
        b.map { $0 + first }, form.batch, form.stride, channels, form.size)
    }
    guard Tensor.isAnyRecorded(self, weight, bias) else { return Tensor(shape, y) }
    let node = BatchNormNode(self, weight, bias, mean.storage, scale, epsilon, isFixed: true)
    return Tensor(shape, y, node: node)
  }

  static func isAnyRecorded(_ x: Tensor, _ weight: Tensor?, _ bias: Tensor?) -> Bool {
    x.isRecorded || weight?.isRecorded ?? false || bias?.isRecorded ?? false
  }
}

/// A tensor seen as `[batch, channels, size]`.
struct ChannelForm {
  let batch: Int
  let channels: Int
  let size: Int
  /// The distance from one example to the next.
  var stride: Int { channels * size }

  init(_ x: Tensor, _ name: StaticString, _ weight: Tensor?, _ bias: Tensor?) {
    precondition(x.shape.rank >= 2, "\(name): expected an input [B, C, …], got \(x.shape)")
    let shape = x.shape
    batch = shape.dimension(0)
    channels = shape.dimension(1)
    size = shape.split(at: 1).inner
    for (what, tensor) in [("weight", weight), ("bias", bias)] {
      guard let tensor else { continue }
      precondition(
        tensor.shape == Shape(channels),
        "\(name): expected a \(what) [\(channels)] for the input \(shape), got \(tensor.shape)")
    }
  }

  /// Calls `body` with the first and the number of some channels, on several threads where that
  /// pays.
  func forEachRange(_ body: (Int, Int) -> Void) {
    let worth = elementsWorthAThread / 2 / max(batch * size, 1)
    Parallel.forEachRange(count: channels, minimumPerPart: max(worth, 1)) {
      body($0.lowerBound, $0.count)
    }
  }
}

private final class BatchNormNode: Node {
  private let form: ChannelForm
  private let epsilon: Float
  private let isFixed: Bool
  private let weight: Storage?

  init(
    _ x: Tensor, _ weight: Tensor?, _ bias: Tensor?, _ mean: Storage, _ scale: Storage,
    _ epsilon: Float, isFixed: Bool
  ) {
    form = ChannelForm(x, "batchNorm", nil, nil)
    self.epsilon = epsilon
    self.isFixed = isFixed
    self.weight = weight?.storage
    super.init(x.shape, x.node, weight?.node, bias?.node, saving: x.storage, mean, scale)
  }

  override func backward(_ dy: Tensor) {
    guard let x = saved0, let mean = saved1, let scale = saved2 else { return }
    if rt_is_recording() { return recordedBackward(dy, Tensor(shape, x, node: input0)) }
    let dx = input0 == nil ? nil : Storage(count: x.count)
    let dweight = Storage(count: form.channels)
    let dbias = Storage(count: form.channels)
    let (form, isFixed, weight) = (form, isFixed, weight?.base)
    form.forEachRange { first, channels in
      let start = first * form.size
      ck_batch_norm_backward(
        dx.map { $0.base + start }, dweight.base + first, dbias.base + first, dy.base + start,
        x.base + start, mean.base + first, scale.base + first, weight.map { $0 + first }, isFixed,
        form.batch, form.stride, channels, form.size)
    }
    if let dx { input0?.receive(Tensor(shape, dx)) }
    input1?.receive(Tensor(Shape(form.channels), dweight))
    input2?.receive(Tensor(Shape(form.channels), dbias))
  }

  // The same in recorded operations, on tensors [B, C, size].
  private func recordedBackward(_ dy: Tensor, _ x: Tensor) {
    let whole: Shape = [form.batch, form.channels, form.size]
    let channel: Shape = [1, form.channels, 1]
    let count = Float(form.batch * form.size)
    func mean(_ value: Tensor) -> Tensor { value.summed(to: channel) * (1 / count) }
    let (dy, x) = (dy.reshaped(whole), x.reshaped(whole))
    let centered: Tensor
    let scale: Tensor
    if isFixed {
      guard let mean = saved1, let fixed = saved2 else { return }
      centered = x - Tensor(channel, mean)
      scale = Tensor(channel, fixed)
    } else {
      centered = x - mean(x)
      scale = 1 / (mean(centered.squared()) + epsilon).sqrt()
    }
    let normalized = centered * scale
    input1?.receive((dy * normalized).summed(to: channel).reshaped(Shape(form.channels)))
    input2?.receive(dy.summed(to: channel).reshaped(Shape(form.channels)))
    guard let input0 else { return }
    let factor = weight.map { Tensor(Shape(form.channels), $0, node: input1).reshaped(channel) }
    let share = factor.map { dy * $0 } ?? dy
    let kept = isFixed ? share : share - mean(share) - normalized * mean(share * normalized)
    input0.receive((kept * scale).reshaped(shape))
  }
}
