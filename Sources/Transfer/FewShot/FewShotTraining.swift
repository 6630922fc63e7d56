import Datasets
import Determinism
import Documents
import NeuralNetworks
import TensorCore

/// Learns to learn: a few-shot method trained episode by episode.
///
/// May be stopped, saved and restored at any update, bit for bit. Episode i comes from the stream
/// `episodes/i`, so the place in the training is one counter; validation plays the same episodes each
/// time, and the network that did best in them is kept. With `trainOnValidation` there is none, and the
/// last network stands.
public struct FewShotTraining {
  /// What decides how it learns.
  public let configuration: FewShotConfiguration
  /// What the network is made of.
  public let specification: NetworkSpecification
  /// The network that learns.
  public let network: Sequential
  /// The classes.
  public let pools: FewShotPools
  /// The method over the network.
  public private(set) var method: any FewShotMethod
  /// Updates made.
  public internal(set) var step = 0
  /// The network that did best in validation; nil before the first.
  public internal(set) var best: BestNetwork?
  var optimizer: any Optimizer
  var losses = LossSum()
  var accuracies = LossSum()
  private let schedule: any Schedule
  private let random: RandomStream

  /// A training with a fresh network.
  ///
  /// - Parameters:
  ///   - configuration: What decides how it learns.
  ///   - definition: The data set.
  ///   - data: Its parts.
  ///   - random: The run's stream.
  /// - Throws: `InputError` where these do not fit one another, or the method learns nothing.
  public init(
    configuration: FewShotConfiguration, definition: DatasetDefinition, data: DatasetSplits,
    random: RandomStream
  ) throws {
    try configuration.validate(for: definition)
    guard let specification = try configuration.networkSpecification(for: definition) else {
      throw InputError(
        "method '\(configuration.method.rawValue)' has nothing to learn",
        remedy: "test it: apus fewshot \(definition.id) --method \(configuration.method.rawValue)")
    }
    pools = try FewShotPools(
      definition, data, joiningValidation: configuration.trainOnValidation)
    for (pool, shape) in [
      (pools.training, configuration.trainingShape),
      (pools.validation, configuration.validationShape),
    ] { try pool.requireRoom(for: shape) }
    self.configuration = configuration
    self.specification = specification
    self.random = random
    var initialization = random.stream("network")
    network = specification.makeNetwork(using: &initialization)
    method = configuration.makeMethod(network: network)
    optimizer = configuration.makeOptimizer()
    schedule = configuration.makeSchedule()
  }

  /// Training episodes seen.
  public var episodes: Int { step * configuration.episodesPerUpdate }

  /// Learns until an update is reached.
  ///
  /// May be called in slices, and a checkpoint may be taken between them.
  ///
  /// - Parameters:
  ///   - end: The update to stop at; nil for the last, which is never exceeded.
  ///   - shouldContinue: Asked before each update; false stops there.
  ///   - report: Told what happens.
  /// - Throws: `InputError` where a loss is not finite.
  public mutating func train(
    until end: Int? = nil, shouldContinue: () -> Bool = { true },
    report: (FewShotEvent) -> Void = { _ in }
  ) throws {
    let end = min(end ?? configuration.updates, configuration.updates)
    while step < end, shouldContinue() {
      optimizer.learningRate = schedule(step)
      let found = try method.metaStep(on: nextEpisodes(), optimizer: &optimizer)
      step += 1
      losses.add(found.loss, weight: 1)
      accuracies.add(found.accuracy, weight: 1)
      let isLast = step == configuration.updates
      if isLast || step % configuration.reportInterval == 0 { report(.progress(takeProgress())) }
      if configuration.trainOnValidation { continue }
      if isLast || step % configuration.validationInterval == 0 { report(validate()) }
    }
  }

  /// How the network does in the validation's episodes.
  ///
  /// - Returns: The scores; nothing changes by it.
  public func validationScores() -> FewShotScores {
    FewShotScores.measure(
      method, on: pools.validation, shape: configuration.validationShape,
      episodes: configuration.validationEpisodes, random: random.stream("validation"))
  }

  private func nextEpisodes() -> [Episode] {
    (0..<configuration.episodesPerUpdate).map { index in
      var stream = random.stream("episodes/", number: episodes + index)
      return pools.training.episode(configuration.trainingShape, using: &stream)
    }
  }

  private mutating func takeProgress() -> FewShotProgress {
    defer { (losses, accuracies) = (LossSum(), LossSum()) }
    return FewShotProgress(
      step: step, totalSteps: configuration.updates, episodes: episodes,
      learningRate: optimizer.learningRate, loss: losses.mean, accuracy: accuracies.mean)
  }

  /// Of equally good networks the latest is kept.
  private mutating func validate() -> FewShotEvent {
    let scores = validationScores()
    let isBest = best.map { scores.accuracy >= $0.score } ?? true
    if isBest {
      best = BestNetwork(
        step: step, score: scores.accuracy, state: network.state.map(\.value))
    }
    return .validation(step: step, scores, isBest: isBest)
  }
}

extension ClassPool {
  /// Checks that episodes of a shape can be drawn.
  ///
  /// - Throws: `InputError` that names both counts.
  public func requireRoom(for shape: EpisodeShape) throws {
    guard shape.ways <= count, shape.examplesPerClass <= smallestClass else {
      throw InputError(
        "episodes (ways \(shape.ways), shots \(shape.shots), queries \(shape.queries)) need "
          + "\(shape.ways) classes of \(shape.examplesPerClass) examples; of '\(dataset.name)' there "
          + "are \(count) classes here, the smallest of \(smallestClass)",
        remedy: "take fewer ways, shots or queries")
    }
  }
}
