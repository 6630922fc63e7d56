import Datasets
import Determinism
import Documents
import NeuralNetworks
import TensorCore
import Testing
import Transfer

@Suite struct SupervisedLearnerTests {
  /// Two clouds of points on either side of a line.
  private func clouds(_ count: Int, seed: UInt64) -> Dataset {
    var random = RandomStream(seed: seed)
    let labels = (0..<count).map { Int32($0 % 2) }
    let features = labels.flatMap { label in
      [random.normal() + (label == 0 ? -2 : 2), 100 * random.normal()]
    }
    return Dataset(
      name: "clouds", exampleShape: [2], features: features, labels: labels,
      classNames: ["left", "right"])
  }

  /// y = 30 x₀ − 20 x₁ + 500 and a little noise.
  private func plane(_ count: Int, seed: UInt64) -> Dataset {
    var random = RandomStream(seed: seed)
    let features = (0..<(2 * count)).map { _ in random.normal() }
    let numbers = (0..<count).map { index in
      30 * features[2 * index] - 20 * features[2 * index + 1] + 500 + random.normal()
    }
    return Dataset(
      name: "plane", exampleShape: [2], examples: .floats(features), targets: .numbers("y"),
      numbers: numbers)
  }

  private func configuration(
    _ change: (inout SupervisedConfiguration) -> Void = { _ in }
  ) -> SupervisedConfiguration {
    var configuration = SupervisedConfiguration()
    configuration.hiddenSizes = [8]
    configuration.epochs = 5
    configuration.batchSize = 16
    configuration.learningRate = 0.01
    configuration.standardize = .feature
    configuration.reportInterval = 4
    change(&configuration)
    return configuration
  }

  private func learner(
    _ dataset: Dataset, seed: UInt64 = 1,
    _ change: (inout SupervisedConfiguration) -> Void = { _ in }
  ) throws -> SupervisedLearner {
    try SupervisedLearner(
      configuration: configuration(change), dataset: dataset, random: RandomStream(seed: seed))
  }

  private func weights(_ learner: SupervisedLearner) -> [UInt32] {
    learner.network.parameters.flatMap { $0.value.scalars.map(\.bitPattern) }
  }

  // MARK: What is learned

  @Test(arguments: [SupervisedConfiguration.Network.linear, .logistic, .mlp])
  func twoCloudsAreToldApart(network: SupervisedConfiguration.Network) throws {
    var learner = try learner(clouds(200, seed: 1)) {
      $0.network = network
      $0.learningRate = 0.05
      $0.epochs = 20
    }
    try learner.train()
    let scores = try learner.evaluate(on: clouds(1000, seed: 2))
    // The clouds overlap: a perfect line errs in 2.3 % of all cases.
    #expect(try #require(scores.accuracy) > 0.95)
    #expect(scores.loss < 0.2 && scores.count == 1000 && scores.regression == nil)
  }

  @Test func aPlaneIsFoundInTheUnitOfTheDataSet() throws {
    var learner = try learner(plane(300, seed: 1)) {
      $0.network = .linear
      $0.epochs = 30
    }
    try learner.train()
    let scores = try learner.evaluate(on: plane(300, seed: 2))
    let regression = try #require(scores.regression)
    // The noise has the variance 1, of 1301 in all.
    #expect(regression.meanSquaredError < 1.5 && regression.determination > 0.998)
    #expect(scores.classification == nil && scores.score == regression.determination)
    // Without its own scaling, the outputs would be near 0 rather than 500.
    let predictions = learner.model.numbers(of: plane(5, seed: 2))
    #expect(predictions.allSatisfy { abs($0 - 500) < 200 })
  }

  @Test func oneLogitHasTheLossOfTheLogisticFunction() throws {
    let learner = try learner(clouds(10, seed: 1)) { $0.network = .logistic }
    let outputs = Tensor([-1, 0, 2], shape: [3, 1])
    let batch = clouds(3, seed: 1).batch([0, 1, 1])
    // ln(1 + e⁻¹), ln 2, ln(1 + e⁻²): classes 0, 1, 1.
    let expected: Float = (0.31326169 + 0.69314718 + 0.12692801) / 3
    #expect(abs(learner.model.loss(outputs, batch).item - expected) < 1e-6)
  }

  @Test func smoothedLabelsHaveTheLossByHand() throws {
    let learner = try learner(clouds(10, seed: 1)) { $0.network = .linear }
    let batch = clouds(2, seed: 1).batch([1])
    let outputs = Tensor([0, 2], shape: [1, 2])
    // −log softmax is 2.126928 and 0.126928; 0.8 of the label's own and 0.1 of each.
    let loss = learner.model.loss(outputs, batch, labelSmoothing: 0.2).item
    #expect(abs(loss - (0.8 * 0.126928 + 0.1 * (2.126928 + 0.126928))) < 1e-5)
  }

  // MARK: Exactness

  @Test func aRestoredLearnerGoesOnBitForBit() throws {
    let data = clouds(150, seed: 1)
    func change(_ configuration: inout SupervisedConfiguration) {
      configuration.validationFraction = 0.2
      configuration.schedule = .cosine
      configuration.warmUp = 3
      configuration.gradientClip = 1
      configuration.dropout = 0.3
    }
    var whole = try learner(data, change)
    var events: [SupervisedEvent] = []
    try whole.train(report: { events.append($0) })
    let end = try whole.checkpoint().serialized()
    // 120 examples of which 16 at a time: 8 updates an epoch. In its middle, at its end, at the report.
    for pause in [0, 1, 5, 8, 11, 12, 39, 40] {
      var first = try learner(data, change)
      var heard: [SupervisedEvent] = []
      try first.train(until: pause, report: { heard.append($0) })
      let saved = try SafeTensors(bytes: first.checkpoint().serialized(), file: "checkpoint")
      var second = try learner(data, change)
      try second.restore(saved)
      #expect(second.step == pause)
      try second.train(report: { heard.append($0) })
      #expect(try second.checkpoint().serialized() == end, "paused at \(pause)")
      #expect(heard.map(text) == events.map(text), "paused at \(pause)")
    }
  }

