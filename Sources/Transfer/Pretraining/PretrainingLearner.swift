import Datasets
import Determinism
import Documents
import NeuralNetworks
import TensorCore

/// Learns from the examples of a data set without their labels: layers that see, for others to begin
/// from.
///
/// Each update takes a batch, makes of it a task that needs no label (see ``PretrainingConfiguration/Method``),
/// and takes one step of the optimizer against its loss. Each pass through the examples has an order of
/// its own; what is left over for less than a batch is left out of it. Every update draws its noise from a
/// stream of its own number, so the place in the training is one counter.
///
/// Command: `apus pretrain mnist --method denoising-autoencoder`; expected: an encoder from which a
/// network with 100 labels is fine-tuned to at least five points more than one from scratch.
///
/// A copy of this value shares the network's parameters with it: keep one.
public struct PretrainingLearner {
  /// What decides how it learns.
  public let configuration: PretrainingConfiguration
  /// What is learned from.
  public let training: Dataset
  /// What the body is made of.
  public let specification: NetworkSpecification
  /// The layers that are learned to be kept.
  public let body: Sequential
  /// What inputs are standardized by; nil where they are taken as they are.
  public let inputScale: Standardization?
  let pretext: any Pretext
  var optimizer: any Optimizer
  let schedule: any Schedule
  /// The run's stream; its children "batches/PASS", "pretext/UPDATE" and "test/BATCH" are used.
  let random: RandomStream

  /// Updates made.
  public internal(set) var step = 0
  /// Losses and decisions since the last report.
  var unreported = PretrainingSums()
  /// The order of the examples in the present pass, once it is needed.
  private var order: (pass: Int, indices: [Int32])?

  /// Creates a learner that has learned nothing.
  ///
  /// - Parameters:
  ///   - configuration: Checked against the data set.
  ///   - dataset: The examples; their labels or numbers are never looked at.
  ///   - random: The run's root.
  /// - Throws: `InputError` where configuration and data set do not fit.
  public init(
    configuration: PretrainingConfiguration, dataset: Dataset, random: RandomStream
  ) throws {
    try configuration.validate(targets: dataset.targets, exampleShape: dataset.exampleShape)
    guard dataset.count >= configuration.training.batchSize else {
      throw InputError(
        "data set '\(dataset.name)' has \(dataset.count) examples; batchSize is "
          + "\(configuration.training.batchSize)", remedy: "set batchSize to fewer")
    }
    try Self.requireRange(of: dataset, configuration)
    self.configuration = configuration
    self.random = random
    training = dataset
    specification = try configuration.bodySpecification(exampleShape: dataset.exampleShape)
    inputScale = configuration.training.inputScale(of: dataset)
    var initialization = random.stream("network")
    body = specification.makeNetwork(using: &initialization)
    pretext = try configuration.makePretext(
      for: specification, inputScale: inputScale, random: random)
    optimizer = configuration.training.makeOptimizer()
    schedule = configuration.training.makeSchedule(updates: configuration.updates)
  }

  /// Updates of the whole training.
  public var totalSteps: Int { configuration.updates }
  /// Batches of one pass through the examples.
  public var stepsPerPass: Int { training.count / configuration.training.batchSize }
  /// Passes that were completed.
  public var epoch: Int { step / stepsPerPass }
  /// What is trained: the body's parameters, then those behind it, which are named "head.…".
  public var parameters: [Parameter] { body.parameters + pretext.head }

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
  /// - Throws: `InputError` where a loss is not finite.
  public mutating func train(
    until end: Int? = nil, evaluatingOn test: Dataset? = nil,
    shouldContinue: () -> Bool = { true },
    report: (PretrainingEvent) -> Void = { _ in }
  ) throws {
    let end = min(end ?? totalSteps, totalSteps)
    let interval = configuration.evaluationInterval
    while step < end, shouldContinue() {
      try update(training.batch(nextIndices()).features)
      if step % configuration.training.reportInterval == 0 || step == totalSteps {
        report(.progress(takeProgress()))
      }
      if let test, step == totalSteps || (interval > 0 && step % interval == 0) {
        report(.evaluation(evaluate(on: test)))
      }
    }
  }

  /// The examples of the next batch.
  private mutating func nextIndices() -> ArraySlice<Int32> {
    if order?.pass != epoch {
      var shuffling = random.stream("batches/\(epoch)")
      order = (epoch, shuffling.permutation(training.count))
    }
    let size = configuration.training.batchSize
    let start = (step % stepsPerPass) * size
    return order?.indices[start..<(start + size)] ?? []
  }

  // MARK: Learning

  /// One gradient step on a batch `[B, …exampleShape]`.
  private mutating func update(_ examples: Tensor) throws {
    var draws = random.stream("pretext/", number: step)
    let found = pretext.loss(of: examples, body: body, using: &draws)
    let value = found.loss.item
    guard value.isFinite else { throw diverged("the loss") }
    let parameters = self.parameters
    for parameter in parameters { parameter.gradient = nil }
    found.loss.backward()
    let clip = configuration.training.gradientClip
    if clip > 0, !clipGradients(parameters, globalNorm: clip).isFinite {
      throw diverged("the gradient")
    }
    optimizer.learningRate = schedule(step)
    optimizer.step(parameters)
    step += 1
    unreported.add(Double(value), weight: 1, right: found.right, of: found.decisions)
  }
}

/// Losses and right decisions, and how many updates or examples and decisions they belong to.
struct PretrainingSums: Hashable {
  var loss = 0.0
  var weight = 0
  var right = 0
  var decisions = 0

  var meanLoss: Double { weight > 0 ? loss / Double(weight) : 0 }
  var accuracy: Double? { decisions > 0 ? Double(right) / Double(decisions) : nil }

  mutating func add(_ loss: Double, weight: Int, right: Int?, of decisions: Int) {
    self.loss += loss * Double(weight)
    self.weight += weight
    guard let right else { return }
    self.right += right
    self.decisions += decisions
  }
}
