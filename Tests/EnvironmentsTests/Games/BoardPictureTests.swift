import Determinism
import Environments
import Testing

/// Pictures of the board games as text, one letter for the colour in the middle of each cell.
@Suite struct BoardPictureTests {
  @Test func sokobanShowsWallsBoxGoalAndPlayer() {
    let frame = SokobanTests.world(level: 2, player: 17, boxes: [18]).render()
    #expect(
      GamePictureTests.text(frame, block: (20, 20)) == """
        ########
        ##....##
        #BO.#.##
        #.#...##
        ##....##
        #G....##
        ########
        ########
        """)
    let solved = SokobanTests.world(level: 2, player: 42, boxes: [41]).render()
    #expect(solved[30, 105] == .green, "a box on a goal")
  }

  @Test func connectFourShowsStonesFromTheBottom() throws {
    let frame = try ConnectFourTests.world([4, 4, 5]).render()
    #expect(
      GamePictureTests.text(frame, block: (24, 24)) == """
        .......
        .......
        .......
        .......
        ...B...
        ...OO..
        """)
  }

  @Test func ticTacToeShowsDiscsAndRings() throws {
    let frame = try TicTacToeTests.world("xo./.x./...").render()
    #expect(frame[20, 20] == .blue && frame[60, 60] == .blue)
    #expect(frame[60, 20] == .paper && frame[60, 10] == .orange, "a ring")
  }

  @Test func minesweeperShowsMinesOnceOneWasOpened() throws {
    var world = try MinesweeperTests.world(open: [6])
    #expect(world.render()[10, 10] == .stone)
    _ = world.step(0)
    #expect(world.render()[2, 2] == .vermilion && world.render()[10, 10] == .ink)
    #expect(world.render()[90, 70] == .ink, "the other mine")
  }

  @Test func tilesShowTheirNumbers() {
    let frame = Game2048Tests.world([2, 0, 0, 2048] + [Int](repeating: 0, count: 12)).render()
    #expect(frame[5, 5] == .mist && frame[125, 5] == .blue)
    // The digit 2 is 3 by 5 dots of two pixels around the middle of the cell.
    let dots = (15..<25).map { y in
      String((17..<23).map { x in frame[x, y] == .ink ? "#" : "." })
    }
    #expect(
      dots == [
        "######", "######", "....##", "....##", "######", "######", "##....", "##....", "######",
        "######",
      ])
  }

  @Test func tetrisShowsTheNextPieceBesideTheWell() throws {
    let frame = try TetrisTests.world(["##........"], kind: 0, next: 1).render()
    #expect(frame[35, 5] == .sky && frame[65, 5] == .sky && frame[75, 5] == .paper)
    #expect(frame[5, 195] == .stone && frame[25, 195] == .paper)
    #expect(frame[115, 15] == .yellow && frame[125, 25] == .yellow)
  }
}
