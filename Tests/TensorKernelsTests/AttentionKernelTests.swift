import TensorKernels
import Testing

/// One head with rows further apart than they are long, and what the kernels make of it.
private struct Head {
  var shape = ck_attention()
  var q, k, v, dy, mask: [Float]
  let padding = 3

  init(
    queries: Int, keys: Int, size: Int, valueSize: Int, masked: Bool = false,
    from inputs: inout KernelInputs
  ) {
    shape.queries = queries
    shape.keys = keys
    shape.size = size
    shape.value_size = valueSize
    shape.query_stride = size + padding
    shape.key_stride = size + padding
    shape.value_stride = valueSize + padding
    shape.output_stride = valueSize + padding
    shape.scale = 0.7
    shape.mask_stride = masked ? keys : 0
    q = inputs.floats(queries * shape.query_stride, scale: 2)
    k = inputs.floats(keys * shape.key_stride, scale: 2)
    v = inputs.floats(keys * shape.value_stride, scale: 2)
    dy = inputs.floats(queries * shape.output_stride, scale: 2)
    mask = masked ? inputs.floats(queries * keys, scale: 2) : []
  }

  /// Output, logarithms, and the gradients of query, key and value.
  func run(on functions: ck_kernels) -> [[Float]] {
    var shape = shape
    var y = [Float](repeating: 7, count: dy.count)
    var logSums = [Float](repeating: 7, count: shape.queries)
    var (dq, dk, dv) = (q, k, v)
    mask.withUnsafeBufferPointer { mask in
      if mask.count > 0 { shape.mask = mask.baseAddress }
      let size = functions.attention_workspace(&shape)
      withUnsafeTemporaryAllocation(byteCount: max(size, 16) * 4, alignment: 64) { raw in
        let workspace = raw.bindMemory(to: Float.self)
        workspace.update(repeating: .nan)
        functions.attention(&y, &logSums, q, k, v, &shape, workspace.baseAddress)
        workspace.update(repeating: .nan)
        functions.attention_backward(
          &dq, &dk, &dv, dy, y, logSums, q, k, v, &shape, workspace.baseAddress)
      }
    }
    return [y, logSums, dq, dk, dv]
  }

  /// The same in double precision, by the definitions; the gaps between rows as `run` leaves them.
  func reference() -> [[Float]] {
    let (n, m, d, w) = (shape.queries, shape.keys, shape.size, shape.value_size)
    func double(_ x: [Float], _ row: Int, _ i: Int, _ size: Int) -> Double {
      Double(x[row * (size + padding) + i])
    }
    var y = [Float](repeating: 7, count: dy.count)
    var logSums = [Float](repeating: .infinity, count: n)
    var (dq, dk, dv) = (q, k, v)
    var sums = (
      [Double](repeating: 0, count: n * d), [Double](repeating: 0, count: m * d),
      [Double](repeating: 0, count: m * w)
    )
    for i in 0..<n {
      var scores = [Double](repeating: -.infinity, count: m)
      for j in 0..<m where !shape.is_causal || j <= shape.first_query + i {
        let product = (0..<d).reduce(0) { $0 + double(q, i, $1, d) * double(k, j, $1, d) }
        scores[j] = product * Double(shape.scale)
        if !mask.isEmpty { scores[j] += Double(mask[i * shape.mask_stride + j]) }
      }
      let largest = scores.max() ?? -.infinity
      let shifted = scores.map { largest == -.infinity ? 0 : exponential($0 - largest) }
      let total = shifted.reduce(0, +)
      let weights = shifted.map { total == 0 ? 0 : $0 / total }
      if total > 0 { logSums[i] = Float(largest + logarithm(total)) }
      var dWeights = [Double](repeating: 0, count: m)
      for c in 0..<w {
        let sum = (0..<m).reduce(0) { $0 + weights[$1] * double(v, $1, c, w) }
        y[i * (w + padding) + c] = Float(sum)
        for j in 0..<m {
          sums.2[j * w + c] += weights[j] * double(dy, i, c, w)
          dWeights[j] += double(dy, i, c, w) * double(v, j, c, w)
        }
      }
      let mean = zip(weights, dWeights).reduce(0) { $0 + $1.0 * $1.1 }
      for j in 0..<m {
        let dScore = weights[j] * (dWeights[j] - mean) * Double(shape.scale)
        for c in 0..<d {
          sums.0[i * d + c] += dScore * double(k, j, c, d)
          sums.1[j * d + c] += dScore * double(q, i, c, d)
        }
      }
    }
    for i in 0..<n { for c in 0..<d { dq[i * (d + padding) + c] = Float(sums.0[i * d + c]) } }
    for j in 0..<m { for c in 0..<d { dk[j * (d + padding) + c] = Float(sums.1[j * d + c]) } }
    for j in 0..<m { for c in 0..<w { dv[j * (w + padding) + c] = Float(sums.2[j * w + c]) } }
    return [y, logSums, dq, dk, dv]
  }
}

// Good to about 1e-7, by the kernels that ExponentialTests hold to a few ulp.
private func exponential(_ x: Double) -> Double {
  var y: Float = 0
  ck_exp(&y, [Float(x)], 1)
  return Double(y)
}

private func logarithm(_ x: Double) -> Double {
  var y: Float = 0
  ck_log(&y, [Float(x)], 1)
  return Double(y)
}

@Suite struct AttentionKernelTests {
  private static let sizes = [
    (1, 1, 1, 1), (3, 5, 2, 7), (5, 3, 8, 8), (17, 33, 16, 9), (64, 128, 16, 16),
    (65, 129, 5, 3), (70, 300, 4, 20), (130, 130, 3, 3), (4, 0, 3, 2), (0, 4, 3, 2),
  ]

