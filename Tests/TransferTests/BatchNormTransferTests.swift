import Datasets
import Determinism
import Documents
import NeuralNetworks
import TensorCore
import Testing
import Transfer

@Suite struct BatchNormTransferTests {
  /// 0: linear, 1: batch normalization, 2: ReLU, 3: linear.
  private func names(_ value: Float) -> (parameters: [Parameter], buffers: [Parameter]) {
    func parameter(_ name: String, _ shape: [Int]) -> Parameter {
      Parameter(.full(Shape(shape), value), name: name)
    }
    return (
      [
        parameter("0.weight", [2, 1]), parameter("0.bias", [2]), parameter("1.weight", [2]),
        parameter("1.bias", [2]), parameter("3.weight", [2, 2]), parameter("3.bias", [2]),
      ],
      [
        parameter("1.running_mean", [2]), parameter("1.running_var", [2]),
        parameter("1.num_batches_tracked", []),
      ]
    )
  }

  private func rules(_ settings: (String, String)...) throws -> TransferRules {
    var rules = TransferRules()
    for (key, text) in settings { try TransferRules.fields.set(&rules, key: key, text: text) }
    return rules
  }

  private func load(
    _ rules: TransferRules, from source: [Parameter]
  ) throws -> (report: WeightTransfer, buffers: [Float]) {
    let target = names(9)
    let report = try WeightTransfer.load(
      from: source, into: target.parameters, buffers: target.buffers, rules: rules)
    return (report, target.buffers.flatMap(\.value.scalars))
  }

  @Test func statisticsAreTakenWithTheirLayerOrBeginAnew() throws {
    let source = names(1)
    let all = source.parameters + source.buffers
    #expect(try load(rules(), from: all).buffers == [1, 1, 1, 1, 1])
    #expect(try load(rules(("skip", "[1.*]")), from: all).buffers == [9, 9, 9, 9, 9])
    #expect(try load(rules(("take", "[0.*, 1.*]")), from: all).buffers == [1, 1, 1, 1, 1])
    let reset = try load(rules(("batchNorm", "reset")), from: all)
    #expect(reset.buffers == [9, 9, 9, 9, 9] && reset.report.loaded.contains("1.weight"))
    #expect(reset.report.reinitialized.map(\.reason).allSatisfy { $0 == "batchNorm is reset" })
    let measured = try load(rules(("batchNorm", "estimate")), from: all)
    #expect(measured.buffers == [9, 9, 9, 9, 9])
    #expect(measured.report.adapted.map(\.name) == source.buffers.map(\.name))
  }

