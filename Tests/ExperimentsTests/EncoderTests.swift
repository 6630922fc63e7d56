import Datasets
import Documents
import Experiments
import Testing
import Transfer

@Suite(.serialized) struct EncoderTests {
  private func configuration(_ settings: String...) throws -> RunConfiguration {
    var configuration = try RunConfiguration(
      pretraining: try DatasetRegistry.definition("iris"), method: "denoising-autoencoder")
    configuration.checkpointInterval = 7
    for setting in ["updates=30", "hiddenSizes=[8]", "reportInterval=5", "evaluationInterval=9"]
      + settings
    { try configuration.set(argument: setting) }
    return configuration
  }

  private func encoder(_ path: String) throws -> Encoder {
    guard case .encoder(let encoder) = try TrainedNetwork.load(path) else {
      throw InputError("expected an encoder")
    }
    return encoder
  }

  @Test func stoppedAndResumedAtAnyUpdateItEndsInTheSameBytes() throws {
    try expectSameBytes(of: configuration(), pausedAfter: [1, 5, 7, 20])
  }

  @Test func anEncoderIsReadBackAsItWasWritten() throws {
    let folder = try TemporaryFolder()
    let run = try train(configuration(), in: folder.path + "/run")
    let encoder = try encoder(run.path)
    #expect(encoder.method == "denoising-autoencoder" && encoder.step == 30)
    #expect(encoder.definition.id == "iris" && encoder.inputScale?.means.count == 4)
    #expect(encoder.scores?.hasPrefix("test loss ") == true)
    #expect(encoder.network.parameters.map(\.name) == ["0.weight", "0.bias"])
    try encoder.write(to: folder.path + "/again.safetensors")
    #expect(try folder.bytes("again.safetensors") == folder.bytes("run/policy.safetensors"))
    // There is nothing to watch.
    #expect(throws: InputError.self) { try Policy.load(run.policy) }
    #expect(try RunRecord(run).isFinished)
  }

  @Test func aDamagedEncoderIsRefused() throws {
    let folder = try TemporaryFolder()
    let run = try train(configuration(), in: folder.path + "/run")
    let whole = try folder.bytes("run/policy.safetensors")
    let path = folder.path + "/damaged.safetensors"
    for length in [0, 7, 100, whole.count - 1] {
      try writeAtomically(Array(whole.prefix(length)), to: path)
      #expect(throws: InputError.self, "\(length) bytes") { try TrainedNetwork.load(path) }
    }
    let text = String(decoding: whole, as: UTF8.self)
    // Another width of the layer: its tensor does not fit.
    let other = try #require(text.range(of: "linear: 8"))
    var bytes = whole
    bytes[text.utf8.distance(from: text.startIndex, to: other.upperBound) - 1] = UInt8(ascii: "9")
    try writeAtomically(bytes, to: path)
    #expect(throws: InputError.self) { try TrainedNetwork.load(path) }
    _ = run
  }

  @Test func theConfigurationIsReadBackAsItWasWritten() throws {
    for method in PretrainingConfiguration.Method.allCases {
      let id = method == .rotation || method == .simclr ? "mnist" : "iris"
      let configuration = try RunConfiguration(
        pretraining: try DatasetRegistry.definition(id), method: method.rawValue)
      try configuration.validate()
      #expect(
        try RunConfiguration(yaml: configuration.yaml, file: "c.yaml") == configuration, "\(id)")
      #expect(configuration.name == "\(id)-\(method.rawValue)")
    }
    var few = try RunConfiguration(definition: .dataset(try DatasetRegistry.definition("iris")))
    for labels in [LabelBudget.perClass(3), .total(10), nil] {
      few.labels = labels
      #expect(try RunConfiguration(yaml: few.yaml, file: "c.yaml") == few)
      #expect(few.resultYAML.contains("labels:") == (labels != nil))
    }
  }

  @Test func aFineTunedRunTakesItsLayersAndWeightsFromTheEncoder() throws {
    let folder = try TemporaryFolder()
    let source = try train(configuration("activation=tanh"), in: folder.path + "/source")
    let plan = try TransferPlan(from: source.path, rules: TransferRules())
    var tuned = try plan.configuration(for: .dataset(try DatasetRegistry.definition("iris")))
    #expect(tuned.training?.hiddenSizes == [8] && tuned.training?.activation == .tanh)
    #expect(tuned.training?.standardize == .feature)
    tuned.transfer = plan
    tuned.labels = .perClass(5)
    tuned.training?.epochs = 2
    let run = try RunFolder.create(at: folder.path + "/tuned")
    let trainer = try Trainer(starting: tuned, in: run)
    #expect(trainer.transfer?.loaded == ["0.weight", "0.bias"])
    // Fifteen labels in one batch: an epoch is an update.
    #expect(trainer.totalSteps == 2)
    #expect(throws: InputError.self) {
      try plan.configuration(for: .dataset(try DatasetRegistry.definition("mnist")))
    }
  }

  @Test func moreLabelsThanThereAreLeaveNothingBehind() throws {
    let data = try DatasetRegistry.definition("iris").load(from: nil).training
    var configuration = try RunConfiguration(
      definition: .dataset(try DatasetRegistry.definition("iris")))
    configuration.labels = .total(121)
    let folder = try TemporaryFolder()
    // More than there are: refused before anything is left behind.
    #expect(data.count == 120)
    #expect(throws: InputError.self) {
      try Trainer(
        starting: configuration, in: try RunFolder.create(at: folder.path + "/many"))
    }
    #expect(!FileSystem.exists(folder.path + "/many"))
  }
}
