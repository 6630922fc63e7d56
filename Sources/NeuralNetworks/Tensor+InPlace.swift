import TensorCore
import TensorKernels

// Changes of a tensor's elements outside the graph; a tensor that shares them keeps the old ones.
extension Tensor {
  /// `self += rate (other − self)`.
  mutating func interpolate(toward other: Tensor, rate: Float) {
    change(with: other) { ck_interpolate($0, $1, rate, $2) }
  }

  /// `self += other`.
  mutating func addInPlace(_ other: Tensor) {
    change(with: other) { ck_add($0, $0, $1, $2) }
  }

  /// `self *= factor`.
  mutating func multiplyInPlace(by factor: Float) {
    withUnsafeMutableScalars { scalars in
      guard let base = scalars.baseAddress else { return }
      Parallel.forEachRange(count: scalars.count, minimumPerPart: 65_536) {
        ck_multiply_scalar(base + $0.lowerBound, base + $0.lowerBound, factor, $0.count)
      }
    }
  }

  private mutating func change(
    with other: Tensor, _ body: (UnsafeMutablePointer<Float>, UnsafePointer<Float>, Int) -> Void
  ) {
    precondition(other.shape == shape, "expected a tensor of shape \(shape), got \(other.shape)")
    withUnsafeMutableScalars { scalars in
      other.withUnsafeScalars { others in
        guard let base = scalars.baseAddress, let source = others.baseAddress else { return }
        Parallel.forEachRange(count: scalars.count, minimumPerPart: 65_536) {
          body(base + $0.lowerBound, source + $0.lowerBound, $0.count)
        }
      }
    }
  }
}
