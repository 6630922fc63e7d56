import Determinism
import Documents
import Environments
import Testing

struct MixtureTests {
  private let rooms = "mixture:minigrid-empty-5x5,minigrid-empty-6x6"

  private func vector(_ name: String, count: Int, seed: UInt64 = 3) throws -> any VectorEnvironment
  {
    try EnvironmentDefinition.load(name).makeVector(count: count, random: RandomStream(seed: seed))
  }

  /// What some steps with random actions show: observations, rewards and flags of every step.
  private func play(_ vector: any VectorEnvironment, _ steps: Int, seed: UInt64 = 5) -> [Float] {
    var random = RandomStream(seed: seed)
    var shown: [Float] = []
    for _ in 0..<steps {
      vector.step((0..<vector.count).map { _ in Int32(vector.actionSpace.sample(using: &random)) })
      shown += vector.observations
      shown += vector.rewards
      shown += vector.terminated.map { $0 ? 1 : 0 } + vector.truncated.map { $0 ? 1 : 0 }
    }
    return shown
  }

  @Test("The first episode of a copy is that of its task alone, step for step")
  func firstEpisodes() throws {
    let mixture = try vector(rooms, count: 2)
    let alone = try ["minigrid-empty-5x5", "minigrid-empty-6x6"].map { try vector($0, count: 2) }
    var random = RandomStream(seed: 9)
    var ended = [false, false]
    for _ in 0..<90 {
      let actions = (0..<2).map { _ in Int32(random.integer(below: 3)) }
      mixture.step(actions)
      for (copy, vector) in alone.enumerated() {
        vector.step(actions)
        guard !ended[copy] else { continue }
        #expect(mixture.rewards[copy] == vector.rewards[copy])
        #expect(mixture.terminated[copy] == vector.terminated[copy])
        #expect(mixture.truncated[copy] == vector.truncated[copy])
        #expect(Array(mixture.successor(copy)) == Array(vector.successor(copy)))
        ended[copy] = vector.terminated[copy] || vector.truncated[copy]
      }
    }
  }

  @Test("Every episode is of the next task, which ends by its own time limit")
  func tasksTakeTurns() throws {
    // Turning left for ever ends episodes by the clock alone: 4 · 5² = 100 and 4 · 6² = 144 steps.
    let mixture = try vector(rooms, count: 1)
    var lengths: [Int] = []
    var length = 0
    while lengths.count < 4 {
      mixture.step([0])
      length += 1
      #expect(!mixture.terminated[0])
      if mixture.truncated[0] {
        lengths.append(length)
        length = 0
      }
    }
    #expect(lengths == [100, 144, 100, 144])
    #expect(mixture.episodeNumber(0) == 4)
    #expect(mixture.describeState(0).hasPrefix("minigrid-empty-5x5  "))
  }

  @Test("A smaller observation stands in the corner of the block, the rest is zero")
  func smallerObservations() throws {
    let mixture = try vector("mixture:catch,breakout", count: 2)
    let alone = try ["catch", "breakout"].map { try vector($0, count: 2) }
    let shape = mixture.observationSpace.shape
    let own = alone.map(\.observationSpace.shape)
    #expect(shape == own[0].indices.map { max(own[0][$0], own[1][$0]) })
    for copy in 0..<2 {
      var expected = [Float](repeating: 0, count: shape.reduce(1, *))
      let size = own[copy]
      var place = 0
      for plane in 0..<size[0] {
        for row in 0..<size[1] {
          for column in 0..<size[2] {
            let index = (plane * shape[1] + row) * shape[2] + column
            expected[index] = alone[copy].observation(copy)[place]
            place += 1
          }
        }
      }
      #expect(Array(mixture.observation(copy)) == expected)
      #expect(mixture.observationSpace.contains(mixture.observation(copy)))
    }
  }

  @Test("Actions of equal names are one; those that a task lacks are not possible in it")
  func sharedActions() throws {
    let mixture = try vector("mixture:catch,breakout", count: 2)
    let names = mixture.actionSpace.names
    #expect(Set(names).count == names.count)
    let masks = try #require(mixture.actionMasks)
    for (copy, id) in ["catch", "breakout"].enumerated() {
      let own = try EnvironmentRegistry.definition(id).actionSpace.names
      for (action, name) in names.enumerated() {
        #expect(masks[copy * names.count + action] == own.contains(name), "\(id), \(name)")
      }
    }
  }