  @Test func whatHasNoStatisticsToHoldIsRefusedByName() throws {
    let source = names(1)
    let held = try rules(("batchNorm", "freeze"))
    #expect(try load(held, from: source.parameters + source.buffers).buffers == [1, 1, 1, 1, 1])
    let without = #expect(throws: InputError.self) { try load(held, from: source.parameters) }
    #expect(without?.message.contains("'1.running_mean'") == true)
    let plain = #expect(throws: InputError.self) {
      try WeightTransfer.load(from: source.parameters, into: names(9).parameters, rules: held)
    }
    #expect(plain?.message.contains("batchNorm (freeze)") == true)
    source.buffers[1].value = Tensor([1, -1])
    let negative = #expect(throws: InputError.self) {
      try load(rules(), from: source.parameters + source.buffers)
    }
    #expect(negative?.message.contains("1.running_var") == true)
    #expect(throws: InputError.self) { try rules(("batchNorm", "trian")) }
  }

  /// The factors of both running statistics at a step.
  private func follows(_ rules: TransferRules, at step: Int) throws -> Bool {
    let network = names(1)
    let plan = try LearningPlan(rules, for: network.parameters, buffers: network.buffers)
    plan.apply(at: step)
    let factors = network.buffers.map(\.learningRateFactor)
    #expect(Set(factors).count == 1)
    return factors[0] == 1
  }

  @Test func statisticsFollowTheBatchesFromTheStepAtWhichTheirLayerLearns() throws {
    let frozen = ("freeze", "[body.*]")
    #expect(try follows(rules(), at: 0))
    #expect(try !follows(rules(frozen), at: 1_000))
    #expect(try !follows(rules(frozen, ("thawAfter", "10")), at: 9))
    #expect(try follows(rules(frozen, ("thawAfter", "10")), at: 10))
    #expect(try !follows(rules(("unfreezeEvery", "10")), at: 9))
    #expect(try follows(rules(("unfreezeEvery", "10")), at: 10))
    #expect(try !follows(rules(("lora", "[0.weight]"), ("loraRank", "1")), at: 0))
    #expect(try follows(rules(frozen, ("batchNorm", "reset")), at: 0))
    #expect(try !follows(rules(("batchNorm", "freeze")), at: 0))
    #expect(try !follows(rules(frozen, ("batchNorm", "estimate")), at: 0))
  }

  /// A learner of eight hidden sums that are normalized.
  private func learner(_ inputs: [Float], batch: Int = 4) throws -> SupervisedLearner {
    var configuration = SupervisedConfiguration()
    configuration.hiddenSizes = [2]
    configuration.batchNorm = true
    configuration.batchSize = batch
    configuration.epochs = 3
    let dataset = Dataset(
      name: "line", exampleShape: [1], features: inputs,
      labels: inputs.indices.map { Int32($0 % 2) }, classNames: ["even", "odd"])
    let learner = try SupervisedLearner(
      configuration: configuration, dataset: dataset, random: RandomStream(seed: 1))
    learner.network.parameters[0].value = Tensor([1, 2], shape: [2, 1])
    learner.network.parameters[1].value = Tensor([0, 1])
    return learner
  }

  @Test func theStatisticsOfExamplesAreThoseWorkedByHand() throws {
    // Sums x and 2x + 1 of x = 1, 2, 3, 6: means 3 and 7; variances of all data 14/3 and 56/3.
    var learner = try learner([1, 2, 3, 6])
    for buffer in learner.network.buffers { buffer.value = Tensor.full(buffer.shape, 5) }
    try learner.measureStatistics(examples: 100, random: RandomStream(seed: 3))
    let found = learner.network.buffers.map(\.value.scalars)
    #expect(found[0] == [3, 7] && found[2] == [1])
    for (value, expected) in zip(found[1], [14.0 / 3, 56.0 / 3] as [Float]) {
      #expect(abs(value - expected) < 1e-5)
    }
    // Dropout and learning are as before: measuring belongs to evaluation.
    #expect(learner.step == 0)
    var again = try self.learner([1, 2, 3, 6])
    try again.measureStatistics(examples: 2, random: RandomStream(seed: 3))
    #expect(again.network.buffers[0].value.scalars != [3, 7])
  }

  @Test func heldStatisticsStayAndTheLayerNormalizesByThemWhileItLearns() throws {
    for (handling, stays) in [("freeze", true), ("train", false)] {
      var learner = try learner([1, 2, 3, 6])
      try learner.measureStatistics(examples: 100, random: RandomStream(seed: 3))
      let before = learner.network.buffers.map(\.value.scalars)
      let weight = learner.network.parameters[2].value.scalars
      let plan = try LearningPlan(
        rules(("batchNorm", handling)), for: learner.network.parameters,
        buffers: learner.network.buffers)
      plan.apply(at: 0)
      try learner.train()
      #expect((learner.network.buffers.map(\.value.scalars) == before) == stays, "\(handling)")
      #expect(learner.network.parameters[2].value.scalars != weight)
    }
  }

  @Test func aBatchOfOneExampleIsRefusedBeforeAnythingIsNormalizedByIt() throws {
    let error = #expect(throws: InputError.self) { try learner([1, 2, 3, 4, 5], batch: 2) }
    #expect(error?.message.contains("batchSize (2)") == true)
    _ = try learner([1, 2, 3, 4, 5], batch: 3)
  }

  @Test func theLayersOfFewShotEncodersAreThoseOfACnnWithBatchNormalization() throws {
    for (body, downsampling, hasHead) in [
      (
        try NetworkSpecification.embedding(inputShape: [1, 28, 28], channels: [8, 8]),
        NetworkSpecification.Downsampling.pool, false
      ),
      (
        try .fewShotClassifier(inputShape: [1, 28, 28], channels: [8, 8], outputs: 5), .stride,
        true
      ),
    ] {
      var configuration = SupervisedConfiguration()
      try configuration.takeLayers(of: body)
      #expect(configuration.network == .cnn && configuration.batchNorm)
      #expect(configuration.downsampling == downsampling && configuration.hiddenSizes.isEmpty)
      let network = try configuration.networkSpecification(
        for: .classes(["a", "b", "c"]), exampleShape: [1, 28, 28])
      let shared = body.stateShapes.filter { entry in
        !(hasHead && entry.shape.first == 5)
      }
      for entry in shared {
        #expect(
          network.stateShapes.contains { $0.name == entry.name && $0.shape == entry.shape },
          "\(entry.name)")
      }
    }
  }
}
