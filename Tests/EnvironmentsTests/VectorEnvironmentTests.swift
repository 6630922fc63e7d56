import Determinism
import Documents
import Environments
import Testing

struct VectorEnvironmentTests {
  @Test func endingKeepsTheLastObservationBesideTheFirstOfTheNext() throws {
    let vector = try Corridor.vector(count: 2, timeLimit: 50)
    let drawn = vector.observations[3]
    for _ in 0..<3 { vector.step([0, 1]) }
    #expect(Array(vector.observations[2...]) == [3, drawn])
    #expect(Array(vector.terminated) == [false, false])
    vector.step([0, 1])
    #expect(Array(vector.terminated) == [false, true])
    #expect(Array(vector.truncated) == [false, false])
    #expect(Array(vector.rewards) == [0, 4])
    #expect(Array(vector.finalObservations[2...]) == [4, drawn])
    #expect(vector.observations[2] == 0)
    #expect(vector.observations[3] != drawn, "a new episode draws anew")
    #expect(vector.episodeSteps(0) == 4)
    #expect(vector.episodeSteps(1) == 0)
    #expect(vector.episodeNumber(0) == 0)
    #expect(vector.episodeNumber(1) == 1)
    vector.step([0, 0])
    #expect(Array(vector.finalObservations[2...]) == [4, drawn], "kept until the next ending")
    #expect(Array(vector.terminated) == [false, false])
  }

  @Test func clockTruncatesAtTheLimitOnly() throws {
    let vector = try Corridor.vector(count: 1, timeLimit: 3)
    vector.step([0])
    vector.step([1])
    #expect(!vector.truncated[0])
    vector.step([0])
    #expect(vector.truncated[0])
    #expect(!vector.terminated[0])
    #expect(vector.finalObservations[0] == 1)
    #expect(vector.observations[0] == 0)
  }

  @Test func endingByTheTaskWinsOnTheLastStepOfTheClock() throws {
    let vector = try Corridor.vector(count: 1, timeLimit: 4)
    for _ in 0..<4 { vector.step([1]) }
    #expect(vector.terminated[0])
    #expect(!vector.truncated[0])
  }

  @Test func episodeDrawsFromItsOwnNamedStream() throws {
    let vector = try Corridor.vector(count: 3, timeLimit: 2, seed: 9)
    for episode in 0..<4 {
      for copy in 0..<3 {
        var stream = RandomStream(seed: 9).stream("environment/\(copy)").stream(
          "episode/\(episode)")
        #expect(vector.observation(copy)[1] == stream.uniform(), "\(copy), \(episode)")
      }
      vector.step([0, 0, 0])
      vector.step([0, 0, 0])
    }
  }

  @Test func resetBeginsAnewOnlyWhereSomethingHappened() throws {
    let vector = try Corridor.vector(count: 2, timeLimit: 9)
    let first = Array(vector.observations)
    vector.reset()
    #expect(Array(vector.observations) == first)
    vector.step([1, 1])
    vector.reset()
    #expect(vector.episodeNumber(0) == 1)
    #expect(vector.observation(0)[0] == 0)
    #expect(vector.observation(0)[1] != first[1])
    #expect(Array(vector.rewards) == [0, 0])
  }

  @Test func snapshotIsTheSameBytesAndGoesOnExactly() throws {
    let vector = try EnvironmentDefinition.load("four-rooms").makeVector(
      count: 4, random: RandomStream(seed: 3))
    var actions = RandomStream(seed: 4)
    for _ in 0..<700 { vector.step((0..<4).map { _ in Int32(actions.integer(below: 4)) }) }
    let bytes = try vector.snapshot()
    #expect(try vector.snapshot() == bytes)
    let other = try EnvironmentDefinition.load("four-rooms").makeVector(
      count: 4, random: RandomStream(seed: 77))
    try other.restore(bytes)
    #expect(try other.snapshot() == bytes)
    for _ in 0..<1500 {
      let chosen = (0..<4).map { _ in Int32(actions.integer(below: 4)) }
      vector.step(chosen)
      other.step(chosen)
    }
    #expect(try other.snapshot() == vector.snapshot())
    #expect(vector.episodeNumber(0) > 2)
  }

  @Test func foreignSnapshotsAreRefusedAndChangeNothing() throws {
    let vector = try Corridor.vector(count: 2, timeLimit: 9)
    vector.step([1, 0])
    let bytes = try vector.snapshot()
    let text = try #require(String(validating: bytes, as: UTF8.self))
    let damaged: [String] = [
      "", "{}", String(text.dropLast()), text.replacing("\"sample\"", with: "\"maze\""),
      text.replacing("\"version\":1", with: "\"version\":2"),
      text.replacing("\"place\":1", with: "\"place\":9"),
      text.replacing("\"place\":1", with: "\"place\":1e40"),
      text.replacing("\"elapsed\":1", with: "\"elapsed\":-1"),
    ]
    for other in damaged {
      #expect(other != text)
      #expect(throws: InputError.self, "\(other)") { try vector.restore(Array(other.utf8)) }
      #expect(try vector.snapshot() == bytes)
    }
    let single = try Corridor.vector(count: 1, timeLimit: 9)
    #expect(throws: InputError.self) { try single.restore(bytes) }
  }

  @Test func wrongNumberOfActionsStopsWithAMessage() async {
    await #expect(processExitsWith: .failure) {
      try Corridor.vector(count: 2, timeLimit: 9).step([1])
    }
    await #expect(processExitsWith: .failure) {
      try Corridor.vector(count: 2, timeLimit: 9).step([1, 2])
    }
  }

  @Test func noCopiesAreRefused() throws {
    #expect(throws: InputError.self) {
      try EnvironmentDefinition.load("maze").makeVector(count: 0, random: RandomStream(seed: 1))
    }
  }
}
