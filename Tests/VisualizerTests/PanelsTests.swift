import Environments
import Testing
import Visualizer

@Suite struct PanelsTests {
  private static let scenes: [Scene] = [full, odd, large, .plain()]

  /// A bit of everything.
  private static let full: Scene = {
    var insight = SceneInsight(
      rewards: (0..<90).map { $0 % 11 == 0 ? 1 : $0 % 17 == 0 ? -0.5 : 0 },
      values: (0...90).map { Float($0 % 30) / 3 }, returns: [3, 8, 1, 12, 5],
      training: TrainingCurve(
        steps: [100, 200, 300], returns: [1, 5, 4], totalSteps: 1_000, isRunning: true))
    insight.distributions = .categorical(
      atoms: [-1, 0, 1, 2],
      probabilities: [[0.1, 0.2, 0.3, 0.4], [1, 0, 0, 0], [0.25, 0.25, 0.25, 0.25]])
    insight.observation = .planes(
      ["paddle", "friendly bullet", "a name that is too long for any tile"].map {
        ObservationPlane(
          name: $0, width: 10, height: 10, cells: [Float](repeating: 0.7, count: 100))
      })
    let cell = ValueMap.Cell(value: 1, direction: .up, optimum: 2, optimalDirection: .left)
    insight.map = ValueMap(
      width: 5, height: 3, cells: [nil] + Array(repeating: cell, count: 14), agent: 3)
    return .plain(
      step: 40, lastStep: 90, values: [0.5, 1.5, -3], chosen: 1, names: ["noop", "left", "right"],
      insight: insight)
  }()

  /// Numbers that are none, lists of wrong lengths.
  private static let odd: Scene = {
    var insight = SceneInsight(
      rewards: [.nan, .infinity, -.infinity, 3e38, -3e38], values: [.nan, .infinity, 3e38, -3e38],
      returns: [.nan, .infinity, -.infinity, 1e308, -1e308],
      training: TrainingCurve(
        steps: [-5, 0, 7], returns: [.nan, 1e300, 2], totalSteps: 0, isRunning: false))
    insight.distributions = .quantiles(returns: [[.nan], [], [.infinity, 1, 0, 3e38]])
    insight.observation = .numbers([
      ObservationNumber(name: "", value: .nan, range: 0...0),
      ObservationNumber(name: "speed", value: -.infinity, range: -Float.infinity...Float.infinity),
      ObservationNumber(name: "angle", value: 7, range: -1...1),
    ])
    let cell = ValueMap.Cell(value: .nan, direction: nil)
    insight.map = ValueMap(
      width: 2, height: 1, cells: [cell, .init(value: .infinity, direction: .up)], agent: 7)
    return .plain(
      step: 99, lastStep: 99, values: [.nan, .infinity, -.infinity, 3e38, -3e38], chosen: 9,
      insight: insight)
  }()

  /// Much of everything.
  private static let large: Scene = {
    var insight = SceneInsight(
      rewards: (0..<5_000).map { $0 % 911 == 0 ? 1 : 0 },
      values: (0...5_000).map { Float($0 * 7919 % 1000) },
      returns: (0..<3_000).map { Double($0 * 7919 % 1000) })
    insight.distributions = .quantiles(
      returns: (0..<200).map { action in (0..<50).map { Float(action + $0) } })
    insight.observation = .planes(
      (0..<40).map {
        ObservationPlane(
          name: "plane \($0)", width: 84, height: 84, cells: [Float](repeating: 1, count: 7_056))
      })
    insight.map = ValueMap(
      width: 700, height: 2,
      cells: (0..<1_400).map { .init(value: Float($0), direction: .down) }, agent: 1_399)
    return .plain(
      step: 2_500, lastStep: 5_000, values: (0..<200).map(Float.init), chosen: 0,
      names: (0..<200).map { "action \($0)" }, insight: insight)
  }()

  @Test(arguments: Panel.allCases)
  func nothingIsDrawnOutsideOfTheRoom(panel: Panel) throws {
    let drawing = try #require(Panels.all.first { $0.panel == panel })
    for (number, scene) in Self.scenes.enumerated() {
      for width in [0, 1, 7, 33, 90, 160, 300, 500] {
        for height in [nil, 0, 1, 5, 17, 40, 120] {
          let sheet = PanelSheet(drawing, scene, width: width, height: height)
          #expect(
            sheet.staysInItsRoom,
            "scene \(number), room \(width) x \(height.map(String.init) ?? "as asked")")
        }
      }
      let doubled = PanelSheet(drawing, scene, width: 600, theme: .light, unit: 2)
      #expect(doubled.staysInItsRoom, "scene \(number) at twice the size")
    }
  }

  @Test(arguments: Panel.allCases)
  func whatIsKnownIsDrawnInBothThemesAndAtTwiceTheSize(panel: Panel) throws {
    let drawing = try #require(Panels.all.first { $0.panel == panel })
    for theme in ThemeKind.allCases {
      let single = drawing.height(for: Self.full, width: 300, look: PanelSheet.look(theme))
      let twice = drawing.height(for: Self.full, width: 600, look: PanelSheet.look(theme, unit: 2))
      let (height, doubled) = (try #require(single), try #require(twice))
      #expect(abs(doubled - 2 * height) <= height / 4)
      let sheet = PanelSheet(drawing, Self.full, theme: theme)
      #expect(Set(sheet.picture.pixels).count > 3)
    }
  }

  @Test func panelsWithoutContentAskForNoRoom() {
    let look = PanelSheet.look(.dark)
    for drawing in Panels.all {
      let height = drawing.height(for: .plain(), width: 300, look: look)
      #expect((height != nil) == (drawing.panel == .episode), "\(drawing.panel)")
    }
  }

  @Test func allPanelsStandInTheirOrder() {
    #expect(Panels.all.map { $0.panel } == Panel.allCases)
  }
}
