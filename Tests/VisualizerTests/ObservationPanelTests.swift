import Environments
import Testing
import Visualizer

@Suite struct ObservationPanelTests {
  private func sheet(
    _ observation: ObservationView, width: Int = 300, height: Int? = nil
  ) -> PanelSheet {
    PanelSheet(
      ObservationPanel.self, .plain(insight: SceneInsight(observation: observation)), width: width,
      height: height)
  }

  private func plane(_ name: String, lit: Int, width: Int = 10, height: Int = 10)
    -> ObservationPlane
  {
    ObservationPlane(
      name: name, width: width, height: height,
      cells: (0..<(width * height)).map { $0 == lit ? 1 : 0 })
  }

  @Test func aLitCellIsAtItsPlace() throws {
    let sheet = sheet(.planes([plane("", lit: 27)]), width: 80, height: 80)
    let lit = try #require(sheet.bounds(of: sheet.look.theme.ink))
    #expect(lit == Rectangle(x: sheet.room.x + 56, y: sheet.room.y + 16, width: 8, height: 8))
  }

  @Test func everyPlaneHasAPictureOfOneSize() {
    for count in [1, 2, 4, 6, 7, 10, 23] {
      let sheet = sheet(.planes((0..<count).map { plane("plane \($0)", lit: 55) }))
      // The lit cells are squares of one size; their pixels are exactly of the text's colour, which
      // the names are not.
      let pixels = sheet.picture.pixels.count { $0 == sheet.look.theme.ink.pixel }
      #expect(pixels.isMultiple(of: count))
      let side = Double(pixels / count).squareRoot()
      #expect(side == side.rounded() && side >= 5)
      #expect(sheet.staysInItsRoom)
    }
  }

  @Test func planesOfOneRowAreStripsBelowEachOther() throws {
    let planes = [
      plane("sum", lit: 31, width: 32, height: 1), plane("", lit: 0, width: 2, height: 1),
    ]
    let sheet = sheet(.planes(planes))
    let lit = try #require(sheet.bounds(of: sheet.look.theme.ink))
    // The last of 32 cells at the right above, the first of two at the left below.
    #expect(lit.x == sheet.room.x && lit.y == sheet.room.y)
    #expect(lit.right > sheet.room.right - 5 && lit.height > 30)
    let long = plane("", lit: 499, width: 500, height: 1)
    let shrunk = self.sheet(.planes([long]))
    #expect(shrunk.staysInItsRoom)
    #expect(try #require(shrunk.bounds(of: shrunk.look.theme.ink)).right == shrunk.room.right)
  }

  @Test func longNamesAreBrokenAndTakeRoom() throws {
    func height(_ name: String) throws -> Int {
      let planes = (0..<10).map { _ in plane(name, lit: 1) }
      let scene = Scene.plain(insight: SceneInsight(observation: .planes(planes)))
      let look = PanelSheet.look(.dark)
      let height = ObservationPanel.height(for: scene, width: 300, look: look)
      return try #require(height)
    }
    let lines = try ["", "fish", "enemy submarine", "behind a car of period"].map(height)
    let line = PanelSheet.look(.dark).small.typeface.lineHeight
    #expect(lines[2] - lines[1] == 2 * line)
    #expect(lines[3] - lines[2] == 2 * line)
    #expect(lines[1] > lines[0])
  }

