import Determinism
import TensorCore

/// Causal self-attention, attention to a memory, and a feed-forward part, each with a shortcut
/// around it and a normalization.
///
/// Pre-norm: `x = x + part(norm(x))`; post-norm: `x = norm(x + part(x))`, for each part in turn.
///
/// - Shapes: input and output `[B, T, size]`, memory `[B, Tk, size]`; parameters `self_attn.…`,
///   `multihead_attn.…`, `linear1.…`, `linear2.…`, `norm1.…`, `norm2.…`, `norm3.…`.
/// - Initialization: as `MultiHeadAttention` and `Linear` have it, drawn in this order.
/// - Source: Vaswani et al. 2017, <https://arxiv.org/abs/1706.03762>; PyTorch
///   `torch.nn.TransformerDecoderLayer` with `batch_first`, same names: weights can be exchanged.
///   There the target is causal only where a mask says so.
public struct TransformerDecoderBlock {
  /// The attention to the block's input, named `self_attn`.
  public let selfAttention: MultiHeadAttention
  /// The attention to the memory, named `multihead_attn`.
  public let crossAttention: MultiHeadAttention
  /// The normalizations of the three parts, named `norm1`, `norm2`, `norm3`.
  public let norms: [LayerNorm]
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
  ///     part and of the parts' outputs, in 0 ..< 1.
  ///   - activation: The function between the two maps.
  ///   - normFirst: Whether a part's input is normalized (pre-norm), else what leaves its shortcut.
  ///   - epsilon: What the normalizations add to the variance.
  ///   - rotary: Positions for the heads of the self-attention, or nil.
  ///   - random: The stream that the values are drawn from.
  public init(
    size: Int, heads: Int, feedForwardSize: Int, dropout: Float = 0.1,
    activation: FeedForwardActivation = .relu, normFirst: Bool = false, epsilon: Float = 1e-5,
    rotary: RotaryPositions? = nil, using random: inout RandomStream
  ) {
    selfAttention = MultiHeadAttention(
      size: size, heads: heads, dropout: dropout, rotary: rotary, using: &random
    ).named("self_attn")
    crossAttention = MultiHeadAttention(size: size, heads: heads, dropout: dropout, using: &random)
      .named("multihead_attn")
    feedForward = FeedForward(
      size: size, innerSize: feedForwardSize, activation: activation, dropout: dropout,
      using: &random)
    norms = (1...3).map { LayerNorm(size, epsilon: epsilon).named("norm\($0)") }
    self.dropout = Dropout(dropout)
    self.normFirst = normFirst
  }

  /// Those of `self_attn`, `multihead_attn`, `linear1`, `linear2`, `norm1`, `norm2`, `norm3`.
  public var parameters: [Parameter] {
    selfAttention.parameters + crossAttention.parameters + feedForward.parameters
      + norms.flatMap(\.parameters)
  }

  /// Applies the block.
  ///
  /// - Parameters:
  ///   - input: `[B, T, size]`.
  ///   - memory: What the encoder gave, `[B, Tk, size]`.
  ///   - isCausal: Whether position i of the input sees the positions 0 … i of it alone.
  ///   - lengths: How many positions of each input are real, `[B]`; nil: all.
  ///   - memoryLengths: How many positions of each memory are real, `[B]`; nil: all.
  /// - Returns: `[B, T, size]`.
  public func callAsFunction(
    _ input: Tensor, memory: Tensor, isCausal: Bool = true, lengths: [Int]? = nil,
    memoryLengths: [Int]? = nil
  ) -> Tensor {
    apply(
      input, selfAttention: { selfAttention($0, isCausal: isCausal, lengths: lengths) },
      crossAttention: { crossAttention($0, memory: memory, lengths: memoryLengths) })
  }

  /// Applies the block to new positions, which see themselves and what a cache holds.
  func callAsFunction(
    _ input: Tensor, cache: inout TransformerDecoderCache.Block, lengths: [Int]?
  ) -> Tensor {
    withoutGradients {
      apply(
        input, selfAttention: { selfAttention($0, cache: &cache.own) },
        crossAttention: {
          crossAttention($0, keyValue: cache.memory, lengths: lengths, mask: nil)
        })
    }
  }

  private func apply(
    _ input: Tensor, selfAttention: (Tensor) -> Tensor, crossAttention: (Tensor) -> Tensor
  ) -> Tensor {
    let attended = part(norms[0], input, selfAttention)
    let informed = part(norms[1], attended, crossAttention)
    return part(norms[2], informed) { feedForward($0) }
  }

