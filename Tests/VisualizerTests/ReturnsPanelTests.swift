import Environments
import Testing
import Visualizer

@Suite struct ReturnsPanelTests {
  private func scene(_ returns: [Double], training: TrainingCurve? = nil) -> Scene {
    .plain(insight: SceneInsight(returns: returns, training: training))
  }

  @Test func theMeanIsThatOfTheEpisodesSoFar() {
    let means = ReturnsCurve([2, 4, .nan, 9]).means
    #expect(means.map(\.episode) == [1, 2, 4])
    #expect(means.map(\.mean) == [2, 3, 5])
    #expect(ReturnsCurve([.infinity]).means.isEmpty)
  }

  @Test func everyEpisodeHasADotAtItsHeight() throws {
    let sheet = PanelSheet(ReturnsPanel.self, scene([0, 10, 0]))
    let theme = sheet.look.theme
    let color = theme.accent.mixed(with: theme.panel, share: 70)
    let field = try #require(sheet.bounds(of: theme.grid))
    func rows(_ episode: Int) -> [Int] {
      let x = field.x + 2 + (episode - 1) * (field.width - 4) / 9
      return (sheet.room.y..<sheet.room.bottom).filter { y in
        (x - 1...x + 1).contains { sheet.isColor(color, x: $0, y: y) }
      }
    }
    let (low, high) = (try #require(rows(3).first), try #require(rows(2).first))
    #expect(low - high > 40)
    #expect(rows(4).isEmpty)
    #expect(sheet.bounds(of: theme.second) != nil)
  }

  @Test func oneEpisodeAndThousandsAreDrawnToo() {
    for count in [1, 2, 10, 300, 20_000] {
      let returns = (0..<count).map { Double($0 * 7919 % 100) }
      let sheet = PanelSheet(ReturnsPanel.self, scene(returns))
      #expect(sheet.staysInItsRoom)
      #expect(Set(sheet.picture.pixels).count > 3)
    }
  }

  @Test func theTrainingHasAChartOfItsOwn() throws {
    let look = PanelSheet.look(.dark)
    var training = TrainingCurve(
      steps: [250, 500], returns: [1, 9], totalSteps: 1_000, isRunning: true)
    let alone = try #require(ReturnsPanel.height(for: scene([1]), width: 300, look: look))
    let both = scene([1, 2], training: training)
    let below = try #require(ReturnsPanel.height(for: both, width: 300, look: look))
    #expect(below > 2 * alone)
    #expect(ReturnsPanel.height(for: both, width: 600, look: look) == alone)
    #expect(
      ReturnsPanel.height(for: scene([], training: training), width: 300, look: look) == alone)
    // The curve has come half of its way.
    let sheet = PanelSheet(ReturnsPanel.self, scene([], training: training))
    let field = try #require(sheet.bounds(of: sheet.look.theme.grid))
    let curve = try #require(sheet.bounds(of: sheet.look.theme.accent))
    #expect(abs(curve.right - 3 - (field.x + field.width / 2)) <= 2)
    #expect(ReturnsPanel.state(of: training) == "training")
    training.isRunning = false
    #expect(ReturnsPanel.state(of: training) == "training ended")
  }
}
