import Environments
import Testing
import Visualizer

@Suite struct StageTests {
  /// Moments that differ in everything that a picture shows.
  private func moments() throws -> [Moment] {
    var moments: [Moment] = []
    func add(_ scenes: [Scene], _ change: (inout Viewing) -> Void = { _ in }) {
      var viewing = Viewing()
      change(&viewing)
      moments.append(Moment(scenes: scenes, viewing: viewing))
    }
    let (breakout, rooms) = (try SampleMoments.breakoutScene(), try SampleMoments.fourRoomsScene())
    add([breakout])
    add([try SampleMoments.breakoutScene(at: 121)])
    add([try SampleMoments.breakoutScene(at: 480, lastStep: 480)])
    add([rooms]) { $0.isPaused = true }
    add([rooms]) { $0.theme = .light }
    add([rooms]) { $0.showsHelp = true }
    add([breakout]) { $0.panels = [.actionValues, .returns] }
    add([breakout]) { $0.panels = [] }
    add([breakout]) { ($0.isRecording, $0.message) = (true, "recording to apus-1.gif") }
    add([breakout]) { ($0.isPerson, $0.actionHelp) = (true, ["← l left", "→ r right", "f fire"]) }
    add([breakout]) { ($0.checkpoints, $0.checkpoint) = (["step 1", "step 2", "step 3"], 1) }
    add([breakout]) { $0.speed = .infinity }
    add(try SampleMoments.tiles(9))
    add(try SampleMoments.tiles(3)) { $0.focus = 2 }
    add([breakout, rooms]) { $0.theme = .light }
    add([
      Scene(
        title: "chain", frame: try SampleMoments.frame("chain", steps: 2), episode: 1, step: 0,
        episodeReturn: 0, lastReward: nil, actionNames: ["left", "right"], actionValues: [],
        chosenAction: nil, status: .running)
    ])
    return moments
  }

  @Test(arguments: [(960, 600, 1), (640, 400, 1), (1000, 640, 2), (160, 120, 1)])
  func aPictureDependsOnNothingThatWasDrawnBefore(width: Int, height: Int, scale: Int) throws {
    let moments = try moments()
    let used = Stage(width: width, height: height, scale: scale)
    // There and back, so that every moment follows two different ones.
    for moment in moments + moments.reversed() {
      let fresh = Stage(width: width, height: height, scale: scale)
      #expect(used.picture(of: moment) == fresh.picture(of: moment))
    }
  }

  @Test func everyDifferenceShows() throws {
    let pictures = try moments().map { Stage(width: 960, height: 600).picture(of: $0) }
    #expect(Set(pictures).count == pictures.count)
  }

  @Test(arguments: [
    (1, 1, 1), (7, 300, 1), (300, 7, 1), (160, 120, 1), (160, 120, 3), (480, 201, 1),
    (1919, 1081, 3), (3840, 2160, 1),
  ])
  func everySizeCanBeDrawn(width: Int, height: Int, scale: Int) throws {
    let stage = Stage(width: width, height: height, scale: scale)
    for moment in try moments() + [Moment(scenes: SampleMoments.tiles(37), viewing: Viewing())] {
      let picture = stage.picture(of: moment)
      #expect(picture.width == width && picture.height == height)
      #expect(picture.pixels.count == width * height)
    }
  }

  @Test func theEnvironmentIsCrispAndAsLargeAsItCanBe() throws {
    // A picture of 60 by 40 noisy pixels is found again, each of them a square.
    var frame = Frame(width: 60, height: 40)
    for y in 0..<40 {
      for x in 0..<60 { frame[x, y] = Color(UInt32(x * 4 << 16 | y * 6 << 8 | 77)) }
    }
    var scene = try SampleMoments.breakoutScene()
    scene.frame = frame
    let picture = Stage(width: 1280, height: 720)
      .picture(of: Moment(scenes: [scene], viewing: Viewing()))
    let first = try #require(picture.pixels.firstIndex(of: frame[0, 0].pixel))
    let (left, top) = (first % 1280, first / 1280)
    let factor = (0..<1280).prefix { picture.pixels[first + $0] == frame[0, 0].pixel }.count
    #expect(factor >= 10)
    for y in 0..<(40 * factor) {
      for x in 0..<(60 * factor) {
        let pixel = picture.pixels[(top + y) * 1280 + left + x]
        guard pixel == frame[x / factor, y / factor].pixel else {
          Issue.record("pixel \(x), \(y) of the environment is \(pixel)")
          return
        }
      }
    }
  }

