import Determinism
import Environments
import Testing

@Suite struct TetrisTests {
  static let (left, right, rotate, softDrop, hardDrop, none) = (0, 1, 2, 3, 4, 5)
  static let (pieceI, pieceO, pieceT, pieceS) = (0, 1, 2, 3)

  /// A well whose lowest rows are as drawn, with a piece at its start.
  static func world(_ lowest: [String], kind: Int, next: Int = 1) throws -> Tetris {
    var world = Tetris(parameters: Tetris.defaultParameters)
    world.state = try #require(world.state(lowest: lowest, kind: kind, next: next))
    return world
  }

  /// The cells of a plane of the observation, as rows of text without empty rows.
  static func plane(_ plane: Int, of world: Tetris) -> [String] {
    let observation = world.observation
    return (0..<20).map { row in
      String((0..<10).map { observation[200 * plane + 10 * row + $0] == 1 ? "#" : "." })
    }.filter { $0.contains("#") }
  }

  @Test(
    arguments: [
      (0, ["...####..."]), (1, ["....##....", "....##...."]), (2, ["....#.....", "...###...."]),
      (3, ["....##....", "...##....."]), (4, ["...##.....", "....##...."]),
      (5, ["...#......", "...###...."]), (6, [".....#....", "...###...."]),
    ])
  func piecesAppearInTheMiddleOfTheTop(kind: Int, rows: [String]) throws {
    let world = try Self.world([], kind: kind)
    #expect(Self.plane(1, of: world) == rows)
    #expect(world.observation[200..<210].contains(1), "in the top row")
    #expect(Self.plane(2, of: try Self.world([], kind: 0, next: kind)) == rows)
  }

  @Test func pieceFallsOneRowAStepAndTwoWithASoftDrop() throws {
    var world = try Self.world([], kind: Self.pieceT)
    #expect(world.step(Self.none) == StepResult(reward: 0))
    #expect(world.state.row == 1)
    _ = world.step(Self.softDrop)
    #expect(world.state.row == 3)
    _ = world.step(Self.left)
    #expect(world.state.row == 4 && world.state.column == 2)
    _ = world.step(Self.right)
    #expect(world.state.row == 5 && world.state.column == 3)
  }

  @Test func fourTurnsAreNone() throws {
    for kind in 0..<7 {
      var world = try Self.world([], kind: kind)
      _ = world.step(Self.none)
      let before = Self.plane(1, of: world)
      for turn in 1...4 {
        _ = world.step(Self.rotate)
        #expect(world.state.rotation == turn % 4 && world.state.column == (kind == 1 ? 4 : 3))
        #expect(Self.plane(1, of: world).joined().count { $0 == "#" } == 4)
      }
      #expect(Self.plane(1, of: world) == before)
    }
    var world = try Self.world([], kind: Self.pieceT)
    _ = world.step(Self.rotate)
    #expect(Self.plane(1, of: world) == ["....#.....", "....##....", "....#....."])
  }

  @Test func turnAtTheWallMovesThePieceAside() throws {
    var world = try Self.world([], kind: Self.pieceI)
    _ = world.step(Self.rotate)
    for _ in 0..<8 { _ = world.step(Self.left) }
    #expect(world.state.column == -2, "upright in the first column")
    _ = world.step(Self.rotate)
    #expect(Self.plane(1, of: world) == ["####......"])
  }

  @Test(
    arguments: [
      (["#####.####"], 1), (["#####.####", "#####.####"], 3),
      (["#####.####", "#####.####", "#####.####"], 5),
      (["#####.####", "#####.####", "#####.####", "#####.####"], 8),
    ] as [([String], Float)])
  func fullRowsVanishTogether(lowest: [String], reward: Float) throws {
    var world = try Self.world(lowest, kind: Self.pieceI)
    _ = world.step(Self.rotate)
    let result = world.step(Self.hardDrop)
    #expect(result == StepResult(reward: reward))
    #expect(world.state.lines == lowest.count)
    let rest = [String](repeating: ".....#....", count: 4 - lowest.count)
    #expect(Self.plane(0, of: world) == rest)
    #expect(world.state.kind == 1, "the next piece has come")
  }

  @Test func whatLiesAboveAVanishedRowComesDown() throws {
    var world = try Self.world(["#.........", "####..####", "#.#.#.#.#."], kind: Self.pieceO)
    let result = world.step(Self.hardDrop)
    #expect(result.reward == 1)
    #expect(Self.plane(0, of: world) == ["#...##....", "#.#.#.#.#."])
  }

  @Test func wellThatIsFullEndsTheGame() throws {
    let lowest = [String](repeating: "#.########", count: 18)
    var world = try Self.world(lowest, kind: Self.pieceO)
    #expect(world.step(Self.none) == StepResult(reward: 0, terminated: true))
    #expect(world.state.isOver && world.isValid(world.state))
  }

  @Test func everyBagHoldsEachKindOnce() throws {
    var world: Tetris = try builtIn("tetris")
    for seed in 0..<20 {
      var random = RandomStream(seed: UInt64(seed))
      world.reset(using: &random)
      var kinds = [world.state.kind]
      while kinds.count < 21 {
        world.state = try #require(
          world.state(lowest: [], kind: world.state.kind, next: world.state.next, of: world.state))
        _ = world.step(Self.hardDrop, using: &random)
        kinds.append(world.state.kind)
      }
      for bag in 0..<3 {
        #expect(Set(kinds[(7 * bag)..<(7 * bag + 7)]).count == 7, "seed \(seed): \(kinds)")
      }
    }
  }

  @Test(
    arguments: [
      ("\"bag\":124", "\"bag\":0"), ("\"bag\":124", "\"bag\":128"), ("\"kind\":0", "\"kind\":7"),
      ("\"next\":1", "\"next\":-1"), ("\"rotation\":0", "\"rotation\":4"),
      ("\"row\":-1", "\"row\":19"), ("\"row\":-1", "\"row\":-9"), ("\"column\":3", "\"column\":8"),
      ("\"column\":3", "\"column\":-4"), ("\"lines\":0", "\"lines\":-1"),
      ("\"rows\":[0,", "\"rows\":["), ("\"rows\":[0,", "\"rows\":[1023,"),
      ("\"rows\":[0,", "\"rows\":[1024,"), ("\"rows\":[0,", "\"rows\":[8,"),
    ])
  func damagedWellIsNotValid(part: String, damaged: String) throws {
    let world = Tetris(parameters: Tetris.defaultParameters)
    #expect(world.isValid(world.state))
    #expect(try !world.isValid(damagedState(of: world, part, damaged)))
  }

  @Test func randomPlayKeepsTheCells() throws {
    let world: Tetris = try builtIn("tetris")
    func cells(_ world: Tetris) -> Int { world.state.rows.reduce(0) { $0 + $1.nonzeroBitCount } }
    let endings = playRandomly(world, steps: 4000, timeLimit: 10_000) { before, after, _, result in
      let lines = after.state.lines - before.state.lines
      let added = cells(after) - cells(before) + 10 * lines
      #expect(added == 0 || added == 4 || result.terminated)
      #expect((lines > 0) == (result.reward > 0))
    }
    #expect(endings > 10)
  }
}
