import Environments
import Testing
import Visualizer

@Suite struct ActionValuesPanelTests {
  private func sheet(_ values: [Float], chosen: Int?, height: Int? = nil) -> PanelSheet {
    PanelSheet(
      ActionValuesPanel.self,
      .plain(values: values, chosen: chosen, names: values.indices.map { "action \($0)" }),
      height: height)
  }

  @Test func theGreatestValueHasTheLongestBarAndTheLeastTheShortest() {
    let bars = sheet([1, 4, 2], chosen: 1).bars
    #expect(bars.map(\.isChosen) == [false, true, false])
    #expect(bars[1].filled == bars[1].whole)
    #expect(bars[0].filled < bars[2].filled && bars[2].filled < bars[1].filled)
    #expect(bars[0].filled > 0)
    // 2 lies a third of the way from the least to the greatest, the least an eighth above the end.
    let share = Double(bars[2].filled) / Double(bars[2].whole)
    #expect(abs(share - (1.0 / 8 + 1.0 / 3) / (9.0 / 8)) < 0.01)
  }

  @Test func theChosenActionIsMarkedEvenIfItIsNotTheBest() throws {
    let sheet = sheet([1, 4, 2], chosen: 2)
    #expect(sheet.bars.map(\.isChosen) == [false, false, true])
    let marks = (sheet.room.x..<sheet.room.x + 13).flatMap { x in
      (0..<sheet.picture.height).filter { sheet.isColor(sheet.look.theme.accent, x: x, y: $0) }
    }
    let (low, high) = (try #require(marks.min()), try #require(marks.max()))
    let bar = sheet.bars[2].y
    #expect(low < bar + 4 && high > bar + 2 && high - low < 14)
  }

  @Test func withoutAChoiceNothingIsMarked() {
    let sheet = sheet([1, 4, 2], chosen: nil)
    #expect(sheet.bounds(of: sheet.look.theme.accent) == nil)
    #expect(sheet.bars.count == 3)
  }

  @Test func equalValuesHaveEqualBarsAndNearlyEqualOnesNearlyEqual() {
    #expect(Set(sheet([2, 2, 2], chosen: 0).bars.map(\.filled)).count == 1)
    #expect(sheet([0, 0], chosen: 0).bars.allSatisfy { $0.filled == $0.whole })
    let near = sheet([100, 99.9], chosen: 0).bars
    #expect(near[1].filled < near[0].filled && 10 * near[1].filled > 9 * near[0].whole)
    #expect(
      sheet([-50, -49], chosen: 1).bars[1].filled == sheet([-50, -49], chosen: 1).bars[1].whole)
  }

  @Test func valuesThatAreNotFiniteLeaveTheOthersComparable() {
    let bars = sheet([.nan, .infinity, -.infinity, 1, 2], chosen: 4).bars
    #expect(bars.count == 5)
    #expect(bars[0].filled == 0 && bars[2].filled == 0)
    #expect(bars[1].filled == bars[1].whole && bars[4].filled == bars[4].whole)
    #expect(bars[3].filled > 0 && bars[3].filled < bars[4].filled)
    #expect(sheet([.nan, .nan], chosen: 0).staysInItsRoom)
  }

  @Test(arguments: [(0, 0), (1, 1), (2, 2), (18, 18), (19, 17), (200, 17)])
  func upToEighteenActionsAreListed(count: Int, bars: Int) {
    let sheet = sheet((0..<count).map { Float($0) }, chosen: count - 1)
    #expect(sheet.bars.count == bars)
    #expect(sheet.staysInItsRoom)
  }

  @Test func theBestAndTheChosenOneRemainWhereThereIsNoRoomForAll() {
    let values = (0..<200).map { Float($0 * 37 % 200) }
    // 0 is the least of all and chosen.
    let bars = sheet(values, chosen: 0).bars
    #expect(bars.count == 17 && bars[0].isChosen)
    #expect(bars.dropFirst().allSatisfy { $0.filled > bars[0].filled })
    let low = sheet([5, 1, 4, 2, 3], chosen: 1, height: 60).bars
    #expect(low.count < 5 && low.contains(where: \.isChosen))
  }

  @Test func aDistributionStandsWhereItsReturnsAre() throws {
    let atoms = (0...10).map(Float.init)
    func spike(_ atom: Int) -> [Float] { atoms.indices.map { $0 == atom ? 1 : 0 } }
    var scene = Scene.plain(values: [2, 8], chosen: 1)
    scene.insight.distributions = .categorical(atoms: atoms, probabilities: [spike(2), spike(8)])
    let sheet = PanelSheet(ActionValuesPanel.self, scene)
    let (theme, scale) = (sheet.look.theme, try #require(sheet.bounds(of: sheet.look.theme.grid)))
    func center(_ color: Color) throws -> Double {
      let right = (scale.x..<scale.right)
      let columns = right.filter { x in
        (0..<sheet.picture.height).contains { sheet.isColor(color, x: x, y: $0) }
      }
      let (low, high) = (try #require(columns.min()), try #require(columns.max()))
      return (Double(low + high + 1) / 2 - Double(scale.x)) / Double(scale.width)
    }
    #expect(abs(try center(theme.muted) - 2.5 / 11) < 0.03)
    #expect(abs(try center(theme.accent) - 8.5 / 11) < 0.03)
    scene.insight.distributions = .quantiles(returns: [[2, 2, 2], [8, 8, 8]])
    #expect(PanelSheet(ActionValuesPanel.self, scene).staysInItsRoom)
  }
}
