import TensorKernels
import TensorRuntime

/// What a query sees of the keys, and how the scores are scaled.
public struct AttentionOptions {
  /// Whether query i sees the keys 0 … `firstQuery` + i alone.
  public var isCausal = false
  /// The position of the first query among the keys, ≥ 0: how many are in the cache already.
  public var firstQuery = 0
  /// How many keys of each sequence are real, `[B]`; those behind are padding and not even read.
  public var keyLengths: [Int]?
  /// What is added to the scaled scores.
  ///
  /// Broadcasts to `[B, H, Tq, Tk]`, its last axis has size Tk. Minus infinity hides a key.
  public var mask: Tensor?
  /// What the scores are multiplied by; nil: 1 / √D.
  public var scale: Float?
  /// The share of the weights that is dropped, in 0 ..< 1; the rest is multiplied by
  /// 1 / (1 − dropout).
  public var dropout: Float = 0
  /// What is dropped is a function of the seed and of the numbers of batch, head, query and key.
  public var dropoutSeed: UInt64 = 0

  /// Every query sees every key, scores scaled by 1 / √D, nothing dropped.
  public init() {}
}

extension Tensor {
  /// Attention of several heads: `softmax(scale · Q Kᵀ + mask) V`, without the matrix of scores.
  ///
  /// Scores are computed in blocks, forward and again backward, so the memory grows with the length
  /// of the sequences, not with its square. Gradients flow to query, key and value, and to the mask
  /// where it is recorded (that and a recorded backward pass do keep all scores). A query that sees
  /// no key has an output of zeros and sends no gradient.
  ///
  /// - Shapes: query `[B, H, Tq, D]`, key `[B, H, Tk, D]`, value `[B, H, Tk, Dv]`; the result is
  ///   `[B, H, Tq, Dv]`. Without heads `[B, T, D]`, without a batch `[T, D]`.
  /// - Parameters:
  ///   - query: what looks.
  ///   - key: what is looked at.
  ///   - value: what is taken.
  ///   - isCausal: whether query i sees the keys 0 … i alone.
  ///   - keyLengths: how many keys of each sequence are real, `[B]`; nil: all.
  ///   - mask: added to the scaled scores; broadcasts to `[B, H, Tq, Tk]`, its last axis has size Tk.
  ///   - scale: what the scores are multiplied by; nil: 1 / √D.
  /// - Returns: `[B, H, Tq, Dv]`.
  /// - Precondition: the shapes agree.
  /// - Source: Dao et al. 2022, <https://arxiv.org/abs/2205.14135>; PyTorch
  ///   `torch.nn.functional.scaled_dot_product_attention`.
  public static func scaledDotProductAttention(
    query: Tensor, key: Tensor, value: Tensor, isCausal: Bool = false, keyLengths: [Int]? = nil,
    mask: Tensor? = nil, scale: Float? = nil
  ) -> Tensor {
    var options = AttentionOptions()
    options.isCausal = isCausal
    options.keyLengths = keyLengths
    options.mask = mask
    options.scale = scale
    return scaledDotProductAttention(query: query, key: key, value: value, options: options)
  }

  /// `scaledDotProductAttention(query:key:value:…)` with all that can be chosen.
  ///
  /// - Parameters:
  ///   - query: `[B, H, Tq, D]`.
  ///   - key: `[B, H, Tk, D]`.
  ///   - value: `[B, H, Tk, Dv]`.
  ///   - options: what is seen, the scale, dropout.
  /// - Returns: `[B, H, Tq, Dv]`.
  public static func scaledDotProductAttention(
    query: Tensor, key: Tensor, value: Tensor, options: AttentionOptions
  ) -> Tensor {
    let rank = query.shape.rank
    precondition(
      (2...4).contains(rank) && key.shape.rank == rank && value.shape.rank == rank,
      "attention: expected query, key and value […, T, D] of two to four axes each, got "
        + "\(query.shape), \(key.shape) and \(value.shape)")
    precondition(
      key.shape.replacing(-2, with: 0) == query.shape.replacing(-2, with: 0)
        && value.shape.replacing(-1, with: 0) == key.shape.replacing(-1, with: 0),
      "attention: expected a key […, Tk, D] and a value […, Tk, Dv] for the query \(query.shape), "
        + "got \(key.shape) and \(value.shape)")
    let batch = rank > 2 ? query.shape[0] : 1
    let heads = rank > 3 ? query.shape[1] : 1
    let problem = AttentionProblem(
      batch: batch, heads: heads, queries: query.shape[-2], keys: key.shape[-2],
      size: query.shape[-1], valueSize: value.shape[-1],
      query: HeadLayout(headsFirst: query.shape, heads),
      key: HeadLayout(headsFirst: key.shape, heads),
      value: HeadLayout(headsFirst: value.shape, heads),
      output: HeadLayout(headsFirst: query.shape.replacing(-1, with: value.shape[-1]), heads),
      options: options)
    let shape = query.shape.replacing(-1, with: value.shape[-1])
    return attention(problem, shape, query, key, value)
  }

