import TensorKernels

/// The sizes of a convolution, checked, and how its work is shared out.
struct ConvolutionGeometry {
  /// Sizes of x, y and the kernel, as the kernels take them.
  let sizes: ck_convolution
  /// The number of images.
  let images: Int

  var xShape: Shape { [images, Int(sizes.channels), Int(sizes.height), Int(sizes.width)] }
  var yShape: Shape { [images, Int(sizes.outputs), Int(sizes.out_height), Int(sizes.out_width)] }
  var pooledShape: Shape {
    [
      images, Int(sizes.outputs), Int(sizes.out_height / sizes.pool_height),
      Int(sizes.out_width / sizes.pool_width),
    ]
  }
  var hasPool: Bool { sizes.pool_height * sizes.pool_width > 1 }
  var weightShape: Shape {
    [
      Int(sizes.outputs), Int(sizes.channels / sizes.groups), Int(sizes.kernel_height),
      Int(sizes.kernel_width),
    ]
  }

  /// The same without the pool.
  var withoutPool: ConvolutionGeometry {
    var sizes = sizes
    sizes.pool_height = 1
    sizes.pool_width = 1
    return ConvolutionGeometry(sizes: sizes, images: images)
  }

  private init(sizes: ck_convolution, images: Int) {
    self.sizes = sizes
    self.images = images
  }

  /// The geometry of `conv2d`.
  init(
    _ x: Shape, weight: Shape, bias: Shape?, stride: (Int, Int), padding: (Int, Int),
    dilation: (Int, Int), groups: Int, pool: (Int, Int) = (1, 1)
  ) {
    Self.check("conv2d", x, weight, stride, padding, dilation, groups)
    precondition(
      x[1] == weight[1] * groups && weight[0] % groups == 0,
      "conv2d: expected an input [B, \(weight[1] * groups), H, W] and outputs divisible by "
        + "\(groups) groups for the weight \(weight), got \(x)")
    precondition(
      bias == nil || bias == Shape(weight[0]),
      "conv2d: expected a bias [\(weight[0])] for the weight \(weight), got \(bias ?? Shape())")
    let reach = ((weight[2] - 1) * dilation.0 + 1, (weight[3] - 1) * dilation.1 + 1)
    let padded = (x[2] + 2 * padding.0, x[3] + 2 * padding.1)
    precondition(
      padded.0 >= reach.0 && padded.1 >= reach.1,
      "conv2d: expected an input that with its padding is at least \(reach.0) by \(reach.1) for "
        + "the weight \(weight), got \(x) with padding \(padding.0), \(padding.1)")
    let output = ((padded.0 - reach.0) / stride.0 + 1, (padded.1 - reach.1) / stride.1 + 1)
    precondition(
      pool.0 >= 1 && pool.1 >= 1 && pool.0 * pool.1 < 255 && pool.0 <= output.0
        && pool.1 <= output.1,
      "conv2d: expected a pool that fits into \(output.0) by \(output.1), got \(pool)")
    self.init(
      x: (x[1], x[2], x[3]), y: (weight[0], output.0, output.1), weight: weight, stride: stride,
      padding: padding, dilation: dilation, groups: groups, pool: pool, images: x[0])
  }

