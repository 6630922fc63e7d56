import Datasets
import Determinism
import Documents
import Experiments
import Foundation
import NeuralNetworks
import TestSupport
import Testing
import Transfer

/// Few-shot trainings in run folders, and what comes of their files.
@Suite(.serialized) struct FewShotTrainerTests {
  private func configuration(
    _ method: FewShotConfiguration.Method = .prototypical
  ) throws -> RunConfiguration {
    var configuration = try RunConfiguration(
      fewShot: DatasetRegistry.definition("digits"), method: method)
    configuration.checkpointInterval = 4
    for setting in [
      "updates=12", "channels=[8,8]", "reportInterval=5", "validationInterval=3",
      "validationEpisodes=4",
    ] { try configuration.set(argument: setting) }
    return configuration
  }

  @Test func stoppedAndResumedAtAnyUpdateItEndsInTheSameBytes() throws {
    try expectSameBytes(of: configuration(), pausedAfter: [1, 3, 4, 11], resumedWith: 2)
  }

  @Test func theConfigurationIsReadBackAsItWasWritten() throws {
    for method in FewShotConfiguration.Method.allCases {
      let written = try configuration(method)
      #expect(try RunConfiguration(yaml: written.yaml, file: "c.yaml") == written)
      #expect(written.name == "digits-\(method.rawValue)" && written.rounds == 12)
      #expect(written.curveMetric == "validationAccuracy" && written.kind == "dataset")
    }
    var faulty = try configuration()
    #expect(throws: InputError.self) { try faulty.set(argument: "ways=1") }
    #expect(throws: InputError.self) { try faulty.set(argument: "epochs=2") }
  }

  @Test func thePolicyIsAnEncoderThatAnswersAsTheTrainingDid() throws {
    let folder = try TemporaryFolder()
    let configuration = try configuration()
    let run = try RunFolder.create(at: folder.path + "/run")
    var best: FewShotScores?
    _ = try Trainer(starting: configuration, in: run).run(
      shouldContinue: { true },
      report: { event in
        if case .fewShot(.validation(_, let scores, isBest: true)) = event { best = scores }
      })
    guard case .encoder(let encoder) = try TrainedNetwork.load(run.path) else {
      Issue.record("expected an encoder")
      return
    }
    #expect(encoder.method == "prototypical" && encoder.definition.id == "digits")
    let (method, found) = try encoder.fewShotMethod()
    #expect(found == configuration.fewShot)
    let pools = try FewShotPools(
      encoder.definition, try encoder.definition.load(from: nil, orElse: nil))
    let scores = FewShotScores.measure(
      method, on: pools.validation, shape: found.validationShape,
      episodes: found.validationEpisodes,
      random: RandomStream(seed: configuration.seed).stream("validation"))
    #expect(scores == best)
    #expect(encoder.scores?.hasPrefix("5-way 1-shot ") == true)
    // Another method over the same network; one that needs another head is refused.
    var other = found
    other.method = .matching
    _ = try encoder.fewShotMethod(other)
    other.method = .baseline
    let error = #expect(throws: InputError.self) { try encoder.fewShotMethod(other) }
    #expect(
      error?.message.hasPrefix("the network gives [32], but method 'baseline' needs [5]") == true)
  }

  @Test func aClassifierOfOmniglotIsRefusedWithWhatToDo() throws {
    let configuration = try RunConfiguration(
      definition: .dataset(try DatasetRegistry.definition("omniglot")), network: "cnn")
    let error = #expect(throws: InputError.self) { try configuration.validate() }
    #expect(error?.remedy?.contains("apus fewshot omniglot") == true)
  }

  /// The network that comes with the project, in episodes of characters that it has never seen: chance
  /// is 5 %, the nearest picture about 26 %.
  @Test(.enabled(if: sharedData("omniglot") != nil && shipped != nil, "no omniglot in APUS_DATA"))
  func theShippedNetworkKnowsNewCharacters() throws {
    guard case .encoder(let encoder) = try TrainedNetwork.load(try #require(Self.shipped)) else {
      Issue.record("expected an encoder")
      return
    }
    let definition = try DatasetRegistry.definition("omniglot")
    #expect(encoder.definition.version == definition.version)
    let method = try encoder.fewShotMethod().method
    let pools = try FewShotPools(definition, try definition.load(from: sharedData("omniglot")))
    let scores = FewShotScores.measure(
      method, on: pools.test, shape: EpisodeShape(ways: 20, shots: 1, queries: 5), episodes: 20,
      random: RandomStream(seed: 1).stream("test"))
    #expect(!method.isTransductive && scores.accuracy > 0.94, "\(scores.accuracy)")
  }

  /// The checkpoint of the project; nil where it is not there.
  private static let shipped: String? = {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("checkpoints/omniglot-prototypical.safetensors").path
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }()
}
