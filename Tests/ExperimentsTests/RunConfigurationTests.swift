import Agents
import Documents
import Environments
import Experiments
import Foundation
import Testing

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
    configuration.transfer = TransferPlan(
      source: "runs/a b/policy.safetensors", sourceHash: String(repeating: "0", count: 64),
      frozen: ["0.*", "*"], factors: [.init(pattern: "2,[*]", factor: 0.1)])
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

  @Test func aFactorNeedsAPatternAndANumber() throws {
    let factor = try TransferPlan.Factor(argument: "0.*=0.5")
    #expect(factor == .init(pattern: "0.*", factor: 0.5))
    for argument in ["0.*", "=1", "a=-1", "a=nan", "a=x"] {
      #expect(throws: InputError.self, "\(argument)") {
        try TransferPlan.Factor(argument: argument)
      }
    }
  }
}