  /// The geometry of the convolution that `convTranspose2d` is the transpose of: `y` is its input.
  init(
    transposed y: Shape, weight: Shape, bias: Shape?, stride: (Int, Int), padding: (Int, Int),
    outputPadding: (Int, Int), dilation: (Int, Int), groups: Int
  ) {
    Self.check("convTranspose2d", y, weight, stride, padding, dilation, groups)
    precondition(
      y[1] == weight[0] && y[1] % groups == 0,
      "convTranspose2d: expected an input [B, \(weight[0]), H, W] for the weight \(weight), with "
        + "channels divisible by \(groups) groups, got \(y)")
    let channels = weight[1] * groups
    precondition(
      bias == nil || bias == Shape(channels),
      "convTranspose2d: expected a bias [\(channels)] for the weight \(weight) in \(groups) "
        + "groups, got \(bias ?? Shape())")
    precondition(
      outputPadding.0 >= 0 && outputPadding.1 >= 0
        && outputPadding.0 < max(stride.0, dilation.0)
        && outputPadding.1 < max(stride.1, dilation.1),
      "convTranspose2d: expected an output padding below the stride or the dilation, got "
        + "\(outputPadding.0), \(outputPadding.1)")
    let height =
      (y[2] - 1) * stride.0 - 2 * padding.0 + dilation.0 * (weight[2] - 1) + outputPadding.0 + 1
    let width =
      (y[3] - 1) * stride.1 - 2 * padding.1 + dilation.1 * (weight[3] - 1) + outputPadding.1 + 1
    precondition(
      y[2] >= 1 && y[3] >= 1 && height >= 1 && width >= 1,
      "convTranspose2d: expected a result of at least 1 by 1, got \(height) by \(width) from \(y), "
        + "the weight \(weight) and padding \(padding.0), \(padding.1)")
    self.init(
      x: (channels, height, width), y: (y[1], y[2], y[3]), weight: weight, stride: stride,
      padding: padding, dilation: dilation, groups: groups, pool: (1, 1), images: y[0])
  }

  private init(
    x: (Int, Int, Int), y: (Int, Int, Int), weight: Shape, stride: (Int, Int),
    padding: (Int, Int), dilation: (Int, Int), groups: Int, pool: (Int, Int), images: Int
  ) {
    sizes = ck_convolution(
      channels: x.0, height: x.1, width: x.2, outputs: y.0, out_height: y.1, out_width: y.2,
      kernel_height: weight[2], kernel_width: weight[3], stride_height: stride.0,
      stride_width: stride.1, padding_height: padding.0, padding_width: padding.1,
      dilation_height: dilation.0, dilation_width: dilation.1, groups: groups,
      pool_height: pool.0, pool_width: pool.1)
    self.images = images
  }

  private static func check(
    _ name: String, _ x: Shape, _ weight: Shape, _ stride: (Int, Int), _ padding: (Int, Int),
    _ dilation: (Int, Int), _ groups: Int
  ) {
    precondition(
      x.rank == 4 && weight.rank == 4,
      "\(name): expected an input [B, C, H, W] and a weight of four axes, got \(x) and \(weight)")
    precondition(
      weight[0] >= 1 && weight[1] >= 1 && weight[2] >= 1 && weight[3] >= 1,
      "\(name): expected a weight without empty axes, got \(weight)")
    precondition(
      stride.0 >= 1 && stride.1 >= 1 && dilation.0 >= 1 && dilation.1 >= 1 && padding.0 >= 0
        && padding.1 >= 0 && groups >= 1,
      "\(name): expected stride, dilation and groups of at least 1 and padding of at least 0, got "
        + "\(stride), \(dilation), \(groups), \(padding)")
  }

  /// Multiply-add operations for one image.
  var productsOfImage: Int {
    Int(sizes.outputs * sizes.out_height * sizes.out_width * sizes.kernel_height)
      * Int(sizes.kernel_width * sizes.channels / sizes.groups)
  }

  /// Calls `body` on ranges of images, on several threads where that pays, with room to work in.
  func forEachImages(
    _ body: (_ images: Range<Int>, _ workspace: UnsafeMutablePointer<Float>?) -> Void
  ) {
    let worthAThread = max((1 << 19) / max(productsOfImage, 1), 1)
    var sizes = sizes
    let room = withUnsafePointer(to: &sizes) { ck_convolution_workspace($0) }
    Parallel.forEachRange(count: images, minimumPerPart: worthAThread) { range in
      withScratch(room) { body(range, $0) }
    }
  }

  /// How many ranges of images have their gradients of the weights summed apart, then in order.
  ///
  /// Fixed by the sizes alone: at most sixteen, fewer where the weights are large.
  var chunks: Int {
    var sizes = sizes
    let size = withUnsafePointer(to: &sizes) { ck_convolution_partial_size($0) }
    return max(min(images, 16, (1 << 23) / size), min(images, 1))
  }
}
