import Agents
import Documents
import Environments
import Experiments
import Foundation
import Testing

/// Runs that are taught, or begin with another's replay.
@Suite(.serialized) struct TeachingRunTests {
  private func configuration(
    _ task: String = "cartpole", _ settings: [String] = []
  ) throws -> RunConfiguration {
    var configuration = try RunConfiguration(
      definition: .environment(try EnvironmentRegistry.definition(task)))
    configuration.checkpointInterval = 200
    for setting in [
      "steps=600", "environments=2", "hiddenSizes=[16]", "trainInterval=8", "updatesPerInterval=2",
      "learningStarts=100", "batchSize=16", "bufferCapacity=600", "evaluationInterval=200",
      "evaluationEpisodes=4", "reportInterval=100", "epsilonSteps=300",
    ] + settings { try configuration.set(argument: setting) }
    return configuration
  }

  private let methods = [
    ["guidance=distillation", "guidanceStates=teacher"],
    ["guidance=kickstarting", "guidanceSteps=500"],
    ["guidance=qdagger", "teacherSteps=300", "offlineUpdates=50"],
  ]

  @Test func aTaughtRunThatIsStoppedEndsInTheSameBytes() throws {
    let folder = try TemporaryFolder()
    let teacher = try train(configuration(), in: folder.path + "/teacher")
    for (number, settings) in methods.enumerated() {
      var configuration = try configuration("cartpole", settings)
      try configuration.use(teachers: [teacher.path, teacher.lastPolicy])
      #expect(try RunConfiguration(yaml: configuration.yaml, file: "c.yaml") == configuration)
      try expectSameBytes(of: configuration, pausedAfter: [59, 179, 219])
    }
  }

  @Test func aTeacherThatHasChangedIsRefusedByName() throws {
    let folder = try TemporaryFolder()
    let teacher = try train(configuration(), in: folder.path + "/teacher")
    var taught = try configuration("cartpole", methods[1])
    try taught.use(teachers: [teacher.path])
    let run = try beginTraining(taught, in: folder.path + "/run", asked: 119)
    let sound = try folder.bytes("teacher/policy.safetensors")
    try Data(sound + [0]).write(to: URL(fileURLWithPath: teacher.policy))
    let changed = #expect(throws: InputError.self) { try Trainer(resuming: run) }
    #expect(changed?.description.contains(teacher.policy) == true)
    #expect(changed?.description.contains("is not the teacher") == true)
    let damaged = #expect(throws: InputError.self) {
      var other = try configuration("cartpole", methods[1])
      try other.use(teachers: [teacher.path])
      _ = try Trainer(starting: other, in: try RunFolder.create(at: folder.path + "/other"))
    }
    #expect(damaged?.description.contains(teacher.policy) == true)
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/other"))
  }

  @Test func agentsThatCannotBeTaughtSaySo() throws {
    let folder = try TemporaryFolder()
    let teacher = try train(configuration(), in: folder.path + "/teacher")
    var other = try RunConfiguration(
      definition: .environment(try EnvironmentRegistry.definition("cartpole")), algorithm: "pqn")
    try other.use(teachers: [teacher.path])
    let error = #expect(throws: InputError.self) { try other.validate() }
    #expect(error?.description.contains("--teacher") == true)
    #expect(error?.description.contains("pqn") == true)
    var unasked = try configuration()
    try unasked.use(teachers: [teacher.path])
    let useless = #expect(throws: InputError.self) { try unasked.validate() }
    #expect(useless?.description.contains("guidance (none)") == true)
    #expect(throws: InputError.self) { try configuration("cartpole", methods[0]).validate() }
  }

  @Test func aReplayIsCarriedOverOnceAndKnownByItsHash() throws {
    let folder = try TemporaryFolder()
    let source = try train(configuration(), in: folder.path + "/source")
    var heavy = try configuration("cartpole-heavy", ["learningStarts=0"])
    try heavy.use(carriedReplay: source.path)
    #expect(try RunConfiguration(yaml: heavy.yaml, file: "c.yaml") == heavy)
    _ = try train(heavy, in: folder.path + "/heavy")
    var empty = heavy
    empty.carriedReplay = nil
    _ = try train(empty, in: folder.path + "/empty")
    #expect(
      try folder.bytes("heavy/policy.safetensors") != folder.bytes("empty/policy.safetensors"))
    var catching = try configuration("catch")
    catching.carriedReplay = heavy.carriedReplay
    let unfit = #expect(throws: InputError.self) {
      try Trainer(starting: catching, in: try RunFolder.create(at: folder.path + "/catch"))
    }
    #expect(unfit?.description.contains("'catch' shows") == true)
    heavy.carriedReplay?.hash = String(repeating: "0", count: 64)
    let changed = #expect(throws: InputError.self) {
      try Trainer(starting: heavy, in: try RunFolder.create(at: folder.path + "/changed"))
    }
    #expect(changed?.description.contains("is not the replay") == true)
  }

  /// Files of plain trainings hold no key of guidance, and those of guided ones hold all.
  @Test func guidanceIsWrittenWhereThereIsSome() throws {
    #expect(try !configuration().yaml.contains("guidance"))
    let guided = try configuration("cartpole", methods[2]).yaml
    for key in DQNConfiguration.optionalKeys { #expect(guided.contains("\n  \(key): "), "\(key)") }
    let cut = guided.split(separator: "\n").filter { !$0.contains("teacherEpsilon") }
    let error = #expect(throws: InputError.self) {
      try RunConfiguration(yaml: cut.joined(separator: "\n"), file: "c.yaml")
    }
    #expect(error?.description.contains("teacherEpsilon") == true)
  }
}
