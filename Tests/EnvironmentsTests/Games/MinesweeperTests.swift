import Determinism
import Documents
import Environments
import Testing

@Suite struct MinesweeperTests {
  /// A board of 4 by 5 cells with mines in two corners: cells 0 and 19.
  ///
  ///     * 1 0 0 0
  ///     1 1 0 0 0
  ///     0 0 0 1 1
  ///     0 0 0 1 *
  static func world(open: [Int] = []) throws -> Minesweeper {
    var parameters = Minesweeper.defaultParameters
    (parameters.rows, parameters.columns, parameters.mines) = (4, 5, 2)
    var world = try Minesweeper(parameters: parameters)
    world.state = world.state(mines: [0, 19], open: open)
    try #require(world.isValid(world.state))
    return world
  }

  static func open(_ world: Minesweeper) -> [Int] {
    world.actionMask.indices.filter { !world.actionMask[$0] }
  }

  @Test func zeroOpensItsRegionUpToTheNumbers() throws {
    var world = try Self.world()
    #expect(world.step(2) == StepResult(reward: 1, terminated: true))
    #expect(Self.open(world) == Array(1..<19), "all but the two mines")
  }

  @Test func numberOpensAlone() throws {
    var world = try Self.world()
    #expect(world.step(6) == StepResult(reward: 1 / 18))
    #expect(Self.open(world) == [6])
    #expect(world.observation[6] == 0 && world.observation[2 * 20 + 6] == 1, "1 around")
    #expect(world.observation[7] == 1, "closed")
  }

  @Test func floodStopsAtNumbers() throws {
    // A wall of mines across the middle: the upper part opens, the lower does not.
    var parameters = Minesweeper.defaultParameters
    (parameters.rows, parameters.columns, parameters.mines) = (6, 4, 4)
    var world = try Minesweeper(parameters: parameters)
    world.state = world.state(mines: [12, 13, 14, 15], open: [])
    #expect(world.step(0) == StepResult(reward: 12 / 20))
    #expect(Self.open(world) == Array(0..<12))
    #expect(world.step(16) == StepResult(reward: 1 / 20))
    #expect(world.step(20) == StepResult(reward: 7 / 20, terminated: true), "the other region")
  }

  @Test func mineEndsTheGame() throws {
    var world = try Self.world(open: [6])
    #expect(world.step(19) == StepResult(reward: -1, terminated: true))
    #expect(world.state.exploded == 19)
    #expect(world.isValid(world.state))
  }

  @Test func openCellChangesNothing() throws {
    var world = try Self.world(open: [6])
    let before = world.state
    #expect(world.step(6) == StepResult(reward: 0))
    #expect(world.state == before)
  }

  @Test func firstOpeningIsNeverNextToAMine() throws {
    let world: Minesweeper = try builtIn("minesweeper")
    var random = RandomStream(seed: 1)
    for first in 0..<81 {
      var copy = world
      copy.reset(using: &random)
      let result = copy.step(first, using: &random)
      #expect(result.reward > 0)
      #expect(copy.state.openCount >= 4, "a corner and its neighbours at least")
      #expect(copy.state.cells.count { $0 & 16 != 0 } == 10)
    }
  }

  @Test func minesLieEverywhereEquallyOften() throws {
    let world: Minesweeper = try builtIn("minesweeper")
    var random = RandomStream(seed: 2)
    var counts = [Int](repeating: 0, count: 81)
    for _ in 0..<2000 {
      var copy = world
      _ = copy.step(40, using: &random)
      for cell in 0..<81 where copy.state.cells[cell] & 16 != 0 { counts[cell] += 1 }
    }
    for cell in 0..<81 {
      let isNear = abs(cell / 9 - 4) <= 1 && abs(cell % 9 - 4) <= 1
      // 20000 mines in 72 cells: 278 each, standard deviation 16.
      #expect(isNear ? counts[cell] == 0 : abs(counts[cell] - 278) < 80, "cell \(cell)")
    }
  }

  @Test func tooManyMinesAreRefused() throws {
    var parameters = Minesweeper.defaultParameters
    parameters.mines = 73
    let error = #expect(throws: InputError.self) { try Minesweeper(parameters: parameters) }
    #expect(error?.message.contains("expected at most 72 mines") == true)
  }

  @Test(
    arguments: [
      ("\"openCount\":1", "\"openCount\":2"), ("\"isLaid\":true", "\"isLaid\":false"),
      ("[16,1,", "[0,1,"), ("[16,1,", "[48,1,"), ("[16,1,", "[16,2,"), ("[16,1,", "[1,"),
      ("[16,1,", "[16,65,"), ("\"isLaid\":true", "\"isLaid\":true,\"exploded\":3"),
      ("\"isLaid\":true", "\"isLaid\":true,\"exploded\":99"),
    ])
  func damagedBoardIsNotValid(part: String, damaged: String) throws {
    let world = try Self.world(open: [6])
    #expect(try !world.isValid(damagedState(of: world, part, damaged)))
  }

  @Test func randomPlayOpensCellsOneWay() throws {
    let world: Minesweeper = try builtIn("minesweeper")
    let endings = playRandomly(world, steps: 3000) { before, after, _, _ in
      #expect(after.state.openCount >= before.state.openCount)
      #expect(after.observation.reduce(0, +) == 81)
    }
    #expect(endings > 100)
  }
}
