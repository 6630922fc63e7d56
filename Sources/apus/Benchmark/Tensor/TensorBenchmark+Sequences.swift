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

  /// The parameters of several parts, each with a name of its own.
  static func renamed(_ parts: [[Parameter]]) -> [Parameter] {
    for (index, part) in parts.enumerated() {
      for parameter in part { parameter.name = "\(index).\(parameter.name)" }
    }
    return parts.flatMap { $0 }
  }
}
