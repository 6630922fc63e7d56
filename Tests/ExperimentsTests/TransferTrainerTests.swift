import Agents
import Datasets
import Determinism
import Documents
import Environments
import Experiments
import Foundation
import NeuralNetworks
import Testing
import Transfer

/// Fine-tuning under a plan through the run machinery, for a data set and an environment.
@Suite(.serialized) struct TransferTrainerTests {
  let files = [
    "policy.safetensors", "policy-last.safetensors", "resume.safetensors", "metrics.csv",
    "events.out.tfevents.apus",
  ]

  func iris(_ epochs: Int) throws -> RunConfiguration {
    var configuration = try RunConfiguration(
      definition: .dataset(try DatasetRegistry.definition("iris")), network: "mlp")
    configuration.checkpointInterval = 7
    for setting in [
      "epochs=\(epochs)", "hiddenSizes=[8, 8]", "reportInterval=5", "learningRate=0.01",
    ] { try configuration.set(argument: setting) }
    return configuration
  }

  func cartpole(_ task: String = "cartpole") throws -> RunConfiguration {
    var configuration = try RunConfiguration(
      definition: .environment(try EnvironmentRegistry.definition(task)))
    configuration.checkpointInterval = 300
    for setting in [
      "steps=700", "environments=2", "hiddenSizes=[16, 16]", "trainInterval=8",
      "updatesPerInterval=2", "learningStarts=100", "batchSize=16", "bufferCapacity=400",
      "evaluationInterval=250", "evaluationEpisodes=4", "reportInterval=100", "epsilonSteps=500",
    ] { try configuration.set(argument: setting) }
    return configuration
  }

  func train(
    _ configuration: RunConfiguration, in path: String, pause: Int = .max
  ) throws -> RunFolder {
    let folder = try RunFolder.create(at: path)
    var asked = 0
    let outcome = try Trainer(starting: configuration, in: folder).run(
      shouldContinue: {
        asked += 1
        return asked <= pause
      }, report: { _ in })
    if outcome == .stopped {
      let resumed = try Trainer(resuming: folder)
      #expect(try resumed.run(shouldContinue: { true }, report: { _ in }) == .finished)
    }
    return folder
  }

  func plan(_ source: RunFolder, _ settings: [String]) throws -> TransferPlan {
    var rules = TransferRules()
    for setting in settings {
      let parts = setting.split(separator: ":", maxSplits: 1).map(String.init)
      try TransferRules.fields.set(&rules, key: parts[0], text: parts[1])
    }
    return try TransferPlan(from: source.path, rules: rules)
  }

  func tensor(_ name: String, _ folder: RunFolder, last: Bool = true) throws -> [Float] {
    try SafeTensors.read(contentsOf: last ? folder.lastPolicy : folder.policy).tensor(name).scalars
  }

