import Foundation
import TensorKernels
import Testing

@Suite struct IndexingTests {
  @Test("Rows are copied, added and transposed at any distance", arguments: KernelLevel.supported)
  func rows(level: KernelLevel) {
    let k = level.functions
    var inputs = KernelInputs(seed: 61)
    for (rows, columns) in [(0, 3), (1, 1), (3, 20), (8, 8), (16, 8), (17, 33), (40, 5), (25, 50)] {
      let (ldx, ldy) = (columns + 3, rows + 2)
      let x = inputs.floats(rows * ldx + 1)
      let start = inputs.floats(rows * ldx + columns * ldy + 1)
      var copied = start
      var added = start
      var transposed = start
      k.copy_rows(&copied, ldx, x, ldx, rows, columns)
      k.add_rows(&added, ldx, x, ldx, rows, columns)
      k.transpose_rows(&transposed, ldy, x, ldx, rows, columns)
      var expected = (start, start, start)
      for i in 0..<rows {
        for j in 0..<columns {
          expected.0[i * ldx + j] = x[i * ldx + j]
          expected.1[i * ldx + j] = start[i * ldx + j] + x[i * ldx + j]
          expected.2[j * ldy + i] = x[i * ldx + j]
        }
      }
      #expect(sameBits(copied, expected.0), "copy of \(rows)x\(columns)")
      #expect(sameBits(added, expected.1), "sum of \(rows)x\(columns)")
      #expect(sameBits(transposed, expected.2), "transpose of \(rows)x\(columns)")
    }
    for count in awkwardLengths where count > 0 {
      let x = inputs.floats(count)
      var reversed = [Float](repeating: 0, count: count)
      x.withUnsafeBufferPointer {
        k.copy_strided(&reversed, $0.baseAddress.map { $0 + count - 1 }, -1, count)
      }
      #expect(sameBits(reversed, x.reversed()))
    }
  }

  @Test("Masks and choices, NaN included", arguments: KernelLevel.supported)
  func choices(level: KernelLevel) {
    let k = level.functions
    var inputs = KernelInputs(seed: 62)
    for count in awkwardLengths {
      let a = inputs.floats(count)
      let b = a.map { inputs.bool() ? $0 : .nan }
      let mask = b.map { $0.isNaN ? Float(0) : 1 }
      var equal = [Float](repeating: 7, count: count)
      k.equal(&equal, a, b, count)
      #expect(equal == mask)
      var chosen = a
      k.select(&chosen, mask, a, a.map { -$0 }, count)
      #expect(sameBits(chosen, zip(a, mask).map { $1 == 0 ? -$0 : $0 }))
    }
    var equal: [Float] = [5, 5]
    k.equal(&equal, [.nan, 0], [.nan, -0.0], 2)
    #expect(equal == [0, 1])
  }

  @Test("Elements by index, and back in the order of the indices", arguments: KernelLevel.supported)
  func indices(level: KernelLevel) {
    let k = level.functions
    var inputs = KernelInputs(seed: 63)
    for (outer, size, taken, inner) in [(1, 4, 7, 1), (3, 5, 2, 1), (2, 3, 4, 20), (2, 1, 3, 5)] {
      let x = inputs.floats(outer * size * inner)
      let z = inputs.floats(outer * taken * inner)
      let index = (0..<outer * taken * inner).map { _ in Int32(inputs.integer(below: size)) }
      var gathered = [Float](repeating: 0, count: index.count)
      var sums = x
      k.gather_blocks(&gathered, x, index, outer, size, taken, inner)
      k.scatter_add_blocks(&sums, z, index, outer, size, taken, inner)
      var expected = x
      for place in index.indices {
        let target =
          (place / (taken * inner) * size + Int(index[place])) * inner + place % inner
        #expect(gathered[place] == x[target])
        expected[target] += z[place]
      }
      #expect(sameBits(sums, expected))
    }
    for columns in awkwardLengths {
      let x = inputs.floats(5 * columns)
      let index: [Int32] = [2, 0, 2, 2, 1]
      var sums = [Float](repeating: 1, count: 3 * columns)
      k.scatter_add_rows(&sums, columns, x, columns, index, 5, columns)
      var expected = [Float](repeating: 1, count: 3 * columns)
      for (row, target) in index.enumerated() {
        for j in 0..<columns { expected[Int(target) * columns + j] += x[row * columns + j] }
      }
      #expect(sameBits(sums, expected))
    }
  }

