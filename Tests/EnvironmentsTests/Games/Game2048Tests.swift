import Determinism
import Environments
import Testing

@Suite struct Game2048Tests {
  static let (up, right, down, left) = (0, 1, 2, 3)

  /// A board of the numbers given; 0 is free.
  static func world(_ numbers: [Int], reward: Game2048.Reward = .merged) -> Game2048 {
    var parameters = Game2048.defaultParameters
    parameters.reward = reward
    var world = Game2048(parameters: parameters)
    world.state = Game2048.State(cells: cells(numbers))
    return world
  }

  static func cells(_ numbers: [Int]) -> SIMD16<UInt8> {
    var cells = SIMD16<UInt8>(repeating: 0)
    for (cell, number) in numbers.enumerated() where number > 0 {
      cells[cell] = UInt8(number.trailingZeroBitCount)
    }
    return cells
  }

  /// The first row after sliding it to the left; the other rows are empty but for the new tile.
  @Test(
    arguments: [
      ([2, 2, 2, 2], [4, 4, 0, 0], 8), ([4, 2, 2, 0], [4, 4, 0, 0], 4),
      ([2, 2, 4, 0], [4, 4, 0, 0], 4), ([2, 2, 2, 0], [4, 2, 0, 0], 4),
      ([2, 0, 0, 2], [4, 0, 0, 0], 4), ([0, 4, 0, 8], [4, 8, 0, 0], 0),
      ([8, 8, 16, 16], [16, 32, 0, 0], 48), ([0, 0, 0, 2], [2, 0, 0, 0], 0),
      ([2, 4, 2, 2], [2, 4, 4, 0], 4),
    ] as [([Int], [Int], Float)])
  func rowMergesEachTileOnce(row: [Int], expected: [Int], reward: Float) {
    let rest = [Int](repeating: 0, count: 12)
    var world = Self.world(row + rest)
    #expect(world.step(Self.left) == StepResult(reward: reward))
    let cells = Self.cells(expected + rest)
    let added = (0..<16).filter { world.state.cells[$0] != cells[$0] }
    #expect(added.count == 1, "one tile is new")
    #expect(added.allSatisfy { cells[$0] == 0 && (1...2).contains(world.state.cells[$0]) })
  }

  @Test(
    arguments: [
      (up, [0, 4, 8, 12]), (down, [12, 8, 4, 0]), (right, [3, 2, 1, 0]), (left, [0, 1, 2, 3]),
    ] as [(Int, [Int])])
  func pairsNearestToTheEdgeMergeFirst(action: Int, line: [Int]) {
    var numbers = [Int](repeating: 0, count: 16)
    for place in 0..<3 { numbers[line[place]] = 2 }
    var world = Self.world(numbers)
    #expect(world.step(action).reward == 4)
    #expect(world.state.cells[line[0]] == 2 && world.state.cells[line[1]] == 1)
  }

  @Test func logarithmCountsExponents() {
    let rest = [Int](repeating: 0, count: 12)
    var world = Self.world([8, 8, 1024, 1024] + rest, reward: .log)
    #expect(world.step(Self.left).reward == 4 + 11)
  }

  @Test func moveThatChangesNothingBringsNoTile() {
    let numbers = [2, 4, 8, 16] + [Int](repeating: 0, count: 12)
    var world = Self.world(numbers)
    #expect(world.actionMask == [false, false, true, false])
    #expect(world.step(Self.left) == StepResult(reward: 0))
    #expect(world.state.cells == Self.cells(numbers))
  }

  @Test func fullBoardWithoutPairsIsTheEnd() {
    // The last free cell is filled by the move: whatever comes, nothing merges.
    var world = Self.world([8, 16, 8, 16, 16, 8, 16, 8, 8, 16, 8, 16, 8, 16, 8, 0])
    #expect(!world.isOver)
    #expect(world.step(Self.right).terminated)
    #expect(world.isOver && world.actionMask == [false, false, false, false])
  }

  @Test func largestTilesDoNotMerge() {
    let numbers = [1 << 17, 1 << 17] + [Int](repeating: 0, count: 14)
    var world = Self.world(numbers)
    #expect(world.step(Self.left).reward == 0)
    #expect(world.state.cells == Self.cells(numbers))
    #expect(world.isValid(world.state))
    #expect(!world.isValid(Game2048.State(cells: SIMD16(repeating: 18))))
    #expect(!world.isValid(Game2048.State(cells: SIMD16(repeating: 0))), "no tile, no move")
  }

  @Test func newTilesAreFoursInOneOfTen() {
    var random = RandomStream(seed: 1)
    var world = Self.world([])
    var (fours, places) = (0, [Int](repeating: 0, count: 16))
    for _ in 0..<2000 {
      world.reset(using: &random)
      for cell in 0..<16 where world.state.cells[cell] > 0 {
        places[cell] += 1
        fours += world.state.cells[cell] == 2 ? 1 : 0
      }
    }
    // 4000 tiles: standard deviation 19 and 15.
    #expect(abs(fours - 400) < 95, "\(fours)")
    #expect(places.allSatisfy { abs($0 - 250) < 75 }, "\(places)")
  }

  @Test func observationIsOneHot() {
    let world = Self.world([2, 4] + [Int](repeating: 0, count: 14))
    let observation = world.observation
    #expect(observation[16] == 1 && observation[2 * 16 + 1] == 1 && observation[0] == 0)
    #expect(observation.reduce(0, +) == 16)
  }

  @Test func tilesNeverVanish() throws {
    let world: Game2048 = try builtIn("game-2048")
    let endings = playRandomly(world, steps: 3000, timeLimit: 5000) { before, after, _, _ in
      func sum(_ world: Game2048) -> Int {
        (0..<16).reduce(0) {
          $0 + (world.state.cells[$1] > 0 ? 1 << Int(world.state.cells[$1]) : 0)
        }
      }
      let added = sum(after) - sum(before)
      #expect(before.state == after.state ? added == 0 : added == 2 || added == 4)
    }
    #expect(endings > 5)
  }
}
