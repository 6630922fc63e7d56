import Environments
import Testing
import Visualizer

/// Episodes of fixed lengths, in which every step has its own picture.
private final class FilmedPlayer: ScenePlayer {
  private let lengths: [Int]
  private var episode = 0
  private var step = 0
  private(set) var scenes = 0

  init(_ lengths: [Int]) { self.lengths = lengths }

  func currentScene() throws -> Scene {
    scenes += 1
    let hasEnded = step == lengths[episode]
    return Scene(
      title: "test",
      frame: Frame(width: 24, height: 16, color: Color(UInt32(episode << 16 | step))),
      episode: episode + 1, step: step, episodeReturn: 0, lastReward: nil, actionNames: [],
      actionValues: [], chosenAction: nil, status: hasEnded ? .terminated : .running)
  }

  func advance() throws -> Bool {
    guard step == lengths[episode] else {
      step += 1
      return true
    }
    return try skipEpisode()
  }

  func skipEpisode() throws -> Bool {
    guard episode + 1 < lengths.count else { return false }
    episode += 1
    step = 0
    return true
  }
}

@Suite struct HeadlessRecorderTests {
  private let folder: TestFolder

  init() throws { folder = try TestFolder() }

  private func record(
    _ lengths: [[Int]], to name: String = "a.gif", stepsPerSecond: Double = 10, speed: Double = 1,
    shouldContinue: () -> Bool = { true }
  ) throws -> RecordingSummary {
    var viewing = Viewing()
    viewing.speed = speed
    return try HeadlessRecorder.record(
      lengths.map { FilmedPlayer($0) }, to: folder(name), width: 24, height: 16,
      viewing: viewing, stepsPerSecond: stepsPerSecond,
      drawing: { moment in
        var picture = Picture(moment.scenes[0].frame)
        for (place, scene) in moment.scenes.enumerated() {
          picture.pixels[place] = Picture(scene.frame).pixels[0]
        }
        return picture
      }, shouldContinue: shouldContinue)
  }

  @Test func everyStepIsShownAtItsPaceAndTheEndIsHeld() throws {
    let report = try record([[3, 2]])
    #expect(report.text == "2 episodes, 5 steps, 1.9 s")
    let decoded = try GIFDecoder(folder.bytes("a.gif"))
    #expect(decoded.pictures.map { $0[0] } == [0, 1, 2, 3, 0x1_0000, 0x1_0001, 0x1_0002])
    #expect(decoded.delays == [10, 10, 10, 70, 10, 10, 70])
  }

  /// Without a drawing of its own, a recording shows what a window of its size would.
  @Test func aRecordingShowsTheStage() throws {
    var viewing = Viewing()
    viewing.theme = .light
    _ = try HeadlessRecorder.record(
      [FilmedPlayer([6])], to: folder("a.gif"), width: 320, height: 180, viewing: viewing,
      stepsPerSecond: 10, shouldContinue: { true })
    let decoded = try GIFDecoder(folder.bytes("a.gif")).pictures
    let player = FilmedPlayer([6])
    let stage = Stage(width: 320, height: 180)
    for picture in decoded {
      let drawn = stage.picture(
        of: Moment(scenes: [try player.currentScene()], viewing: viewing))
      // The palette has the colours of large areas; the edges of letters are off by a little.
      #expect(TestPictures.difference(drawn.pixels, picture).mean < 0.5)
      _ = try player.advance()
    }
    #expect(decoded.count == 7)
  }

  @Test func aFasterPaceIsAFilmAsMuchShorter() throws {
    let report = try record([[40]], speed: 4)
    let decoded = try GIFDecoder(folder.bytes("a.gif"))
    #expect(decoded.delays == (0..<40).map { $0 % 2 == 0 ? 3 : 2 } + [70])
    #expect(report.milliseconds == 1700 && report.isComplete)
  }

  /// 500 steps a second are ten for each of 50 pictures.
  @Test func stepsAreLeftOutEvenlyWhereTheFormatIsTooSlow() throws {
    _ = try record([[96]], stepsPerSecond: 500)
    let decoded = try GIFDecoder(folder.bytes("a.gif"))
    #expect(decoded.pictures.map { $0[0] } == (0...9).map { UInt32($0 * 10) } + [96])
    #expect(decoded.delays == [Int](repeating: 2, count: 10) + [70])
  }

  @Test func severalPlayersGoTogetherAndWaitForTheLast() throws {
    let report = try record([[2], [1, 1]])
    let decoded = try GIFDecoder(folder.bytes("a.gif"))
    let pairs = decoded.pictures.map { [$0[0], $0[1]] }
    #expect(pairs == [[0, 0], [1, 1], [2, 1], [2, 0x1_0000], [2, 0x1_0001]])
    #expect(decoded.delays == [10, 10, 70, 10, 70])
    #expect(report.episodes == 3 && report.steps == 3)
  }

  @Test func whatIsStoppedKeepsWhatWasShown() throws {
    var left = 5
    let report = try record([[100]]) {
      left -= 1
      return left >= 0
    }
    #expect(!report.isComplete && report.steps == 5)
    #expect(report.text.hasSuffix("stopped before the end"))
    let decoded = try GIFDecoder(folder.bytes("a.gif"))
    #expect(decoded.pictures.map { $0[0] } == [0, 1, 2, 3, 4, 5])
  }

  @Test func theSameEpisodesAreTheSameFile() throws {
    for name in ["a", "b"] {
      _ = try record([[30, 7]], to: "\(name).gif", stepsPerSecond: 12.5)
      _ = try record([[30, 7]], to: "\(name).png")
    }
    #expect(try folder.bytes("a.gif") == folder.bytes("b.gif"))
    #expect(try folder.bytes("a.png") == folder.bytes("b.png"))
  }

  @Test(.enabled(if: OtherReader.isPresent, "\(OtherReader.absence)"))
  func aFilmHasTheLengthOfTheEpisode() throws {
    let report = try record([[20]], to: "a.mp4", stepsPerSecond: 12.5)
    #expect(report.milliseconds == 1600 + 720)
    #expect(try OtherReader.figure("duration", of: folder("a.mp4")) == "2.320000")
    #expect(try OtherReader.figure("nb_read_frames", of: folder("a.mp4")) == "58")
  }

  @Test func aStripEndsWithTheFirstEpisode() throws {
    let report = try record([[8, 9]], to: "a.png")
    #expect(report.text == "1 episode, 8 steps" && report.pictures == 9)
    let two = try record([[8, 9], [3, 3]], to: "b.png")
    #expect(two.isComplete)
  }

  @Test(arguments: [0, .infinity, .nan, -1]) func aPaceWithoutEndIsRefused(speed: Double) throws {
    let error = #expect(throws: (any Error).self) { try record([[3]], speed: speed) }
    #expect("\(String(describing: error))".contains("needs a pace"))
    #expect(try folder.names().isEmpty)
  }
}
