import Environments
import Testing
import Visualizer

@Suite struct ValueMapPanelTests {
  private typealias Cell = ValueMap.Cell

  private func sheet(_ map: ValueMap, width: Int = 300, height: Int? = nil) -> PanelSheet {
    PanelSheet(
      ValueMapPanel.self, .plain(insight: SceneInsight(map: map)), width: width, height: height)
  }

  @Test func cellsHaveTheColoursOfTheirValues() throws {
    let map = ValueMap(
      width: 3, height: 1,
      cells: [Cell(value: -1, direction: nil), nil, Cell(value: 3, direction: nil)], agent: nil)
    let sheet = sheet(map)
    let heat = sheet.look.theme.heat
    let (y, side) = (sheet.room.y + 5, 28)
    #expect(sheet.isColor(heat[0], x: sheet.room.x + 5, y: y))
    #expect(sheet.isColor(sheet.look.theme.panel, x: sheet.room.x + side + 5, y: y))
    #expect(sheet.isColor(heat[255], x: sheet.room.x + 2 * side + 5, y: y))
  }

  @Test func theAgentsCellIsOutlined() throws {
    let cell = Cell(value: 0, direction: nil)
    let sheet = sheet(
      ValueMap(width: 4, height: 4, cells: Array(repeating: cell, count: 16), agent: 6))
    let outline = try #require(sheet.bounds(of: sheet.look.theme.second))
    #expect(outline.x == sheet.room.x + 2 * 28 && outline.y == sheet.room.y + 28)
    #expect(outline.width == 27 && outline.height == 27)
  }

  @Test(arguments: [ValueMap.Direction.up, .down, .left, .right])
  func arrowsPointWhereTheActionLeads(direction: ValueMap.Direction) throws {
    let map = ValueMap(
      width: 1, height: 1, cells: [Cell(value: 0, direction: direction)], agent: nil)
    let sheet = sheet(map, height: 28)
    let ink = Theme.text(on: sheet.look.theme.heat(at: 0.5))
    // An arrow is wide at its head and narrow at its tail: more ink lies ahead of the middle.
    var (across, down) = (0, 0)
    for y in 0..<28 {
      for x in 0..<28 where sheet.isColor(ink, x: sheet.room.x + x, y: sheet.room.y + y) {
        across += 2 * x - 26
        down += 2 * y - 26
      }
    }
    switch direction {
    case .up: #expect(down < 0 && abs(across) < -down)
    case .down: #expect(down > 0 && abs(across) < down)
    case .left: #expect(across < 0 && abs(down) < -across)
    case .right: #expect(across > 0 && abs(down) < across)
    }
  }

  @Test func agreementCountsWhereBothArrowsAreKnown() throws {
    let cells: [Cell?] = [
      nil, Cell(value: 0, direction: .up), Cell(value: 0, direction: nil, optimalDirection: .up),
      Cell(value: 0, direction: .up, optimalDirection: .up),
      Cell(value: 0, direction: .up, optimalDirection: .down),
      Cell(value: 0, direction: .left, optimalDirection: .left),
    ]
    let map = ValueMap(width: 6, height: 1, cells: cells, agent: nil)
    #expect(try #require(map.agreement).text == "optimal arrows: 67 % of 3 cells")
    #expect(ValueMap(width: 2, height: 1, cells: [nil, cells[1]], agent: nil).agreement == nil)
    #expect(ValueMapAgreement(agreeing: 999, compared: 1_000).text.contains("99 % of 1,000"))
    #expect(ValueMapAgreement(agreeing: 1, compared: 1_000).text.contains(" 1 %"))
    #expect(ValueMapAgreement(agreeing: 0, compared: 3).text.contains(" 0 %"))
  }

  @Test func theOptimumStandsBesideOrBelowInTheSameColours() throws {
    let cell = Cell(value: 1, direction: .up, optimum: 5, optimalDirection: .down)
    func map(_ width: Int, _ height: Int) -> ValueMap {
      ValueMap(
        width: width, height: height, cells: Array(repeating: cell, count: width * height),
        agent: nil)
    }
    let square = sheet(map(5, 5))
    let (low, high) = (square.look.theme.heat[0], square.look.theme.heat[255])
    var own = try #require(square.bounds(of: low))
    var best = try #require(square.bounds(of: high))
    #expect(own.x < best.x && abs(own.y - best.y) <= 1)
    let wide = sheet(map(24, 6))
    (own, best) = (try #require(wide.bounds(of: low)), try #require(wide.bounds(of: high)))
    #expect(own.x == best.x || abs(own.x - best.x) < 30)
    #expect(best.bottom > own.y + 100)
  }

  @Test func oddMapsAreDrawn() {
    let look = PanelSheet.look(.dark)
    let empty = ValueMap(width: 0, height: 0, cells: [], agent: nil)
    #expect(
      ValueMapPanel.height(
        for: .plain(insight: SceneInsight(map: empty)), width: 300, look: look) == nil)
    let walls = ValueMap(width: 2, height: 2, cells: [nil, nil, nil, nil], agent: 0)
    #expect(sheet(walls).staysInItsRoom)
    let nan = ValueMap(
      width: 2, height: 1,
      cells: [Cell(value: .nan, direction: .up), Cell(value: -.infinity, direction: .up)], agent: 0)
    #expect(sheet(nan).staysInItsRoom)
    let vast = ValueMap(
      width: 1_000, height: 3,
      cells: Array(repeating: Cell(value: 1, direction: .up), count: 3_000),
      agent: 2_999)
    #expect(sheet(vast).staysInItsRoom)
  }
}
