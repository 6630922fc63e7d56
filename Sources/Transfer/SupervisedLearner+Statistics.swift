import Datasets
import Determinism
import Documents
import NeuralNetworks
import TensorCore

extension SupervisedLearner {
  /// Examples that statistics are measured on together, at most.
  private static let measuredBatch = 500

  /// Measures the running statistics of batch normalizations anew, on examples of the training part.
  ///
  /// Each layer normalizes by its batch meanwhile; a statistic becomes the mean over the batches, which
  /// are as equal in size as can be.
  ///
  /// - Parameters:
  ///   - examples: How many are looked at; not more than there are.
  ///   - random: Chooses them, by its child "examples".
  /// - Throws: `InputError` where there is no second example.
  /// - Precondition: No update has been made.
  /// - Source: Li et al. 2016 (AdaBN), <https://arxiv.org/abs/1603.04779>.
  public mutating func measureStatistics(examples: Int, random: RandomStream) throws {
    precondition(step == 0, "expected an untrained learner, got one after \(step) updates")
    var choice = random.stream("examples")
    let chosen = Array(choice.permutation(training.count).prefix(examples))
    guard chosen.count >= 2 else {
      throw InputError(
        "statistics are measured on at least 2 examples; there is \(chosen.count)",
        remedy: "set batchNorm to train")
    }
    for buffer in network.buffers where BufferName.isStatistic(buffer.name) {
      let isVariance = BufferName.isVariance(buffer.name)
      buffer.value = Tensor.full(buffer.shape, isVariance ? 1 : 0)
    }
    let count = (chosen.count + Self.measuredBatch - 1) / Self.measuredBatch
    withStatisticsMeasurement {
      withoutGradients {
        for batch in 0..<count {
          let rows = chosen[chosen.count * batch / count..<chosen.count * (batch + 1) / count]
          _ = network(training.batch(rows, standardizedBy: model.inputScale).features)
        }
      }
    }
  }
}
