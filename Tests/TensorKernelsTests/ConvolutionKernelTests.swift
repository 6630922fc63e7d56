import TensorKernels
import Testing

/// A convolution of random sizes on one CPU level: everything that the kernels compute.
private struct ConvolutionCase: CustomStringConvertible {
  var sizes: ck_convolution
  let images: Int

  init(from inputs: inout KernelInputs) {
    let groups = inputs.integer(below: 4) == 0 ? 2 : 1
    let kernel = (1 + inputs.integer(below: 4), 1 + inputs.integer(below: 4))
    let stride = (1 + inputs.integer(below: 3), 1 + inputs.integer(below: 3))
    let dilation = (1 + inputs.integer(below: 2), 1 + inputs.integer(below: 2))
    let padding = (inputs.integer(below: 3), inputs.integer(below: 3))
    let reach = ((kernel.0 - 1) * dilation.0 + 1, (kernel.1 - 1) * dilation.1 + 1)
    let height = reach.0 + inputs.integer(below: 14)
    let width = reach.1 + inputs.integer(below: 14)
    let channels = [1, 3, 4, 8, 17, 32, 40][inputs.integer(below: 7)]
    let outputs = [1, 5, 8, 16, 24, 33, 64][inputs.integer(below: 7)]
    let output = (
      (height + 2 * padding.0 - reach.0) / stride.0 + 1,
      (width + 2 * padding.1 - reach.1) / stride.1 + 1
    )
    let pooled = output.0 >= 2 && output.1 >= 2 && inputs.bool()
    sizes = ck_convolution(
      channels: channels * groups, height: height, width: width, outputs: outputs * groups,
      out_height: output.0, out_width: output.1, kernel_height: kernel.0, kernel_width: kernel.1,
      stride_height: stride.0, stride_width: stride.1, padding_height: padding.0,
      padding_width: padding.1, dilation_height: dilation.0, dilation_width: dilation.1,
      groups: groups, pool_height: pooled ? 2 : 1, pool_width: pooled ? 2 : 1)
    images = inputs.integer(below: 4)
  }

  var description: String { "\(sizes), \(images) images" }

  /// y, dx, dw, db by the functions of one level, from the same inputs for each.
  func run(seed: UInt64, on level: ck_kernels) -> [[Float]] {
    var inputs = KernelInputs(seed: seed)
    let s = sizes
    let x = inputs.floats(images * s.channels * s.height * s.width)
    let weight = inputs.floats(
      s.outputs * s.channels / s.groups * s.kernel_height * s.kernel_width)
    let bias = inputs.floats(s.outputs)
    let windows = s.outputs * (s.out_height / s.pool_height) * (s.out_width / s.pool_width)
    let dy = inputs.floats(images * windows)
    let hasPool = s.pool_height > 1
    var sizes = s
    var forward = [Float](repeating: .nan, count: level.convolution_packed_size(&sizes, false))
    var backward = [Float](repeating: .nan, count: level.convolution_packed_size(&sizes, true))
    level.convolution_pack(&forward, weight, &sizes, false)
    level.convolution_pack(&backward, weight, &sizes, true)
    var y = [Float](repeating: .nan, count: images * windows)
    var index = [UInt8](repeating: 77, count: images * windows)
    var dx = [Float](repeating: .nan, count: x.count)
    var dw = [Float](repeating: .nan, count: weight.count)
    var db = [Float](repeating: .nan, count: bias.count)
    let partial = level.convolution_partial_size(&sizes)
    var partials = [Float](repeating: .nan, count: 2 * partial)
    let room = level.convolution_workspace(&sizes)
    // One float more than asked for, which must stay as it is.
    withUnsafeTemporaryAllocation(byteCount: (room + 1) * 4, alignment: 64) { raw in
      let workspace = raw.bindMemory(to: Float.self)
      workspace.update(repeating: .nan)
      workspace[room] = 7
      index.withUnsafeMutableBufferPointer { index in
        let places = hasPool ? index.baseAddress : nil
        level.convolution_forward(
          &y, places, x, forward, bias, Int32(CK_ACTIVATION_RELU), &sizes, images,
          workspace.baseAddress)
        let half = images / 2
        let xHalf = half * s.channels * s.height * s.width
        for (part, range) in [0..<half, half..<images].enumerated() {
          let start = range.lowerBound
          partials.withUnsafeMutableBufferPointer { partials in
            dx.withUnsafeMutableBufferPointer { dx in
              x.withUnsafeBufferPointer { x in
                dy.withUnsafeBufferPointer { dy in
                  y.withUnsafeBufferPointer { y in
                    level.convolution_backward(
                      dx.baseAddress.map { $0 + part * xHalf },
                      partials.baseAddress.map { $0 + part * partial },
                      dy.baseAddress.map { $0 + start * windows },
                      hasPool ? nil : y.baseAddress.map { $0 + start * windows },
                      places.map { $0 + start * windows },
                      x.baseAddress.map { $0 + part * xHalf }, backward, nil, &sizes,
                      range.count, workspace.baseAddress)
                  }
                }
              }
            }
          }
        }
      }
      #expect(workspace[room] == 7, "\(self): the workspace is too small")
    }
    level.convolution_sum(&dw, &db, &partials, 2, &sizes)
    return [y, dx, dw, db, hasPool ? index.map(Float.init) : []]
  }
}

