import Agents
import Documents
import Environments
import Testing

@Suite struct DQNConfigurationTests {
  @Test func everyFieldReadsBackWhatItWrites() throws {
    var configuration = DQNConfiguration()
    configuration.hiddenSizes = [7, 5]
    configuration.learningRate = 2.3e-3
    configuration.loss = .mse
    configuration.optimizer = .rmsprop
    configuration.doubleQ = false
    let text = DQNConfiguration.fields.yaml(of: configuration)
    var read = DQNConfiguration()
    try DQNConfiguration.fields.apply(
      DocumentNode.parse(text, file: "test.yaml").mapping(), to: &read)
    #expect(read == configuration)
  }

  @Test(arguments: [
    ("steps", "0"), ("environments", "0"), ("hiddenSizes", "[64, 0]"), ("discount", "1.01"),
    ("learningRate", "0"), ("learningRate", "-1"), ("batchSize", "0"), ("targetRate", "0"),
    ("targetRate", "1.5"), ("epsilonEnd", "-0.1"), ("gradientClip", "-1"), ("loss", "absolute"),
    ("optimizer", "adan"), ("doubleQ", "maybe"), ("trainInterval", "0"), ("huberDelta", "0"),
  ])
  func valuesOutOfRangeAreRefused(key: String, text: String) {
    var configuration = DQNConfiguration()
    #expect(throws: InputError.self) {
      try DQNConfiguration.fields.set(
        &configuration, key: key, text: text, file: nil, line: nil)
    }
    #expect(configuration == DQNConfiguration())
  }

  @Test func aMisspelledKeyIsToldItsNeighbour() {
    var configuration = DQNConfiguration()
    let error = #expect(throws: InputError.self) {
      try DQNConfiguration.fields.set(
        &configuration, key: "learningrate", text: "1", file: nil, line: nil)
    }
    #expect(error?.description.contains("learningRate") == true)
  }

  @Test func fieldsThatContradictEachOtherAreNamedTogether() {
    func message(_ change: (inout DQNConfiguration) -> Void) -> String {
      var configuration = DQNConfiguration()
      change(&configuration)
      let error = #expect(throws: InputError.self) { try configuration.validate() }
      return error?.description ?? ""
    }
    let buffer = message {
      $0.learningStarts = 60_000
      $0.steps = 100_000
    }
    #expect(buffer.contains("learningStarts (60000)") && buffer.contains("bufferCapacity (50000)"))
    #expect(message { $0.learningStarts = 50_000 }.contains("steps (50000)"))
    #expect(message { $0.epsilonStart = 0.01 }.contains("epsilonEnd (0.05)"))
    #expect(
      message {
        $0.environments = 8
        $0.bufferCapacity = 7
        $0.learningStarts = 0
      }
      .contains("environments (8)"))
  }

  /// From 1 to 0.1 over 1000 steps: 0.55 half way, 0.1 from then on.
  @Test func epsilonFallsLinearlyAndStays() {
    var configuration = DQNConfiguration()
    configuration.epsilonSteps = 1_000
    configuration.epsilonEnd = 0.1
    let values = [0, 500, 1_000, 9_999].map { configuration.epsilon(at: $0) }
    for (value, expected) in zip(values, [1, 0.55, 0.1, 0.1] as [Float]) {
      #expect(abs(value - expected) < 1e-6)
    }
    configuration.epsilonSteps = 0
    #expect(configuration.epsilon(at: 0) == 0.1)
  }

  /// From 0.01 to a tenth of it over 100 steps: 0.0055 half way.
  @Test func learningRateFallsLinearlyToItsPart() {
    var configuration = DQNConfiguration()
    configuration.steps = 100
    configuration.learningRate = 0.01
    #expect(configuration.learningRate(at: 50) == 0.01)
    configuration.learningRateEnd = 0.1
    #expect(abs(configuration.learningRate(at: 50) - 0.0055) < 1e-8)
    #expect(abs(configuration.learningRate(at: 100) - 0.001) < 1e-8)
  }

  @Test func everyRegisteredEnvironmentRecommendsAValidConfiguration() throws {
    for id in EnvironmentRegistry.ids {
      let configuration = try DQNConfiguration.recommended(
        for: EnvironmentRegistry.definition(id))
      #expect(configuration.steps > 0, "\(id)")
    }
  }
}
