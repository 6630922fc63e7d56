import Determinism
import NeuralNetworks
import TensorCore

extension TensorBenchmark {
  /// Embedding 10000×128, one LSTM layer of 128 over 80 steps, batch 64, the last output to 2
  /// classes, Adam with dense embedding gradients.
  static func lstm(using random: inout RandomStream) -> Workload {
    let layer = LSTM(inputSize: 128, hiddenSize: 128, using: &random)
    return classifier(layer.parameters, using: &random) { layer($0) }
  }

  /// The same with a GRU.
  static func gru(using random: inout RandomStream) -> Workload {
    let layer = GRU(inputSize: 128, hiddenSize: 128, using: &random)
    return classifier(layer.parameters, using: &random) { layer($0) }
  }

  private static func classifier(
    _ parameters: [Parameter], using random: inout RandomStream,
    _ layer: @escaping (Tensor) -> Tensor
  ) -> Workload {
    let (batch, steps, size) = (64, 80, 128)
    let embedding = Embedding(count: 10_000, size: size, using: &random)
    let head = Linear(inputSize: size, outputSize: 2, using: &random)
    let tokens = integers(batch * steps, below: 10_000, using: &random)
    let labels = integers(batch, below: 2, using: &random)
    let all = renamed([embedding.parameters, parameters, head.parameters])
    return Workload(parameters: all, optimizer: Adam(learningRate: 1e-3)) {
      let outputs = layer(embedding(tokens, shape: [batch, steps]))
      let last = outputs.sliced(steps - 1..<steps, axis: 1).reshaped([batch, size])
      return crossEntropy(logits: head(last), labels: labels)
    }
  }

  /// Four pre-norm encoder layers (256, 4 heads, 1024, GELU), 128 tokens, batch 16, vocabulary 8000,
  /// cross-entropy over all tokens, AdamW.
  static func transformer(using random: inout RandomStream) -> Workload {
    let (batch, length, size, vocabulary) = (16, 128, 256, 8_000)
    let embedding = Embedding(count: vocabulary, size: size, using: &random)
    let positions = Parameter(Tensor.zeros([length, size]), name: "positions")
    var blocks: [TransformerEncoderBlock] = []
    for _ in 0..<4 {
      blocks.append(
        TransformerEncoderBlock(
          size: size, heads: 4, feedForwardSize: 1024, dropout: 0, activation: .geluTanh,
          normFirst: true, using: &random))
    }
    let norm = LayerNorm(size)
    let head = Linear(inputSize: size, outputSize: vocabulary, using: &random)
    let tokens = integers(batch * length, below: vocabulary, using: &random)
    let labels = integers(batch * length, below: vocabulary, using: &random)
    let all = renamed(
      [embedding.parameters, [positions]] + blocks.map(\.parameters)
        + [norm.parameters, head.parameters])
    let optimizer = AdamW(learningRate: 1e-4, weightDecay: 0.01)
    return Workload(parameters: all, optimizer: optimizer) { [blocks] in
      var x = embedding(tokens, shape: [batch, length]) + positions.tensor
      for block in blocks { x = block(x) }
      let logits = head(norm(x)).reshaped([batch * length, vocabulary])
      return crossEntropy(logits: logits, labels: labels)
    }
  }

  /// The parameters of several parts, each with a name of its own.
  static func renamed(_ parts: [[Parameter]]) -> [Parameter] {
    for (index, part) in parts.enumerated() {
      for parameter in part { parameter.name = "\(index).\(parameter.name)" }
    }
    return parts.flatMap { $0 }
  }
}
