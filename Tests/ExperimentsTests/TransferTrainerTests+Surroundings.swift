import Agents
import Datasets
import Determinism
import Documents
import Environments
import Experiments
import Foundation
import NeuralNetworks
import TensorCore
import TestSupport
import Testing
import Transfer

/// Adapters and frozen columns through the run machinery.
extension TransferTrainerTests {
  /// A short training on another task with the source's layers, and what the plan puts around them.
  private func surrounded(
    _ task: String, by settings: [String], from source: RunFolder
  ) throws -> RunConfiguration {
    let plan = try plan(source, settings)
    var configuration = try plan.configuration(for: TaskDefinition.load(task))
    if task == "wine", let folder = sharedData("") { try configuration.use(data: folder) }
    let short =
      configuration.agent == nil
      ? ["epochs=8", "batchSize=16", "reportInterval=5", "learningRate=0.01"]
      : [
        "steps=700", "environments=2", "trainInterval=8", "updatesPerInterval=2",
        "learningStarts=100", "batchSize=16", "bufferCapacity=400", "evaluationInterval=250",
        "evaluationEpisodes=4", "reportInterval=100", "epsilonSteps=500",
      ]
    for setting in short { try configuration.set(argument: setting) }
    configuration.checkpointInterval = configuration.agent == nil ? 7 : 300
    return try configuration.with(plan)
  }

  /// Trains at once, with a pause, and with two threads: the same bytes.
  private func trainAllWays(
    _ configuration: RunConfiguration, pause: Int, in folder: TemporaryFolder
  ) throws -> RunFolder {
    #expect(try RunConfiguration(yaml: configuration.yaml, file: "c.yaml") == configuration)
    let whole = try train(configuration, in: folder.path + "/whole")
    _ = try train(configuration, in: folder.path + "/paused", pause: pause)
    try expectSameBytes(folder, "whole", "paused")
    var two = configuration
    two.threads = 2
    _ = try train(two, in: folder.path + "/two")
    try expectSameBytes(folder, "whole", "two")
    return whole
  }

  private func rows(_ configuration: RunConfiguration) throws -> [String: String] {
    let table = try #require(try RunStart(configuration).table)
    return Dictionary(
      uniqueKeysWithValues: table.rows.map { ($0.name, "\($0.origin.word), \($0.learning)") })
  }

  @Test func betweenEnvironmentsOfOtherShapesAdaptersLearnAndTheSourceStaysWhole() throws {
    let folder = try TemporaryFolder()
    let source = try train(cartpole(), in: folder.path + "/source")
    let configuration = try surrounded(
      "acrobot", by: ["fit:[*=adapter]", "freeze:[body.*]"], from: source)
    let dqn = try #require(configuration.agent?.configuration as? DQNConfiguration)
    #expect(dqn.surroundings.inputAdapter == [4] && dqn.surroundings.outputAdapter == 2)
    let rows = try rows(configuration)
    #expect(rows["inputAdapter.weight"] == "reinitialized, trained")
    #expect(rows["0.weight"] == "loaded, frozen" && rows["4.bias"] == "loaded, frozen")
    #expect(rows["outputAdapter.bias"] == "reinitialized, trained")
    let whole = try trainAllWays(configuration, pause: 151, in: folder)
    for name in ["0.weight", "2.weight", "4.weight", "4.bias"] {
      #expect(try tensor(name, whole) == tensor(name, source, last: false), "\(name)")
    }
    let policy = try Policy.load(whole.path)
    #expect(policy.acting.observationCount == 6 && policy.acting.actionCount == 3)
    let values = try #require(policy.acting as? QNetwork).values(of: [0, 1, 0, 1, 2, 3])
    #expect(values.count == 3 && values.allSatisfy(\.isFinite))
  }

  @Test(.enabled(if: sharedData("sklearn") != nil, "no sklearn in APUS_DATA"))
  func betweenDataSetsAnAdapterStandsWhereTheShapesDiffer() throws {
    let folder = try TemporaryFolder()
    let source = try train(iris(4), in: folder.path + "/source")
    let configuration = try surrounded(
      "wine", by: ["fit:[0.*=adapter]", "freeze:[body.*]", "thawAfter:17"], from: source)
    #expect(configuration.training?.surroundings.inputAdapter == [4])
    #expect(configuration.training?.surroundings.outputAdapter == 0)
    #expect(configuration.withoutSurroundings.training?.surroundings == LayerSurroundings())
    let rows = try rows(configuration)
    #expect(rows["inputAdapter.weight"] == "reinitialized, trained")
    #expect(rows["0.weight"] == "loaded, frozen until 17" && rows["4.weight"] == "loaded, trained")
    let whole = try trainAllWays(configuration, pause: 20, in: folder)
    #expect(try tensor("0.weight", whole) != tensor("0.weight", source, last: false))
    guard case .predictor(let predictor) = try TrainedNetwork.load(whole.path) else {
      Issue.record("expected a predictor")
      return
    }
    #expect(predictor.model.specification.surroundings.inputAdapter == [4])
  }

