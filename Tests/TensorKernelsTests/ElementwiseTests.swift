import TensorKernels
import Testing

/// Each loop against the same formula on one element, with no tolerance.
@Suite struct ElementwiseTests {
  typealias Unary = (UnsafeMutablePointer<Float>?, UnsafePointer<Float>?, Int) -> Void
  typealias Binary = (
    UnsafeMutablePointer<Float>?, UnsafePointer<Float>?, UnsafePointer<Float>?, Int
  ) -> Void

  @Test("Functions of two inputs", arguments: KernelLevel.supported)
  func binary(level: KernelLevel) {
    let k = level.functions
    expect("add", k.add, equals: +)
    expect("subtract", k.subtract, equals: -)
    expect("multiply", k.multiply, equals: *)
    expect("divide", k.divide, equals: /)
    expect("minimum", k.minimum) { a, b in a.isNaN || b.isNaN ? .nan : a < b ? a : b }
    expect("maximum", k.maximum) { a, b in a.isNaN || b.isNaN ? .nan : a > b ? a : b }
    expect("relu_backward", k.relu_backward) { dy, y in y > 0 ? dy : 0 }
    expect("tanh_backward", k.tanh_backward) { dy, y in dy * Float(1).addingProduct(-y, y) }
    expect("sigmoid_backward", k.sigmoid_backward) { dy, y in dy * (y * (1 - y)) }
    expect("huber", { k.huber($0, $1, $2, 0.75, $3) }, equals: Self.huber)
    expect(
      "huber_backward", { y, dy, x, n in k.huber_backward(y, dy, x, dy, 0.5, n) },
      equals: { dy, x in
        let d = x - dy
        return dy * (d < -0.5 ? -0.5 : d > 0.5 ? 0.5 : d)
      })
    // These two change y in place: the test's second input is what y holds before.
    expect(
      "add_scaled",
      { y, a, b, n in
        k.copy(y, b, n)
        k.add_scaled(y, 0.3, a, n)
      }, equals: { a, b in b.addingProduct(0.3, a) })
    expect(
      "interpolate",
      { y, a, b, n in
        k.copy(y, b, n)
        k.interpolate(y, a, 0.005, n)
      }, equals: { a, b in b.addingProduct(0.005, a - b) })
  }

  @Test("Functions of one input", arguments: KernelLevel.supported)
  func unary(level: KernelLevel) {
    let k = level.functions
    expect("copy", k.copy) { $0 }
    expect("square", k.square) { $0 * $0 }
    expect("sqrt", k.sqrt) { $0.squareRoot() }
    expect("abs", k.abs) { abs($0) }
    expect("sign", k.sign) { $0 > 0 ? 1 : $0 < 0 ? -1 : 0 }
    expect("relu", k.relu) { $0 <= 0 ? 0 : $0 }
    expect("add_scalar", { k.add_scalar($0, $1, 0.1, $2) }, equals: { $0 + 0.1 })
    expect("multiply_scalar", { k.multiply_scalar($0, $1, 0.1, $2) }, equals: { $0 * 0.1 })
    expect("scalar_subtract", { k.scalar_subtract($0, 0.1, $1, $2) }, equals: { 0.1 - $0 })
    expect("scalar_divide", { k.scalar_divide($0, 0.1, $1, $2) }, equals: { 0.1 / $0 })
    expect(
      "clip", { k.clip($0, $1, -0.5, 0.25, $2) },
      equals: { $0 < -0.5 ? -0.5 : $0 > 0.25 ? 0.25 : $0 })
    expect("fill", { y, _, n in k.fill(y, 2.5, n) }, equals: { _ in 2.5 })
  }

  @Test("Bytes become floats, scaled", arguments: KernelLevel.supported)
  func bytes(level: KernelLevel) {
    let bytes = (0..<300).map { UInt8(truncatingIfNeeded: $0 * 7) }
    var floats = [Float](repeating: -1, count: 300)
    level.functions.bytes_to_floats(&floats, bytes, 1 / 255, 299)
    #expect(Array(floats[..<299]) == bytes[..<299].map { Float($0) * (1 / 255) })
    #expect(floats[299] == -1)
  }