  @Test("The extremes of rows and columns, the first of equals", arguments: KernelLevel.supported)
  func extremes(level: KernelLevel) {
    let k = level.functions
    var inputs = KernelInputs(seed: 64)
    for size in [1, 2, 31, 32, 33, 48, 100, 129, 200] {
      for trial in 0..<8 {
        // Few values, so that there are equals; in one trial of four a NaN or two.
        var x = (0..<3 * size).map { _ in Float(inputs.integer(below: 4)) - 1.5 }
        if trial % 4 == 3 { for _ in 0..<2 { x[inputs.integer(below: x.count)] = .nan } }
        for smallest in [false, true] {
          let expected = (0..<3).map { row in
            (0..<size).reduce(0) { best, j in
              let (a, b) = (x[row * size + j], x[row * size + best])
              return (smallest ? a < b : a > b) || (a.isNaN && !b.isNaN) ? j : best
            }
          }
          var index = [Int32](repeating: -1, count: 3)
          var values = [Float](repeating: 0, count: 3)
          k.extreme_rows(&values, &index, x, 3, size, smallest)
          #expect(index == expected.map(Int32.init))
          #expect(sameBits(values, expected.enumerated().map { x[$0 * size + $1] }))
          var alone = values
          k.extreme_rows(&alone, nil, x, 3, size, smallest)
          #expect(sameBits(alone, values))
          // The same numbers as columns, and beside nineteen others.
          for inner in [3, 22] {
            var columns = [Float](repeating: 0, count: size * inner)
            for i in 0..<inner {
              for j in 0..<size { columns[j * inner + i] = x[i % 3 * size + j] }
            }
            var places = [Int32](repeating: -1, count: inner)
            var best = [Float](repeating: 0, count: inner)
            k.extreme_columns(&best, &places, columns, size, inner, smallest)
            #expect(places == (0..<inner).map { Int32(expected[$0 % 3]) })
            #expect(sameBits(best, (0..<inner).map { values[$0 % 3] }))
            k.extreme_columns(&best, nil, columns, size, inner, smallest)
            #expect(sameBits(best, (0..<inner).map { values[$0 % 3] }))
          }
        }
      }
    }
  }

  @Test("The largest few are those of a stable sort", arguments: KernelLevel.supported)
  func top(level: KernelLevel) {
    var inputs = KernelInputs(seed: 65)
    for (size, count) in [(1, 1), (5, 2), (9, 9), (50, 3), (4, 0)] {
      var x = (0..<2 * size).map { _ in Float(inputs.integer(below: 6)) }
      if size > 5 { x[3] = .nan }
      var values = [Float](repeating: 0, count: 2 * count)
      var index = [Int32](repeating: 0, count: 2 * count)
      level.functions.top_rows(&values, &index, x, 2, size, count)
      for row in 0..<2 {
        let line = Array(x[row * size..<(row + 1) * size])
        let order = line.indices.sorted {
          let (a, b) = (
            line[$0].isNaN ? Float.infinity : line[$0], line[$1].isNaN ? .infinity : line[$1]
          )
          return a == b ? $0 < $1 : a > b
        }
        #expect(
          index[row * count..<(row + 1) * count].elementsEqual(order.prefix(count).map(Int32.init)))
        #expect(
          sameBits(
            Array(values[row * count..<(row + 1) * count]), order.prefix(count).map { line[$0] }))
      }
    }
  }

  @Test("Cumulative sums add one by one, from either end", arguments: KernelLevel.supported)
  func cumulativeSums(level: KernelLevel) {
    var inputs = KernelInputs(seed: 66)
    for (outer, size, inner) in [
      (1, 5, 1), (19, 7, 1), (2, 6, 3), (1, 4, 40), (3, 0, 2), (2, 1, 17),
    ] {
      let x = inputs.floats(outer * size * inner)
      for reverse in [false, true] {
        var y = x
        level.functions.cumulative_sum(&y, x, outer, size, inner, reverse)
        var expected = x
        for block in 0..<outer {
          for i in 0..<inner {
            var sum: Float?
            for step in 0..<size {
              let place = (block * size + (reverse ? size - 1 - step : step)) * inner + i
              sum = sum.map { $0 + x[place] } ?? x[place]
              expected[place] = sum ?? 0
            }
          }
        }
        #expect(sameBits(y, expected), "\(outer)x\(size)x\(inner)")
      }
    }
  }

  @Test("Log-sum-exp of rows, also of infinities", arguments: KernelLevel.supported)
  func logSumExp(level: KernelLevel) {
    var inputs = KernelInputs(seed: 67)
    for size in awkwardLengths where size > 0 {
      let x = inputs.floats(2 * size, scale: 40)
      var y: [Float] = [0, 0]
      level.functions.log_sum_exp_rows(&y, x, 2, size)
      for row in 0..<2 {
        let exact = log(x[row * size..<(row + 1) * size].reduce(0) { $0 + exp(Double($1)) })
        #expect(abs(Double(y[row]) - exact) <= 1e-6 * max(1, abs(exact)))
      }
    }
    var y = [Float](repeating: 0, count: 5)
    level.functions.log_sum_exp_rows(
      &y, [-.infinity, -.infinity, .infinity, 1, .nan, 1, -.infinity, 2, 3e38, 3e38], 5, 2)
    #expect(sameBits(y, [-.infinity, .infinity, .nan, 2, 3e38]))
    level.functions.log_sum_exp_rows(&y, [], 1, 0)
    #expect(y[0] == -.infinity)
  }
}
