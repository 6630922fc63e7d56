import Agents
import Documents
import Foundation
import Testing

@Suite struct DRQNConfigurationTests {
  @Test func everyFieldReadsBackWhatItWrites() throws {
    var configuration = DRQNConfiguration()
    configuration.learning.hiddenSizes = [7, 5]
    configuration.learning.learningRate = 2.3e-3
    configuration.cell = .gru
    configuration.storedState = .zero
    configuration.sequenceLength = 21
    configuration.burnIn = 0
    configuration.steps = 77_777
    let text = DRQNConfiguration.fields.yaml(of: configuration)
    var read = DRQNConfiguration()
    try DRQNConfiguration.fields.apply(
      DocumentNode.parse(text, file: "test.yaml").mapping(), to: &read)
    #expect(read == configuration)
  }

  /// Every key that the tables share is there: none was lost because DQN calls it otherwise now.
  @Test func theFieldsSharedWithDQNAreAllThere() {
    let keys = DRQNConfiguration.fields.keys
    for key in [
      "network", "hiddenSizes", "activation", "layerNorm", "dueling", "adamEpsilon", "exploration",
      "temperature", "discount", "nStep", "doubleQ", "loss", "huberDelta", "optimizer",
      "learningRate", "learningRateEnd", "gradientClip", "batchSize", "bufferCapacity",
      "learningStarts", "trainInterval", "updatesPerInterval", "targetInterval", "targetRate",
      "epsilonStart", "epsilonEnd", "epsilonSteps",
    ] {
      #expect(keys.contains(key), "\(key)")
    }
  }

  @Test(arguments: [
    ("cell", "ltsm"), ("recurrentSize", "0"), ("sequenceLength", "0"), ("burnIn", "-1"),
    ("sequenceStride", "0"), ("storedState", "stale"), ("nStep", "0"), ("batchSize", "0"),
    ("learningRate", "-1"), ("steps", "0"),
  ])
  func valuesOutOfRangeAreRefused(key: String, text: String) {
    var configuration = DRQNConfiguration()
    #expect(throws: InputError.self) {
      try DRQNConfiguration.fields.set(&configuration, key: key, text: text)
    }
    #expect(configuration == DRQNConfiguration())
  }

  @Test func fieldsThatContradictEachOtherAreNamedTogether() {
    func message(_ change: (inout DRQNConfiguration) -> Void) -> String {
      var configuration = DRQNConfiguration()
      change(&configuration)
      let error = #expect(throws: InputError.self) { try configuration.validate() }
      return error?.description ?? ""
    }
    // 16 + 8 + 1 + 1 rows of each of 100 copies.
    let small = message {
      $0.environments = 100
      $0.learning.bufferCapacity = 2_599
    }
    #expect(
      small.contains("bufferCapacity (2599)") && small.contains("sequenceLength (16)")
        && small.contains("2600"))
    let gap = message { $0.sequenceStride = 17 }
    #expect(gap.contains("sequenceStride (17)") && gap.contains("sequenceLength (16)"))
    #expect(message { $0.learning.learningStarts = 60_000 }.contains("learningStarts (60000)"))
  }

  /// Documentation/DRQN.md has a row for each field; of those that DQN explains in the same words,
  /// key and default are compared.
  @Test func itsPageListsEveryFieldWithItsDefault() throws {
    let page = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Documentation/DRQN.md").standardizedFileURL
    let text = try String(contentsOf: page, encoding: .utf8)
    for field in DRQNConfiguration.fields.fields {
      let isShared = DQNConfiguration.fields[field.key]?.summary == field.summary
      let row =
        "| `\(field.key)` | \(field.text(of: DRQNConfiguration())) | "
        + (isShared ? "" : "\(field.summary) |")
      #expect(text.contains(row), "expected the row \(row)")
    }
  }
}
