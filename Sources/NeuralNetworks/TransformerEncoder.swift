import Determinism
import TensorCore

/// Self-attention and a feed-forward part, each with a shortcut around it and a normalization.
///
/// Pre-norm: `x = x + attention(norm1(x))`, `x = x + feedForward(norm2(x))`. Post-norm:
/// `x = norm1(x + attention(x))`, `x = norm2(x + feedForward(x))`.
///
/// - Shapes: input and output `[B, T, size]`; parameters `self_attn.…`, `linear1.…`, `linear2.…`,
///   `norm1.…`, `norm2.…`.
/// - Initialization: as `MultiHeadAttention` and `Linear` have it, drawn in this order.
/// - Source: Vaswani et al. 2017, <https://arxiv.org/abs/1706.03762>; PyTorch
///   `torch.nn.TransformerEncoderLayer` with `batch_first`, same names: weights can be exchanged.
public struct TransformerEncoderBlock: Module {
  /// The attention, named `self_attn`.
  public let selfAttention: MultiHeadAttention
  /// The normalization of the attention, named `norm1`.
  public let norm1: LayerNorm
  /// The normalization of the feed-forward part, named `norm2`.
  public let norm2: LayerNorm
  /// Whether a part's input is normalized, else what leaves its shortcut.
  public let normFirst: Bool
  private let feedForward: FeedForward
  private let dropout: Dropout

  /// Makes a block with fresh parameters.
  ///
  /// - Parameters:
  ///   - size: The input's and the output's last dimension.
  ///   - heads: The number of heads, which divides the size.
  ///   - feedForwardSize: The size between the two maps.
  ///   - dropout: What is dropped in training of the attention weights, inside the feed-forward
  ///     part and of both parts' outputs, in 0 ..< 1.
  ///   - activation: The function between the two maps.
  ///   - normFirst: Whether a part's input is normalized (pre-norm), else what leaves its shortcut.
  ///   - epsilon: What the normalizations add to the variance.
  ///   - rotary: Positions for the attention's heads, or nil.
  ///   - random: The stream that the values are drawn from.
  public init(
    size: Int, heads: Int, feedForwardSize: Int, dropout: Float = 0.1,
    activation: FeedForwardActivation = .relu, normFirst: Bool = false, epsilon: Float = 1e-5,
    rotary: RotaryPositions? = nil, using random: inout RandomStream
  ) {
    selfAttention = MultiHeadAttention(
      size: size, heads: heads, dropout: dropout, rotary: rotary, using: &random
    ).named("self_attn")
    feedForward = FeedForward(
      size: size, innerSize: feedForwardSize, activation: activation, dropout: dropout,
      using: &random)
    norm1 = LayerNorm(size, epsilon: epsilon).named("norm1")
    norm2 = LayerNorm(size, epsilon: epsilon).named("norm2")
    self.dropout = Dropout(dropout)
    self.normFirst = normFirst
  }

  /// Those of `self_attn`, `linear1`, `linear2`, `norm1`, `norm2`.
  public var parameters: [Parameter] {
    selfAttention.parameters + feedForward.parameters + norm1.parameters + norm2.parameters
  }

  /// Applies the block; everything sees everything.
  ///
  /// - Parameter input: `[B, T, size]`.
  /// - Returns: `[B, T, size]`.
  public func callAsFunction(_ input: Tensor) -> Tensor { self(input, isCausal: false) }

  /// Applies the block.
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
    apply(input) { selfAttention($0, isCausal: isCausal, lengths: lengths, mask: mask) }
  }

  /// Applies the block to new positions, which see themselves and what a cache holds, causally.
  ///
  /// Gives the bits of one causal pass over the whole sequence, and no gradient.
  ///
  /// - Parameters:
  ///   - input: `[B, T, size]`, the positions that follow those of the cache.
  ///   - cache: Takes their keys and values.
  /// - Returns: `[B, T, size]`.
  public func callAsFunction(_ input: Tensor, cache: inout KeyValueCache) -> Tensor {
    withoutGradients { apply(input) { selfAttention($0, cache: &cache) } }
  }

  private func apply(_ input: Tensor, attention: (Tensor) -> Tensor) -> Tensor {
    if normFirst {
      let attended = input + dropout(attention(norm1(input)))
      return attended + dropout(feedForward(norm2(attended)))
    }
    let attended = norm1(input + dropout(attention(input)))
    return norm2(attended + dropout(feedForward(attended)))
  }
}

/// Encoder blocks one after another, and a normalization behind them where there is one.
///
/// - Shapes: input and output `[B, T, size]`; parameters `layers.0.…`, …, `norm.…`.
/// - Source: PyTorch `torch.nn.TransformerEncoder`, same names. Its blocks begin as copies of one,
///   these are drawn one by one.
public struct TransformerEncoder: Module {
  /// The blocks, first the one that sees the input.
  public let blocks: [TransformerEncoderBlock]
  /// What stands behind the last block; nil: nothing.
  public let norm: LayerNorm?
  /// Those of the blocks, in order, then those of the normalization.
  public let parameters: [Parameter]

  /// Makes a stack and names its parameters.
  ///
  /// - Parameters:
  ///   - blocks: At least none; a block belongs to one stack.
  ///   - norm: What stands behind the last block (pre-norm stacks need one), or nil.
  public init(_ blocks: [TransformerEncoderBlock], norm: LayerNorm? = nil) {
    for (index, block) in blocks.enumerated() { block.named("layers.\(index)") }
    self.blocks = blocks
    self.norm = norm?.named("norm")
    parameters = blocks.flatMap(\.parameters) + (norm?.parameters ?? [])
  }

  /// Applies the blocks; everything sees everything.
  ///
  /// - Parameter input: `[B, T, size]`.
  /// - Returns: `[B, T, size]`.
  public func callAsFunction(_ input: Tensor) -> Tensor { self(input, isCausal: false) }

  /// Applies the blocks.
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
    var output = input
    for block in blocks {
      output = block(output, isCausal: isCausal, lengths: lengths, mask: mask)
    }
    return norm?(output) ?? output
  }

  /// Caches for causal decoding, one for each block: a language model of encoder blocks.
  ///
  /// - Parameters:
  ///   - batch: The number of sequences.
  ///   - capacity: For how many positions there is room at first.
  /// - Returns: Empty caches.
  public func makeCaches(batch: Int, capacity: Int = 64) -> [KeyValueCache] {
    blocks.map {
      KeyValueCache(batch: batch, size: $0.selfAttention.size, capacity: capacity)
    }
  }

  /// Applies the blocks to new positions, which see themselves and what the caches hold, causally.
  ///
  /// Gives the bits of one causal pass over the whole sequence, and no gradient.
  ///
  /// - Parameters:
  ///   - input: `[B, T, size]`, the positions that follow those of the caches.
  ///   - caches: One for each block, from `makeCaches(batch:capacity:)`.
  /// - Returns: `[B, T, size]`.
  public func callAsFunction(_ input: Tensor, caches: inout [KeyValueCache]) -> Tensor {
    precondition(
      caches.count == blocks.count,
      "TransformerEncoder: expected \(blocks.count) caches, got \(caches.count)")
    var output = input
    for (index, block) in blocks.enumerated() { output = block(output, cache: &caches[index]) }
    return withoutGradients { norm?(output) ?? output }
  }
}
