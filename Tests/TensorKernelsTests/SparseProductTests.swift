import TensorKernels
import Testing

/// Products whose left matrix is mostly 0 leave steps out; nothing may tell.
@Suite struct SparseProductTests {
  /// Shapes around the blocks of rows, of steps and of columns in which zeros are looked for.
  static let shapes = [
    (8, 200, 64), (32, 256, 128), (65, 193, 70), (128, 192, 33), (70, 321, 129), (3, 500, 300),
  ]

  @Test(
    "A left matrix of zeros and few others gives the naive chain", arguments: KernelLevel.supported)
  func sparseEqualsNaiveChain(level: KernelLevel) {
    var inputs = KernelInputs(seed: 11)
    for (rows, columns, depth) in Self.shapes {
      for bits in 0..<8 {
        var product = MatrixProduct(rows: rows, columns: columns, depth: depth)
        product.transposeA = bits & 1 != 0
        product.accumulate = bits & 2 != 0
        product.padding = bits & 4 != 0 ? (3, 1, 2) : (0, 0, 0)
        let operands = Self.operands(of: product, oneIn: 2 + bits, from: &inputs)
        expectNaive(product, operands, level)
      }
    }
  }

  @Test("Sums of −0 keep the sign that the whole chain gives", arguments: KernelLevel.supported)
  func negativeZeros(level: KernelLevel) {
    var inputs = KernelInputs(seed: 12)
    for (rows, columns, depth) in Self.shapes {
      var product = MatrixProduct(rows: rows, columns: columns, depth: depth)
      for accumulate in [false, true] {
        product.accumulate = accumulate
        var operands = Self.operands(of: product, oneIn: 6, from: &inputs)
        // Products that vanish below the smallest float leave −0; a later zero turns it into 0.
        for place in operands.a.indices { operands.a[place] *= 0x1p-100 }
        for place in operands.b.indices { operands.b[place] *= place % 3 == 0 ? 0x1p-100 : 0 }
        for place in operands.c.indices { operands.c[place] = place % 2 == 0 ? -0.0 : 0 }
        let expected = product.naive(operands)
        #expect(expected.contains { $0.bitPattern == (-0.0 as Float).bitPattern })
        expectNaive(product, operands, level)
      }
    }
  }

  @Test("An infinity or NaN beside a 0 still makes NaN", arguments: KernelLevel.supported)
  func notFinite(level: KernelLevel) {
    var inputs = KernelInputs(seed: 13)
    for (rows, columns, depth) in Self.shapes {
      let product = MatrixProduct(rows: rows, columns: columns, depth: depth)
      var operands = Self.operands(of: product, oneIn: 5, from: &inputs)
      operands.b[inputs.integer(below: operands.b.count)] = .infinity
      operands.b[inputs.integer(below: operands.b.count)] = .nan
      operands.a[inputs.integer(below: operands.a.count)] = .nan
      expectNaive(product, operands, level)
    }
  }

  /// Operands of which one element of a in `oneIn` is not 0; zeros of both signs.
  private static func operands(
    of product: MatrixProduct, oneIn: Int, from inputs: inout KernelInputs
  ) -> MatrixProduct.Operands {
    var operands = product.operands(from: &inputs)
    for place in operands.a.indices where inputs.integer(below: oneIn) != 0 {
      operands.a[place] = inputs.bool() ? 0 : -0.0
    }
    return operands
  }

  private func expectNaive(
    _ product: MatrixProduct, _ operands: MatrixProduct.Operands, _ level: KernelLevel
  ) {
    let expected = product.naive(operands)
    let actual = product.run(operands, packed: false, on: level.functions)
    #expect(sameBits(actual, expected), "\(level.testDescription): \(product)")
  }
}