  @Test func numbersBetweenZeroAndOneAreBetweenTheColours() {
    let half = ObservationPlane(name: "", width: 1, height: 1, cells: [0.5])
    let sheet = sheet(.planes([half]), width: 40, height: 40)
    let theme = sheet.look.theme
    #expect(
      sheet.isColor(
        theme.grid.mixed(with: theme.ink, share: 128), x: sheet.room.x + 9, y: sheet.room.y + 9))
    let odd = ObservationPlane(name: "", width: 4, height: 1, cells: [-7, 9, .infinity, .nan])
    let strange = self.sheet(.planes([odd]), width: 40, height: 40)
    let y = strange.room.y + 5
    #expect(strange.isColor(theme.grid, x: strange.room.x + 5, y: y))
    #expect(strange.isColor(theme.ink, x: strange.room.x + 15, y: y))
    #expect(strange.isColor(theme.ink, x: strange.room.x + 25, y: y))
    #expect(strange.isColor(theme.second, x: strange.room.x + 35, y: y))
  }

  @Test func framesAreShrunkByTheMeansOfAreas() {
    let frame = ObservationPlane(
      name: "", width: 84, height: 84, cells: (0..<7_056).map { Float(($0 % 84 + $0 / 84) % 2) })
    let sheet = sheet(.planes([frame]), width: 42, height: 42)
    let colors = Set(
      (0..<42).flatMap { y in
        (0..<42).map {
          sheet.picture.pixels[(sheet.room.y + y) * sheet.picture.width + sheet.room.x + $0]
        }
      })
    #expect(colors == [Color(0x0B0D10).mixed(with: Color(0xF4F2EC), share: 128).pixel])
  }

  @Test func gaugesKnowOpenRanges() {
    func place(_ value: Float, _ range: ClosedRange<Float>) -> Double? {
      ObservationNumbers.position(value, in: range)
    }
    let all = -Float.infinity...Float.infinity
    #expect(place(0, all) == 0.5)
    #expect(place(1, all) == 0.75)
    #expect(place(.infinity, all) == 1)
    #expect(place(-.infinity, all) == 0)
    #expect(place(0, -Float.greatestFiniteMagnitude...Float.greatestFiniteMagnitude) == 0.5)
    #expect(place(2, 2...Float.infinity) == 0)
    #expect(place(3, 2...Float.infinity) == 0.5)
    #expect(place(-1, -Float.infinity...0) == 0.5)
    #expect(place(0.25, 0...1) == 0.25)
    #expect(place(7, 0...1) == 1)
    #expect(place(5, 5...5) == 0.5)
    #expect(place(.nan, all) == nil)
  }

  @Test func theValueIsMarkedOnItsGauge() throws {
    func disc(_ value: Float) throws -> Int {
      let number = ObservationNumber(name: "angle", value: value, range: -1...1)
      let sheet = sheet(.numbers([number]))
      let found = try #require(sheet.bounds(of: sheet.look.theme.accent))
      return value < 0 ? found.x : found.right
    }
    #expect(try disc(-1) < disc(-0.5))
    #expect(try disc(-0.5) < disc(0.5))
    #expect(try disc(0.5) < disc(1))
  }

  @Test func numbersHaveTheSameCountOfDecimalsWhereTheyAreAlike() {
    let alike = [
      ObservationNumber(name: "position", value: -1.25, range: -4.8...4.8),
      ObservationNumber(name: "velocity", value: 0.5, range: -Float.infinity...Float.infinity),
    ]
    #expect(ObservationNumbers.figures(alike) == ["−1.25", "0.50"])
    let far = ObservationNumber(name: "score", value: 1_234, range: 0...100_000)
    #expect(ObservationNumbers.figures(alike + [far]) == ["−1.25", "0.50", "1,234"])
  }

  @Test func moreNumbersThanRowsAreCounted() throws {
    let numbers = (0..<60).map { ObservationNumber(name: "\($0)", value: 1, range: 0...1) }
    let look = PanelSheet.look(.dark)
    let scene = Scene.plain(insight: SceneInsight(observation: .numbers(numbers)))
    let tall = try #require(ObservationPanel.height(for: scene, width: 300, look: look))
    #expect(tall < 300)
    #expect(PanelSheet(ObservationPanel.self, scene).staysInItsRoom)
    let short = Scene.plain(insight: SceneInsight(observation: .numbers(Array(numbers.prefix(3)))))
    #expect(try #require(ObservationPanel.height(for: short, width: 300, look: look)) < tall / 3)
  }
}
