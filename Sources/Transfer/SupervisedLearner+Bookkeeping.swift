import Datasets
import NeuralNetworks
import TensorCore

/// The network that did best on the part held out.
public struct BestNetwork {
  /// The update after which it was judged.
  public var step: Int
  /// Its accuracy, or R².
  public var score: Double
  /// The values of its parameters and buffers, in the network's order.
  public var state: [Tensor]
}

extension SupervisedLearner {
  /// How the network does on a data set.
  ///
  /// - Parameter dataset: At least one example, of a fitting form.
  /// - Returns: Loss and figures.
  /// - Throws: `InputError` where it does not fit.
  public func evaluate(on dataset: Dataset) throws -> SupervisedScores {
    try model.evaluate(on: dataset)
  }

  /// A network of its own with the best parameters by validation, else the present ones.
  ///
  /// - Returns: The network.
  /// - Throws: Never, for a learner that exists.
  public func bestNetwork() throws -> SupervisedNetwork {
    let copy = try model.copy()
    if let best {
      for (parameter, value) in zip(copy.network.state, best.state) { parameter.value = value }
    }
    return copy
  }

  /// Sets initial parameters, what is trainable and how fast.
  ///
  /// - Parameter body: Is given the network's parameters, with their names.
  /// - Precondition: No update has been made.
  public func initializeParameters(_ body: ([Parameter]) throws -> Void) rethrows {
    precondition(step == 0, "expected an untrained learner, got one after \(step) updates")
    try body(model.network.parameters)
  }

  /// The state of the training; the mean over updates begins anew.
  mutating func takeProgress() -> SupervisedProgress {
    defer { unreported = LossSum() }
    return SupervisedProgress(
      step: step, totalSteps: totalSteps, epoch: epoch, learningRate: optimizer.learningRate,
      loss: unreported.mean)
  }

  /// Judges the network where that is due, and keeps it where none did better: of equally good ones
  /// the latest stays.
  mutating func finishEpoch(judgingOn test: Dataset?) throws -> SupervisedEpoch {
    defer { ofEpoch = LossSum() }
    let interval = configuration.evaluationInterval
    let isDue = step == totalSteps || (interval > 0 && epoch % interval == 0)
    let validation = isDue ? try validation.map { try model.evaluate(on: $0) } : nil
    var isBest = self.validation == nil
    if let validation, best.map({ validation.score >= $0.score }) ?? true {
      isBest = true
      best = BestNetwork(
        step: step, score: validation.score, state: model.network.state.map(\.value))
    }
    return SupervisedEpoch(
      epoch: epoch, step: step, trainingLoss: ofEpoch.mean, validation: validation,
      test: isDue ? try test.map { try model.evaluate(on: $0) } : nil, isBest: isBest)
  }
}

extension SupervisedConfiguration {
  /// What inputs are standardized by.
  func inputScale(of training: Dataset) -> Standardization? {
    switch standardize {
    case .none: nil
    case .feature: Standardization(of: training)
    case .channel: Standardization(of: training, channels: training.exampleShape[0])
    }
  }
}
