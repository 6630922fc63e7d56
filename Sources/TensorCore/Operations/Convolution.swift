import TensorKernels
import TensorRuntime

extension Tensor {
  /// A convolution of images, and a function after it: `y = activation(x ∗ w + b)`.
  ///
  /// `y[b, o, i, j] = Σ w[o, c, k, l] x[b, c, i·stride + k·dilation − padding, …] + bias[o]`
  /// over the channels of the output's group and the kernel; x is 0 outside the image.
  ///
  /// - Shapes: `[B, C, H, W]` with a weight `[outputs, C / groups, height, width]` and a bias
  ///   `[outputs]`; the result is `[B, outputs, H′, W′]` with
  ///   `H′ = (H + 2 padding − dilation (height − 1) − 1) / stride + 1`, rounded down.
  /// - Parameters:
  ///   - weight: the filters.
  ///   - bias: what is added to each output channel.
  ///   - stride: rows and columns from one window to the next, at least 1.
  ///   - padding: rows and columns of zeros at each side.
  ///   - dilation: rows and columns from one element of the kernel to the next, at least 1.
  ///   - groups: how many groups the channels and outputs are divided into.
  ///   - activation: the function applied to each sum.
  /// - Returns: `[B, outputs, H′, W′]`.
  /// - Precondition: the sizes agree, and the kernel is not larger than the padded image.
  /// - Source: PyTorch `conv2d`, same layouts.
  public func conv2d(
    _ weight: Tensor, bias: Tensor? = nil, stride: (Int, Int) = (1, 1),
    padding: (Int, Int) = (0, 0), dilation: (Int, Int) = (1, 1), groups: Int = 1,
    activation: Activation = .none
  ) -> Tensor {
    let geometry = ConvolutionGeometry(
      shape, weight: weight.shape, bias: bias?.shape, stride: stride, padding: padding,
      dilation: dilation, groups: groups)
    return convolved(weight, bias, geometry, activation)
  }

  /// A convolution, a function and a max-pool of disjoint windows, without the memory for the middle.
  ///
  /// The same bits as `conv2d(…, activation:)` followed by `maxPool2d(kernel: pool)`, forward and
  /// backward.
  ///
  /// - Parameters: as for `conv2d`.
  /// - Precondition: the activation is none or ReLU; a window has fewer than 255 elements.
  package func conv2d(
    _ weight: Tensor, bias: Tensor?, stride: (Int, Int), padding: (Int, Int),
    dilation: (Int, Int), groups: Int, activation: Activation, maxPool pool: (Int, Int)
  ) -> Tensor {
    precondition(
      activation == .none || activation == .relu,
      "conv2d: expected no activation or ReLU before a pool, got \(activation)")
    let geometry = ConvolutionGeometry(
      shape, weight: weight.shape, bias: bias?.shape, stride: stride, padding: padding,
      dilation: dilation, groups: groups, pool: pool)
    return convolved(weight, bias, geometry, activation)
  }

  /// A convolution of sequences, `y = activation(x ∗ w + b)`: `conv2d` with images one row high.
  ///
  /// - Shapes: `[B, C, L]` with a weight `[outputs, C / groups, size]`; the result is
  ///   `[B, outputs, (L + 2 padding − dilation (size − 1) − 1) / stride + 1]`.
  /// - Parameters: as for `conv2d`.
  /// - Precondition: the sizes agree, and the kernel is not larger than the padded sequence.
  /// - Source: PyTorch `conv1d`, same layouts.
  public func conv1d(
    _ weight: Tensor, bias: Tensor? = nil, stride: Int = 1, padding: Int = 0, dilation: Int = 1,
    groups: Int = 1, activation: Activation = .none
  ) -> Tensor {
    precondition(
      shape.rank == 3 && weight.shape.rank == 3,
      "conv1d: expected an input [B, C, L] and a weight of three axes, got \(shape) and "
        + "\(weight.shape)")
    let filters = weight.reshaped([weight.shape[0], weight.shape[1], 1, weight.shape[2]])
    let y = reshaped([shape[0], shape[1], 1, shape[2]]).conv2d(
      filters, bias: bias, stride: (1, stride), padding: (0, padding), dilation: (1, dilation),
      groups: groups, activation: activation)
    return y.reshaped([y.shape[0], y.shape[1], y.shape[3]])
  }

