import Determinism
import TensorCore

/// Attention of several heads: `concat(softmax(Qₕ Kₕᵀ / √D) Vₕ) Wₒᵀ + bₒ`, D = size / heads.
///
/// Queries, keys and values are three linear maps of the inputs, whose matrices stand in one
/// parameter. Scores are not kept: memory grows with the length of the sequences, not its square.
///
/// - Shapes: inputs and output `[B, T, size]`; `in_proj_weight` `[3·size, size]`, `in_proj_bias`
///   `[3·size]`, `out_proj.weight` `[size, size]`, `out_proj.bias` `[size]`.
/// - Initialization: `in_proj_weight` Xavier-uniform over its whole shape, `out_proj.weight`
///   U(−k, k), k = 1/√size, drawn in this order; biases 0.
/// - Precondition: `heads` divides `size`.
/// - Source: Vaswani et al. 2017, <https://arxiv.org/abs/1706.03762>, section 3.2.2; PyTorch
///   `torch.nn.MultiheadAttention` with `batch_first`, same names and layout: weights can be
///   exchanged. A query that sees no key has zeros before the last map (PyTorch: NaN).
public struct MultiHeadAttention: Module {
  /// The number of heads.
  public let heads: Int
  /// The share of the attention weights that is dropped in training, in 0 ..< 1.
  public let dropout: Float
  /// Where set, queries and keys are turned by their positions; self-attention alone.
  public let rotary: RotaryPositions?
  /// The matrices for queries, keys and values, one below the other, named `in_proj_weight`.
  public let inputWeight: Parameter
  /// Their biases, named `in_proj_bias`, or nil.
  public let inputBias: Parameter?
  /// The map of the heads' outputs, named `out_proj`.
  public let outputMap: Linear

  /// Makes a layer with fresh parameters.
  ///
  /// - Parameters:
  ///   - size: The inputs' and the output's last dimension.
  ///   - heads: The number of heads, which divides the size.
  ///   - hasBias: Whether the four maps have biases.
  ///   - dropout: The share of the attention weights that is dropped in training, in 0 ..< 1.
  ///   - rotary: Positions for the heads (of size `size / heads`), or nil.
  ///   - random: The stream that the values are drawn from.
  public init(
    size: Int, heads: Int, hasBias: Bool = true, dropout: Float = 0,
    rotary: RotaryPositions? = nil, using random: inout RandomStream
  ) {
    precondition(
      size >= 1 && heads >= 1 && size % heads == 0,
      "MultiHeadAttention: expected a number of heads that divides the size \(size), got \(heads)")
    let weight = Initializer.xavierUniform().tensor(shape: [3 * size, size], using: &random)
    let output = Initializer.linearDefault.tensor(shape: [size, size], using: &random)
    let bias = hasBias ? Parameter(Tensor.zeros([3 * size]), name: "in_proj_bias") : nil
    let outputBias = hasBias ? Parameter(Tensor.zeros([size]), name: "bias") : nil
    self.init(
      heads: heads, dropout: dropout, rotary: rotary,
      inputWeight: Parameter(weight, name: "in_proj_weight"), inputBias: bias,
      outputMap: Linear(weight: Parameter(output, name: "weight"), bias: outputBias)
        .named("out_proj"))
  }

  private init(
    heads: Int, dropout: Float, rotary: RotaryPositions?, inputWeight: Parameter,
    inputBias: Parameter?, outputMap: Linear
  ) {
    precondition(
      dropout >= 0 && dropout < 1,
      "MultiHeadAttention: expected a dropout in 0 ..< 1, got \(dropout)")
    let size = outputMap.inputSize / heads
    precondition(
      rotary.map { $0.size == size } ?? true,
      "MultiHeadAttention: expected rotary positions for heads of size \(size), "
        + "got \(rotary?.size ?? 0)")
    self.heads = heads
    self.dropout = dropout
    self.rotary = rotary
    self.inputWeight = inputWeight
    self.inputBias = inputBias
    self.outputMap = outputMap
  }

  /// The inputs' and the output's last dimension.
  public var size: Int { outputMap.inputSize }

  /// `in_proj_weight`, `in_proj_bias`, `out_proj.weight`, `out_proj.bias`.
  public var parameters: [Parameter] {
    [inputWeight] + (inputBias.map { [$0] } ?? []) + outputMap.parameters
  }

  /// Self-attention in which everything sees everything.
  ///
  /// - Parameter input: `[B, T, size]`.
  /// - Returns: `[B, T, size]`.
  public func callAsFunction(_ input: Tensor) -> Tensor { self(input, isCausal: false) }

  /// Self-attention.
  ///
  /// - Parameters:
  ///   - input: `[B, T, size]`.
  ///   - isCausal: Whether position i sees the positions 0 … i alone.
  ///   - lengths: How many positions of each sequence are real, `[B]`; nil: all.
  ///   - mask: Added to the scaled scores; broadcasts to `[B, heads, T, T]`, last axis T.
  /// - Returns: `[B, T, size]`.
  public func callAsFunction(
    _ input: Tensor, isCausal: Bool, lengths: [Int]? = nil, mask: Tensor? = nil
  ) -> Tensor {
    require(input, "an input")
    var packed = Tensor.linear(input, weight: inputWeight.tensor, bias: inputBias?.tensor)
    if let rotary { packed = rotary.rotated(packed, heads: 3 * heads, rotatedHeads: 2 * heads) }
    let options = options(isCausal: isCausal, lengths: lengths, mask: mask)
    return outputMap(Tensor.multiHeadAttention(packed: packed, heads: heads, options: options))
  }

