import Foundation
import TensorKernels
import Testing

@Suite struct PowerTests {
  /// The largest distance from the exact value, in units of the last place of the result.
  private func error(_ actual: [Float], _ exact: [Double]) -> Double {
    zip(actual, exact).reduce(0) { worst, pair in
      let (value, wanted) = pair
      let rounded = Float(wanted)
      if rounded.isNaN || rounded.isInfinite {
        return value == rounded || (value.isNaN && rounded.isNaN) ? worst : .infinity
      }
      return max(worst, abs(Double(value) - wanted) / Double(rounded.ulp))
    }
  }

  @Test("Powers are rounded once", arguments: KernelLevel.supported)
  func powers(level: KernelLevel) {
    let k = level.functions
    var inputs = KernelInputs(seed: 71)
    // Random bit patterns: every size, NaN and infinities too; negatives with small integers.
    var x: [Float] = []
    var p: [Float] = []
    for place in 0..<20_000 {
      let any = Float(bitPattern: UInt32(truncatingIfNeeded: inputs.word()))
      switch place % 4 {
      case 0: (x.append(any), p.append(inputs.float(scale: 2)))
      case 1: (x.append(any), p.append(Float(inputs.integer(below: 13)) - 6))
      case 2: (x.append(1 + inputs.float(scale: 0.9)), p.append(inputs.float(scale: 300)))
      default:
        (x.append(any), p.append(Float(bitPattern: UInt32(truncatingIfNeeded: inputs.word()))))
      }
    }
    var y = x
    k.pow(&y, x, p, x.count)
    #expect(error(y, zip(x, p).map { pow(Double($0), Double($1)) }) < 0.501)
    for power in [Float(3), -2, 0.3333, 0, 1e6] {
      k.pow_scalar(&y, x, power, x.count)
      #expect(error(y, x.map { pow(Double($0), Double(power)) }) < 0.501)
    }
    k.exp2(&y, p, p.count)
    #expect(error(y, p.map { exp2(Double($0)) }) < 1.5)
    k.cube(&y, x, x.count)
    #expect(sameBits(y, x.map { $0 * $0 * $0 }))
    let positive = x.map(abs)
    k.reciprocal_sqrt(&y, positive, x.count)
    #expect(error(y, positive.map { 1 / Double($0).squareRoot() }) < 1.5)
  }

  @Test("The special powers are IEEE 754's", arguments: KernelLevel.supported)
  func specialPowers(level: KernelLevel) {
    let special: [Float] = [
      0, -0.0, 1, -1, 2, -2, 3, -3, 0.5, -0.5, 1.5, -2.5, .infinity, -.infinity, .nan, 16_777_215,
      16_777_216, -16_777_217, 8_388_607.5, 1e-45, -1e-45, 3e38,
    ]
    for power in special {
      var y = special
      level.functions.pow_scalar(&y, special, power, special.count)
      let expected = special.map { Float(pow(Double($0), Double(power))) }
      #expect(sameBits(y, expected), "to the power of \(power)")
    }
  }

  @Test("Sine and cosine are right to about a unit below 2^20", arguments: KernelLevel.supported)
  func angles(level: KernelLevel) {
    let k = level.functions
    var inputs = KernelInputs(seed: 72)
    var x: [Float] = [0, -0.0, 1e-40, .infinity, .nan, 0x1p20, -0x1p20, Float(0x1p20).nextDown]
    for scale in [1e-3, 1, 10, 1e3, 1e6] as [Float] { x += inputs.floats(4_000, scale: scale) }
    // The floats next to multiples of a quarter turn.
    for turn in 1..<20_000 { x.append(Float(Double(turn * 33) * Double.pi / 2)) }
    x = x.filter { abs($0) < 0x1p20 || !$0.isFinite }
    var y = x
    k.sin(&y, x, x.count)
    #expect(error(y, x.map { sin(Double($0)) }) < 1.5)
    #expect(y[1].sign == .minus)
    k.cos(&y, x, x.count)
    #expect(error(y, x.map { cos(Double($0)) }) < 1.5)
    k.sin(&y, [0x1p20, -0x1p20], 2)
    #expect(y[0].isNaN && y[1].isNaN)
  }

  @Test("All levels give the same bits")
  func levelsAgree() {
    var inputs = KernelInputs(seed: 73)
    let x = (0..<8_000).map { _ in Float(bitPattern: UInt32(truncatingIfNeeded: inputs.word())) }
    let p = inputs.floats(8_000, scale: 8)
    let answers = KernelLevel.supported.map { level in
      let k = level.functions
      var answer: [[Float]] = []
      for kernel in [k.exp2, k.reciprocal_sqrt, k.sin, k.cos] {
        var y = x
        kernel?(&y, x, x.count)
        answer.append(y)
      }
      var y = x
      k.pow(&y, x, p, x.count)
      answer.append(y)
      var rows = [Float](repeating: 0, count: 80)
      k.log_sum_exp_rows(&rows, p, 80, 100)
      answer.append(rows)
      k.cumulative_sum(&y, p, 80, 10, 10, true)
      answer.append(y)
      return answer
    }
    for answer in answers { #expect(zip(answer, answers[0]).allSatisfy(sameBits)) }
  }
}
