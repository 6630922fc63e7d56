import TensorKernels
import Testing

@Suite struct MatrixProductTests {
  static let sizes = [0, 1, 2, 3, 4, 7, 8, 9, 12, 13, 16, 17, 33, 48, 63, 64, 65]

  @Test("A product is the naive chain of fma, bit by bit", arguments: KernelLevel.supported)
  func productEqualsNaiveChain(level: KernelLevel) {
    var inputs = KernelInputs(seed: 1)
    for _ in 0..<400 {
      expectNaive(.random(sizes: Self.sizes, from: &inputs), level: level, inputs: &inputs)
    }
  }

  @Test("Every pair of transposes, with and without bias, activation and accumulation")
  func allOptions() {
    var inputs = KernelInputs(seed: 2)
    for bits in 0..<32 {
      var product = MatrixProduct(rows: 65, columns: 63, depth: 9)
      product.transposeA = bits & 1 != 0
      product.transposeB = bits & 2 != 0
      product.accumulate = bits & 4 != 0
      product.hasBias = bits & 8 != 0
      product.activation = bits & 16 != 0 ? CK_ACTIVATION_RELU : CK_ACTIVATION_NONE
      product.padding = (3, 1, 2)
      for level in KernelLevel.supported {
        expectNaive(product, level: level, inputs: &inputs)
      }
    }
  }

  @Test("A chain cut into blocks is the chain in one piece", arguments: KernelLevel.supported)
  func longChains(level: KernelLevel) {
    var inputs = KernelInputs(seed: 3)
    for (rows, columns, depth) in [
      (7, 19, 255), (13, 50, 257), (5, 18, 600), (64, 130, 390), (150, 49, 400),
    ] {
      for transposes in 0..<4 {
        var product = MatrixProduct(rows: rows, columns: columns, depth: depth)
        product.transposeA = transposes & 1 != 0
        product.transposeB = transposes & 2 != 0
        product.accumulate = depth > 300
        product.hasBias = true
        expectNaive(product, level: level, inputs: &inputs)
      }
    }
  }

  @Test("tanh and sigmoid fused are tanh and sigmoid after the product")
  func fusedExponentials() {
    var inputs = KernelInputs(seed: 4)
    for level in KernelLevel.supported {
      for (activation, apply) in [
        (CK_ACTIVATION_TANH, ck_tanh), (CK_ACTIVATION_SIGMOID, ck_sigmoid),
      ] {
        var product = MatrixProduct(rows: 11, columns: 21, depth: 5)
        product.hasBias = true
        let operands = product.operands(from: &inputs)
        let plain = product.naive(operands)
        var expected = plain
        apply(&expected, plain, plain.count)
        product.activation = activation
        for packed in [false, true] {
          #expect(sameBits(product.run(operands, packed: packed, on: level.functions), expected))
        }
      }
    }
  }

  @Test("Splitting rows or columns between callers changes no bit")
  func splits() {
    var inputs = KernelInputs(seed: 5)
    let product = MatrixProduct(rows: 37, columns: 53, depth: 140)
    let operands = product.operands(from: &inputs)
    let whole = product.run(operands, packed: false, on: KernelLevel.supported[0].functions)
    var parts = operands.c
    for rows in [0..<5, 5..<6, 6..<20, 20..<37] {
      for columns in [0..<1, 1..<30, 30..<53] {
        parts.withUnsafeMutableBufferPointer { c in
          operands.a.withUnsafeBufferPointer { a in
            operands.b.withUnsafeBufferPointer { b in
              guard let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress else {
                return
              }
              let size = ck_matmul_workspace(rows.count, columns.count, 140, false, false)
              withUnsafeTemporaryAllocation(byteCount: max(size, 16) * 4, alignment: 64) { raw in
                ck_matmul(
                  c + rows.lowerBound * 53 + columns.lowerBound, 53, a + rows.lowerBound * 140, 140,
                  false, b + columns.lowerBound, 53, false, nil, 0, false, rows.count,
                  columns.count,
                  140, raw.bindMemory(to: Float.self).baseAddress)
              }
            }
          }
        }
      }
    }
    #expect(sameBits(parts, whole))
  }

  @Test("Infinities and NaN stay in their own row and column")
  func specialValuesStayInPlace() {
    for level in KernelLevel.supported {
      let product = MatrixProduct(rows: 9, columns: 19, depth: 6)
      var operands = MatrixProduct.Operands(
        a: Array(repeating: 1, count: 54), b: Array(repeating: 1, count: 114),
        c: Array(repeating: 0, count: 171), bias: [])
      operands.a[4 * 6 + 2] = .nan
      operands.b[3 * 19 + 18] = .infinity
      for packed in [false, true] {
        let c = product.run(operands, packed: packed, on: level.functions)
        for (place, value) in c.enumerated() {
          let (i, j) = (place / 19, place % 19)
          let expected: Float = i == 4 ? .nan : j == 18 ? .infinity : 6
          #expect(value == expected || (value.isNaN && expected.isNaN), "row \(i), column \(j)")
        }
      }
    }
  }

  private func expectNaive(_ product: MatrixProduct, level: KernelLevel, inputs: inout KernelInputs)
  {
    let operands = product.operands(from: &inputs)
    let expected = product.naive(operands)
    for packed in [false, true] {
      let actual = product.run(operands, packed: packed, on: level.functions)
      #expect(sameBits(actual, expected), "\(level.testDescription), packed \(packed): \(product)")
    }
  }
}
