import Foundation
import TensorKernels
import Testing

/// Norms by rows, GELU and the cross-entropy of rows: against formulas in Double, and over the levels.
@Suite struct NormalizationTests {
  private static let rows = 3

  /// Everything that the kernels give for one width, in one list of arrays.
  private func results(_ level: KernelLevel, columns: Int) -> [[Float]] {
    let k = level.functions
    let rows = Self.rows
    var inputs = KernelInputs(seed: UInt64(400 + columns))
    let x = inputs.floats(rows * columns, scale: 4)
    let dy = inputs.floats(rows * columns)
    let weight = inputs.floats(columns)
    let bias = inputs.floats(columns)
    var answer: [[Float]] = []
    for (centered, affine) in [(true, true), (false, true), (true, false)] {
      var y = [Float](repeating: 99, count: rows * columns + 1)
      var mean = [Float](repeating: 99, count: rows)
      var scale = mean
      x.misaligned { x in
        if affine {
          k.normalize_rows(&y, &mean, &scale, x, weight, bias, 1e-5, centered, rows, columns)
        } else {
          k.normalize_rows(&y, &mean, &scale, x, nil, nil, 1e-5, centered, rows, columns)
        }
      }
      var dx = y
      var dweight = [Float](repeating: 99, count: columns + 1)
      var dbias = dweight
      k.normalize_rows_backward(
        &dx, &dweight, &dbias, dy, x, mean, scale, affine ? weight : nil, centered, rows, columns)
      #expect(y.last == 99 && dx.last == 99 && dweight.last == 99 && dbias.last == 99)
      answer += [y, mean, scale, dx, dweight, dbias]
    }
    guard columns > 0 else { return answer }
    let label = (0..<rows).map { $0 == 1 ? -1 : Int32(($0 * 7) % columns) }
    for smoothing in [Float(0), 0.1] {
      for weights in [nil, weight.map { abs($0) }] {
        var (loss, largest, logarithm) = (answer[1], answer[1], answer[1])
        var dx = [Float](repeating: 99, count: rows * columns + 1)
        k.cross_entropy_rows(
          &loss, &largest, &logarithm, x, label, weights, smoothing, -1, rows, columns)
        k.cross_entropy_rows_backward(
          &dx, [1, 2, 3], x, largest, logarithm, label, weights, smoothing, -1, rows, columns)
        #expect(dx.last == 99)
        answer += [loss, largest, logarithm, dx]
      }
    }
    for kernel in [k.gelu, k.gelu_tanh, k.normal_cumulative] {
      var y = [Float](repeating: 99, count: x.count + 1)
      kernel?(&y, x, x.count)
      answer.append(y)
    }
    for kernel in [k.gelu_backward, k.gelu_tanh_backward] {
      var dx = [Float](repeating: 99, count: x.count + 1)
      kernel?(&dx, dy, x, x.count)
      answer.append(dx)
    }
    return answer
  }

  @Test("All levels give the same bits", arguments: awkwardLengths)
  func levelsAgree(columns: Int) {
    let answers = KernelLevel.supported.map { results($0, columns: columns) }
    for answer in answers {
      #expect(zip(answer, answers[0]).allSatisfy(sameBits), "\(columns) columns")
    }
  }

  @Test("A normalized row has the mean of the bias and the deviation of the weight")
  func normalizedRow() {
    var inputs = KernelInputs(seed: 5)
    let x = inputs.floats(1000, scale: 3).map { $0 + 100 }
    var y = x
    var mean: Float = 0
    var scale: Float = 0
    let weight = [Float](repeating: 2, count: 1000)
    let bias = [Float](repeating: -1, count: 1000)
    ck_normalize_rows(&y, &mean, &scale, x, weight, bias, 0, true, 1, 1000)
    let exact = x.reduce(0) { $0 + Double($1) } / 1000
    let variance = x.reduce(0) { $0 + (Double($1) - exact) * (Double($1) - exact) } / 1000
    #expect(abs(Double(mean) - exact) < 2e-5)
    #expect(abs(Double(scale) * variance.squareRoot() - 1) < 1e-6)
    for (result, input) in zip(y, x) {
      let expected = 2 * (Double(input) - exact) / variance.squareRoot() - 1
      #expect(abs(Double(result) - expected) < 3e-5)
    }
  }

  @Test("GELU and the normal distribution are at most 8 ulp off, far below zero too")
  func accuracy() {
    expectAccurate("normal_cumulative", ck_normal_cumulative, 8) {
      0.5 * erfc(-$0 / 2.0.squareRoot())
    }
    expectAccurate("gelu", ck_gelu, 8) { $0 * 0.5 * erfc(-$0 / 2.0.squareRoot()) }
    // The exponent goes down to -87, where one unit of its last place is 64 of the result's.
    expectAccurate("gelu_tanh", ck_gelu_tanh, 200) {
      $0 / (1 + exp(-2 * (2 / Double.pi).squareRoot() * ($0 + 0.044715 * $0 * $0 * $0)))
    }
  }

  @Test("Special values of GELU", arguments: KernelLevel.supported)
  func specialValues(level: KernelLevel) {
    let k = level.functions
    let x: [Float] = [0, -0.0, .infinity, -.infinity, .nan, 1e30, -1e30]
    var y = x
    for kernel in [k.gelu, k.gelu_tanh] {
      kernel?(&y, x, x.count)
      #expect(sameBits(Array(y[..<3]), [0, -0.0, .infinity]) && y[4].isNaN && y[5] == 1e30)
      #expect(abs(y[3]) < 1e-36 && abs(y[6]) < 1e-36)
    }
    let ones = [Float](repeating: 1, count: x.count)
    for kernel in [k.gelu_backward, k.gelu_tanh_backward] {
      kernel?(&y, ones, x, x.count)
      #expect(y[0] == 0.5 && y[2] == 1 && abs(y[3]) < 1e-34 && y[4].isNaN && y[5] == 1)
    }
  }

  private func expectAccurate(
    _ name: String, _ kernel: (UnsafeMutablePointer<Float>?, UnsafePointer<Float>?, Int) -> Void,
    _ allowed: Double, _ exact: (Double) -> Double
  ) {
    let x = stride(from: Float(-12.5), to: 12.5, by: 0.00073).map { $0 }
    var y = x
    kernel(&y, x, x.count)
    var worst = (error: 0.0, at: Float(0))
    for (input, result) in zip(x, y) {
      let expected = exact(Double(input))
      // Below 1e-35 the approximation by tanh stands still.
      if abs(expected) < 1e-35 { continue }
      let error = abs(Double(result) - expected) / Double(Float(expected).ulp)
      if error > worst.error { worst = (error, input) }
    }
    #expect(worst.error <= allowed, "\(name) is \(worst.error) ulp off at \(worst.at)")
  }
}
