import Agents
import Determinism
import Documents
import Environments
import Foundation
import NeuralNetworks
import TensorCore
import Testing

private func prepare(
  _ id: String, _ configure: (inout ValueIterationConfiguration) -> Void = { _ in }
) throws -> AgentTraining<ValueIteration> {
  var configuration = ValueIterationConfiguration()
  configuration.evaluationInterval = 0
  configure(&configuration)
  return try AgentTraining(registered: id) {
    try ValueIteration(
      configuration: configuration, observationSpace: $0, actionSpace: $1, random: $2)
  }
}

@Suite struct ValueIterationTests {
  /// The exact solver knows the time limit, which value iteration does not: on ice it walks safely
  /// where time runs out.
  @Test(arguments: ["four-rooms", "taxi", "cliff-walking", "frozen-lake-8x8-slippery", "catch"])
  func reachesTheSolvedOptimum(id: String) throws {
    var training = try prepare(id) { $0.discount = 0.999 }
    _ = try training.run()
    let optimum = try #require(try EnvironmentRegistry.definition(id).solve()).optimalReturn
    let reached = try training.meanReturn(in: id, episodes: 2_000)
    #expect(reached >= optimum - 0.05 * abs(optimum), "\(reached), optimum \(optimum)")
  }

  /// γ = 0.9, −1 a step: a goal k steps away is worth −(1 − 0.9ᵏ) / 0.1 at best.
  ///
  /// After one sweep every value is −1, after two −1.9; in the end the best start of the cliff,
  /// 13 steps from its goal, is worth −(1 − 0.9¹³) / 0.1 = −7.4581.
  @Test func sweepsAreThoseOfTheBook() throws {
    for (sweeps, expected) in [(1, -1), (2, -1.9), (200, -7.458_134)] as [(Int, Double)] {
      var training = try prepare("cliff-walking") {
        $0.discount = 0.9
        $0.steps = sweeps
      }
      _ = try training.run()
      var memory = PolicyMemory()
      // What a sweep gives a state is the best of what the table shows one sweep earlier.
      let values = training.agent.policy.values(
        of: Array(training.environment.observation(0)), memory: &memory)
      let shown = try #require(values.max())
      let oneLater = sweeps == 200 ? expected : -1 + 0.9 * expected
      #expect(abs(Double(shown) - oneLater) < 1e-5, "\(sweeps): \(shown)")
    }
  }

  /// A discount of 0 looks one step ahead: every step costs the same, so it never arrives.
  @Test func withoutFutureItDoesNotFindTheGoal() throws {
    var training = try prepare("four-rooms") { $0.discount = 0 }
    _ = try training.run()
    let optimum = try #require(try EnvironmentRegistry.definition("four-rooms").solve())
    #expect(try training.meanReturn(in: "four-rooms") < 2 * optimum.optimalReturn)
  }

  @Test(arguments: ["cartpole", "memory-corridor"])
  func tasksWithoutAListOfStatesAreRefusedWithTheReason(id: String) throws {
    var training = try prepare(id)
    let error = #expect(throws: InputError.self) { try training.run() }
    let text = error?.description ?? ""
    #expect(text.contains(id == "cartpole" ? "'cartpole' cannot be listed" : "look the same"))
    #expect(text.contains(id == "cartpole" ? "--agent q-learning" : "--agent drqn"))
  }

  @Test func tooManyStatesAreRefused() throws {
    var training = try prepare("taxi") { $0.maximumStates = 100 }
    let error = #expect(throws: InputError.self) { try training.run() }
    #expect(error?.description.contains("maximumStates (100)") == true)
  }

  @Test func interruptedAndRestoredIsTheSame() throws {
    let definition = try EnvironmentRegistry.definition("frozen-lake-4x4-slippery")
    try AgentTraining<ValueIteration>.expectInterruptionsChangeNothing {
      let training = try prepare(definition.id) {
        $0.steps = 600
        $0.evaluationInterval = 100
      }
      return (training, try definition.makeVector(count: 3, random: RandomStream(seed: 77)))
    }
  }

  @Test(arguments: ["agent.counters", "values", "change"])
  func aDamagedCheckpointIsRefused(name: String) throws {
    var training = try prepare("taxi")
    _ = try training.run(until: 20)
    try training.expectDamageIsRefused(name) { try ValueIterationTests.fresh() }
  }

  private static func fresh() throws -> AgentTraining<ValueIteration> { try prepare("taxi") }

  @Test(arguments: [1, 2]) func goldenHashOfAShortComputation(threads: Int) async throws {
    let result = await #expect(
      processExitsWith: .success, observing: [\.standardOutputContent]
    ) { [threads] in
      Parallel.threads = threads
      var training = try prepare("frozen-lake-8x8-slippery") { $0.steps = 100 }
      _ = try training.run()
      FileHandle.standardOutput.write(Data("hash \(training.policyHash)".utf8))
    }
    let output = String(decoding: result?.standardOutputContent ?? [], as: UTF8.self)
    let hash = "069e24510b7d23a96d65a5ac33f7390328fdcb5b90a2630d785d254df2f32bde"
    #expect(output.hasSuffix("hash \(hash)"), "\(output)")
  }
}
