import Determinism
import NeuralNetworks
import TensorCore

extension TensorBenchmark {
  /// Four pre-norm encoder blocks of size 256 with 4 heads, 1,024 inside, GELU by tanh; 128 tokens of
  /// 8,000, batch 16, learned positions, a head of its own, cross-entropy of every token, AdamW.
  static func transformer(using random: inout RandomStream) -> Workload {
    let (size, time, batch, vocabulary) = (256, 128, 16, 8_000)
    let embedding = Embedding(count: vocabulary, size: size, using: &random)
    let positions = LearnedPositions(length: time, size: size, deviation: 0, using: &random)
    var blocks: [TransformerEncoderBlock] = []
    for _ in 0..<4 {
      blocks.append(
        TransformerEncoderBlock(
          size: size, heads: 4, feedForwardSize: 1_024, dropout: 0, activation: .geluTanh,
          normFirst: true, using: &random))
    }
    let encoder = TransformerEncoder(blocks, norm: LayerNorm(size))
    let head = Linear(inputSize: size, outputSize: vocabulary, using: &random)
    let tokens = integers(batch * time, below: vocabulary, using: &random)
    let labels = integers(batch * time, below: vocabulary, using: &random)
    let all = renamed([
      embedding.parameters, positions.parameters, encoder.parameters, head.parameters,
    ])
    let optimizer = AdamW(learningRate: 1e-4, weightDecay: 0.01)
    return Workload(parameters: all, optimizer: optimizer) {
      let input = positions(embedding(tokens, shape: [batch, time]))
      return crossEntropy(logits: head(encoder(input)), labels: labels)
    }
  }
}
