import TensorKernels

/// `y[i] = f(x[i])` over n elements.
typealias UnaryKernel =
  @convention(c) (
    UnsafeMutablePointer<Float>?, UnsafePointer<Float>?, Int
  ) -> Void

/// `y[i] = f(a[i], b[i])` over n elements.
typealias BinaryKernel =
  @convention(c) (
    UnsafeMutablePointer<Float>?, UnsafePointer<Float>?, UnsafePointer<Float>?, Int
  ) -> Void

/// `y[i] = f(x[i], value)` over n elements.
typealias ScalarKernel =
  @convention(c) (
    UnsafeMutablePointer<Float>?, UnsafePointer<Float>?, Float, Int
  ) -> Void

/// `y[i] = f(value, x[i])` over n elements.
typealias ReversedScalarKernel =
  @convention(c) (
    UnsafeMutablePointer<Float>?, Float, UnsafePointer<Float>?, Int
  ) -> Void

/// Elements of an elementwise loop that are worth a thread.
let elementsWorthAThread = 32_768

/// Calls `body` on ranges of `0..<count`, on several threads where that pays.
@inline(__always)
func parallelElements(_ count: Int, _ body: (Range<Int>) -> Void) {
  if count < 2 * elementsWorthAThread {
    body(0..<count)
  } else {
    Parallel.forEachRange(count: count, minimumPerPart: elementsWorthAThread, body)
  }
}

extension Tensor {
  /// The elements through a kernel; not recorded.
  @inline(__always)
  func mapped(_ kernel: UnaryKernel) -> Tensor {
    let result = Storage(count: count)
    let y = result.base
    let x = base
    parallelElements(count) { kernel(y + $0.lowerBound, x + $0.lowerBound, $0.count) }
    return Tensor(shape, result)
  }

  /// The elements and as many others through a kernel; not recorded.
  @inline(__always)
  func combined(_ other: Storage, _ kernel: BinaryKernel) -> Tensor {
    let result = Storage(count: count)
    let y = result.base
    let a = base
    let b = other.base
    parallelElements(count) {
      kernel(y + $0.lowerBound, a + $0.lowerBound, b + $0.lowerBound, $0.count)
    }
    return Tensor(shape, result)
  }

  /// The elements and a number through a kernel; not recorded.
  @inline(__always)
  func mapped(_ kernel: ScalarKernel, _ value: Float) -> Tensor {
    let result = Storage(count: count)
    let y = result.base
    let x = base
    parallelElements(count) { kernel(y + $0.lowerBound, x + $0.lowerBound, value, $0.count) }
    return Tensor(shape, result)
  }

  /// A number and the elements through a kernel; not recorded.
  @inline(__always)
  func mapped(_ value: Float, _ kernel: ReversedScalarKernel) -> Tensor {
    let result = Storage(count: count)
    let y = result.base
    let x = base
    parallelElements(count) { kernel(y + $0.lowerBound, value, x + $0.lowerBound, $0.count) }
    return Tensor(shape, result)
  }
}
