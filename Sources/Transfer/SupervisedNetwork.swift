import Datasets
import Determinism
import Documents
import NeuralNetworks
import TensorCore

/// A network that answers for the examples of a data set, with the scaling that belongs to it.
///
/// What it is fed are examples as the data set states them; it standardizes them itself, by figures of
/// the training part that are kept with the weights. The parameters have identity: a copy of the
/// value shares them, ``copy()`` does not.
public struct SupervisedNetwork {
  /// What the network is made of.
  public let specification: NetworkSpecification
  /// The layers.
  public let network: Sequential
  /// What it predicts.
  public let targets: DatasetTargets
  /// What inputs are standardized by; nil where they are taken as they are.
  public let inputScale: Standardization?
  /// What the numbers to be predicted were standardized by while learning; nil where they were not.
  public let targetScale: Standardization?

  /// Examples that are evaluated together: a fixed number, so that a mean loss has the same bits everywhere.
  static let evaluationBatch = 500

  /// Creates a network with fresh parameters.
  ///
  /// - Parameters:
  ///   - specification: Gives one output per class; one for a number; one or two for two classes.
  ///   - targets: What it is to predict.
  ///   - inputScale: Fits the specification's input.
  ///   - targetScale: One mean and one deviation; for numbers alone.
  ///   - random: The stream that the parameters are drawn from.
  /// - Throws: `InputError` where these do not fit one another.
  public init(
    specification: NetworkSpecification, targets: DatasetTargets,
    inputScale: Standardization? = nil, targetScale: Standardization? = nil,
    using random: inout RandomStream
  ) throws {
    let outputs = specification.outputShape
    let names = targets.classNames
    let valid = names.isEmpty ? [1] : names.count == 2 ? [1, 2] : [names.count]
    guard outputs.count == 1, valid.contains(outputs[0]) else {
      throw InputError(
        "the network gives \(outputs), but the data set has "
          + (names.isEmpty ? "one number" : "\(names.count) classes"),
        remedy: "use a data set with the targets that the network was trained on")
    }
    let inputs = specification.inputShape.reduce(1, *)
    if let inputScale, !inputScale.fits(featureCount: inputs) {
      throw InputError(
        "the network takes \(inputs) numbers, but its scaling has \(inputScale.means.count)")
    }
    if let targetScale, !names.isEmpty || targetScale.means.count != 1 {
      throw InputError(
        "the scaling of the targets is for one number; it has \(targetScale.means.count)")
    }
    self.specification = specification
    self.targets = targets
    self.inputScale = inputScale
    self.targetScale = targetScale
    network = specification.makeNetwork(using: &random)
  }

  /// A network of its own with equal parameters.
  ///
  /// - Returns: The copy.
  /// - Throws: Never, for a network that exists.
  public func copy() throws -> SupervisedNetwork {
    var random = RandomStream(seed: 0)
    let other = try SupervisedNetwork(
      specification: specification, targets: targets, inputScale: inputScale,
      targetScale: targetScale, using: &random)
    other.network.update(toward: network, rate: 1)
    return other
  }

  /// Checks that a data set has what the network takes and predicts.
  ///
  /// - Parameter dataset: The data set.
  /// - Throws: `InputError` that names both shapes or targets.
  public func requireFit(_ dataset: Dataset) throws {
    guard dataset.exampleShape == specification.inputShape else {
      throw InputError(
        "the network takes examples \(specification.inputShape), but data set '\(dataset.name)' "
          + "has \(dataset.exampleShape)",
        remedy: "use a data set of the form that the network was trained on")
    }
    guard dataset.classNames.count == targets.classNames.count else {
      throw InputError(
        "the network tells \(targets.classNames.count) classes apart, but data set "
          + "'\(dataset.name)' has \(dataset.classNames.count)",
        remedy: "use a data set with the classes that the network was trained on")
    }
  }

  // MARK: Loss

