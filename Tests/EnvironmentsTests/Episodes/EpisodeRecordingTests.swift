import Determinism
import Documents
import Environments
import Testing

struct EpisodeRecordingTests {
  /// An episode of random actions of a built-in environment, recorded.
  private func record(
    _ definition: EnvironmentDefinition, steps: Int = 300, seed: UInt64 = 5
  ) -> EpisodeRecording {
    func play(_ world: some Environment) -> EpisodeRecording {
      var episode = Episode(
        in: world, timeLimit: definition.timeLimit, random: RandomStream(seed: seed))
      var recorder = EpisodeRecorder(episode, of: definition, seed: seed)
      var actions = RandomStream(seed: seed + 1)
      while !episode.hasEnded, episode.steps < steps {
        let action = world.actionSpace.sample(using: &actions)
        let result = episode.step(action)
        recorder.append(action, result, episode.world)
      }
      return recorder.result
    }
    return play(definition.makeEnvironment())
  }

  @Test(arguments: EnvironmentRegistry.ids)
  func everyEnvironmentIsRecordedAndPlayedAgain(id: String) throws {
    let recording = try record(EnvironmentDefinition.load(id), steps: 60)
    let read = try EpisodeRecording.read(recording.line(), file: "a.episodes")
    #expect(read == [recording])
    #expect(try read[0].difference() == nil)
    #expect(recording.definition == nil)
  }

  @Test func equalStatesHaveEqualHashesAndOthersOthers() throws {
    var random = RandomStream(seed: 1)
    var world = Corridor()
    world.reset(using: &random)
    let start = world.stateHash
    #expect(start.count == 64)
    let copy = world
    _ = world.step(1, using: &random)
    #expect(world.stateHash != start)
    world.state = copy.state
    #expect(world.stateHash == start)
  }

  @Test func hundredStepsAreAFewHundredBytes() throws {
    let recording = try record(EnvironmentDefinition.load("mountain-car"), steps: 100)
    #expect(recording.actions.count == 100)
    #expect(try recording.line().count < 700)
  }

  @Test func changedActionStateOrReturnIsFound() throws {
    let recording = try record(EnvironmentDefinition.load("four-rooms"))
    var changed = recording
    changed.actions[7] = (changed.actions[7] + 1) % 4
    #expect(try changed.difference() == "step 8 does not lead to what was recorded")
    changed = recording
    changed.marks[0] ^= 1
    #expect(try changed.difference() == "the first state is not the recorded one")
    changed = recording
    changed.stream ^= 1
    #expect(try changed.difference() != nil)
    changed = recording
    changed.episodeReturn += 1
    #expect(try changed.difference() == "return, ending or digest are not the recorded ones")
    changed = recording
    changed.version = 9
    #expect(throws: InputError.self) { try changed.difference() }
    changed = recording
    changed.actions[3] = 4
    #expect(throws: InputError.self) { try changed.difference() }
  }

  @Test func definitionOfOnesOwnIsInTheFile() throws {
    let text = sample("id: sample", "id: mine")
    let definition = try EnvironmentDefinition.parse(text, file: "mine.yaml")
    let recording = record(definition)
    #expect(recording.definition == text)
    #expect(try recording.difference() == nil)
  }

  @Test func wrappersThatRememberNothingLeaveNoTrace() throws {
    let plain = try record(EnvironmentDefinition.load("catch"))
    let flat = try record(stacked("catch", "[flatten, oneHot]"))
    #expect(flat.marks == plain.marks)
    #expect(flat.digest == plain.digest)
    #expect(try flat.difference() == nil)
    #expect(try record(stacked("catch", "[frameStack: 2]")).difference() == nil)
  }

  /// Damaged lines of all kinds: nothing but an error may come of them.
  @Test func damagedFileIsRefusedOrReadButNeverTraps() throws {
    var lines: [UInt8] = []
    for id in ["four-rooms", "cartpole", "catch", "snake"] {
      lines += try record(EnvironmentDefinition.load(id), steps: 40).line() + [0x0A]
    }
    var random = RandomStream(seed: 11)
    var refused = 0
    for trial in 0..<1500 {
      var bytes = lines
      for _ in 0...random.integer(below: 3) {
        let place = random.integer(below: bytes.count)
        switch random.integer(below: 5) {
        case 0: bytes[place] = UInt8(random.integer(below: 256))
        case 1: bytes.removeSubrange(place...)
        case 2: bytes.remove(at: place)
        case 3: bytes.insert(contentsOf: Array("99999999999".utf8), at: place)
        default: bytes.insert(contentsOf: bytes[..<min(place, 50)], at: place)
        }
        if bytes.isEmpty { bytes = [0] }
      }
      do {
        for recording in try EpisodeRecording.read(bytes, file: "a.episodes") {
          _ = try recording.difference()
        }
      } catch let error as InputError {
        #expect(!error.message.isEmpty, "trial \(trial)")
        refused += 1
      }
    }
    #expect(refused > 800)
  }

  @Test func errorsNameFileAndLine() throws {
    let good = try record(EnvironmentDefinition.load("catch")).line()
    for (bytes, message, line) in [
      ([], "holds no episode", nil as Int?),
      (good + [0x0A] + Array("{}".utf8), "is no episode recording, or a damaged one", 2),
      (
        Array(String(decoding: good, as: UTF8.self).replacing("apus-episode", with: "x").utf8),
        "is no episode recording", 1
      ),
      (
        Array(
          String(decoding: good, as: UTF8.self)
            .replacing("\"steps\":9", with: "\"steps\":9000").utf8),
        "its parts do not fit together", 1
      ),
    ] {
      let error = #expect(throws: InputError.self) {
        try EpisodeRecording.read(bytes, file: "a.episodes")
      }
      #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
      #expect(error?.line == line)
      #expect(error?.file == "a.episodes")
    }
  }
}
