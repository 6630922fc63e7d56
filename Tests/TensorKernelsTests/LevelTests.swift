import TensorKernels
import Testing

@Suite struct LevelTests {
  @Test("The level in use is one that this CPU has, and has a name")
  func levelInUse() {
    #expect(ck_level() <= ck_level_supported())
    #expect(
      KernelLevel.supported.map(\.testDescription)
        == Array(["baseline", "v3", "v4"].prefix(KernelLevel.supported.count)))
    #expect(ck_kernels_at_level(ck_level_supported() + 1) == nil)
    #expect(ck_kernels_at_level(-1) == nil)
  }

  @Test("All levels give the same bits in exp, log, tanh, sigmoid and large products")
  func levelsAgree() {
    var inputs = KernelInputs(seed: 51)
    let x = inputs.floats(5000, scale: 90)
    let product = MatrixProduct(rows: 130, columns: 140, depth: 300)
    let operands = product.operands(from: &inputs)
    var answers: [[[Float]]] = []
    for level in KernelLevel.supported {
      let k = level.functions
      var answer = [product.run(operands, packed: false, on: k)]
      for kernel in [k.exp, k.log, k.tanh, k.sigmoid] {
        var y = x
        kernel?(&y, x, x.count)
        answer.append(y)
      }
      answers.append(answer)
    }
    for answer in answers {
      #expect(zip(answer, answers[0]).allSatisfy(sameBits))
    }
  }

  @Test("The emulated fma of the baseline is the exact one", arguments: KernelLevel.supported)
  func fusedMultiplyAdd(level: KernelLevel) {
    var inputs = KernelInputs(seed: 52)
    // Random bit patterns; every second sum cancels or ties against the product.
    for _ in 0..<20_000 {
      let a = Float(bitPattern: UInt32(truncatingIfNeeded: inputs.word()))
      var x = [Float]()
      var y = [Float]()
      for lane in 0..<16 {
        let b = Float(bitPattern: UInt32(truncatingIfNeeded: inputs.word()))
        let near = Float(
          bitPattern: (a * b).bitPattern ^ UInt32(truncatingIfNeeded: inputs.word() & 0x8000_0003))
        x.append(b)
        y.append(
          lane % 2 == 0 ? near : Float(bitPattern: UInt32(truncatingIfNeeded: inputs.word())))
      }
      let expected = zip(x, y).map { $1.addingProduct(a, $0) }
      level.functions.add_scaled(&y, a, x, 16)
      if !sameBits(y, expected) {
        Issue.record("\(a) times \(x): expected \(expected), got \(y)")
        return
      }
    }
  }

  @Test("A sum that would round twice rounds once", arguments: KernelLevel.supported)
  func doubleRounding(level: KernelLevel) {
    var inputs = KernelInputs(seed: 53)
    var decided = 0
    for _ in 0..<20_000 {
      // a b is 1 plus or minus a trace, so c + a b lies beside the middle of two floats, further than 53 bits can tell.
      let a = 1 + Float(inputs.word() >> 41) * 0x1p-23
      let b = 1 / a
      let c = Float(0x1p24) + 2 * Float(inputs.integer(below: 1000))
      for (scale, sign) in [(Float(1), Float(1)), (0x1p-40, -1), (0x1p-149, 1)] {
        var y = [c * scale * sign, c * scale * sign]
        let expected = y[0].addingProduct(a * sign, b * scale)
        let twice = Float(Double(y[0]) + Double(a * sign) * Double(b * scale))
        if twice != expected { decided += 1 }
        level.functions.add_scaled(&y, a * sign, [b * scale, b * scale], 2)
        #expect(y == [expected, expected], "\(a) times \(b), plus \(c), scaled by \(scale * sign)")
      }
    }
    #expect(decided > 100, "the cases must tell the exact sum from one that rounds twice")
  }
}
