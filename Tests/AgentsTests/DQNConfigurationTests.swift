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
    configuration.network = .minatar
    configuration.distribution = .iqn
    configuration.exploration = .ladder
    configuration.adamEpsilon = 1.5e-4
    configuration.munchausenClip = -2
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
    ("network", "resnet"), ("distribution", "c52"), ("atoms", "1"), ("quantiles", "0"),
    ("valueMaximum", "inf"), ("nStep", "0"), ("munchausenTemperature", "0"),
    ("munchausenClip", "0.1"), ("priorityExponent", "1.1"), ("importanceExponent", "-0.1"),
    ("exploration", "greedy"), ("temperature", "0"), ("countBonus", "-1"), ("adamEpsilon", "0"),
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

  /// What cannot work together, with both keys and values; each without the second is accepted.
  @Test(arguments: [
    (["munchausen=true", "distribution=c51"], ["munchausen (true)", "distribution (c51)"]),
    (["munchausen=true", "nStep=3"], ["munchausen (true)", "nStep (3)"]),
    (
      ["distribution=c51", "valueMinimum=10"],
      ["valueMinimum (10.0)", "valueMaximum (10.0)"]
    ),
    (["loss=mse", "distribution=qr"], ["loss (mse)", "distribution (qr)"]),
    (["adamEpsilon=0.001", "optimizer=sgd"], ["adamEpsilon (0.001)", "optimizer (sgd)"]),
    (
      ["nStep=1000", "bufferCapacity=999", "learningStarts=0"],
      ["nStep (1000)", "bufferCapacity (999)"]
    ),
  ])
  func partsThatCannotWorkTogetherAreNamed(settings: [String], named: [String]) throws {
    var configuration = DQNConfiguration()
    for (index, setting) in settings.enumerated() {
      if index == 1 { try configuration.validate() }
      let parts = setting.split(separator: "=").map(String.init)
      try DQNConfiguration.fields.set(&configuration, key: parts[0], text: parts[1])
    }
    let error = #expect(throws: InputError.self) { try configuration.validate() }
    for name in named { #expect(error?.description.contains(name) == true, "\(name)") }
  }

  /// The parts stand on top of what a task recommends: table 1 of Rainbow's paper.
  @Test func rainbowIsSixPartsOfTheFamily() throws {
    var task = DQNConfiguration()
    (task.steps, task.optimizer, task.loss) = (77_000, .rmsprop, .mse)
    let rainbow = task.withRainbowParts
    try rainbow.validate()
    #expect(rainbow.steps == 77_000 && rainbow.doubleQ && rainbow.dueling && rainbow.noisy)
    #expect(rainbow.valueDistribution == .categorical(atoms: 51, minimum: -10, maximum: 10))
    #expect(rainbow.nStep == 3 && rainbow.prioritized && rainbow.priorityExponent == 0.5)
    #expect(rainbow.epsilon(at: 0) == 0 && rainbow.importanceExponent(at: 0) == 0.4)
    #expect(rainbow.importanceExponent(at: 77_000) == 1)
    try DQNConfiguration.rainbow.validate()
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