  private static func heads(seed: UInt64) -> [Head] {
    var inputs = KernelInputs(seed: seed)
    var heads: [Head] = []
    for (number, size) in sizes.enumerated() {
      for causal in [false, true] {
        var head = Head(
          queries: size.0, keys: size.1, size: size.2, valueSize: size.3,
          masked: number % 2 == 1, from: &inputs)
        head.shape.is_causal = causal
        head.shape.first_query = causal ? number % 3 * 40 : 0
        if !head.mask.isEmpty {
          // A query that sees nothing, and single keys that one query does not see.
          for j in 0..<size.1 { head.mask[j] = -.infinity }
          for place in stride(from: 0, to: head.mask.count, by: 5) { head.mask[place] = -.infinity }
        }
        heads.append(head)
      }
    }
    return heads
  }

  @Test("Attention and its gradients are their definitions", arguments: KernelLevel.supported)
  func definitions(level: KernelLevel) {
    for head in Self.heads(seed: 71) {
      for (name, (actual, expected)) in zip(
        ["output", "logarithms", "dq", "dk", "dv"],
        zip(head.run(on: level.functions), head.reference()))
      {
        let errors = zip(actual, expected).map {
          $0 == $1 ? 0 : abs($0 - $1) / max(1, abs($1))
        }
        let worst = errors.max()
        #expect(
          !actual.contains { $0.isNaN } && worst ?? 0 < 2e-5,
          "\(name) of \(head.shape): off by \(worst ?? 0)")
      }
    }
  }

  @Test("All levels give the same bits, with dropout too")
  func levels() {
    for var head in Self.heads(seed: 72) {
      for dropout in [Float(0), 0.3] {
        head.shape.dropout = dropout
        head.shape.seed = 5
        let first = head.run(on: KernelLevel.supported[0].functions)
        for level in KernelLevel.supported.dropFirst() {
          #expect(zip(head.run(on: level.functions), first).allSatisfy(sameBits))
        }
      }
    }
  }

  @Test("A query has the same bits alone as among the others of a causal sequence")
  func prefixes() {
    var inputs = KernelInputs(seed: 73)
    var whole = Head(queries: 150, keys: 150, size: 6, valueSize: 6, from: &inputs)
    whole.shape.is_causal = true
    let expected = whole.run(on: KernelLevel.supported[0].functions)[0]
    for i in [0, 1, 63, 64, 127, 128, 129, 149] {
      var one = whole
      one.shape.queries = 1
      one.shape.keys = i + 1
      one.shape.first_query = i
      one.q = Array(whole.q[(i * 9)...])
      one.dy = Array(whole.dy[0..<9])
      let output = one.run(on: KernelLevel.supported[0].functions)[0]
      #expect(sameBits(Array(output[0..<6]), Array(expected[i * 9..<i * 9 + 6])), "query \(i)")
    }
  }

  @Test("Keys hidden at the end change no bit")
  func hiddenKeys() {
    var inputs = KernelInputs(seed: 74)
    for real in [0, 1, 17, 128, 140] {
      var masked = Head(queries: 70, keys: 200, size: 6, valueSize: 5, masked: true, from: &inputs)
      for place in masked.mask.indices { masked.mask[place] = place % 200 < real ? 0 : -.infinity }
      var short = masked
      short.shape.keys = real
      short.mask = []
      let (a, b) = (
        masked.run(on: KernelLevel.supported[0].functions),
        short.run(on: KernelLevel.supported[0].functions)
      )
      for part in 0..<3 { #expect(sameBits(a[part], b[part]), "\(real) keys, part \(part)") }
    }
  }

  @Test("Dropout drops about its share, and scales the rest", arguments: KernelLevel.supported)
  func dropout(level: KernelLevel) {
    var shape = ck_attention()
    shape.keys = 1_001
    shape.dropout = 0.25
    var counts: [Int] = []
    var first: [Float] = []
    for (seed, query) in [(1, 0), (1, 1), (2, 0)] {
      shape.seed = UInt64(seed)
      var factors = [Float](repeating: 7, count: 1_001)
      level.functions.attention_dropout(&factors, &shape, query)
      #expect(factors.allSatisfy { $0 == 0 || $0 == 1 / 0.75 })
      counts.append(factors.count { $0 == 0 })
      if first.isEmpty { first = factors } else { #expect(factors != first) }
    }
    // 250 expected, standard deviation 13.7.
    #expect(counts.allSatisfy { (190...310).contains($0) }, "\(counts)")
  }

  @Test("A turn is its formula, and turning back undoes it", arguments: KernelLevel.supported)
  func rotation(level: KernelLevel) {
    var inputs = KernelInputs(seed: 75)
    for size in [2, 6, 16, 40] {
      let (rows, heads, rotated, half) = (3, 4, 3, size / 2)
      let x = inputs.floats(rows * heads * size)
      let (c, s) = (inputs.floats(rows * half), inputs.floats(rows * half))
      for neighbours in [false, true] {
        for sign in [Float(1), -1] {
          var y = x
          level.functions.rotate(&y, x, c, s, sign, rows, heads, rotated, size, neighbours)
          var expected = x
          for row in 0..<rows {
            for head in 0..<rotated {
              for i in 0..<half {
                let start = (row * heads + head) * size
                let p = start + (neighbours ? 2 * i : i)
                let q = start + (neighbours ? 2 * i + 1 : half + i)
                let (cosine, sine) = (c[row * half + i], s[row * half + i] * sign)
                expected[p] = x[p] * cosine - x[q] * sine
                expected[q] = x[q] * cosine + x[p] * sine
              }
            }
          }
          #expect(sameBits(y, expected), "size \(size), neighbours \(neighbours)")
        }
      }
    }
  }
}
