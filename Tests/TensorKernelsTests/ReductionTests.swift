import TensorKernels
import Testing

@Suite struct ReductionTests {
  @Test("Sums run in sixteen lanes and one tree", arguments: KernelLevel.supported)
  func sums(level: KernelLevel) {
    let k = level.functions
    var inputs = KernelInputs(seed: 31)
    for count in awkwardLengths {
      let a = inputs.floats(count, scale: 100)
      let b = inputs.floats(count)
      #expect(a.misaligned { k.sum($0, count) } == laneSum(a) { $0 + $1 })
      #expect(a.misaligned { k.sum_squares($0, count) } == laneSum(a) { $0.addingProduct($1, $1) })
      let products = (0..<count).map { $0 }
      let dot = laneSum(products) { $0.addingProduct(a[$1], b[$1]) }
      #expect(a.misaligned { a in b.misaligned { b in k.dot(a, b, count) } } == dot)
    }
  }

  @Test("The largest, with NaN above all", arguments: KernelLevel.supported)
  func maximum(level: KernelLevel) {
    let k = level.functions
    #expect(k.max([], 0) == -.infinity)
    var x = (0..<37).map { Float(-$0) - 1 }
    for place in x.indices {
      x[place] = 5
      #expect(k.max(x, 37) == 5)
      x[place] = .nan
      #expect(k.max(x, 37).isNaN)
      x[place] = -3
    }
  }

  @Test("The first of equal largest wins, a NaN before all", arguments: KernelLevel.supported)
  func rowMaximum(level: KernelLevel) {
    let x: [Float] = [1, 3, 3, 0, -2, -1, -5, -1, 4, .nan, 9, .nan]
    var largest = [Float](repeating: 0, count: 3)
    var index = [Int32](repeating: -1, count: 3)
    level.functions.max_rows(&largest, &index, x, 3, 4)
    #expect(sameBits(largest, [3, -1, .nan]))
    #expect(index == [1, 1, 1])
    level.functions.max_rows(nil, &index, x, 2, 6)
    #expect(index == [1, 3, 1])
  }

  @Test("Column sums add row 0 first; row sums are ck_sum", arguments: KernelLevel.supported)
  func axes(level: KernelLevel) {
    var inputs = KernelInputs(seed: 32)
    for (rows, columns) in [(0, 5), (1, 1), (9, 2), (7, 15), (5, 16), (6, 65), (3, 150)] {
      let x = inputs.floats(rows * columns, scale: 10)
      let start = inputs.floats(columns)
      for accumulate in [false, true] {
        var sums = start
        level.functions.sum_columns(&sums, x, rows, columns, accumulate)
        let expected = (0..<columns).map { j in
          (0..<rows).reduce(accumulate ? start[j] : 0) { $0 + x[$1 * columns + j] }
        }
        #expect(sameBits(sums, expected), "\(rows)x\(columns)")
      }
      var rowSums = [Float](repeating: 0, count: rows)
      level.functions.sum_rows(&rowSums, x, rows, columns)
      let expected = (0..<rows).map { i in
        laneSum(Array(x[i * columns..<(i + 1) * columns])) { $0 + $1 }
      }
      #expect(sameBits(rowSums, expected))
    }
  }

  @Test("Softmax: the formula by its parts", arguments: KernelLevel.supported)
  func softmax(level: KernelLevel) {
    let k = level.functions
    var inputs = KernelInputs(seed: 33)
    for columns in [1, 2, 3, 16, 17, 40] {
      let x = inputs.floats(columns, scale: 9)
      let dy = inputs.floats(columns)
      let shifted = x.map { $0 - (x.max() ?? 0) }
      var exponentials = shifted
      k.exp(&exponentials, shifted, columns)
      let total = k.sum(exponentials, columns)
      var y = [Float](repeating: 0, count: columns)
      k.softmax_rows(&y, x, 1, columns)
      #expect(sameBits(y, exponentials.map { $0 / total }))

      var logarithm: Float = 0
      k.log(&logarithm, [total], 1)
      var logY = y
      k.log_softmax_rows(&logY, x, 1, columns)
      #expect(sameBits(logY, shifted.map { $0 - logarithm }))

      var dx = y
      k.softmax_backward_rows(&dx, dy, y, 1, columns)
      let mean = k.dot(dy, y, columns)
      #expect(sameBits(dx, zip(y, dy).map { $0 * ($1 - mean) }))

      k.log_softmax_backward_rows(&dx, dy, logY, 1, columns)
      k.exp(&exponentials, logY, columns)
      let sum = k.sum(dy, columns)
      #expect(sameBits(dx, zip(dy, exponentials).map { $0.addingProduct(-$1, sum) }))
    }
  }

  @Test("Softmax of huge and of masked entries is right")
  func softmaxExtremes() {
    var y = [Float](repeating: 0, count: 3)
    ck_softmax_rows(&y, [1e38, 1e38, -.infinity], 1, 3)
    #expect(y == [0.5, 0.5, 0])
    ck_log_softmax_rows(&y, [0, 1000, -1000], 1, 3)
    #expect(y == [-1000, 0, -2000])
  }

  /// Element i goes to lane i mod 16; then lanes 8, 4, 2 and 1 apart are added.
  private func laneSum<Element>(_ x: [Element], _ add: (Float, Element) -> Float) -> Float {
    var lanes = [Float](repeating: 0, count: 16)
    for (place, value) in x.enumerated() { lanes[place % 16] = add(lanes[place % 16], value) }
    for width in [8, 4, 2, 1] {
      for lane in 0..<width { lanes[lane] += lanes[lane + width] }
    }
    return lanes[0]
  }
}
