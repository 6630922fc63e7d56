import Documents
import Experiments
import Testing

@Suite struct RunGroupTests {
  /// Folders with nothing but their configuration.
  static func runs(
    in temporary: TemporaryFolder,
    _ runs: [(name: String, task: String, seed: UInt64, set: [String])]
  ) throws -> [RunFolder] {
    try runs.map { run in
      var configuration = try RunConfiguration(definition: try TaskDefinition.load(run.task))
      configuration.seed = run.seed
      for setting in run.set { try configuration.set(argument: setting) }
      let folder = try RunFolder.create(at: "\(temporary.path)/\(run.name)")
      try writeAtomically(configuration.yaml, to: folder.configuration)
      return folder
    }
  }

  @Test func runsThatDifferInTheirSeedAloneAreOneGroup() throws {
    let temporary = try TemporaryFolder()
    let folders = try Self.runs(
      in: temporary,
      [
        ("a", "cartpole", 10, []), ("b", "four-rooms", 1, []), ("c", "cartpole", 9, []),
        ("d", "cartpole", 9, []), ("e", "iris", 1, []),
      ])
    let groups = try RunGroup.groups(of: folders)
    #expect(groups.map(\.name) == ["cartpole-dqn", "four-rooms-dqn", "iris-linear"])
    #expect(groups[0].runs.map(\.configuration.seed) == [9, 10])
    #expect(groups[0].runs.map(\.folder) == [folders[2], folders[0]])
    #expect(groups[2].configuration.curveMetric == "testAccuracy")
    #expect(groups[0].configuration.curveMetric == "evaluationReturn")
    #expect(groups.allSatisfy { $0.runs.allSatisfy { !$0.isFinished } })
  }

  @Test func groupsOfOneNameAreToldApartByTheirFields() throws {
    let temporary = try TemporaryFolder()
    let folders = try Self.runs(
      in: temporary,
      [
        ("a", "cartpole", 1, ["learningRate=0.25"]), ("b", "cartpole", 1, ["learningRate=0.5"]),
        ("c", "cartpole", 2, ["learningRate=0.5"]),
      ])
    let groups = try RunGroup.groups(of: folders)
    #expect(
      groups.map(\.name) == ["cartpole-dqn learningRate=0.25", "cartpole-dqn learningRate=0.5"])
    #expect(groups.map(\.runs.count) == [1, 2])
  }
}
