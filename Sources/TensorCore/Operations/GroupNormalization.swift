import TensorKernels
import TensorRuntime

extension Tensor {
  /// Group normalization: the channels of each example, in groups, are brought to mean 0 and
  /// deviation 1 over the group and all positions, then scaled and shifted.
  ///
  /// With as many groups as channels it is instance normalization.
  ///
  /// - Shapes: self `[B, C, …]`; `weight` and `bias` `[C]`.
  /// - Parameters:
  ///   - groups: how many groups of neighbouring channels; divides C.
  ///   - weight: what the normalized elements are multiplied by; nil is 1.
  ///   - bias: what is added; nil is 0.
  ///   - epsilon: added to the variance (divided by the number of values), ≥ 0.
  /// - Returns: the normalized tensor.
  /// - Precondition: at least two axes; the sizes agree.
  /// - Source: Wu & He 2018, <https://arxiv.org/abs/1803.08494>; PyTorch `group_norm`.
  public func groupNorm(
    groups: Int, weight: Tensor?, bias: Tensor?, epsilon: Float = 1e-5
  ) -> Tensor {
    let form = ChannelForm(self, "groupNorm", weight, bias)
    precondition(
      groups >= 1 && form.channels % groups == 0,
      "groupNorm: expected groups that divide the \(form.channels) channels of \(shape), "
        + "got \(groups)")
    let y = Storage(count: count)
    let rows = count == 0 ? 0 : form.batch * groups
    let channels = form.channels / groups
    // The rows' means, then their scales.
    let statistics = Storage(count: 2 * rows)
    let (x, w, b) = (base, weight?.base, bias?.base)
    let length = channels * form.size
    parallelRows(rows, length) {
      let first = $0.lowerBound
      ck_group_norm(
        y.base + first * length, statistics.base + first, statistics.base + rows + first,
        x + first * length, w, b, epsilon, first, $0.count, groups, channels, form.size)
    }
    guard Tensor.isAnyRecorded(self, weight, bias) else { return Tensor(shape, y) }
    return Tensor(
      shape, y,
      node: GroupNormNode(self, weight, bias, statistics, epsilon, form: form, groups: groups))
  }
}

private final class GroupNormNode: Node {
  private let form: ChannelForm
  private let groups: Int
  private let epsilon: Float

  init(
    _ x: Tensor, _ weight: Tensor?, _ bias: Tensor?, _ statistics: Storage, _ epsilon: Float,
    form: ChannelForm, groups: Int
  ) {
    self.form = form
    self.groups = groups
    self.epsilon = epsilon
    super.init(
      x.shape, x.node, weight?.node, bias?.node, saving: x.storage, weight?.storage, statistics)
  }

  override func backward(_ dy: Tensor) {
    guard let x = saved0, let statistics = saved2 else { return }
    if rt_is_recording() { return recordedBackward(dy, Tensor(shape, x, node: input0)) }
    let dx = input0 == nil ? nil : Storage(count: x.count)
    let rows = statistics.count / 2
    let (groups, size, weight) = (groups, form.size, saved1?.base)
    let channels = form.channels / groups
    let length = channels * size
    // For each example the sums of its channels; added over the examples in order.
    let count = rows * channels
    withScratch(2 * count) { scratch in
      guard let scratch else { return }
      parallelRows(rows, length) {
        let first = $0.lowerBound
        ck_group_norm_backward(
          dx.map { $0.base + first * length }, scratch + first * channels,
          scratch + count + first * channels, dy.base + first * length, x.base + first * length,
          statistics.base + first, statistics.base + rows + first, weight, first, $0.count, groups,
          channels, size)
      }
      for (input, part) in [(input1, scratch), (input2, scratch + count)] {
        guard let input else { continue }
        let total = Storage(count: form.channels)
        ck_sum_columns(total.base, part, form.batch, form.channels, false)
        input.receive(Tensor(Shape(form.channels), total))
      }
    }
    if rows == 0 {
      input1?.receive(Tensor.zeros(Shape(form.channels)))
      input2?.receive(Tensor.zeros(Shape(form.channels)))
    }
    if let dx { input0?.receive(Tensor(shape, dx)) }
  }

  // The same in recorded operations, on tensors [B, groups, channels of a group, size].
  private func recordedBackward(_ dy: Tensor, _ x: Tensor) {
    let channels = form.channels / groups
    let whole: Shape = [form.batch, groups, channels, form.size]
    let row: Shape = [form.batch, groups, 1, 1]
    let channel: Shape = [1, groups, channels, 1]
    let count = Float(channels * form.size)
    func mean(_ value: Tensor) -> Tensor { value.summed(to: row) * (1 / count) }
    let (dy, x) = (dy.reshaped(whole), x.reshaped(whole))
    let centered = x - mean(x)
    let scale = 1 / (mean(centered.squared()) + epsilon).sqrt()
    let normalized = centered * scale
    input1?.receive((dy * normalized).summed(to: channel).reshaped(Shape(form.channels)))
    input2?.receive(dy.summed(to: channel).reshaped(Shape(form.channels)))
    guard let input0 else { return }
    let factor = saved1.map { Tensor(Shape(form.channels), $0, node: input1).reshaped(channel) }
    let share = factor.map { dy * $0 } ?? dy
    let kept = share - mean(share) - normalized * mean(share * normalized)
    input0.receive((kept * scale).reshaped(shape))
  }
}
