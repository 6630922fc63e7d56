import TensorKernels

// The three products of a convolution over elements, none of them recorded. Each is linear in both
// of its inputs, and the derivatives of each are the other two.
extension ConvolutionGeometry {
  /// Calls the kernels with the sizes.
  @inline(__always)
  func withSizes<R>(_ body: (UnsafePointer<ck_convolution>) -> R) -> R {
    var sizes = sizes
    return withUnsafePointer(to: &sizes) { body($0) }
  }

  /// Runs `body` with the weights laid out for the pass forward or (`transposed`) back.
  private func withPacked<R>(
    _ weight: Storage, transposed: Bool, _ body: (UnsafePointer<Float>?) -> R
  ) -> R {
    withScratch(withSizes { ck_convolution_packed_size($0, transposed) }) { packed in
      withSizes { ck_convolution_pack(packed, weight.base, $0, transposed) }
      return body(packed)
    }
  }

  /// The convolution of x with the weights, `[images, outputs, …]`, after bias and activation.
  ///
  /// Where there is a pool and `index` is given, the windows' largest elements and their places.
  func forward(
    _ x: Storage, _ weight: Storage, bias: Storage?, activation: Activation, index: Storage? = nil
  ) -> Storage {
    let imageSize = (index == nil ? yShape : pooledShape).count / max(images, 1)
    let y = Storage(count: imageSize * images)
    let bytes = UnsafeMutableRawPointer(index?.base)?.assumingMemoryBound(to: UInt8.self)
    let xSize = x.count / max(images, 1)
    withPacked(weight, transposed: false) { packed in
      forEachImages { range, workspace in
        withSizes { sizes in
          ck_convolution_forward(
            y.base + range.lowerBound * imageSize, bytes.map { $0 + range.lowerBound * imageSize },
            x.base + range.lowerBound * xSize, packed, bias.map { UnsafePointer($0.base) },
            activation.kernel, sizes, range.count, workspace)
        }
      }
    }
    return y
  }

  /// The transposed convolution of dy with the weights, in the shape of x; plus a bias.
  func input(_ dy: Storage, _ weight: Storage, bias: Storage? = nil) -> Storage {
    let dx = Storage(count: xShape.count)
    backward(dy, input: (dx, weight), bias: bias, weightFrom: nil)
    return dx
  }

  /// The sums over all images and places of x times dy: one for each weight.
  func weights(_ x: Storage, _ dy: Storage) -> Storage {
    let dw = Storage(count: weightShape.count)
    backward(dy, input: nil, weightFrom: x, weightGradient: dw)
    return dw
  }

  /// From the gradient of y those of x, of the weights and of the bias, in one pass over the images.
  ///
  /// `dy` is the gradient of y, or of its windows where `index` is given; with a `mask` it counts
  /// only where that is above 0. `bias` is added to the gradient of x.
  func backward(
    _ dy: Storage, mask: Storage? = nil, index: Storage? = nil,
    input: (dx: Storage, weight: Storage)?, bias: Storage? = nil, weightFrom x: Storage?,
    weightGradient: Storage? = nil,
    biasGradient: Storage? = nil
  ) {
    let bytes = UnsafeRawPointer(index?.base)?.assumingMemoryBound(to: UInt8.self)
    let xSize = xShape.count / max(images, 1)
    let ySize = (index == nil ? yShape : pooledShape).count / max(images, 1)
    func run(
      _ range: Range<Int>, _ partial: UnsafeMutablePointer<Float>?,
      _ packed: UnsafePointer<Float>?, _ workspace: UnsafeMutablePointer<Float>?
    ) {
      let start = range.lowerBound
      withSizes { sizes in
        ck_convolution_backward(
          input.map { $0.dx.base + start * xSize }, partial, dy.base + start * ySize,
          mask.map { UnsafePointer($0.base + start * ySize) }, bytes.map { $0 + start * ySize },
          x.map { UnsafePointer($0.base + start * xSize) }, packed,
          bias.map { UnsafePointer($0.base) }, sizes, range.count, workspace)
      }
    }
    func runAll(_ packed: UnsafePointer<Float>?) {
      guard x != nil else {
        forEachImages { run($0, nil, packed, $1) }
        return
      }
      let chunks = chunks
      let size = withSizes { ck_convolution_partial_size($0) }
      let room = withSizes { ck_convolution_workspace($0) }
      let worthAThread = max((1 << 19) * chunks / max(productsOfImage * images, 1), 1)
      withScratch(size * chunks) { partials in
        Parallel.forEachRange(count: chunks, minimumPerPart: worthAThread) { range in
          withScratch(room) { workspace in
            for chunk in range {
              run(
                images * chunk / chunks..<images * (chunk + 1) / chunks,
                partials.map { $0 + chunk * size }, packed, workspace)
            }
          }
        }
        withSizes {
          ck_convolution_sum(weightGradient?.base, biasGradient?.base, partials, chunks, $0)
        }
      }
    }
    if let input {
      withPacked(input.weight, transposed: true, runAll)
    } else {
      runAll(nil)
    }
  }
}