  /// Attention of several heads on rows that hold the heads side by side.
  ///
  /// - Shapes: query `[B, Tq, H·D]`, key `[B, Tk, H·D]`, value `[B, Tk, H·Dv]`; the result is
  ///   `[B, Tq, H·Dv]`.
  /// - Parameters:
  ///   - query: what looks.
  ///   - key: what is looked at.
  ///   - value: what is taken.
  ///   - heads: H.
  ///   - options: what is seen, the scale, dropout.
  /// - Returns: `[B, Tq, H·Dv]`.
  /// - Precondition: the shapes agree, H divides the rows.
  public static func multiHeadAttention(
    query: Tensor, key: Tensor, value: Tensor, heads: Int,
    options: AttentionOptions = AttentionOptions()
  ) -> Tensor {
    precondition(
      query.shape.rank == 3 && key.shape.rank == 3 && value.shape.rank == 3
        && key.shape.replacing(1, with: 0) == query.shape.replacing(1, with: 0)
        && value.shape.replacing(2, with: 0) == key.shape.replacing(2, with: 0),
      "attention: expected query [B, Tq, E], key [B, Tk, E] and value [B, Tk, Ev], got "
        + "\(query.shape), \(key.shape) and \(value.shape)")
    let (size, valueSize) = (query.shape[2], value.shape[2])
    requireHeads(heads, size)
    requireHeads(heads, valueSize)
    let (queries, keys) = (query.shape[1], key.shape[1])
    let problem = AttentionProblem(
      batch: query.shape[0], heads: heads, queries: queries, keys: keys, size: size / heads,
      valueSize: valueSize / heads,
      query: HeadLayout(time: queries, row: size, head: size / heads),
      key: HeadLayout(time: keys, row: size, head: size / heads),
      value: HeadLayout(time: keys, row: valueSize, head: valueSize / heads),
      output: HeadLayout(time: queries, row: valueSize, head: valueSize / heads),
      options: options)
    return attention(problem, query.shape.replacing(2, with: valueSize), query, key, value)
  }

  /// Self-attention of several heads on rows that hold query, key and value side by side.
  ///
  /// What one product with the three stacked matrices gives; nothing is copied.
  ///
  /// - Shapes: packed `[B, T, 3·H·D]`; the result is `[B, T, H·D]`.
  /// - Parameters:
  ///   - packed: in each row the queries of all heads, then the keys, then the values.
  ///   - heads: H.
  ///   - options: what is seen, the scale, dropout.
  /// - Returns: `[B, T, H·D]`.
  /// - Precondition: three axes; 3 H divides the last.
  public static func multiHeadAttention(
    packed: Tensor, heads: Int, options: AttentionOptions = AttentionOptions()
  ) -> Tensor {
    let shape = packed.shape
    precondition(
      shape.rank == 3 && shape[2] % 3 == 0,
      "attention: expected queries, keys and values packed in [B, T, 3 E], got \(shape)")
    let (time, row, size) = (shape[1], shape[2], shape[2] / 3)
    requireHeads(heads, size)
    func part(_ number: Int) -> HeadLayout {
      HeadLayout(time: time, row: row, head: size / heads, offset: number * size)
    }
    let problem = AttentionProblem(
      batch: shape[0], heads: heads, queries: time, keys: time, size: size / heads,
      valueSize: size / heads, query: part(0), key: part(1), value: part(2),
      output: HeadLayout(time: time, row: size, head: size / heads), options: options)
    return attention(problem, shape.replacing(2, with: size), packed, nil, nil)
  }

  /// Attention of several heads where each row holds a key and a value side by side.
  ///
  /// - Shapes: query `[B, Tq, H·D]`, keyValue `[B, Tk, 2·H·D]`; the result is `[B, Tq, H·D]`.
  /// - Parameters:
  ///   - query: what looks.
  ///   - keyValue: in each row the keys of all heads, then the values.
  ///   - heads: H.
  ///   - options: what is seen, the scale, dropout.
  /// - Returns: `[B, Tq, H·D]`.
  /// - Precondition: the shapes agree, H divides the query's rows.
  public static func multiHeadAttention(
    query: Tensor, keyValue: Tensor, heads: Int, options: AttentionOptions = AttentionOptions()
  ) -> Tensor {
    precondition(
      query.shape.rank == 3 && keyValue.shape.rank == 3 && query.shape[0] == keyValue.shape[0]
        && keyValue.shape[2] == 2 * query.shape[2],
      "attention: expected a query [B, Tq, E] and keys and values packed in [B, Tk, 2 E], got "
        + "\(query.shape) and \(keyValue.shape)")
    let size = query.shape[2]
    requireHeads(heads, size)
    let (queries, keys) = (query.shape[1], keyValue.shape[1])
    let problem = AttentionProblem(
      batch: query.shape[0], heads: heads, queries: queries, keys: keys, size: size / heads,
      valueSize: size / heads,
      query: HeadLayout(time: queries, row: size, head: size / heads),
      key: HeadLayout(time: keys, row: 2 * size, head: size / heads),
      value: HeadLayout(time: keys, row: 2 * size, head: size / heads, offset: size),
      output: HeadLayout(time: queries, row: size, head: size / heads), options: options)
    return attention(problem, query.shape, query, keyValue, nil)
  }

  private static func requireHeads(_ heads: Int, _ size: Int) {
    precondition(
      heads >= 1 && size % heads == 0,
      "attention: expected a number of heads that divides the row of \(size), got \(heads)")
  }

  private static func attention(
    _ problem: AttentionProblem, _ shape: Shape, _ query: Tensor, _ key: Tensor?, _ value: Tensor?
  ) -> Tensor {
    if let mask = problem.options.mask, mask.isRecorded {
      return problem.recordedOutput(shape, [query, key, value].compactMap { $0 })
    }
    let output = Storage(count: shape.count)
    let isRecorded =
      query.isRecorded || key?.isRecorded ?? false || value?.isRecorded ?? false
    let logSums = Storage(count: problem.batch * problem.heads * problem.queries)
    problem.forward(
      output.base, logSums.base, query: query.base, key: (key ?? query).base,
      value: (value ?? key ?? query).base)
    guard isRecorded else { return Tensor(shape, output) }
    let node = AttentionNode(problem, shape, query, key, value, output, logSums)
    return Tensor(shape, output, node: node)
  }
}
