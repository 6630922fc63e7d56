import Foundation
import Testing

/// `apus fewshot` on the digits that come with the program.
@Suite(.serialized) struct FewShotCommandTests {
  private func object(_ line: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
  }

  private let training = [
    "fewshot", "digits", "--set", "updates=8", "--set", "channels=[8,8]", "--set",
    "validationInterval=4", "--set", "validationEpisodes=3", "--test-episodes", "5", "--run", "run",
  ]

  @Test func aTrainingIsTestedAndCanBeTestedAgain() throws {
    let folder = try TemporaryFolder()
    let result = try folder.apus.run(training)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("digits, prototypical: 5-way 1-shot accuracy "))
    #expect(result.output.contains("(95 %, 5 test episodes with 15 queries of each class)"))
    #expect(result.output.contains("not transductive"))
    let again = try folder.apus("fewshot", "digits", "--from", "run", "--test-episodes", "5")
    #expect(result.output.hasSuffix(again.output), "\(again.output) \(again.errors)")
    let json = try object(
      folder.apus("fewshot", "digits", "--from", "run", "--test-episodes", "5", "--json").output)
    #expect(json["ways"] as? Int == 5 && json["shots"] as? Int == 1)
    #expect(json["transductive"] as? Bool == false && json["episodes"] as? Int == 5)
    let together = try folder.apus(
      "fewshot", "digits", "--from", "run", "--test-episodes", "5", "--set", "transductive=true")
    #expect(together.output.contains("\ntransductive: the queries"), "\(together.errors)")
    let listed = try folder.apus("runs", "--json", "run")
    #expect(listed.status == 0, "\(listed.errors)")
    let resumed = try folder.apus("train", "--resume", "run")
    #expect(resumed.errors.contains("the run is finished: 8 of 8 updates are done"))
  }

  @Test func whatLearnsNothingIsTestedAtOnce() throws {
    let folder = try TemporaryFolder()
    let result = try folder.apus(
      "fewshot", "digits", "--method", "nearest-neighbour", "--test-episodes", "40", "--json")
    let json = try object(result.output)
    // Chance is 0.2.
    #expect((json["accuracy"] as? Double ?? 0) > 0.6)
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/runs"))
  }

  @Test(arguments: [
    (["fewshot", "iris"], "data set 'iris' is not divided for few-shot learning"),
    (["fewshot", "omniglott"], "unknown data set 'omniglott'; did you mean 'omniglot'?"),
    (["fewshot", "digits", "--method", "prototipical"], "did you mean 'prototypical'?"),
    (
      ["fewshot", "digits", "--ways", "1"], "--ways: expected a whole number from 2 to 10000, got 1"
    ),
    (
      ["fewshot", "digits", "--method", "nearest-neighbour", "--ways", "6"],
      "episodes (ways 6, shots 1, queries 15) need 6 classes of 16 examples"
    ),
    (
      ["fewshot", "digits", "--method", "nearest-neighbour", "--official-runs"],
      "data set 'digits' has no official one-shot runs"
    ),
    (["fewshot", "digits", "--set", "ways=9"], "ways is 9, but data set 'digits' has 5 classes"),
    (["fewshot", "digits", "--from", "nowhere"], "nowhere"),
    // What cannot be tested in the end is not trained.
    (["fewshot", "digits", "--ways", "6"], "need 6 classes of 16 examples"),
    (["fewshot", "digits", "--queries", "500"], "need 5 classes of 501 examples"),
    (["fewshot", "digits", "--official-runs"], "has no official one-shot runs"),
    (
      ["fewshot", "digits", "--method", "nearest-neighbour", "--run", "runs"],
      "--run is for a training"
    ),
    (["train", "omniglot"], "the test part of 'omniglot' has other classes"),
  ])
  func whatCannotWorkIsRefused(arguments: [String], message: String) throws {
    let folder = try TemporaryFolder()
    let result = try folder.apus.run(arguments)
    #expect(result.status == 1 && result.errors.contains(message), "\(result.errors)")
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/runs"))
  }

  /// Features learned for something else can be compared as well; scaled inputs cannot be fed.
  @Test func anEncoderOfAPretrainingNamesByItsFeatures() throws {
    let folder = try TemporaryFolder()
    func pretrain(_ run: String, _ settings: String...) throws {
      let result = try folder.apus.run(
        ["pretrain", "digits", "--method", "autoencoder", "--quiet", "--run", run]
          + (["updates=100", "hiddenSizes=[32]"] + settings).flatMap { ["--set", $0] })
      #expect(result.status == 0, "\(result.errors)")
    }
    try pretrain("base", "standardize=none", "reconstruction=squaredError")
    let asked = try folder.apus("fewshot", "digits", "--from", "base")
    #expect(asked.status == 1 && asked.errors.contains("--method prototypical"))
    let named = try folder.apus(
      "fewshot", "digits", "--from", "base", "--method", "prototypical", "--test-episodes", "40",
      "--json")
    // Chance is 0.2.
    #expect(try (object(named.output)["accuracy"] as? Double ?? 0) > 0.4, "\(named.errors)")
    let refused = try folder.apus(
      "fewshot", "digits", "--from", "base", "--method", "baseline", "--set", "transductive=true")
    #expect(refused.status == 1 && refused.errors.contains("transductive is true"))
  }

  @Test func aPolicyOfAnotherKindIsRefusedWithWhatItIs() throws {
    let folder = try TemporaryFolder()
    #expect(try folder.apus("train", "iris", "--epochs", "1", "--run", "iris").status == 0)
    let result = try folder.apus("fewshot", "digits", "--from", "iris")
    #expect(result.errors.contains("was not trained for few-shot learning"))
  }
}
