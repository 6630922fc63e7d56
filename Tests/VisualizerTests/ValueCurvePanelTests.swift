import Environments
import Testing
import Visualizer

@Suite struct ValueCurvePanelTests {
  private func sheet(_ values: [Float], step: Int, width: Int = 300) -> PanelSheet {
    let scene = Scene.plain(
      step: step, lastStep: values.count - 1, insight: SceneInsight(values: values))
    return PanelSheet(ValueCurvePanel.self, scene, width: width)
  }

  /// The share of the field's width at which the mark stands.
  private func mark(_ sheet: PanelSheet) throws -> Double {
    let field = try #require(sheet.bounds(of: sheet.look.theme.grid))
    let marks = sheet.rules(sheet.look.theme.faint)
    #expect(marks.count == 1)
    return Double(try #require(marks.first) - field.x - 2) / Double(field.width - 4)
  }

  @Test(arguments: [(100, 0), (100, 33), (100, 100), (2_000, 900), (50_000, 49_000)])
  func theMarkStandsAtItsStep(last: Int, step: Int) throws {
    let sheet = sheet((0...last).map { _ in 5 }, step: step)
    let end = Double(EpisodeSpan.end(through: last))
    #expect(abs(try mark(sheet) - Double(step) / end) < 0.006)
  }

  @Test func whatLiesAheadIsFainter() throws {
    let sheet = sheet((0...100).map { $0 % 2 == 0 ? 1 : 3 }, step: 50)
    let (accent, field) = (
      sheet.look.theme.accent, try #require(sheet.bounds(of: sheet.look.theme.grid))
    )
    let middle = try #require(sheet.rules(sheet.look.theme.faint).first)
    #expect(sheet.count(accent, in: field.x..<middle - 6) > 100)
    #expect(sheet.count(accent, in: middle + 6..<field.right) == 0)
    let ahead = accent.mixed(with: sheet.look.theme.panel, share: 160)
    #expect(sheet.count(ahead, in: middle + 6..<field.right) > 100)
    // Edges of the line may have the very mixture by chance.
    #expect(sheet.count(ahead, in: field.x..<middle - 6) < 20)
  }

  @Test func theSpanStandsStillWhileTheEpisodeGrows() {
    #expect(EpisodeSpan.end(through: 0) == 10)
    #expect(EpisodeSpan.end(through: 61) == 80)
    #expect(EpisodeSpan.end(through: 100) == 100)
    #expect(EpisodeSpan.end(through: 101) == 120)
    #expect(EpisodeSpan.end(through: 1_001) == 1_200)
    for last in [7, 81, 999, 12_345, 1_000_000, Int.max / 2] {
      #expect(EpisodeSpan.end(through: last) >= last)
    }
  }

  @Test func valuesThatAreNoNumbersLeaveAGap() throws {
    let values = (0...100).map { (40..<60).contains($0) ? Float.nan : 2 }
    let sheet = sheet(values, step: 100)
    let field = try #require(sheet.bounds(of: sheet.look.theme.grid))
    func column(_ step: Int) -> Int { field.x + 2 + step * (field.width - 4) / 100 }
    let accent = sheet.look.theme.accent
    #expect(sheet.count(accent, in: column(42)..<column(58)) == 0)
    #expect(sheet.count(accent, in: column(2)..<column(38)) > 50)
    #expect(sheet.count(accent, in: column(62)..<column(98)) > 50)
  }

  @Test func oneHighValueAmongThousandsIsSeen() throws {
    var values = [Float](repeating: 0, count: 20_001)
    values[7_000] = 10
    let sheet = sheet(values, step: 20_000)
    let field = try #require(sheet.bounds(of: sheet.look.theme.grid))
    let place = field.x + 2 + 7 * (field.width - 4) / 20
    let top = (sheet.room.y..<sheet.room.bottom).first { y in
      (place - 2...place + 2).contains { sheet.isColor(sheet.look.theme.accent, x: $0, y: y) }
    }
    #expect(try #require(top) < field.y + 8)
  }

  @Test func withoutAFiniteValueThereIsNoPanel() {
    let look = PanelSheet.look(.dark)
    for values: [Float] in [[], [.nan], [.infinity, -.infinity]] {
      let scene = Scene.plain(insight: SceneInsight(values: values))
      #expect(ValueCurvePanel.height(for: scene, width: 300, look: look) == nil)
    }
    #expect(sheet([2.5], step: 0).staysInItsRoom)
  }
}