  /// The mean loss of a batch.
  ///
  /// Cross-entropy of the classes (with one output for two classes, of its logistic function), or the
  /// mean squared error of the standardized numbers.
  ///
  /// - Parameters:
  ///   - outputs: What the network gave for the batch, `[B, outputs]`.
  ///   - batch: The answers.
  ///   - labelSmoothing: The share of each label that is spread over all classes.
  /// - Returns: A scalar.
  public func loss(_ outputs: Tensor, _ batch: Batch, labelSmoothing: Float = 0) -> Tensor {
    guard !targets.classNames.isEmpty else {
      let answers = batch.numbers.map { number in
        targetScale.map { (number - $0.means[0]) / $0.deviations[0] } ?? number
      }
      return meanSquaredError(outputs, Tensor(answers, shape: [answers.count, 1]))
    }
    if outputs.shape[1] == 1, targets.classNames.count == 2 {
      let answers = Tensor(batch.labels.map { Float($0) }, shape: [batch.labels.count, 1])
      return binaryCrossEntropy(logits: outputs, targets: answers)
    }
    return crossEntropy(
      logits: outputs, labels: batch.labels, labelSmoothing: labelSmoothing)
  }

  // MARK: Judging

  /// How the network does on a data set; dropout is off, and nothing changes.
  ///
  /// - Parameter dataset: At least one example, of a fitting form.
  /// - Returns: Loss and figures.
  /// - Throws: `InputError` as ``requireFit(_:)``, or where there is no example.
  public func evaluate(on dataset: Dataset) throws -> SupervisedScores {
    try requireFit(dataset)
    guard dataset.count > 0 else {
      throw InputError("data set '\(dataset.name)' has no example to be judged by")
    }
    var sum = 0.0
    var classes: [Int32] = []
    var numbers: [Double] = []
    forEachBatch(of: dataset) { outputs, batch in
      sum += Double(loss(outputs, batch).item) * Double(outputs.shape[0])
      if targets.classNames.isEmpty {
        numbers += predictedNumbers(outputs)
      } else {
        classes += predictedClasses(outputs)
      }
    }
    let isClassification = !targets.classNames.isEmpty
    return SupervisedScores(
      loss: sum / Double(dataset.count), count: dataset.count,
      classification: isClassification
        ? .init(labels: dataset.labels, predictions: classes, classNames: dataset.classNames) : nil,
      regression: isClassification
        ? nil : .init(numbers: dataset.numbers, predictions: numbers))
  }

  /// The class of each example: the one of the largest logit, of equal ones the first.
  ///
  /// - Parameter dataset: Of a fitting form.
  /// - Returns: Indices into the targets' names; none where numbers are predicted.
  public func classes(of dataset: Dataset) -> [Int32] {
    var result: [Int32] = []
    guard !targets.classNames.isEmpty else { return result }
    forEachBatch(of: dataset) { outputs, _ in result += predictedClasses(outputs) }
    return result
  }

  /// The number that is predicted for each example, in the data set's unit.
  ///
  /// - Parameter dataset: Of a fitting form.
  /// - Returns: The numbers; none where classes are predicted.
  public func numbers(of dataset: Dataset) -> [Double] {
    var result: [Double] = []
    guard targets.classNames.isEmpty else { return result }
    forEachBatch(of: dataset) { outputs, _ in result += predictedNumbers(outputs) }
    return result
  }

  private func forEachBatch(of dataset: Dataset, _ body: (Tensor, Batch) -> Void) {
    withEvaluationMode {
      withoutGradients {
        for start in stride(from: 0, to: dataset.count, by: Self.evaluationBatch) {
          let end = min(start + Self.evaluationBatch, dataset.count)
          let batch = dataset.batch(Int32(start)..<Int32(end), standardizedBy: inputScale)
          body(network(batch.features), batch)
        }
      }
    }
  }

  private func predictedClasses(_ outputs: Tensor) -> [Int32] {
    outputs.shape[1] == 1
      ? outputs.scalars.map { $0 > 0 ? 1 : 0 } : outputs.argmax(axis: 1)
  }

  private func predictedNumbers(_ outputs: Tensor) -> [Double] {
    outputs.scalars.map { value in
      guard let scale = targetScale else { return Double(value) }
      return Double(value) * Double(scale.deviations[0]) + Double(scale.means[0])
    }
  }
}