  func convolved(
    _ weight: Tensor, _ bias: Tensor?, _ geometry: ConvolutionGeometry,
    _ activation: Activation = .none
  ) -> Tensor {
    let shape = geometry.hasPool ? geometry.pooledShape : geometry.yShape
    let index = geometry.hasPool ? Storage(count: (shape.count + 3) / 4) : nil
    let y = geometry.forward(
      storage, weight.storage, bias: bias?.storage, activation: activation, index: index)
    guard isRecorded || weight.isRecorded || bias?.isRecorded ?? false else {
      return Tensor(shape, y)
    }
    return Tensor(
      shape, y,
      node: ConvolutionNode(
        shape, self, weight, bias?.node, geometry, activation, saving: index ?? y))
  }
}

private final class ConvolutionNode: Node {
  private let geometry: ConvolutionGeometry
  private let activation: Activation

  // saving: the places of the windows' largest elements where there is a pool, else the output.
  init(
    _ shape: Shape, _ x: Tensor, _ weight: Tensor, _ bias: Node?, _ geometry: ConvolutionGeometry,
    _ activation: Activation, saving result: Storage
  ) {
    self.geometry = geometry
    self.activation = activation
    let needsWeights = x.node != nil
    let needsInput = weight.node != nil || bias != nil
    super.init(
      shape, x.node, weight.node, bias, saving: needsInput ? x.storage : nil,
      needsWeights ? weight.storage : nil,
      geometry.hasPool || activation != .none ? result : nil)
  }

  override func backward(_ dy: Tensor) {
    if rt_is_recording() {
      backwardRecorded(dy)
      return
    }
    var dz = dy
    var mask: Storage?
    if let y = saved2, !geometry.hasPool {
      if activation == .relu {
        mask = y
      } else {
        dz = activation.derivative(dy, output: Tensor(shape, y))
      }
    }
    let dx = input0.map { _ in Storage(count: geometry.xShape.count) }
    let dw = input1.map { _ in Storage(count: geometry.weightShape.count) }
    let db = input2.map { _ in Storage(count: geometry.weightShape[0]) }
    var input: (Storage, Storage)?
    if let dx, let weight = saved1 { input = (dx, weight) }
    geometry.backward(
      dz.storage, mask: mask, index: geometry.hasPool ? saved2 : nil, input: input,
      weightFrom: dw == nil && db == nil ? nil : saved0, weightGradient: dw, biasGradient: db)
    if let bias = input2, let db { bias.receive(Tensor(Shape(db.count), db)) }
    if let weight = input1, let dw { weight.receive(Tensor(geometry.weightShape, dw)) }
    if let input = input0, let dx { input.receive(Tensor(geometry.xShape, dx)) }
  }

  private func backwardRecorded(_ dy: Tensor) {
    var dz = dy
    if geometry.hasPool, let index = saved2 {
      dz = dy.unpooled(index, geometry)
    } else if let y = saved2 {
      dz = activation.derivative(dy, output: Tensor(shape, y, node: self))
    }
    let full = geometry.withoutPool
    input2?.receive(dz.sum(axis: 3).sum(axis: 2).sum(axis: 0))
    if let input1, let x = saved0 {
      input1.receive(Tensor(full.xShape, x, node: input0).weightGradient(dz, full))
    }
    if let input0, let weight = saved1 {
      input0.receive(dz.convolvedBack(Tensor(full.weightShape, weight, node: input1), nil, full))
    }
  }
}