  @Test func theMouseFindsSliderTilesAndHeadings() throws {
    let stage = Stage(width: 960, height: 600)
    let moment = Moment(scenes: [try SampleMoments.breakoutScene()], viewing: Viewing())
    var shares: [Double] = []
    for x in 0..<960 {
      if case .slider(let share) = stage.target(x: x, y: 560, in: moment) { shares.append(share) }
    }
    #expect(shares.first == 0 && shares.last == 1 && shares.count > 500)
    #expect(shares == shares.sorted())
    #expect(stage.target(x: 300, y: 250, in: moment) == nil)
    let tiles = Moment(scenes: try SampleMoments.tiles(4), viewing: Viewing())
    let corners = [(200, 150), (700, 150), (200, 400), (700, 400)]
    #expect(
      corners.map { stage.target(x: $0.0, y: $0.1, in: tiles) }
        == [.scene(0), .scene(1), .scene(2), .scene(3)])
    var found: Set<StageTarget> = []
    for x in stride(from: 0, to: 960, by: 4) {
      for y in stride(from: 0, to: 520, by: 4) {
        if let target = stage.target(x: x, y: y, in: moment) { found.insert(target) }
      }
    }
    let panels = Panels.all.map { $0.panel }.filter { $0 != .map }
    #expect(found.isSubset(of: panels.map { .panel($0) }) && found.count >= min(4, panels.count))
    var helped = moment
    helped.viewing.showsHelp = true
    #expect(stage.target(x: 300, y: 560, in: helped) == nil)
  }

  @Test func smallPicturesKeepTheEnvironment() throws {
    let moment = Moment(scenes: [try SampleMoments.breakoutScene()], viewing: Viewing())
    let picture = Stage(width: 160, height: 120).picture(of: moment)
    // No bar, no panel: what is around the environment is plain.
    let paper = Theme.of(.dark).paper.pixel
    let rows = (0..<120).filter { y in (0..<160).contains { picture.pixels[y * 160 + $0] != paper }
    }
    let columns = (0..<160).filter { x in
      (0..<120).contains { picture.pixels[$0 * 160 + x] != paper }
    }
    #expect(rows.count == columns.count && rows.count >= 100)
  }

  @Test func strangeScenesAreDrawn() throws {
    let stage = Stage(width: 1280, height: 720)
    let frame = try SampleMoments.frame("breakout", steps: 3)
    let numbers: [Float] = [.nan, .infinity, -.infinity, 0, 3e38, -3e38, 1e-45]
    for count in [0, 1, 2, 7, 300] {
      let values = (0..<count).map { numbers[$0 % numbers.count] }
      var scene = Scene(
        title: "字 👩‍🚀 \u{0} \n " + String(repeating: "long ", count: count), agent: "é",
        frame: frame, episode: .max, step: 7, lastStep: .max,
        episodeReturn: .nan, lastReward: -.infinity,
        actionNames: (0..<count / 2).map { "action \($0)" }, actionValues: values,
        chosenAction: 299, status: .stopped)
      scene.insight = SceneInsight(
        rewards: values, values: values, returns: values.map { Double($0) },
        training: TrainingCurve(
          steps: Array(0..<count), returns: values.map { Double($0) }, totalSteps: 0,
          isRunning: true),
        distributions: .quantiles(returns: values.map { [$0, $0] }),
        observation: .numbers(
          values.map { ObservationNumber(name: "", value: $0, range: -.infinity ... .infinity) }),
        map: ValueMap(
          width: count, height: 1,
          cells: values.map { ValueMap.Cell(value: $0, direction: .up, optimum: $0) }, agent: nil))
      for isTile in [false, true] {
        let moment = Moment(scenes: isTile ? [scene, scene] : [scene], viewing: Viewing())
        #expect(stage.picture(of: moment) == stage.picture(of: moment))
      }
    }
  }
}