  private func text(_ event: SupervisedEvent) -> String { "\(event)" }

  @Test func theSeedDecidesEverything() throws {
    let data = clouds(60, seed: 1)
    func trained(_ seed: UInt64) throws -> [UInt32] {
      var learner = try learner(data, seed: seed)
      try learner.train()
      return weights(learner)
    }
    #expect(try trained(3) == trained(3))
    #expect(try trained(3) != trained(4))
  }

  @Test func anEpochHasEveryExampleOnceAndAnotherOrderEachTime() throws {
    var learner = try learner(clouds(40, seed: 1)) { $0.reportInterval = 1 }
    #expect(learner.stepsPerEpoch == 3 && learner.totalSteps == 15)
    var epochs: [SupervisedEpoch] = []
    var losses: [Double] = []
    try learner.train(report: { event in
      switch event {
      case .progress(let progress): losses.append(progress.loss)
      case .epoch(let epoch): epochs.append(epoch)
      }
    })
    #expect(epochs.map(\.step) == [3, 6, 9, 12, 15] && losses.count == 15)
    // The epoch's loss is the mean over its 16 + 16 + 8 examples.
    let mean = (losses[0] * 16 + losses[1] * 16 + losses[2] * 8) / 40
    #expect(abs(epochs[0].trainingLoss - mean) < 1e-12)
  }

  // MARK: Judging

  @Test func theBestNetworkIsChosenByTheHeldOutPart() throws {
    var learner = try learner(clouds(100, seed: 1)) { $0.validationFraction = 0.3 }
    #expect(learner.training.count == 70 && learner.validation?.count == 30)
    let test = clouds(50, seed: 3)
    var epochs: [SupervisedEpoch] = []
    try learner.train(
      evaluatingOn: test,
      report: { if case .epoch(let epoch) = $0 { epochs.append(epoch) } })
    #expect(epochs.allSatisfy { $0.validation?.count == 30 && $0.test?.count == 50 })
    let best = try #require(learner.best)
    let scores = epochs.compactMap { $0.validation?.score }
    #expect(best.score == scores.max())
    #expect(best.step == epochs.last { $0.isBest }?.step)
    let last = try #require(epochs.last)
    if last.isBest {
      #expect(try learner.bestNetwork().evaluate(on: test) == last.test)
    } else {
      #expect(epochs.contains { $0.isBest && $0.step == best.step })
    }
  }

  @Test func evaluationsComeAtTheirIntervalAndAtTheEnd() throws {
    var learner = try learner(clouds(40, seed: 1)) { $0.evaluationInterval = 2 }
    var judged: [Int] = []
    try learner.train(
      evaluatingOn: clouds(9, seed: 2),
      report: { if case .epoch(let epoch) = $0, epoch.test != nil { judged.append(epoch.epoch) } })
    #expect(judged == [2, 4, 5])
  }

  @Test func scalingIsMeasuredOnTheTrainingPartAlone() throws {
    let data = clouds(100, seed: 1)
    let learner = try learner(data) { $0.validationFraction = 0.5 }
    #expect(learner.model.inputScale == Standardization(of: learner.training))
    #expect(learner.model.inputScale != Standardization(of: data))
  }

  // MARK: What is refused

  @Test func aLossThatIsNotFiniteIsRefused() throws {
    var learner = try learner(clouds(100, seed: 1)) {
      $0.optimizer = .sgd
      $0.learningRate = 1e30
    }
    let found = message { try learner.train() }
    #expect(found.hasPrefix("training diverged at update "), "\(found)")
    #expect(found.contains("take a smaller learningRate"))
  }

  @Test func checkpointsOfSomethingElseAreRefused() throws {
    var first = try learner(clouds(100, seed: 1))
    try first.train(until: 3)
    let saved = try first.checkpoint()
    var other = try learner(clouds(100, seed: 2))
    #expect(message { try other.restore(saved) }.contains("trained on other examples"))
    var wider = try learner(clouds(100, seed: 1)) { $0.hiddenSizes = [9] }
    #expect(message { try wider.restore(saved) }.contains("'network.0.weight' has shape"))
    for name in saved.names {
      var damaged = saved
      damaged.tensors.removeAll { $0.name == name }
      var learner = try learner(clouds(100, seed: 1))
      #expect(throws: InputError.self, "without \(name)") { try learner.restore(damaged) }
    }
    var counters = saved
    counters.tensors.removeAll { $0.name == "learner.counters" }
    counters.append("learner.counters", integers: [1 << 40, 0, 0])
    var learner = try learner(clouds(100, seed: 1))
    #expect(message { try learner.restore(counters) }.contains("out of range"))
  }

  @Test func aDataSetOfAnotherFormIsRefused() throws {
    let learner = try learner(clouds(20, seed: 1))
    #expect(message { _ = try learner.evaluate(on: plane(5, seed: 1)) }.contains("has 0"))
    let wide = Dataset(
      name: "w", exampleShape: [3], features: [1, 2, 3], labels: [0], classNames: ["a", "b"])
    #expect(
      message { _ = try learner.evaluate(on: wide) }
        .hasPrefix("the network takes examples [2], but data set 'w' has [3]"))
    #expect(
      message { _ = try self.learner(clouds(1, seed: 1)) { $0.validationFraction = 0.9 } }
        .contains("too few to learn from"))
  }
}
