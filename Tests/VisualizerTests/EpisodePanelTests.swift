import Environments
import Testing
import Visualizer

@Suite struct EpisodePanelTests {
  private func figures(_ change: (inout Scene) -> Void) -> [String] {
    var scene = Scene.plain(step: 1_234, lastStep: 1_234)
    change(&scene)
    return EpisodePanel.figures(of: scene).map(\.value)
  }

  @Test func figuresAreThoseOfTheScene() {
    #expect(figures { _ in } == ["1", "1,234", "0", "–"])
    #expect(
      figures {
        $0.episode = 12
        $0.episodeReturn = -3.25
        $0.lastReward = 0.1
      }
        == ["12", "1,234", "−3.25", "0.1"])
  }

  @Test func anEarlierStepIsShownWithTheLastOne() {
    #expect(figures { $0.step = 7 }[1] == "7 / 1,234")
  }

  @Test func theAgentTakesALineOfItsOwn() throws {
    let look = PanelSheet.look(.dark)
    var scene = Scene.plain()
    let without = try #require(EpisodePanel.height(for: scene, width: 300, look: look))
    scene.agent = "dqn, step 40,000"
    let with = try #require(EpisodePanel.height(for: scene, width: 300, look: look))
    #expect(with > without)
    let narrow = try #require(EpisodePanel.height(for: scene, width: 150, look: look))
    #expect(narrow > with)
  }

  @Test func theEndIsWrittenStrongerThanTheCourse() {
    var scene = Scene.plain()
    let running = PanelSheet(EpisodePanel.self, scene)
    scene.status = .terminated
    let over = PanelSheet(EpisodePanel.self, scene)
    let right = (running.room.right - 60)..<running.room.right
    let ink = running.look.theme.ink
    #expect(over.count(ink, in: right) > running.count(ink, in: right) + 20)
  }
}
