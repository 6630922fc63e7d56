import Determinism
import TensorKernels
import TensorRuntime

extension Tensor {
  /// Sets elements to 0 at random and scales the others by `1 / (1 − rate)`, so that the mean stays.
  ///
  /// Element i (row-major) is kept where the i-th number drawn, as `random.uniform()` would give it,
  /// is at least `rate`. Draws one word for each element, whatever the number of threads; none where
  /// `rate` is 0.
  ///
  /// - Parameters:
  ///   - rate: the probability that an element is dropped, in `0...1`.
  ///   - random: the stream; afterwards it stands behind the last number drawn.
  /// - Returns: a tensor of the same shape.
  /// - Source: Srivastava et al. 2014; PyTorch `dropout` with `training=True`, other draws.
  public func dropout(_ rate: Float, using random: inout RandomStream) -> Tensor {
    precondition(rate >= 0 && rate <= 1, "dropout: expected a rate in 0...1, got \(rate)")
    if rate == 0 { return self }
    let threshold = UInt32((Double(rate) * 0x1p24).rounded(.up))
    let scale = rate == 1 ? 0 : 1 / (1 - rate)
    // One bit an element; a thread writes whole words.
    let words = (count + 31) / 32
    let mask = Storage(count: words)
    let y = Storage(count: count)
    let (x, key, position, count) = (base, random.key, random.position, count)
    Parallel.forEachRange(count: words, minimumPerPart: elementsWorthAThread / 4 / 32) { range in
      let first = 32 * range.lowerBound
      let length = Swift.min(count - first, 32 * range.count)
      mask.withWords {
        ck_dropout_mask(
          $0 + range.lowerBound, key, position &+ UInt64(first), threshold, length)
        ck_masked(y.base + first, x + first, $0 + range.lowerBound, scale, length)
      }
    }
    random = RandomStream(key: key, position: position &+ UInt64(count))
    guard isRecorded else { return Tensor(shape, y) }
    return Tensor(shape, y, node: DropoutNode(shape, node, mask, scale))
  }
}

extension Storage {
  /// The elements as 32-bit words.
  fileprivate func withWords(_ body: (UnsafeMutablePointer<UInt32>) -> Void) {
    base.withMemoryRebound(to: UInt32.self, capacity: count, body)
  }
}

private final class DropoutNode: Node {
  private let scale: Float

  init(_ shape: Shape, _ input: Node?, _ mask: Storage, _ scale: Float) {
    self.scale = scale
    super.init(shape, input, saving: mask)
  }

  override func backward(_ dy: Tensor) {
    if rt_is_recording() {
      let kept = withoutGradients { masked(Tensor.ones(shape)) }
      input0?.receive(dy * kept)
    } else {
      input0?.receive(masked(dy))
    }
  }

  private func masked(_ dy: Tensor) -> Tensor {
    guard let mask = saved0 else { return dy }
    let dx = Storage(count: dy.count)
    let scale = scale
    Parallel.forEachRange(count: mask.count, minimumPerPart: elementsWorthAThread / 32) { range in
      let first = 32 * range.lowerBound
      let length = min(dy.count - first, 32 * range.count)
      mask.withWords {
        ck_masked(dx.base + first, dy.base + first, $0 + range.lowerBound, scale, length)
      }
    }
    return Tensor(shape, dx)
  }
}
