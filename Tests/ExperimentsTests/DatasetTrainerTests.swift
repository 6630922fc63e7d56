import Datasets
import Documents
import Experiments
import Testing
import Transfer

@Suite(.serialized) struct DatasetTrainerTests {
  private func configuration(_ settings: String...) throws -> RunConfiguration {
    var configuration = try RunConfiguration(
      definition: .dataset(try DatasetRegistry.definition("iris")), network: "mlp")
    configuration.checkpointInterval = 7
    for setting in ["epochs=12", "hiddenSizes=[8]", "reportInterval=5"] + settings {
      try configuration.set(argument: setting)
    }
    return configuration
  }

  @Test func stoppedAndResumedAtAnyUpdateItEndsInTheSameBytes() throws {
    try expectSameBytes(
      of: configuration("validationFraction=0.2", "learningRateEnd=0.1"),
      pausedAfter: [1, 2, 3, 4, 7, 20])
  }

  @Test func withoutAPartHeldOutTheLastNetworkIsTheOneThatIsKept() throws {
    let folder = try TemporaryFolder()
    let run = try train(configuration(), in: folder.path + "/run")
    #expect(
      try folder.bytes("run/policy.safetensors") == folder.bytes("run/policy-last.safetensors"))
    guard case .predictor(let predictor) = try TrainedNetwork.load(run.path) else {
      Issue.record("expected a predictor")
      return
    }
    #expect(predictor.epoch == 12 && predictor.step == 48 && predictor.seed == 1)
    let scores = PredictionSummary(try predictor.evaluate(dataFolder: nil))
    #expect(predictor.scores == scores)
  }

  @Test func theNetworkThatIsKeptIsTheBestOnThePartHeldOut() throws {
    let folder = try TemporaryFolder()
    let configuration = try configuration(
      "validationFraction=0.3", "learningRate=0.5", "epochs=30", "optimizer=sgd")
    let run = try RunFolder.create(at: folder.path + "/run")
    var epochs: [SupervisedEpoch] = []
    _ = try Trainer(starting: configuration, in: run).run(
      shouldContinue: { true },
      report: { event in if case .dataset(.epoch(let epoch)) = event { epochs.append(epoch) } })
    let best = try #require(epochs.last { $0.isBest })
    guard case .predictor(let predictor) = try TrainedNetwork.load(run.path) else {
      Issue.record("expected a predictor")
      return
    }
    #expect(predictor.epoch == best.epoch)
    #expect(best.validation?.score == epochs.compactMap { $0.validation?.score }.max())
    #expect(predictor.scores?.accuracy == best.test?.accuracy)
    #expect(
      try predictor.evaluate(dataFolder: nil).accuracy == best.test?.accuracy)
  }

  @Test func aPredictorIsReadBackAsItWasWritten() throws {
    let folder = try TemporaryFolder()
    let run = try train(configuration(), in: folder.path + "/run")
    guard case .predictor(let predictor) = try TrainedNetwork.load(run.policy) else {
      Issue.record("expected a predictor")
      return
    }
    try predictor.write(to: folder.path + "/again.safetensors")
    #expect(try folder.bytes("again.safetensors") == folder.bytes("run/policy.safetensors"))
    #expect(throws: InputError.self) { try Policy.load(run.policy) }
  }

  @Test func theConfigurationIsReadBackAsItWasWritten() throws {
    for id in DatasetRegistry.ids {
      var configuration = try RunConfiguration(
        definition: .dataset(try DatasetRegistry.definition(id)))
      #expect(
        try RunConfiguration(yaml: configuration.yaml, file: "c.yaml") == configuration, "\(id)")
      configuration.dataFolder = "a folder/with: \"signs\""
      #expect(
        try RunConfiguration(yaml: configuration.yaml, file: "c.yaml") == configuration, "\(id)")
      #expect(try configuration.taskDefinition().id == id)
      // Where the data lie decides nothing.
      #expect(!configuration.resultYAML.contains("a folder"))
    }
  }

  @Test func tasksAreFoundByNameOverBothKinds() throws {
    for id in TaskDefinition.ids { #expect(try TaskDefinition.load(id).id == id) }
    #expect(Set(TaskDefinition.ids).count == TaskDefinition.ids.count)
    // Capitals and hyphens do not matter.
    #expect(try TaskDefinition.load("minigrid-four-rooms").id == "minigrid-fourrooms")
    #expect(try TaskDefinition.load("FashionMNIST").id == "fashion-mnist")
    let error = #expect(throws: InputError.self) { try TaskDefinition.load("fashon-mnist") }
    #expect(error?.message.contains("did you mean 'fashion-mnist'?") == true)
  }
}
