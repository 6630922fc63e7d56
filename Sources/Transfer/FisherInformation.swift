import Determinism
import NeuralNetworks
import TensorCore

/// How much a task's answers depend on each parameter: the diagonal of the Fisher information.
///
/// `F = E[(∂ log p(y|x) / ∂θ)²]` over inputs x of the task and answers y that the network itself gives:
/// for classes (or actions, whose values are taken as logits) y is drawn from the softmax of the
/// outputs; for a number, p is a normal distribution of variance 1, for which F is the squared gradient
/// of the output.
///
/// - Source: Kirkpatrick et al. 2017, <https://arxiv.org/abs/1612.00796>; the answers are drawn from
///   the model as in Martens 2014, <https://arxiv.org/abs/1412.1193>, not the data's labels.
public enum FisherInformation {
  /// Measures it.
  ///
  /// - Parameters:
  ///   - parameters: Of the network; their gradients are gone afterwards.
  ///   - examples: How many inputs, at least 1.
  ///   - predictsNumber: Whether the output is a number and no logits.
  ///   - random: What answers are drawn from.
  ///   - outputs: The network's outputs `[1, C]` for an input, recorded.
  /// - Returns: One value for each scalar, under the parameters' names.
  public static func diagonal(
    of parameters: [Parameter], examples: Int, predictsNumber: Bool,
    using random: inout RandomStream, outputs: (Int) throws -> Tensor
  ) rethrows -> [Parameter] {
    precondition(examples >= 1, "FisherInformation: expected at least 1 example, got \(examples)")
    var sums = parameters.map { Tensor.zeros($0.shape) }
    for example in 0..<examples {
      for parameter in parameters { parameter.gradient = nil }
      logLikelihood(try outputs(example), predictsNumber, using: &random).backward()
      withoutGradients {
        for (index, parameter) in parameters.enumerated() {
          guard let gradient = parameter.gradient else { continue }
          sums[index] = sums[index] + gradient * gradient
        }
      }
    }
    for parameter in parameters { parameter.gradient = nil }
    return withoutGradients {
      zip(parameters, sums).map { Parameter($1 * (1 / Float(examples)), name: $0.name) }
    }
  }

  /// A scalar whose gradient is, up to its sign, that of log p(y|x) for an answer of the network's own.
  private static func logLikelihood(
    _ outputs: Tensor, _ predictsNumber: Bool, using random: inout RandomStream
  ) -> Tensor {
    if predictsNumber { return outputs.sum() }
    if outputs.count == 1 {
      let probability = withoutGradients { outputs.sigmoid() }.item
      let answer: Float = random.uniform() < probability ? 1 : 0
      return binaryCrossEntropy(
        logits: outputs, targets: Tensor.full(outputs.shape, answer))
    }
    let weights = withoutGradients { outputs.softmax() }.scalars.map { Double($0) }
    return crossEntropy(logits: outputs, labels: [Int32(random.categorical(weights))])
  }
}