  @Test("One infinity or NaN anywhere is seen", arguments: KernelLevel.supported)
  func finiteness(level: KernelLevel) {
    var x = [Float](repeating: .greatestFiniteMagnitude, count: 37)
    #expect(level.functions.all_finite(x, 37))
    #expect(level.functions.all_finite(x, 0))
    for place in x.indices {
      for wrong in [Float.infinity, -.infinity, .nan] {
        x[place] = wrong
        #expect(!level.functions.all_finite(x, 37))
        #expect(level.functions.all_finite(x, place))
      }
      x[place] = -0.0
    }
  }

  @Test("A transpose moves every element", arguments: KernelLevel.supported)
  func transpose(level: KernelLevel) {
    for (rows, columns) in [(0, 3), (1, 1), (7, 9), (8, 8), (16, 24), (17, 33)] {
      let x = (0..<rows * columns).map(Float.init)
      var y = [Float](repeating: -1, count: rows * columns)
      level.functions.transpose(&y, x, rows, columns)
      let expected = (0..<columns).flatMap { j in (0..<rows).map { i in x[i * columns + j] } }
      #expect(y == expected, "\(rows)x\(columns)")
    }
  }

  @Test("Rows and columns by index", arguments: KernelLevel.supported)
  func indices(level: KernelLevel) {
    let k = level.functions
    let columns = 21
    let x = (0..<5 * columns).map(Float.init)
    let rows: [Int32] = [4, 0, 4, 2]
    var gathered = [Float](repeating: -1, count: rows.count * columns)
    k.gather_rows(&gathered, x, rows, rows.count, columns)
    #expect(gathered == rows.flatMap { row in x[Int(row) * columns..<(Int(row) + 1) * columns] })

    let places: [Int32] = [0, 20, 7, 7, 1]
    var taken = [Float](repeating: -1, count: 5)
    k.take_columns(&taken, x, places, 5, columns)
    #expect(taken == places.enumerated().map { x[$0 * columns + Int($1)] })

    var dx = [Float](repeating: -1, count: x.count)
    k.take_columns_backward(&dx, [1, 2, 3, 4, 5], places, 5, columns)
    for (place, value) in dx.enumerated() {
      let (row, column) = (place / columns, place % columns)
      #expect(value == (column == Int(places[row]) ? Float(row + 1) : 0))
    }
  }

  private static func huber(_ prediction: Float, _ target: Float) -> Float {
    let d = prediction - target
    return abs(d) <= 0.75 ? d * d * 0.5 : 0.75 * (abs(d) - 0.375)
  }

  private func inputs(_ count: Int, seed: UInt64) -> [Float] {
    var generator = KernelInputs(seed: seed)
    let special: [Float] = [
      0, -0.0, 1, -1, Float(bitPattern: 71_362), -Float(bitPattern: 71_362), .infinity, -.infinity,
      .nan, 3e38, -3e38,
    ]
    return (0..<count).map { place in
      place % 3 == 0 ? special[generator.integer(below: special.count)] : generator.float()
    }
  }

  private func expect(_ name: String, _ kernel: Unary, equals formula: (Float) -> Float) {
    for count in awkwardLengths {
      let x = inputs(count, seed: 11)
      var y = [Float](repeating: 99, count: count + 1)
      x.misaligned { kernel(&y, $0, count) }
      #expect(sameBits(y, x.map(formula) + [99]), "\(name), \(count) elements")
    }
  }

  private func expect(_ name: String, _ kernel: Binary, equals formula: (Float, Float) -> Float) {
    for count in awkwardLengths {
      let a = inputs(count, seed: 12)
      let b = inputs(count, seed: 13)
      var y = [Float](repeating: 99, count: count + 1)
      a.misaligned { a in b.misaligned { b in kernel(&y, a, b, count) } }
      #expect(sameBits(y, zip(a, b).map(formula) + [99]), "\(name), \(count) elements")
    }
  }
}
