import TensorKernels

/// Where the heads of a tensor lie: element (b, h, t, d) at `offset + b·batch + h·head + t·row + d`.
struct HeadLayout {
  let offset: Int
  let batch: Int
  let head: Int
  let row: Int
  /// Whether each head's rows stand together, `[B, H, T, D]`.
  let isHeadsFirst: Bool

  /// `[B, H, T, D]`, or without the first axes.
  init(headsFirst shape: Shape, _ heads: Int) {
    offset = 0
    isHeadsFirst = true
    row = shape[-1]
    head = row * shape[-2]
    batch = head * heads
  }

  /// `[B, T, row]`, the heads side by side in a row, `head` floats each, from `offset` on.
  init(time: Int, row: Int, head: Int, offset: Int = 0) {
    self.offset = offset
    isHeadsFirst = false
    self.row = row
    self.head = head
    batch = time * row
  }

  @inline(__always)
  func start(_ b: Int, _ h: Int) -> Int { offset + b * batch + h * head }
}

/// Attention of `batch · heads` heads: sizes, layouts and options, and the calls of the kernels.
struct AttentionProblem {
  let batch, heads, queries, keys, size, valueSize: Int
  let query, key, value, output: HeadLayout
  let options: AttentionOptions
  let scale: Float

  init(
    batch: Int, heads: Int, queries: Int, keys: Int, size: Int, valueSize: Int, query: HeadLayout,
    key: HeadLayout, value: HeadLayout, output: HeadLayout, options: AttentionOptions
  ) {
    if let lengths = options.keyLengths {
      precondition(
        lengths.count == batch && lengths.allSatisfy { (0...keys).contains($0) },
        "attention: expected \(batch) key lengths in 0...\(keys), got \(lengths)")
    }
    if let mask = options.mask {
      let scores: Shape = [batch, heads, queries, keys]
      precondition(
        mask.shape.rank >= 1 && mask.shape[-1] == keys
          && Shape.broadcast(mask.shape, scores) == scores,
        "attention: expected a mask that broadcasts to [B, H, Tq, Tk] = \(scores) with a last axis "
          + "of \(keys), got \(mask.shape)")
    }
    precondition(
      options.firstQuery >= 0,
      "attention: expected a first query of at least 0, got \(options.firstQuery)")
    precondition(
      options.dropout >= 0 && options.dropout < 1,
      "attention: expected a dropout in 0 ..< 1, got \(options.dropout)")
    (self.batch, self.heads, self.queries, self.keys) = (batch, heads, queries, keys)
    (self.size, self.valueSize) = (size, valueSize)
    (self.query, self.key, self.value, self.output) = (query, key, value, output)
    self.options = options
    scale = options.scale ?? 1 / Float(Swift.max(size, 1)).squareRoot()
  }

  /// The attention of all heads, shared out between threads head by head.
  func forward(
    _ y: UnsafeMutablePointer<Float>, _ logSums: UnsafeMutablePointer<Float>,
    query q: UnsafePointer<Float>, key k: UnsafePointer<Float>, value v: UnsafePointer<Float>
  ) {
    forEachHead(productsPerScore: 2) { b, h, shape, workspace in
      ck_attention(
        y + output.start(b, h), logSums + (b * heads + h) * queries, q + query.start(b, h),
        k + key.start(b, h), v + value.start(b, h), &shape, workspace)
    }
  }

  /// The gradients of all heads; every element of query, key and value in use is written.
  func backward(
    _ dq: UnsafeMutablePointer<Float>, _ dk: UnsafeMutablePointer<Float>,
    _ dv: UnsafeMutablePointer<Float>, dy: UnsafePointer<Float>, output y: UnsafePointer<Float>,
    logSums: UnsafePointer<Float>, query q: UnsafePointer<Float>, key k: UnsafePointer<Float>,
    value v: UnsafePointer<Float>
  ) {
    forEachHead(productsPerScore: 5) { b, h, shape, workspace in
      let (atKey, atValue) = (key.start(b, h), value.start(b, h))
      ck_attention_backward(
        dq + query.start(b, h), dk + atKey, dv + atValue, dy + output.start(b, h),
        y + output.start(b, h), logSums + (b * heads + h) * queries, q + query.start(b, h),
        k + atKey, v + atValue, &shape, workspace)
      for t in shape.keys..<keys {
        ck_fill(dk + atKey + t * key.row, 0, size)
        ck_fill(dv + atValue + t * value.row, 0, valueSize)
      }
    }
  }

  private func forEachHead(
    productsPerScore: Int,
    _ body: (Int, Int, inout ck_attention, UnsafeMutablePointer<Float>?) -> Void
  ) {
    let work = Swift.max(productsPerScore * queries * keys * Swift.max(size, 1), 1)
    let minimum = (attentionWorthAThread + work - 1) / work
    Parallel.forEachRange(count: batch * heads, minimumPerPart: minimum) { range in
      var shape = shapeOfHead
      withScratch(ck_attention_workspace(&shape)) { workspace in
        for number in range {
          let (b, h) = (number / heads, number % heads)
          shape.keys = options.keyLengths?[b] ?? keys
          shape.seed = seed(ofHead: number)
          shape.mask = maskStart(b, h)
          body(b, h, &shape, workspace)
        }
      }
    }
  }

  func seed(ofHead number: Int) -> UInt64 {
    options.dropoutSeed &+ UInt64(number) &* 0xd1b5_4a32_d192_ed03
  }

  /// What is common to all heads.
  var shapeOfHead: ck_attention {
    var shape = ck_attention()
    shape.queries = queries
    shape.keys = keys
    shape.size = size
    shape.value_size = valueSize
    shape.query_stride = query.row
    shape.key_stride = key.row
    shape.value_stride = value.row
    shape.output_stride = output.row
    shape.scale = scale
    shape.is_causal = options.isCausal
    shape.first_query = options.firstQuery
    shape.dropout = options.dropout
    if let mask = options.mask {
      shape.mask_stride = mask.shape.aligned(2, rank: 4) == 1 ? 0 : keys
    }
    return shape
  }

  /// Where the mask of a head begins; axes of size 1 are repeated.
  private func maskStart(_ b: Int, _ h: Int) -> UnsafePointer<Float>? {
    guard let mask = options.mask else { return nil }
    let rows = mask.shape.aligned(2, rank: 4)
    let (masks, batches) = (mask.shape.aligned(1, rank: 4), mask.shape.aligned(0, rank: 4))
    let number = (batches == 1 ? 0 : b * masks) + (masks == 1 ? 0 : h)
    return UnsafePointer(mask.base + number * rows * keys)
  }
}

/// Multiply-add operations of attention that are worth a thread.
private let attentionWorthAThread = 1 << 19
