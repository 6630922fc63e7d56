import Datasets
import Determinism
import Documents
import NeuralNetworks
import TensorCore

/// Learns to predict the classes or numbers of a data set from its examples, batch by batch.
///
/// Each epoch is one pass over the training part in an order of its own; each batch gives one step of
/// the optimizer against the mean cross-entropy of the classes, or the mean squared error of the
/// standardized numbers. What is standardized is measured on the training part alone.
///
/// Where a share of the training part is held out (`validationFraction`), the best network is the one
/// that does best there; the test part never decides anything.
///
/// Command: `apus train mnist --network cnn`; expected: an accuracy of 99.15 % or more.
///
/// A copy of this value shares the network's parameters with it: keep one.
public struct SupervisedLearner {
  /// What decides how it learns.
  public let configuration: SupervisedConfiguration
  /// What is learned from, without the part that is held out.
  public let training: Dataset
  /// The part that is held out; nil for none.
  public let validation: Dataset?
  /// The network with its scaling.
  public let model: SupervisedNetwork
  var optimizer: any Optimizer
  let schedule: any Schedule
  /// The run's stream; each epoch's order comes from its child "batches/EPOCH".
  let random: RandomStream
  /// What dropout draws from.
  var dropout: RandomStream

  /// Updates made.
  public internal(set) var step = 0
  /// The best network by validation; nil before the first evaluation.
  public internal(set) var best: BestNetwork?
  /// Losses since the last report, and of this epoch's examples.
  var unreported = LossSum()
  var ofEpoch = LossSum()
  /// The order of the examples in the present epoch, once it is needed.
  private var order: (epoch: Int, indices: [Int32])?

  /// Creates a learner that has learned nothing.
  ///
  /// - Parameters:
  ///   - configuration: Checked against the data set.
  ///   - dataset: The training part.
  ///   - inputs: What inputs are standardized by; nil for what is learned from. Where few examples of a
  ///     set have their labels, the inputs of all are known.
  ///   - random: The run's root; its children "validation", "network", "dropout" and "batches/…" are used.
  /// - Throws: `InputError` where configuration and data set do not fit, or nothing is left to learn from.
  public init(
    configuration: SupervisedConfiguration, dataset: Dataset, standardizedBy inputs: Dataset? = nil,
    random: RandomStream
  ) throws {
    self.configuration = configuration
    self.random = random
    if configuration.validationFraction > 0 {
      var division = random.stream("validation")
      let parts = dataset.split(
        testFraction: configuration.validationFraction, using: &division)
      (training, validation) = (parts.training, parts.test)
    } else {
      (training, validation) = (dataset, nil)
    }
    guard training.count > 0, validation?.count != 0 else {
      throw InputError(
        "data set '\(dataset.name)' has \(dataset.count) examples: too few to learn from "
          + "with a validationFraction of \(configuration.validationFraction)")
    }
    try configuration.requireBatches(of: training.count)
    let specification = try configuration.networkSpecification(
      for: dataset.targets, exampleShape: dataset.exampleShape)
    let standardizesTarget = configuration.standardizeTarget && dataset.classNames.isEmpty
    var initialization = random.stream("network")
    model = try SupervisedNetwork(
      specification: specification, targets: dataset.targets,
      inputScale: configuration.inputScale(of: inputs ?? training),
      targetScale: standardizesTarget ? Standardization(of: training.numbers) : nil,
      using: &initialization)
    optimizer = configuration.makeOptimizer()
    let updates = (training.count + configuration.batchSize - 1) / configuration.batchSize
    schedule = configuration.makeSchedule(updates: updates * configuration.epochs)
    dropout = random.stream("dropout")
  }

  /// The layers that learn.
  public var network: Sequential { model.network }
  /// Updates of one epoch; the last batch may be smaller.
  public var stepsPerEpoch: Int {
    (training.count + configuration.batchSize - 1) / configuration.batchSize
  }
  /// Updates of the whole training.
  public var totalSteps: Int { stepsPerEpoch * configuration.epochs }
  /// Epochs ended.
  public var epoch: Int { step / stepsPerEpoch }

  // MARK: The loop

  /// Learns until an update is reached.
  ///
  /// May be called in slices: until 100, then until 200, is the same as until 200 at once, bit for
  /// bit, and a checkpoint may be taken between them.
  ///
  /// - Parameters:
  ///   - end: The update to stop at; nil for the last, which is never exceeded.
  ///   - test: What is judged by at every evaluation; it decides nothing.
  ///   - shouldContinue: Asked before each update; false stops there.
  ///   - report: Told what happens.
  /// - Throws: `InputError` where a loss is not finite, or the test part does not fit.
  public mutating func train(
    until end: Int? = nil, evaluatingOn test: Dataset? = nil,
    shouldContinue: () -> Bool = { true },
    report: (SupervisedEvent) -> Void = { _ in }
  ) throws {
    if let test { try model.requireFit(test) }
    let end = min(end ?? totalSteps, totalSteps)
    while step < end, shouldContinue() {
      try update(training.batch(nextIndices(), standardizedBy: model.inputScale))
      let epochEnds = step % stepsPerEpoch == 0
      if step % configuration.reportInterval == 0 || step == totalSteps {
        report(.progress(takeProgress()))
      }
      if epochEnds { report(.epoch(try finishEpoch(judgingOn: test))) }
    }
  }

  /// The examples of the next batch.
  private mutating func nextIndices() -> ArraySlice<Int32> {
    if order?.epoch != epoch {
      var shuffling = random.stream("batches/\(epoch)")
      order = (epoch, shuffling.permutation(training.count))
    }
    let indices = order?.indices ?? []
    let start = (step % stepsPerEpoch) * configuration.batchSize
    return indices[start..<min(start + configuration.batchSize, indices.count)]
  }

  // MARK: Learning

  /// One gradient step on a batch.
  private mutating func update(_ batch: Batch) throws {
    let network = model.network
    let outputs = withTrainingMode(using: &dropout) { network(batch.features) }
    let loss = model.loss(outputs, batch, labelSmoothing: configuration.labelSmoothing)
    let value = loss.item
    guard value.isFinite else { throw diverged("the loss") }
    network.zeroGradients()
    loss.backward()
    if configuration.gradientClip > 0 {
      let norm = clipGradients(network.parameters, globalNorm: configuration.gradientClip)
      guard norm.isFinite else { throw diverged("the gradient") }
    }
    optimizer.learningRate = schedule(step)
    optimizer.step(network.parameters)
    step += 1
    unreported.add(Double(value), weight: 1)
    ofEpoch.add(Double(value), weight: outputs.shape[0])
  }

  func diverged(_ quantity: String) -> InputError {
    InputError(
      "training diverged at update \(step): \(quantity) is not finite",
      remedy: "take a smaller learningRate, a gradientClip above 0, or standardize the inputs")
  }
}

/// Losses and how many updates or examples they belong to.
struct LossSum: Hashable {
  var total = 0.0
  var weight = 0

  var mean: Double { weight > 0 ? total / Double(weight) : 0 }

  mutating func add(_ loss: Double, weight: Int) {
    total += loss * Double(weight)
    self.weight += weight
  }
}
