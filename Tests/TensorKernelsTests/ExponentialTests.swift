import Foundation
import TensorKernels
import Testing

/// exp, log, tanh and sigmoid against the C library's functions in Double.
@Suite struct ExponentialTests {
  typealias Kernel = (UnsafeMutablePointer<Float>?, UnsafePointer<Float>?, Int) -> Void

  @Test("At most 4 ulp from the exact value, over all magnitudes and signs")
  func accuracy() {
    expectAccurate("exp", ck_exp) { exp($0) }
    expectAccurate("log", ck_log) { log($0) }
    expectAccurate("tanh", ck_tanh) { tanh($0) }
    expectAccurate("sigmoid", ck_sigmoid) { 1 / (1 + exp(-$0)) }
  }

  @Test("Special values", arguments: KernelLevel.supported)
  func specialValues(level: KernelLevel) {
    let k = level.functions
    let x: [Float] = [.infinity, -.infinity, .nan, 0, -0.0, 200, -200, -0x1p-149]
    expect(k.exp, x, [.infinity, 0, .nan, 1, 1, .infinity, 0, 1])
    expect(k.tanh, x, [1, -1, .nan, 0, -0.0, 1, -1, -0x1p-149])
    expect(k.sigmoid, x, [1, 0, .nan, 0.5, 0.5, 1, 0, 0.5])
    expect(k.log, x, [.infinity, .nan, .nan, -.infinity, -.infinity, log(200), .nan, .nan])
    // Results of one to twenty denormal units, a denormal input, and the two floats on either side of overflow.
    expect(
      k.exp, [-103, -101, 0x1.62e42ep6, 0x1.62e430p6],
      [0x1p-149, 0xap-149, 0x1.ffff08p127, .infinity])
    expect(k.log, [0x1p-149, 1], [-103.27893, 0])
    expect(k.sigmoid, [-100.5], [0x10p-149])
  }

  @Test("An element's value does not depend on its place or on its neighbours")
  func placeDoesNotMatter() {
    var inputs = KernelInputs(seed: 21)
    let x = inputs.floats(65, scale: 12)
    for level in KernelLevel.supported {
      for kernel in [level.functions.exp, level.functions.tanh, level.functions.sigmoid] {
        var whole = [Float](repeating: 0, count: 65)
        kernel?(&whole, x, 65)
        var single = whole
        for place in x.indices { kernel?(&single[place], [x[place]], 1) }
        #expect(sameBits(whole, single))
      }
    }
  }

  private func expect(_ kernel: Kernel, _ x: [Float], _ expected: [Float]) {
    var y = [Float](repeating: 0, count: x.count)
    kernel(&y, x, x.count)
    #expect(sameBits(y, expected), "of \(x): expected \(expected), got \(y)")
  }

  private func expectAccurate(_ name: String, _ kernel: Kernel, _ exact: (Double) -> Double) {
    let block = 4096
    var y = [Float](repeating: 0, count: block)
    var worst = (error: 0.0, at: Float(0))
    // Every 2039th bit pattern: all exponents and signs, 2.1 million values.
    for start in stride(from: UInt64(0), to: 1 << 32, by: 2039 * block) {
      let x = (0..<block).map {
        Float(bitPattern: UInt32(truncatingIfNeeded: start + 2039 * UInt64($0)))
      }
      kernel(&y, x, block)
      for (input, result) in zip(x, y) {
        let error = Self.ulps(from: result, to: exact(Double(input)))
        if error > worst.error { worst = (error, input) }
      }
    }
    #expect(worst.error <= 4, "\(name) is \(worst.error) ulp off at \(worst.at)")
  }

  /// The distance in units of the last place that a Float of the exact value's size has.
  private static func ulps(from result: Float, to exact: Double) -> Double {
    if exact.isNaN || result.isNaN { return exact.isNaN && result.isNaN ? 0 : .infinity }
    let nearest = Float(exact)
    if nearest.isInfinite || result.isInfinite { return nearest == result ? 0 : .infinity }
    return abs(Double(result) - exact) / Double(nearest.ulp)
  }
}