  private func part(_ norm: LayerNorm, _ x: Tensor, _ body: (Tensor) -> Tensor) -> Tensor {
    normFirst ? x + dropout(body(norm(x))) : norm(x + dropout(body(x)))
  }
}

/// What a decoder remembers between two calls: keys and values of its own positions and of the
/// memory, block by block.
public struct TransformerDecoderCache {
  struct Block {
    var own: KeyValueCache
    let memory: Tensor
  }

  var blocks: [Block]
  let memoryLengths: [Int]?

  /// How many positions are held.
  public var count: Int { blocks.first?.own.count ?? 0 }
}

/// Decoder blocks one after another, and a normalization behind them where there is one.
///
/// - Shapes: input and output `[B, T, size]`, memory `[B, Tk, size]`; parameters `layers.0.…`, …,
///   `norm.…`.
/// - Source: PyTorch `torch.nn.TransformerDecoder`, same names.
public struct TransformerDecoder {
  /// The blocks, first the one that sees the input.
  public let blocks: [TransformerDecoderBlock]
  /// What stands behind the last block; nil: nothing.
  public let norm: LayerNorm?
  /// Those of the blocks, in order, then those of the normalization.
  public let parameters: [Parameter]

  /// Makes a stack and names its parameters.
  ///
  /// - Parameters:
  ///   - blocks: A block belongs to one stack.
  ///   - norm: What stands behind the last block (pre-norm stacks need one), or nil.
  public init(_ blocks: [TransformerDecoderBlock], norm: LayerNorm? = nil) {
    for (index, block) in blocks.enumerated() {
      for parameter in block.parameters { parameter.name = "layers.\(index).\(parameter.name)" }
    }
    self.blocks = blocks
    self.norm = norm?.named("norm")
    parameters = blocks.flatMap(\.parameters) + (norm?.parameters ?? [])
  }

  /// Applies the blocks.
  ///
  /// - Parameters:
  ///   - input: `[B, T, size]`.
  ///   - memory: What the encoder gave, `[B, Tk, size]`.
  ///   - isCausal: Whether position i of the input sees the positions 0 … i of it alone.
  ///   - lengths: How many positions of each input are real, `[B]`; nil: all.
  ///   - memoryLengths: How many positions of each memory are real, `[B]`; nil: all.
  /// - Returns: `[B, T, size]`.
  public func callAsFunction(
    _ input: Tensor, memory: Tensor, isCausal: Bool = true, lengths: [Int]? = nil,
    memoryLengths: [Int]? = nil
  ) -> Tensor {
    var output = input
    for block in blocks {
      output = block(
        output, memory: memory, isCausal: isCausal, lengths: lengths, memoryLengths: memoryLengths)
    }
    return norm?(output) ?? output
  }

  /// A cache for decoding: the memory's keys and values, computed once, and room for the decoder's.
  ///
  /// - Parameters:
  ///   - memory: What the encoder gave, `[B, Tk, size]`.
  ///   - lengths: How many positions of each memory are real, `[B]`; nil: all.
  ///   - capacity: For how many positions there is room at first.
  /// - Returns: A cache without positions.
  public func makeCache(
    memory: Tensor, lengths: [Int]? = nil, capacity: Int = 64
  ) -> TransformerDecoderCache {
    withoutGradients {
      let blocks = blocks.map { block in
        TransformerDecoderCache.Block(
          own: KeyValueCache(
            batch: memory.shape[0], size: block.selfAttention.size, capacity: capacity),
          memory: block.crossAttention.keyValue(of: memory))
      }
      return TransformerDecoderCache(blocks: blocks, memoryLengths: lengths)
    }
  }

  /// Applies the blocks to new positions, which see themselves and what the cache holds.
  ///
  /// Gives the bits of one causal pass over the whole sequence, and no gradient.
  ///
  /// - Parameters:
  ///   - input: `[B, T, size]`, the positions that follow those of the cache.
  ///   - cache: From `makeCache(memory:lengths:capacity:)`.
  /// - Returns: `[B, T, size]`.
  public func callAsFunction(_ input: Tensor, cache: inout TransformerDecoderCache) -> Tensor {
    precondition(
      cache.blocks.count == blocks.count,
      "TransformerDecoder: expected a cache of \(blocks.count) blocks, got \(cache.blocks.count)")
    var output = input
    for (index, block) in blocks.enumerated() {
      output = block(output, cache: &cache.blocks[index], lengths: cache.memoryLengths)
    }
    return withoutGradients { norm?(output) ?? output }
  }
}
