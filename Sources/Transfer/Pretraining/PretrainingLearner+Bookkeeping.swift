import Datasets
import Determinism
import Documents
import NeuralNetworks
import TensorCore

extension PretrainingLearner {
  /// How body and head do on examples, in the task that they learn.
  ///
  /// - Parameter dataset: At least two examples of the same shape. The same noise is drawn each time.
  /// - Returns: Loss and share of right decisions.
  public func evaluate(on dataset: Dataset) -> PretrainingScores {
    precondition(
      dataset.exampleShape == training.exampleShape && dataset.count > 1,
      "expected at least two examples \(training.exampleShape), got \(dataset.count) of "
        + "\(dataset.exampleShape)")
    var sums = PretrainingSums()
    let size = min(500, dataset.count)
    withoutGradients {
      for start in stride(from: 0, to: dataset.count, by: size) {
        let end = min(start + size, dataset.count)
        // A single example left over has nothing to be told apart from.
        guard end - start > 1 else { continue }
        var draws = random.stream("test/", number: start / size)
        let found = pretext.loss(
          of: dataset.batch(Int32(start)..<Int32(end)).features, body: body, using: &draws)
        sums.add(
          Double(found.loss.item), weight: end - start, right: found.right, of: found.decisions)
      }
    }
    return PretrainingScores(
      step: step, loss: sums.meanLoss, accuracy: sums.accuracy, examples: sums.weight)
  }

  /// Sets initial parameters of the body, what is trainable and how fast.
  ///
  /// - Parameter body: Is given the body's parameters, with their names.
  /// - Precondition: No update has been made.
  public func initializeParameters(_ body: ([Parameter]) throws -> Void) rethrows {
    precondition(step == 0, "expected an untrained learner, got one after \(step) updates")
    try body(self.body.parameters)
  }

  /// The state of the training; the means begin anew.
  mutating func takeProgress() -> PretrainingProgress {
    defer { unreported = PretrainingSums() }
    return PretrainingProgress(
      step: step, totalSteps: totalSteps, epoch: epoch, learningRate: optimizer.learningRate,
      loss: unreported.meanLoss, accuracy: unreported.accuracy)
  }

  /// Refuses examples that are no probabilities where they are to be given again as such.
  static func requireRange(
    of dataset: Dataset, _ configuration: PretrainingConfiguration
  ) throws {
    let reconstructs = [.autoencoder, .denoisingAutoencoder].contains(configuration.method)
    guard reconstructs, configuration.reconstruction == .crossEntropy else { return }
    let fits =
      switch dataset.examples {
      case .bytes(_, let scale): scale * 255 <= 1.000001
      case .floats(let values): values.allSatisfy { $0 >= 0 && $0 <= 1 }
      }
    guard fits else {
      throw InputError(
        "reconstruction 'crossEntropy' needs numbers from 0 to 1; data set '\(dataset.name)' has others",
        remedy: "set reconstruction to squaredError")
    }
  }

  func diverged(_ quantity: String) -> InputError {
    InputError(
      "training diverged at update \(step): \(quantity) is not finite",
      remedy: "take a smaller learningRate, a gradientClip above 0, or standardize the inputs")
  }
}
