import Datasets
import Determinism
import Documents
import NeuralNetworks
import TensorCore

/// Trains a network to name the classes of a data set: the source task of a supervised transfer.
///
/// The loss is the cross-entropy, the batches are drawn anew in each epoch. The network's last layer
/// gives one logit per class, its input takes one example.
public struct Supervised {
  /// Passes over the data set, at least 1.
  public var epochs = 10
  /// Examples per gradient step, at least 1.
  public var batchSize = 32

  /// A training of 10 epochs in batches of 32.
  public init() {}

  /// Trains in place.
  ///
  /// - Parameters:
  ///   - network: The network; its parameters change.
  ///   - dataset: Examples `[B, …exampleShape]` and labels.
  ///   - optimizer: Changes the parameters; it keeps its moments for a next call.
  ///   - random: Decides the order of the examples; one permutation per epoch.
  /// - Returns: The mean loss of each epoch.
  /// - Throws: `InputError` where a loss is not finite; the parameters are then of no use.
  @discardableResult
  public func train(
    _ network: Sequential, on dataset: Dataset, optimizer: inout any Optimizer,
    using random: inout RandomStream
  ) throws -> [Double] {
    precondition(epochs >= 1, "expected at least 1 epoch, got \(epochs)")
    let parameters = network.parameters
    return try (0..<epochs).map { epoch in
      var sum = 0.0
      for indices in dataset.epoch(batchSize: batchSize, using: &random) {
        let batch = dataset.batch(indices)
        let loss = crossEntropy(logits: network(batch.features), labels: batch.labels)
        let value = loss.item
        guard value.isFinite else {
          throw InputError(
            "the loss is not finite in epoch \(epoch + 1)",
            remedy: "take a smaller learning rate, or standardize the features")
        }
        for parameter in parameters { parameter.gradient = nil }
        loss.backward()
        optimizer.step(parameters)
        sum += Double(value) * Double(indices.count)
      }
      return sum / Double(dataset.count)
    }
  }

  /// The share of examples whose class has the largest logit, 0...1.
  ///
  /// - Parameters:
  ///   - network: The network; it does not change.
  ///   - dataset: At least one example.
  /// - Returns: The accuracy.
  public static func accuracy(of network: Sequential, on dataset: Dataset) -> Double {
    precondition(dataset.count > 0, "expected at least 1 example, got 0")
    let batch = dataset.wholeBatch
    let classes = withoutGradients { network(batch.features).argmax(axis: 1) }
    let right = zip(classes, batch.labels).filter { $0 == $1 }.count
    return Double(right) / Double(dataset.count)
  }
}