  @Test("With separate actions each task has a head of its own")
  func separateActions() throws {
    let mixture = try vector("mixture:separate:catch,breakout", count: 2)
    let own = try ["catch", "breakout"].map {
      try EnvironmentRegistry.definition($0).actionSpace.names
    }
    #expect(
      mixture.actionSpace.names == own[0].map { "catch/\($0)" } + own[1].map { "breakout/\($0)" })
    let masks = try #require(mixture.actionMasks)
    let rows = (0..<2).map {
      Array(masks[($0 * mixture.actionSpace.count)...].prefix(mixture.actionSpace.count))
    }
    #expect(rows[0] == own[0].map { _ in true } + own[1].map { _ in false })
    #expect(rows[1] == own[0].map { _ in false } + own[1].map { _ in true })
  }

  @Test("Where the clock ends an episode, the actions of its own task are the possible ones")
  func masksAtTheTimeLimit() throws {
    let mixture = try vector("mixture:separate:minigrid-empty-5x5,minigrid-empty-6x6", count: 1)
    let actions = mixture.actionSpace.count
    var ended: [[Bool]] = []
    // Turning left for ever: the first task's action 0, then the second's.
    while ended.count < 3 {
      mixture.step([Int32(ended.count.isMultiple(of: 2) ? 0 : actions / 2)])
      guard mixture.truncated[0] else { continue }
      ended.append(Array(try #require(mixture.finalActionMasks)))
      #expect(Array(try #require(mixture.actionMasks)) != ended[ended.count - 1])
    }
    let first = (0..<actions).map { $0 < actions / 2 }
    #expect(ended == [first, first.map { !$0 }, first])
    #expect(try vector(rooms, count: 1).finalActionMasks == nil)
  }

  @Test("A snapshot goes on exactly, in another vector too, however the copies are divided")
  func snapshots() throws {
    let first = try vector("mixture:catch,breakout", count: 5)
    _ = play(first, 40)
    let bytes = try first.snapshot()
    let rest = play(first, 60, seed: 7)
    let second = try vector("mixture:catch,breakout", count: 5, seed: 99)
    try second.restore(bytes)
    #expect(try second.snapshot() == bytes)
    #expect(play(second, 60, seed: 7) == rest)
    let third = try vector("mixture:catch,breakout", count: 5)
    var random = RandomStream(seed: 5)
    for _ in 0..<40 {
      let actions = (0..<5).map { _ in Int32(third.actionSpace.sample(using: &random)) }
      actions.withUnsafeBufferPointer { actions in
        third.step(actions) { count, body in
          body(3..<count)
          body(0..<3)
        }
      }
    }
    #expect(try third.snapshot() == bytes)
  }

  @Test("A snapshot of another mixture, or a damaged one, is refused and changes nothing")
  func damagedSnapshots() throws {
    let mixture = try vector(rooms, count: 2)
    let before = try mixture.snapshot()
    let others = [
      try vector("mixture:catch,breakout", count: 2).snapshot(),
      try vector(rooms, count: 3).snapshot(),
      Array(before.dropLast(9)), [],
    ]
    for bytes in others {
      #expect(throws: InputError.self) { try mixture.restore(bytes) }
      #expect(try mixture.snapshot() == before)
    }
    let text = String(decoding: before, as: UTF8.self)
    let negative = text.replacing("\"episode\":0", with: "\"episode\":-1")
    #expect(throws: InputError.self) { try mixture.restore(Array(negative.utf8)) }
  }

  @Test("The definition holds its tasks whole and reads back as the same mixture")
  func definitions() throws {
    let definition = try EnvironmentDefinition.load("mixture:separate:minigrid-empty-5x5,catch")
    let again = try EnvironmentDefinition.parse(definition.text, file: "again.yaml")
    #expect(again.text == definition.text)
    #expect(again.observationSpace == definition.observationSpace)
    #expect(again.actions == definition.actionSpace.names)
    #expect(definition.id == "separate-minigrid-empty-5x5-and-catch")
    let first = try definition.makeVector(count: 3, random: RandomStream(seed: 1))
    let second = try again.makeVector(count: 3, random: RandomStream(seed: 1))
    #expect(play(first, 50) == play(second, 50))
  }

  @Test(
    "What cannot be mixed is refused with the reason",
    arguments: [
      ("mixture:catch,catch", "twice"), ("mixture:catch,cartpole", "as many axes"),
      ("mixture:catch,no-such-task", "no-such-task"), ("mixture:", "unknown"),
      ("mixture:mixture:catch", "mixture"),
    ])
  func refusals(_ name: String, _ words: String) {
    let error = #expect(throws: InputError.self) { try EnvironmentDefinition.load(name) }
    let text = error.map { $0.message + ($0.remedy ?? "") } ?? ""
    #expect(text.contains(words), "\(text)")
  }

  @Test("It is no single environment, and says so")
  func noSingle() throws {
    let definition = try EnvironmentDefinition.load(rooms)
    let error = #expect(throws: InputError.self) {
      _ = try definition.makeSingle(to: "be recorded")
    }
    #expect(error?.message.contains("is a mixture of tasks") == true)
  }
}
