import Agents
import Determinism
import Documents
import Environments
import Foundation
import NeuralNetworks
import TensorCore
import Testing

@Suite struct RecordedTransitionsTests {
  private static func record(
    _ id: String = "chain", epsilons: [Double] = [0], steps: Int = 60, seed: UInt64 = 1
  ) throws -> RecordedTransitions {
    try RecordedTransitions.record(
      nil, behaviour: "random", in: EnvironmentRegistry.definition(id), epsilons: epsilons,
      steps: steps, seed: seed)
  }

  private static func agent(of recorded: RecordedTransitions, in id: String = "chain") throws {
    let definition = try EnvironmentRegistry.definition(id)
    _ = try BehaviourCloning(
      configuration: BehaviourCloningConfiguration(), recorded: recorded,
      for: AgentTask(
        definition: definition, observationSpace: definition.observationSpace,
        actionSpace: definition.actionSpace, random: RandomStream(seed: 1)))
  }

  @Test func whatWasRecordedIsWhatHappened() throws {
    let definition = try EnvironmentRegistry.definition("four-rooms")
    let recorded = try Self.record("four-rooms", epsilons: [1, 1, 1], steps: 900, seed: 4)
    let root = RandomStream(seed: 4).stream("recording")
    let twin = try definition.makeVector(count: 3, random: root)
    let actions = try recorded.file.integers("replay.actions")
    let rewards = try recorded.file.floats("replay.rewards")
    let endings = try recorded.file.bytes("replay.endings")
    #expect(actions.count == 900)
    for step in 0..<300 {
      twin.step(actions[(3 * step)..<(3 * step + 3)].map { Int32($0) })
      for copy in 0..<3 {
        let row = 3 * step + copy
        #expect(twin.rewards[copy] == rewards[row])
        #expect(endings[row] == (twin.terminated[copy] ? 2 : twin.truncated[copy] ? 1 : 0))
      }
    }
  }

  @Test func theSameSeedGivesTheSameBytesAndTheyReadBack() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appending(path: "a.safetensors").path
    let recorded = try Self.record(epsilons: [0, 0.5])
    #expect(try Self.record(epsilons: [0, 0.5]).file == recorded.file)
    #expect(try Self.record(epsilons: [0, 0.5], seed: 2).file != recorded.file)
    try recorded.file.write(to: path)
    let read = try RecordedTransitions(contentsOf: path)
    #expect(read.file.serialized() == recorded.file.serialized())
    #expect(read.hash == SHA256.hex(of: recorded.file.serialized()))
    #expect(read.environment == "chain" && read.copies == 2 && read.epsilons == [1, 1])
    #expect(try TransitionStatistics(read).transitions == 60)
  }

  /// Half of the copies do what a policy says, the others chance.
  @Test func copiesExploreAsTheirOwnEpsilonSays() throws {
    let definition = try EnvironmentRegistry.definition("four-rooms")
    var agent = try ValueIteration(
      configuration: ValueIterationConfiguration(), observationSpace: definition.observationSpace,
      actionSpace: definition.actionSpace, random: RandomStream(seed: 1))
    try agent.train(in: definition.makeVector(count: 1, random: RandomStream(seed: 1)))
    let recorded = try RecordedTransitions.record(
      agent.policy, behaviour: "exact", in: definition, epsilons: [0, 1], steps: 4_000, seed: 3)
    let statistics = try TransitionStatistics(recorded)
    let optimum = try #require(try definition.solve()).optimalReturn
    // Short good episodes are most of them, long bad ones the worst.
    #expect(try #require(statistics.returns).maximum > optimum)
    #expect(try #require(statistics.returns).minimum < 2 * optimum)
    #expect(statistics.actionCounts.allSatisfy { $0 > 400 })
  }

  /// The same figures, counted here from the columns.
  @Test func statisticsAreWhatTheColumnsHold() throws {
    let recorded = try Self.record(steps: 40, seed: 2)
    let statistics = try TransitionStatistics(recorded)
    let endings = try recorded.file.bytes("replay.endings")
    let rewards = try recorded.file.floats("replay.rewards")
    #expect(statistics.terminated + statistics.truncated == endings.count { $0 > 0 })
    #expect(statistics.episodes == endings.count { $0 > 0 })
    #expect(statistics.actionCounts.reduce(0, +) == 40)
    #expect(statistics.rewards?.maximum == rewards.max().map(Double.init))
    var sum = 0.0
    var returns: [Double] = []
    for (reward, ending) in zip(rewards, endings) {
      sum += Double(reward)
      guard ending > 0 else { continue }
      returns.append(sum)
      sum = 0
    }
    #expect(try recorded.file.doubles("episodes.returns") == returns)
  }

  @Test func whatIsNoRecordingIsRefused() throws {
    let sound = try Self.record().file
    func refusal(_ change: (inout SafeTensors) -> Void) -> String {
      var file = sound
      change(&file)
      let error = #expect(throws: InputError.self) {
        try Self.agent(of: RecordedTransitions(file))
      }
      return error?.description ?? ""
    }
    for key in sound.metadata.keys.sorted() {
      #expect(refusal { $0.metadata[key] = nil }.contains(key), "without \(key)")
    }
    let faults: [(String, String, String)] = [
      ("format", "apus-policy", "apus-policy"), ("formatVersion", "9", "format 9"),
      ("copies", "4097", "copies"), ("copies", "0", "copies"), ("copies", "7", "do not fit"),
      ("copies", "many", "copies"), ("epsilons", "[2]", "epsilons"), ("epsilons", "[]", "epsilons"),
      ("environment", "taxi", "'taxi'"), ("environmentVersion", "99", "version 99"),
      ("observationShape", "[7]", "[7]"), ("actions", "[up]", "up"), ("seed", "-1", "seed"),
    ]
    for (key, value, expected) in faults {
      #expect(refusal { $0.metadata[key] = value }.contains(expected), "\(key): \(value)")
    }
  }

  /// A claim of many transitions with nothing behind it must cost nothing, a bad number be found.
  @Test(arguments: [
    "replay.endings", "replay.actions", "replay.rewards", "replay.observations", "replay.finals",
  ])
  func damagedColumnsAreRefused(name: String) throws {
    let sound = try Self.record().file
    let entry = try #require(sound[name])
    let bad = SafeTensors.Entry(
      name: name, type: entry.type, shape: entry.shape,
      bytes: Array(repeating: 0xFF, count: entry.bytes.count))
    let huge = SafeTensors.Entry(
      name: name, type: .u8, shape: [1 << 20], bytes: Array(repeating: 0, count: 1 << 20))
    for replacement in [bad, huge, nil] {
      // Bytes may be anything where observations are bytes.
      if replacement == bad, entry.type == .u8, name != "replay.endings" { continue }
      var file = sound
      file.tensors = sound.tensors.compactMap { $0.name == name ? replacement : $0 }
      #expect(throws: InputError.self) { try Self.agent(of: RecordedTransitions(file)) }
    }
  }

  @Test func nonsenseArgumentsAreRefused() throws {
    for (epsilons, steps) in [([], 5), ([1.5], 5), ([0], 0)] as [([Double], Int)] {
      #expect(throws: InputError.self) {
        try RecordedTransitions.record(
          TablePolicy(observationCount: 1, actionCount: 1), behaviour: "",
          in: EnvironmentRegistry.definition("chain"), epsilons: epsilons, steps: steps, seed: 1)
      }
    }
  }
}
