import Agents
import Determinism
import Environments
import Experiments
import Testing

@Suite struct EpisodeStreamsTests {
  /// The roots of the streams of all copies in the training, the evaluations and the test of a seed.
  private func origins(_ seed: UInt64) -> [RandomStream] {
    let run = RandomStream(seed: seed)
    return [run, run.evaluationEpisodes, run.testEpisodes.stream("chunk/0")]
  }

  // Episode e of copy i draws from stream("environment/i").stream("episode/e").
  @Test func noEpisodeOfAnEvaluationOrATestIsOneOfATraining() {
    var keys = Set<UInt64>()
    var count = 0
    for origin in (0..<20).flatMap({ origins($0) }) {
      for copy in 0..<128 {
        let copyStream = origin.stream("environment/\(copy)")
        keys.insert(copyStream.key)
        for episode in 0..<20 { keys.insert(copyStream.stream("episode/", number: episode).key) }
        count += 21
      }
    }
    #expect(keys.count == count)
  }

  @Test(arguments: ["cartpole", "mountain-car", "breakout"])
  func theyBeginInDifferentStates(environment: String) throws {
    let definition = try EnvironmentRegistry.definition(environment)
    let starts = try origins(3).map { origin in
      let vector = try definition.makeVector(count: 16, random: origin)
      return Array(vector.observations)
    }
    #expect(starts[0] != starts[1] && starts[0] != starts[2] && starts[1] != starts[2])
  }

  @Test func evaluatingChangesNothingOfTheTraining() throws {
    let temporary = try TemporaryFolder()
    let policies = try [0, 300].map { interval in
      var configuration = try RunConfiguration(definition: try TaskDefinition.load("cartpole"))
      for setting in [
        "steps=1500", "learningStarts=200", "hiddenSizes=[16]", "bufferCapacity=1000",
        "evaluationInterval=\(interval)",
      ] {
        try configuration.set(argument: setting)
      }
      let folder = try RunFolder.create(at: "\(temporary.path)/\(interval)")
      let trainer = try Trainer(starting: configuration, in: folder)
      #expect(try trainer.run(shouldContinue: { true }, report: { _ in }) == .finished)
      #expect(trainer.evaluations.isEmpty == (interval == 0))
      return try Policy.load(folder.lastPolicy)
    }
    let parameters = policies.map { $0.acting.tensors.map(\.value.scalars) }
    #expect(parameters[0] == parameters[1])
    #expect(parameters[0].contains { !$0.isEmpty })
  }
}