  @Test func aNewColumnLearnsBesideTheSourceThatStaysAsItWas() throws {
    let folder = try TemporaryFolder()
    let source = try train(cartpole(), in: folder.path + "/source")
    let configuration = try surrounded("cartpole-heavy", by: ["progressive:true"], from: source)
    let rows = try rows(configuration)
    #expect(rows["column.0.weight"] == "loaded, frozen")
    #expect(rows["0.weight"] == "reinitialized, trained")
    #expect(rows["4.lateral.up.weight"] == "reinitialized, trained")
    let whole = try trainAllWays(configuration, pause: 151, in: folder)
    for name in ["0.weight", "0.bias", "2.weight", "2.bias"] {
      #expect(try tensor("column." + name, whole) == tensor(name, source, last: false), "\(name)")
      #expect(try tensor(name, whole) != tensor(name, source, last: false), "\(name)")
    }
    let resume = try SafeTensors.read(contentsOf: whole.resume)
    #expect(!resume.names.contains { $0.hasPrefix("optimizer.") && $0.contains("column") })
    // Its policy is a source as any other, but not of a further column.
    let again = try surrounded("cartpole", by: [], from: whole)
    #expect(try self.rows(again)["column.0.weight"] == "loaded, frozen")
    let third = #expect(throws: InputError.self) {
      try surrounded("cartpole", by: ["progressive:true"], from: whole)
    }
    #expect(third?.message.contains("frozen column") == true)
  }

  @Test func onADataSetAColumnIsResumedToTheSameBytes() throws {
    let folder = try TemporaryFolder()
    let source = try train(iris(4), in: folder.path + "/source")
    let configuration = try surrounded("iris", by: ["progressive:true"], from: source)
    let whole = try trainAllWays(configuration, pause: 20, in: folder)
    #expect(try tensor("column.2.weight", whole) == tensor("2.weight", source, last: false))
    // Without the source's hidden layers there is nothing to stand beside.
    var other = configuration
    try other.set(argument: "hiddenSizes=[8, 4]")
    let run = try RunFolder.create(at: folder.path + "/other")
    let error = #expect(throws: InputError.self) { try Trainer(starting: other, in: run) }
    #expect(error?.message.contains("column.2.weight") == true)
    #expect(!FileManager.default.fileExists(atPath: run.path))
  }

  @Test func goldenAColumnGivesTheSameParametersEverywhere() throws {
    #expect(try hash(of: "iris", ["progressive:true"]) == "f53c07f458872dae")
  }

  @Test(.enabled(if: sharedData("sklearn") != nil, "no sklearn in APUS_DATA"))
  func goldenAdaptersGiveTheSameParametersEverywhere() throws {
    #expect(try hash(of: "wine", ["fit:[*=adapter]"]) == "ff17f06e043dc0ab")
  }

  /// The beginning of the hash of what a short training leaves behind a network of iris.
  private func hash(of task: String, _ settings: [String]) throws -> String {
    let folder = try TemporaryFolder()
    let source = try train(iris(4), in: folder.path + "/source")
    let run = try train(
      surrounded(task, by: settings, from: source), in: folder.path + "/run")
    let bytes = try SafeTensors.read(contentsOf: run.lastPolicy).tensors
      .sorted { $0.name < $1.name }.flatMap(\.bytes)
    return String(SHA256.hex(of: bytes).prefix(16))
  }

  @Test func aColumnWithoutASourceIsRefusedAndLeavesNothingBehind() throws {
    let folder = try TemporaryFolder()
    for var configuration in [try cartpole(), try iris(2)] {
      try configuration.set(argument: "column=true")
      let run = try RunFolder.create(at: folder.path + "/run")
      let error = #expect(throws: InputError.self) {
        try Trainer(starting: configuration, in: run)
      }
      #expect(error?.message.contains("column (true)") == true)
      #expect(!FileManager.default.fileExists(atPath: run.path))
    }
  }

  @Test func whatCannotStandAroundTheLayersIsRefusedByName() throws {
    let folder = try TemporaryFolder()
    let source = try train(cartpole(), in: folder.path + "/source")
    for (task, settings, word) in [
      ("cartpole-heavy", ["fit:[*=adapter]"], "where the shapes differ"),
      ("acrobot", ["fit:[2.*=adapter]"], "where the shapes differ"),
      ("acrobot", ["progressive:true"], "the same input"),
      ("cartpole-heavy", ["progressive:true", "lora:[body.*]"], "lora"),
      ("cartpole-heavy", ["progressive:true", "fit:[*=adapter]"], "fit"),
      ("cartpole-heavy", ["batchNorm:freeze"], "batchNorm (freeze)"),
    ] {
      let error = #expect(throws: InputError.self) {
        try RunStart(surrounded(task, by: settings, from: source))
      }
      #expect(error?.message.contains(word) == true, "\(settings): \(String(describing: error))")
    }
  }
}
