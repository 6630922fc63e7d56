import Environments
import Testing

@Suite struct GameGoldenTests {
  @Test(
    arguments: [
      ("tic-tac-toe", "789172c8698989eb"), ("tic-tac-toe-random", "ac37bf8d85711cf9"),
      ("tic-tac-toe-minimax", "05cc75324e3fa5b3"),
      ("tic-tac-toe-self-play", "cbca4495bb950859"), ("connect-four", "ab4df7fbf0296882"),
      ("connect-four-random", "0e8230566401c10c"),
      ("connect-four-minimax", "1c928a45271c53be"), ("connect-four-self-play", "e773148ff2c741b5"),
      ("game-2048", "93abc2d85f4ceecb"),
      ("game-2048-log", "23e8f96907b36407"), ("minesweeper", "81d22f86cc2c8435"),
      ("sokoban", "8263a5b458bc5101"),
      ("tetris", "abf3f6282abdad19"), ("pong", "d4bbbd16d8c63722"), ("flappy", "10f5d4e27b5552cb"),
    ])
  func fixedRunStaysTheSame(id: String, hash: String) throws {
    let run = try goldenRun(of: id)
    #expect(run == hash)
  }
}