@Suite struct ConvolutionKernelTests {
  @Test("Every level gives the same bits, forward and backward, within its workspace")
  func levelsAgree() {
    var inputs = KernelInputs(seed: 61)
    for seed in 0..<60 {
      let draw = ConvolutionCase(from: &inputs)
      let answers = KernelLevel.supported.map { draw.run(seed: UInt64(seed), on: $0.functions) }
      #expect(answers[0].allSatisfy { $0.allSatisfy { !$0.isNaN } }, "\(draw)")
      for answer in answers.dropFirst() {
        #expect(zip(answer, answers[0]).allSatisfy(sameBits), "\(draw)")
      }
    }
  }

  @Test("Each element is one chain of fused multiply-adds in the order that is promised")
  func chains() {
    var inputs = KernelInputs(seed: 62)
    for seed in 0..<20 {
      var draw = ConvolutionCase(from: &inputs)
      draw.sizes.pool_height = 1
      draw.sizes.pool_width = 1
      let s = draw.sizes
      let y = draw.run(seed: UInt64(seed), on: KernelLevel.supported[0].functions)[0]
      var again = KernelInputs(seed: UInt64(seed))
      let x = again.floats(draw.images * s.channels * s.height * s.width)
      let each = s.channels / s.groups
      let weight = again.floats(s.outputs * each * s.kernel_height * s.kernel_width)
      let bias = again.floats(s.outputs)
      for _ in 0..<(y.isEmpty ? 0 : 20) {
        let place = again.integer(below: y.count)
        let column = place % s.out_width
        let row = place / s.out_width % s.out_height
        let output = place / (s.out_width * s.out_height) % s.outputs
        let image = place / (s.out_width * s.out_height * s.outputs)
        var sum: Float = 0
        for k in 0..<s.kernel_height {
          for l in 0..<s.kernel_width {
            for c in 0..<each {
              let i = row * s.stride_height + k * s.dilation_height - s.padding_height
              let j = column * s.stride_width + l * s.dilation_width - s.padding_width
              let channel = output / (s.outputs / s.groups) * each + c
              let inside = i >= 0 && i < s.height && j >= 0 && j < s.width
              let value =
                inside ? x[((image * s.channels + channel) * s.height + i) * s.width + j] : 0
              let w = weight[((output * each + c) * s.kernel_height + k) * s.kernel_width + l]
              sum.addProduct(value, w)
            }
          }
        }
        sum += bias[output]
        #expect(y[place].bitPattern == (sum <= 0 ? 0 : sum).bitPattern, "\(draw) \(place)")
      }
    }
  }

  @Test("Pools choose the first of equal elements on every level", arguments: KernelLevel.supported)
  func ties(level: KernelLevel) {
    let start: [Int32] = [0, 1]
    let end: [Int32] = [2, 3]
    var y = [Float](repeating: 0, count: 4)
    var index = [Int32](repeating: -1, count: 4)
    let x: [Float] = [1, 5, 5, 5, 2, 2, .nan, 0, 2]
    start.withUnsafeBufferPointer { start in
      end.withUnsafeBufferPointer { end in
        var sizes = ck_pooling(
          height: 3, width: 3, out_height: 2, out_width: 2, row_start: start.baseAddress,
          row_end: end.baseAddress, row_count: end.baseAddress, column_start: start.baseAddress,
          column_end: end.baseAddress, column_count: end.baseAddress)
        level.functions.max_pool(&y, &index, x, &sizes, 1)
      }
    }
    #expect(sameBits(y, [5, 5, .nan, 2]))
    #expect(index == [1, 1, 6, 4])
  }
}