  /// Cross-attention: what the query sees of a memory, which gives keys and values.
  ///
  /// - Parameters:
  ///   - query: `[B, Tq, size]`.
  ///   - memory: `[B, Tk, size]`.
  ///   - lengths: How many positions of each memory are real, `[B]`; nil: all.
  ///   - mask: Added to the scaled scores; broadcasts to `[B, heads, Tq, Tk]`, last axis Tk.
  /// - Returns: `[B, Tq, size]`.
  public func callAsFunction(
    _ query: Tensor, memory: Tensor, lengths: [Int]? = nil, mask: Tensor? = nil
  ) -> Tensor {
    require(memory, "a memory")
    return self(query, keyValue: keyValue(of: memory), lengths: lengths, mask: mask)
  }

  /// Attention with keys and values of different origin.
  ///
  /// - Parameters:
  ///   - query: `[B, Tq, size]`.
  ///   - key: `[B, Tk, size]`.
  ///   - value: `[B, Tk, size]`.
  ///   - isCausal: Whether query i sees the keys 0 … i alone.
  ///   - lengths: How many keys of each sequence are real, `[B]`; nil: all.
  ///   - mask: Added to the scaled scores; broadcasts to `[B, heads, Tq, Tk]`, last axis Tk.
  /// - Returns: `[B, Tq, size]`.
  public func callAsFunction(
    query: Tensor, key: Tensor, value: Tensor, isCausal: Bool = false, lengths: [Int]? = nil,
    mask: Tensor? = nil
  ) -> Tensor {
    precondition(
      rotary == nil, "MultiHeadAttention: expected self-attention beside rotary positions")
    for (input, name) in [(query, "a query"), (key, "a key"), (value, "a value")] {
      require(input, name)
    }
    let attended = Tensor.multiHeadAttention(
      query: mapped(query, 0..<1), key: mapped(key, 1..<2), value: mapped(value, 2..<3),
      heads: heads, options: options(isCausal: isCausal, lengths: lengths, mask: mask))
    return outputMap(attended)
  }

  /// Self-attention of new positions that see themselves and what a cache holds, causally.
  ///
  /// Gives the bits that the positions get in one causal pass over the whole sequence. Nothing is
  /// recorded: no gradient flows.
  ///
  /// - Parameters:
  ///   - input: `[B, T, size]`, the positions that follow those of the cache.
  ///   - cache: Takes their keys and values.
  /// - Returns: `[B, T, size]`.
  public func callAsFunction(_ input: Tensor, cache: inout KeyValueCache) -> Tensor {
    require(input, "an input")
    return withoutGradients {
      var packed = Tensor.linear(input, weight: inputWeight.tensor, bias: inputBias?.tensor)
      let first = cache.count
      if let rotary {
        packed = rotary.rotated(packed, heads: 3 * heads, rotatedHeads: 2 * heads, first: first)
      }
      cache.append(packed)
      var options = options(
        isCausal: true, lengths: [Int](repeating: cache.count, count: input.shape[0]), mask: nil)
      options.firstQuery = first
      let attended = Tensor.multiHeadAttention(
        query: packed.sliced(0..<size, axis: 2), keyValue: cache.keyValue, heads: heads,
        options: options)
      return outputMap(attended)
    }
  }

  /// The keys and values of a memory, side by side, for several calls with the same memory.
  ///
  /// - Parameter memory: `[B, Tk, size]`.
  /// - Returns: `[B, Tk, 2·size]`.
  func keyValue(of memory: Tensor) -> Tensor { mapped(memory, 1..<3) }

  /// Cross-attention with keys and values of `keyValue(of:)`.
  func callAsFunction(
    _ query: Tensor, keyValue: Tensor, lengths: [Int]?, mask: Tensor?
  ) -> Tensor {
    precondition(
      rotary == nil, "MultiHeadAttention: expected self-attention beside rotary positions")
    require(query, "a query")
    let attended = Tensor.multiHeadAttention(
      query: mapped(query, 0..<1), keyValue: keyValue, heads: heads,
      options: options(isCausal: false, lengths: lengths, mask: mask))
    return outputMap(attended)
  }

  /// Some of the three maps, numbered in the order query, key, value.
  private func mapped(_ input: Tensor, _ parts: Range<Int>) -> Tensor {
    let rows = parts.lowerBound * size..<parts.upperBound * size
    return Tensor.linear(
      input, weight: inputWeight.tensor.sliced(rows), bias: inputBias?.tensor.sliced(rows))
  }

  private func options(isCausal: Bool, lengths: [Int]?, mask: Tensor?) -> AttentionOptions {
    var options = AttentionOptions()
    options.isCausal = isCausal
    options.keyLengths = lengths
    options.mask = mask
    if dropout > 0, let training = TrainingMode.current {
      options.dropout = dropout
      options.dropoutSeed = training.random.next()
    }
    return options
  }

  private func require(_ input: Tensor, _ name: String) {
    precondition(
      input.shape.rank == 3 && input.shape[2] == size,
      "MultiHeadAttention: expected \(name) [B, T, \(size)], got \(input.shape)")
  }
}
