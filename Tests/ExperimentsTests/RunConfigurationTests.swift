import Agents
import Documents
import Environments
import Experiments
import Foundation
import Testing
import Transfer

@Suite struct RunConfigurationTests {
  private func cartpole() throws -> RunConfiguration {
    try RunConfiguration(definition: .environment(try EnvironmentRegistry.definition("cartpole")))
  }

  @Test func itBeginsWithWhatTheEnvironmentRecommends() throws {
    let definition = try EnvironmentRegistry.definition("cartpole")
    #expect(try cartpole().agent == AgentSettings(.dqn, for: definition))
    let fields = try cartpole().agent?.configuration as? DQNConfiguration
    #expect(try fields == DQNConfiguration.recommended(for: definition))
    #expect(try cartpole().task == "cartpole")
    #expect(try cartpole().definition.contains("game: cartpole"))
  }

  @Test func itIsReadBackAsItWasWritten() throws {
    var configuration = try cartpole()
    try configuration.set(argument: "hiddenSizes=[7, 9]")
    try configuration.set(argument: "learningRate=0.00123")
    try configuration.set(argument: " seed = 12 ")
    configuration.threads = 3
    configuration.command = "apus train 'a \"b\"' \\ : # é\n"
    #expect(try RunConfiguration(yaml: configuration.yaml, file: "c.yaml") == configuration)
    var rules = TransferRules()
    rules.take = ["body.*", "\""]
    rules.names = ["features.*=*"]
    rules.fit = ["head.*=names"]
    rules.freeze = ["0.*", "*"]
    rules.thawAfter = 20_000
    rules.layerDecay = 0.5
    rules.learningRateFactors = ["2,[*]=0.1"]
    configuration.transfer = TransferPlan(
      source: "runs/a b/policy.safetensors", sourceHash: String(repeating: "0", count: 64),
      rules: rules)
    #expect(try RunConfiguration(yaml: configuration.yaml, file: "c.yaml") == configuration)
  }

  @Test func everyBuiltInEnvironmentGivesAConfigurationThatReadsBack() throws {
    for id in EnvironmentRegistry.ids {
      let configuration = try RunConfiguration(
        definition: .environment(EnvironmentRegistry.definition(id)))
      #expect(
        try RunConfiguration(yaml: configuration.yaml, file: "c.yaml") == configuration, "\(id)")
      #expect(try configuration.taskDefinition().id == id)
    }
  }

  @Test func aDefinitionWithOtherLineEndsReadsBack() throws {
    let text = try EnvironmentRegistry.definition("maze").text
    let windows = text.split(separator: "\n", omittingEmptySubsequences: false)
      .joined(separator: "\r\n")
    let configuration = try RunConfiguration(
      definition: .environment(
        EnvironmentDefinition.parse(windows + "\r\n\r\n", file: "maze.yaml")))
    #expect(try RunConfiguration(yaml: configuration.yaml, file: "c.yaml") == configuration)
  }

  @Test func theTextThatDecidesResultsHoldsNeitherThreadsNorCommand() throws {
    var other = try cartpole()
    other.threads = 8
    other.command = "something else"
    #expect(try other.resultYAML == cartpole().resultYAML)
    other.seed = 9
    #expect(try other.resultYAML != cartpole().resultYAML)
  }

  @Test func faultyFilesAreRefusedWithTheirLine() throws {
    let yaml = try cartpole().yaml
    func error(_ from: String, _ to: String) throws -> InputError {
      #expect(yaml.contains(from))
      let range = try #require(yaml.range(of: from))
      let error = #expect(throws: InputError.self, "\(from) -> \(to)") {
        try RunConfiguration(yaml: yaml.replacingCharacters(in: range, with: to), file: "c.yaml")
      }
      return try #require(error)
    }
    #expect(try error("format: 2", "format: 1").message.contains("is of format 1"))
    let unknown = try error("  steps:", "  stepz:")
    #expect(unknown.file == "c.yaml" && unknown.line != nil)
    #expect(unknown.message.contains("did you mean 'steps'?"))
    let algorithm = try error("algorithm: dqn", "algorithm: dqm")
    #expect(algorithm.message.contains("did you mean 'dqn'?") && algorithm.line != nil)
    #expect(try error("  algorithm: dqn\n", "").message.contains("'algorithm' is missing"))
    #expect(try error("seed: 1", "seed: -1").message.contains("seed"))
    #expect(try error("threads: 1", "threads: 0").line == 4)
    #expect(try error("checkpointInterval:", "# checkpointInterval:").message.contains("missing"))
  }

  @Test func aSettingNeedsAKeyAndAValue() throws {
    for argument in ["learningRate", "=1", "learningRate=", "stepz=5", "checkpointInterval=0"] {
      var configuration = try cartpole()
      #expect(throws: InputError.self, "\(argument)") { try configuration.set(argument: argument) }
    }
  }

  @Test func aTransferThatAnOlderVersionWroteIsRead() throws {
    let yaml = try cartpole().yaml
    let old = """
      transfer:
        from: "runs/a/policy.safetensors"
        sha256: "\(String(repeating: "0", count: 64))"
        freeze: ["0.*"]
        learningRateFactors: ["2.*=0.5"]

      """
    let rules = try #require(
      try RunConfiguration(yaml: yaml + old, file: "c.yaml").transfer
    ).rules
    var expected = TransferRules()
    expected.freeze = ["0.*"]
    expected.learningRateFactors = ["2.*=0.5"]
    #expect(rules == expected)
    let faulty = old.replacingOccurrences(of: "2.*=0.5", with: "2.*=x")
    let error = #expect(throws: InputError.self) {
      try RunConfiguration(yaml: yaml + faulty, file: "c.yaml")
    }
    #expect(error?.line != nil && error?.message.contains("PATTERN=FACTOR") == true)
  }
}
