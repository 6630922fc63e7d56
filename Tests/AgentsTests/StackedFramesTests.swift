import Agents
import Determinism
import Documents
import Environments
import NeuralNetworks
import Testing

@Suite struct StackedFramesTests {
  /// A training in snake with some wrappers, and the numbers that replay keeps of an observation.
  private func training(_ wrappers: String) throws -> (training: Training, numbers: Int) {
    let text = try EnvironmentDefinition.load("snake").text
    let definition = try EnvironmentDefinition.parse(
      text.replacing("\nsuccess:", with: "\nwrappers: \(wrappers)\nsuccess:"), file: "snake.yaml")
    var configuration = Training.small
    configuration.steps = 400
    var training = try Training(in: definition) { observationSpace, actionSpace, random in
      let agent = try configuration.makeAgent(
        for: AgentTask(
          definition: definition, observationSpace: observationSpace, actionSpace: actionSpace,
          random: random))
      return try #require(agent as? DQN)
    }
    _ = try training.run()
    let checkpoint = try training.agent.checkpoint(of: training.environment)
    return (training, try #require(checkpoint["replay.observations"]).shape[1])
  }

  @Test func aFrameOfAStackIsKeptOnceAndNothingElseChanges() throws {
    let (once, frame) = try training("[{frameStack: 3}, flatten]")
    // Actions that are repeated once are the same task, but not one whose frames are known.
    let (whole, stack) = try training("[{frameStack: 3}, {repeatActions: 1}, flatten]")
    #expect(stack > 2 * frame && stack <= 3 * frame, "\(stack) and \(frame)")
    #expect(once.parameterHash == whole.parameterHash)
  }
}
