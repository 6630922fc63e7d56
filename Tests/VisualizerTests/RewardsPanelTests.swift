import Environments
import Testing
import Visualizer

@Suite struct RewardsPanelTests {
  private func scene(_ rewards: [Float], step: Int) -> Scene {
    .plain(step: step, lastStep: rewards.count, insight: SceneInsight(rewards: rewards))
  }

  /// Where one colour stands in the field: its middle as a share of the steps, and its rows.
  private func place(
    of color: Color, in sheet: PanelSheet
  ) throws -> (share: Double, rows: Range<Int>) {
    let field = try #require(sheet.bounds(of: sheet.look.theme.grid))
    let found = try #require(sheet.bounds(of: color))
    let middle = Double(found.x) + Double(found.width) / 2
    return (
      (middle - Double(field.x) - 2) / Double(field.width - 4), found.y..<found.bottom
    )
  }

  @Test(arguments: [20, 400, 20_000])
  func oneRewardIsSeenAtItsStepHoweverLongTheEpisode(steps: Int) throws {
    var rewards = [Float](repeating: 0, count: steps)
    rewards[steps / 4 - 1] = 1
    rewards[steps / 2 - 1] = -1
    let sheet = PanelSheet(RewardsPanel.self, scene(rewards, step: steps))
    let end = Double(EpisodeSpan.end(through: steps)) / Double(steps)
    let gain = try place(of: sheet.look.theme.positive, in: sheet)
    let loss = try place(of: sheet.look.theme.negative, in: sheet)
    #expect(abs(gain.share - 0.25 / end) < 0.01)
    #expect(abs(loss.share - 0.5 / end) < 0.01)
    #expect(gain.rows.upperBound <= loss.rows.lowerBound)
    #expect(abs(gain.rows.count - loss.rows.count) <= 2 && gain.rows.count > 15)
  }

  @Test func gainAndLossInOneColumnAreBothSeen() {
    var rewards = [Float](repeating: 0, count: 20_000)
    (rewards[4_999], rewards[5_000]) = (1, -1)
    let sheet = PanelSheet(RewardsPanel.self, scene(rewards, step: 20_000))
    #expect(sheet.bounds(of: sheet.look.theme.positive) != nil)
    #expect(sheet.bounds(of: sheet.look.theme.negative) != nil)
  }

  @Test func aSmallRewardBesideALargeOneIsSeen() throws {
    let sheet = PanelSheet(RewardsPanel.self, scene([0, -0.001, 0, 0, 1_000], step: 5))
    #expect(try #require(sheet.bounds(of: sheet.look.theme.negative)).height >= 2)
  }

  @Test func whatLiesAheadIsFainter() {
    let sheet = PanelSheet(RewardsPanel.self, scene([0, 0, 0, 0, 1, 0], step: 3))
    #expect(sheet.bounds(of: sheet.look.theme.positive) == nil)
    let ahead = sheet.look.theme.positive.mixed(with: sheet.look.theme.panel, share: 160)
    #expect(sheet.bounds(of: ahead) != nil)
  }

  @Test func theSumIsThatThroughThePresentStep() {
    #expect(RewardsPanel.caption(of: scene([1, 0, 0.5, 7], step: 3)) == "sum 1.5 of 2 rewards")
    #expect(RewardsPanel.caption(of: scene([1, 0, 0.5, 7], step: 1)) == "sum 1 of 1 reward")
    #expect(RewardsPanel.caption(of: scene([0, 0, 1], step: 2)) == "no reward so far")
    #expect(RewardsPanel.caption(of: scene([.nan], step: 1)) == "sum nan of 1 reward")
  }

  @Test func itStandsExactlyUnderTheValues() {
    var both = scene([Float](repeating: 1, count: 70), step: 30)
    both.insight.values = [Float](repeating: 1_000, count: 71)
    let (values, rewards) = (
      PanelSheet(ValueCurvePanel.self, both), PanelSheet(RewardsPanel.self, both)
    )
    #expect(values.rules(values.look.theme.faint) == rewards.rules(rewards.look.theme.faint))
  }
}