  func expectSameBytes(_ folder: TemporaryFolder, _ one: String, _ other: String) throws {
    for file in files {
      #expect(
        try folder.bytes("\(one)/\(file)") == folder.bytes("\(other)/\(file)"),
        "\(file) of \(other)")
    }
  }

  private static let plans = [
    ["freeze:[body.*]", "thawAfter:17", "layerDecay:0.5"], ["unfreezeEvery:11"],
    ["lora:[body.*]", "loraRank:2", "loraAlpha:4"],
    ["l2sp:0.1", "l2spNew:0.01", "skip:[head.*]"], ["ewc:50", "ewcExamples:20", "l2sp:0.01"],
  ]

  @Test(arguments: plans)
  func onADataSetAPauseAtAnyUpdateOrTwoThreadsEndInTheSameBytes(settings: [String]) throws {
    let folder = try TemporaryFolder()
    let source = try train(iris(4), in: folder.path + "/source")
    var configuration = try iris(8)
    configuration.transfer = try plan(source, settings)
    _ = try train(configuration, in: folder.path + "/whole")
    for pause in [11, 20] {
      _ = try train(configuration, in: folder.path + "/\(pause)", pause: pause)
      try expectSameBytes(folder, "whole", "\(pause)")
    }
    configuration.threads = 2
    _ = try train(configuration, in: folder.path + "/two")
    try expectSameBytes(folder, "whole", "two")
  }

  @Test(arguments: plans)
  func inAnEnvironmentAPauseAtAnyStepEndsInTheSameBytes(settings: [String]) throws {
    let folder = try TemporaryFolder()
    let source = try train(cartpole(), in: folder.path + "/source")
    var configuration = try cartpole("cartpole-heavy")
    let steps = settings.map {
      $0.replacingOccurrences(of: ":17", with: ":301").replacingOccurrences(of: ":11", with: ":223")
    }
    configuration.transfer = try plan(source, steps)
    _ = try train(configuration, in: folder.path + "/whole")
    for pause in [151] {
      _ = try train(configuration, in: folder.path + "/\(pause)", pause: pause)
      try expectSameBytes(folder, "whole", "\(pause)")
    }
  }

  private static let handlings = [
    ["batchNorm:train", "freeze:[body.*]", "thawAfter:17"], ["batchNorm:freeze"],
    ["batchNorm:reset"], ["batchNorm:estimate", "batchNormExamples:50"],
  ]

  @Test(arguments: handlings)
  func statisticsAreCarriedToTheSameBytesWithAPauseOrTwoThreads(settings: [String]) throws {
    func normalized(_ epochs: Int) throws -> RunConfiguration {
      var configuration = try iris(epochs)
      try configuration.set(argument: "batchNorm=true")
      return configuration
    }
    let folder = try TemporaryFolder()
    let source = try train(normalized(4), in: folder.path + "/source")
    var configuration = try normalized(8)
    #expect(try RunConfiguration(yaml: configuration.yaml, file: "c.yaml") == configuration)
    configuration.transfer = try plan(source, settings)
    let table = try #require(try RunStart(configuration).table)
    #expect(table.rows.map(\.name).contains("1.running_mean"))
    let whole = try train(configuration, in: folder.path + "/whole")
    for pause in [11, 20] {
      _ = try train(configuration, in: folder.path + "/\(pause)", pause: pause)
      try expectSameBytes(folder, "whole", "\(pause)")
    }
    let isHeld = settings.contains("batchNorm:freeze")
    let mean = try tensor("1.running_mean", source, last: false)
    #expect(try (tensor("1.running_mean", whole) == mean) == isHeld)
    configuration.threads = 2
    _ = try train(configuration, in: folder.path + "/two")
    try expectSameBytes(folder, "whole", "two")
  }

  @Test func whatIsFrozenStaysUntilItsStepAndLearnsFromThereOn() throws {
    let folder = try TemporaryFolder()
    let source = try train(iris(4), in: folder.path + "/source")
    let before = try tensor("0.weight", source, last: false)
    for (thaw, stays) in [(1000, true), (31, false)] {
      var configuration = try iris(8)
      configuration.transfer = try plan(source, ["freeze:[body.*]", "thawAfter:\(thaw)"])
      let run = try train(configuration, in: folder.path + "/\(thaw)")
      #expect(try (tensor("0.weight", run) == before) == stays, "thawing after \(thaw) of 32")
      #expect(try tensor("4.weight", run) != tensor("4.weight", source, last: false))
    }
  }

  @Test func underLoRAThePolicyIsAPlainNetworkAndOnlyFactorsAndHeadLearn() throws {
    let folder = try TemporaryFolder()
    let source = try train(iris(4), in: folder.path + "/source")
    var configuration = try iris(8)
    configuration.transfer = try plan(source, ["lora:[body.*]", "loraRank:2"])
    let run = try train(configuration, in: folder.path + "/run")
    let names = try SafeTensors.read(contentsOf: run.lastPolicy).names.sorted()
    #expect(try names == SafeTensors.read(contentsOf: source.lastPolicy).names.sorted())
    for name in ["0.bias", "2.bias"] {
      #expect(try tensor(name, run) == tensor(name, source, last: false), "\(name)")
    }
    for name in ["0.weight", "2.weight", "4.weight", "4.bias"] {
      #expect(try tensor(name, run) != tensor(name, source, last: false), "\(name)")
    }
    let resume = try SafeTensors.read(contentsOf: run.resume)
    #expect(
      try resume.tensor("transfer.base.0.weight").scalars == tensor("0.weight", source, last: false)
    )
    let moments = resume.names.filter { $0.hasPrefix("optimizer.adam.m.") }.sorted()
    #expect(
      moments == [
        "optimizer.adam.m.0.weight.lowRankA", "optimizer.adam.m.0.weight.lowRankB",
        "optimizer.adam.m.2.weight.lowRankA", "optimizer.adam.m.2.weight.lowRankB",
        "optimizer.adam.m.4.bias", "optimizer.adam.m.4.weight",
      ])
    let table = try #require(try RunStart(configuration).table)
    #expect(table.trainable == 2 * (8 + 4) + 2 * (8 + 8) + 3 * 8 + 3)
  }

  @Test func aDamagedCheckpointOfATransferIsRefusedByTheNameOfTheTensor() throws {
    let folder = try TemporaryFolder()
    let source = try train(iris(4), in: folder.path + "/source")
    var configuration = try iris(8)
    configuration.transfer = try plan(source, ["lora:[body.*]", "loraRank:2"])
    let run = try beginTraining(configuration, in: folder.path + "/run", asked: 9)
    var file = try SafeTensors.read(contentsOf: run.resume)
    let whole = file
    file.tensors.removeAll { $0.name == "transfer.2.weight.lowRankA" }
    try file.write(to: run.resume)
    let error = #expect(throws: InputError.self) { try Trainer(resuming: run) }
    #expect(error?.message.contains("transfer.2.weight.lowRankA") == true)
    try whole.write(to: run.resume)
    _ = try Trainer(resuming: run)
  }

  @Test func goldenAPlanOfEachKindGivesTheSameParametersEverywhere() throws {
    let folder = try TemporaryFolder()
    let source = try train(iris(4), in: folder.path + "/source")
    let golden = ["c03cff1cd1b6fee4", "1088c99cacc68eea", "b76635b201a2dd5d"]
    for (index, settings) in [
      Self.plans[0], Self.plans[2], Self.plans[4],
    ].enumerated() {
      var configuration = try iris(8)
      configuration.transfer = try plan(source, settings)
      let run = try train(configuration, in: folder.path + "/\(index)")
      let bytes = try SafeTensors.read(contentsOf: run.lastPolicy).tensors
        .sorted { $0.name < $1.name }.flatMap(\.bytes)
      #expect(SHA256.hex(of: bytes).prefix(16) == golden[index], "\(settings)")
    }
  }

  @Test func aPlanThatDoesNotFitTheTaskLeavesNothingBehind() throws {
    let folder = try TemporaryFolder()
    let source = try train(iris(1), in: folder.path + "/source")
    for (settings, words) in [
      (["lora:[body.*]", "loraRank:5"], ["loraRank (5)", "0.weight"]),
      (["lora:[body.*]", "freeze:[0.*]"], ["freeze and lora", "0.weight"]),
      (["lora:[*.bias]"], ["no weight of two axes"]),
      (["take:[9.*]"], ["9.*"]),
    ] {
      var configuration = try iris(1)
      configuration.transfer = try plan(source, settings)
      let run = try RunFolder.create(at: folder.path + "/run")
      let error = #expect(throws: InputError.self) {
        try Trainer(starting: configuration, in: run)
      }
      for word in words { #expect(error?.message.contains(word) == true, "\(settings)") }
      #expect(!FileManager.default.fileExists(atPath: run.path))
    }
    #expect(throws: InputError.self) { try plan(source, ["lora:[body.*]", "ewc:1"]) }
  }
}
