import Agents
import Documents
import Environments
import Foundation
import Testing

@Suite struct PQNConfigurationTests {
  @Test func theDefaultsFitOneAnother() throws {
    try PQNConfiguration().validate()
  }

  /// What does not fit is refused with both keys, both values and a remedy that helps.
  @Test(arguments: [
    (["batchSize": "100"], ["batchSize (100)", "environments (128)", "rolloutSteps (32)", "64"]),
    (["environments": "4096", "rolloutSteps": "65536"], ["4096", "65536", "at most 4096"]),
    (["steps": "100"], ["environments (128)", "steps (100)"]),
    (["epsilonStart": "0.1", "epsilonEnd": "0.2"], ["epsilonStart (0.1)", "epsilonEnd (0.2)"]),
  ])
  func contradictionsAreRefused(settings: [String: String], words: [String]) throws {
    var configuration = PQNConfiguration()
    for (key, text) in settings {
      try PQNConfiguration.fields.set(&configuration, key: key, text: text)
    }
    let error = #expect(throws: InputError.self) { try configuration.validate() }
    for word in words { #expect(error?.description.contains(word) == true, "\(word)") }
  }

  @Test func theRateFallsFromTheFirstRolloutOnAndNeverReachesZeroBeforeTheLast() {
    var configuration = PQNConfiguration()
    configuration.steps = 1_000
    configuration.learningRate = 0.5
    #expect(configuration.learningRate(at: 0) == 0.5)
    #expect(configuration.learningRate(at: 500) == 0.25)
    #expect(configuration.learningRate(at: 999) > 0)
    configuration.learningRateEnd = 1
    #expect(configuration.learningRate(at: 999) == 0.5)
  }

  @Test func epsilonFallsLinearlyAndStays() {
    var configuration = PQNConfiguration()
    configuration.steps = 1_000
    configuration.epsilonEnd = 0.5
    #expect(configuration.epsilon(at: 0) == 1)
    #expect(configuration.epsilon(at: 50) == 0.75)
    #expect(configuration.epsilon(at: 100) == 0.5)
    #expect(configuration.epsilon(at: 1_000) == 0.5)
  }

  /// Documentation/PQN.md has a row "| `key` | default | summary |" for each field, as it is here.
  @Test func thePageListsEveryFieldWithItsDefault() throws {
    let page = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Documentation/PQN.md").standardizedFileURL
    let text = try String(contentsOf: page, encoding: .utf8)
    for field in PQNConfiguration.fields.fields {
      let row = "| `\(field.key)` | \(field.text(of: PQNConfiguration())) | \(field.summary) |"
      #expect(text.contains(row), "expected the row \(row)")
    }
  }
}
