import TensorKernels
import Testing

/// Norms of channels, dropout, smooth activations and elementwise losses: the same bits on all
/// levels, whole or in parts.
@Suite struct ChannelTests {
  private let batch = 3
  private let channels = 4

  private func results(_ level: KernelLevel, size: Int) -> [[Float]] {
    let k = level.functions
    let (stride, count) = (channels * size, batch * channels * size)
    var inputs = KernelInputs(seed: UInt64(500 + size))
    let x = inputs.floats(count, scale: 4)
    let dy = inputs.floats(count)
    let weight = inputs.floats(channels)
    let bias = inputs.floats(channels)
    let empty = [Float](repeating: 99, count: count + 1)
    let few = [Float](repeating: 99, count: channels + 1)

    var (y, mean, variance, scale) = (empty, few, few, few)
    k.batch_norm(
      &y, &mean, &variance, &scale, x, weight, bias, 1e-5, batch, stride, channels, size)
    var fixed = empty
    k.batch_norm_fixed(&fixed, x, mean, scale, weight, bias, batch, stride, channels, size)
    #expect(sameBits(fixed, y), "the same statistics give the same output, size \(size)")
    var answer = [y, mean, variance, scale]
    for isFixed in [false, true] {
      var (dx, dweight, dbias) = (empty, few, few)
      k.batch_norm_backward(
        &dx, &dweight, &dbias, dy, x, mean, scale, weight, isFixed, batch, stride, channels, size)
      answer += [dx, dweight, dbias]
    }
    // Channels in two parts.
    for first in [0, 2] {
      let start = first * size
      answer[0].withUnsafeMutableBufferPointer { y in
        k.batch_norm(
          y.baseAddress.map { $0 + start }, &mean[first], &variance[first], &scale[first],
          Array(x[start...]), Array(weight[first...]), Array(bias[first...]), 1e-5, batch, stride,
          2, size)
      }
    }
    #expect(sameBits(answer[0], y) && sameBits(mean, answer[1]) && sameBits(scale, answer[3]))

    let rows = batch * 2
    var (means, scales) = ([Float](repeating: 99, count: rows + 1), few + few)
    k.group_norm(&y, &means, &scales, x, weight, bias, 1e-5, 0, rows, 2, 2, size)
    var (dx, dweight) = (empty, [Float](repeating: 99, count: rows * 2 + 1))
    var dbias = dweight
    k.group_norm_backward(
      &dx, &dweight, &dbias, dy, x, means, scales, weight, 0, rows, 2, 2, size)
    return answer + [y, means, scales, dx, dweight, dbias]
  }

  @Test("All levels give the same bits", arguments: [1, 2, 7, 15, 16, 17, 33, 64, 65])
  func levelsAgree(size: Int) {
    let answers = KernelLevel.supported.map { results($0, size: size) }
    for answer in answers {
      #expect(answer.allSatisfy { $0.last == 99 }, "nothing is written behind the end")
      #expect(zip(answer, answers[0]).allSatisfy(sameBits), "size \(size)")
    }
  }

  @Test("Activations, losses and masks have the same bits on all levels", arguments: awkwardLengths)
  func elementwise(count: Int) {
    var inputs = KernelInputs(seed: UInt64(600 + count))
    let special: [Float] = [0, -0.0, .infinity, -.infinity, .nan, 30, -30, 3, -3, 1e-30]
    let x = inputs.floats(count, scale: 8).enumerated().map { place, value in
      place % 5 == 4 ? special[place / 5 % special.count] : value
    }
    let dy = inputs.floats(count)
    let t = inputs.floats(count).map { $0 < 0 ? 0 : $0 }
    var answers: [[[Float]]] = []
    for level in KernelLevel.supported {
      let k = level.functions
      var answer: [[Float]] = []
      func add(_ kernel: (UnsafeMutablePointer<Float>) -> Void) {
        var y = [Float](repeating: 99, count: count + 1)
        y.withUnsafeMutableBufferPointer { y in y.baseAddress.map(kernel) }
        #expect(y.last == 99)
        answer.append(y)
      }
      add { k.silu($0, x, count) }
      add { k.silu_backward($0, dy, x, count) }
      add { k.leaky_relu($0, x, 0.1, count) }
      add { k.leaky_relu_backward($0, dy, x, 0.1, count) }
      add { k.elu($0, x, 1.5, count) }
      add { k.elu_backward($0, dy, x, 1.5, count) }
      add { k.softplus($0, x, count) }
      add { k.softplus_backward($0, dy, x, count) }
      add { k.hardswish($0, x, count) }
      add { k.hardswish_backward($0, dy, x, count) }
      add { k.binary_cross_entropy($0, x, t, count) }
      add { k.binary_cross_entropy_backward($0, dy, x, t, count) }
      add { k.divergence($0, x, t, count) }
      var mask = [UInt32](repeating: 7, count: (count + 31) / 32 + 1)
      k.dropout_mask(&mask, 1234, 5, 1 << 23, count)
      #expect(mask.last == 7)
      add { k.masked($0, x, mask, 2, count) }
      answers.append(answer + [mask.map { Float($0 >> 16) }, mask.map { Float($0 & 0xFFFF) }])
    }
    for answer in answers { #expect(zip(answer, answers[0]).allSatisfy(sameBits)) }
  }

  @Test("Limits and NaN of the activations", arguments: KernelLevel.supported)
  func specialValues(level: KernelLevel) {
    let k = level.functions
    let x: [Float] = [.infinity, -.infinity, .nan, 0]
    var y = x
    k.silu(&y, x, 4)
    #expect(sameBits(y, [.infinity, -0.0, .nan, 0]))
    k.elu(&y, x, 2, 4)
    #expect(sameBits(y, [.infinity, -2, .nan, 0]))
    k.softplus(&y, x, 4)
    #expect(sameBits(Array(y[..<3]), [.infinity, 0, .nan]) && abs(y[3] - 0.6931472) < 1e-7)
    k.hardswish(&y, x, 4)
    #expect(sameBits(y, [.infinity, -0.0, .nan, 0]))
    k.leaky_relu(&y, x, 0.5, 4)
    #expect(sameBits(y, [.infinity, -.infinity, .nan, 0]))
    // Near 0 nothing cancels.
    k.elu(&y, [-1e-8, -1e-4, -0.3, -0.4], 1, 4)
    #expect(y[0] == -1e-8 && abs(y[1] / -9.9995e-5 - 1) < 2e-7)
    #expect(abs(y[2] / -0.25918178 - 1) < 2e-7 && abs(y[3] / -0.32967995 - 1) < 2e-7)
  }
}
