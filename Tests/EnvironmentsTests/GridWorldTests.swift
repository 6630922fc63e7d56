import Determinism
import Environments
import Testing

struct GridWorldTests {
  /// A frozen map to walk on by hand; states are numbered a b c / d e without the wall.
  private let text = sample(
    "    #####\n    #S.G#\n    #####\n", "    S.G\n    .#.\n"
  )

  @Test func wallsAndBordersKeepTheAgentWhereItIs() throws {
    var grid = try gridWorld(text: text)
    #expect(grid.stateCount == 5)
    // Right of cell 3 (row 1, column 0) is the wall; below and to the left is nothing.
    for action in 1...3 {
      grid.state.cell = 3
      var random = RandomStream(seed: 1)
      #expect(grid.step(action, using: &random) == StepResult(reward: -1))
      #expect(grid.stateIndex == 3)
      #expect(random == RandomStream(seed: 1), "nothing is drawn where nothing is random")
    }
    #expect(grid.describe(state: 4) == "row 1, column 2")
    #expect(grid.describe(state: 2) == "row 0, column 2 (goal)")
  }

  @Test func otherDirectionsShareTheSlip() throws {
    // The four rooms' model around cell 1 (row 0, column 1): wall below, border above.
    let grid = try gridWorld(
      text: text.replacing("  legend:", with: "  slip: {model: others, intended: 2/3}\n  legend:"))
    let rest = (1 - 2.0 / 3) / 3
    #expect(
      grid.outcomes(of: 1, action: 1) == [
        Outcome(probability: 2.0 / 3, nextState: 2, reward: -1, terminated: true),
        Outcome(probability: rest, nextState: 1, reward: -1, terminated: false),
        Outcome(probability: rest, nextState: 0, reward: -1, terminated: false),
        Outcome(probability: rest, nextState: 1, reward: -1, terminated: false),
      ])
    #expect(abs(rest - 1.0 / 9) < 1e-15)
  }

  @Test func frequenciesFollowTheTable() throws {
    var grid = try gridWorld("four-rooms")
    let outcomes = grid.outcomes(of: 0, action: 1)
    var expected: [Int: Double] = [:]
    for outcome in outcomes { expected[outcome.nextState, default: 0] += outcome.probability }
    var random = RandomStream(seed: 8)
    var counts: [Int: Int] = [:]
    for _ in 0..<9000 {
      grid.state.cell = 0
      _ = grid.step(1, using: &random)
      counts[grid.stateIndex, default: 0] += 1
    }
    #expect(Set(counts.keys) == Set(expected.keys))
    for (state, probability) in expected {
      // Standard deviation at most 45.
      #expect(abs(Double(counts[state] ?? 0) - 9000 * probability) < 250, "state \(state)")
    }
  }

  @Test func cellsOwnRewardStandsBeforeThatOfItsKindAndOfTheStep() throws {
    let grid = try gridWorld(
      text: text.replacing("S.G", with: "SaG").replacing(".#.", with: "b#.")
        .replacing(
          "S: start", with: "S: start\n    a: {kind: floor, reward: 0.25}\n    b: hazard"
        ).replacing("{step: -1}", with: "{step: -1, floor: -2, hazard: -7, goal: 10}"))
    #expect(grid.outcomes(of: 0, action: 1).map(\.reward) == [0.25])
    #expect(grid.outcomes(of: 0, action: 2).map(\.reward) == [-7])
    #expect(grid.outcomes(of: 0, action: 2).map(\.terminated) == [false], "no ending is listed")
    #expect(grid.outcomes(of: 1, action: 1).map(\.reward) == [10])
    #expect(grid.outcomes(of: 4, action: 1).map(\.reward) == [-2])
    #expect(grid.outcomes(of: 0, action: 0).map(\.reward) == [-1], "a start is no floor cell")
  }

  @Test func cliffLeadsToEveryStartAlike() throws {
    let grid = try gridWorld(
      text: sample("#S.G#", "SSCSG").replacing("S: start", with: "S: start\n    C: cliff")
        .replacing("{step: -1}", with: "{step: -1, cliff: -100}"))
    let starts = [0, 1, 3]
    #expect(
      grid.outcomes(of: 1, action: 1)
        == starts.map {
          Outcome(probability: 1.0 / 3, nextState: $0, reward: -100, terminated: false)
        })
    #expect(grid.startDistribution.map(\.state) == starts)
  }

  @Test func stayNeitherMovesNorSlips() throws {
    let grid = try gridWorld(
      text: text.replacing("left]", with: "left, stay]")
        .replacing("  legend:", with: "  slip: {model: others, intended: 0.1}\n  legend:"))
    #expect(
      grid.outcomes(of: 1, action: 4) == [
        Outcome(probability: 1, nextState: 1, reward: -1, terminated: false)
      ])
  }

  @Test func observationsShowWhereTheAgentIs() throws {
    var oneHot = try gridWorld(text: text)
    oneHot.state.cell = 3
    #expect(oneHot.observation == [0, 0, 0, 1, 0])
    #expect(oneHot.observationSpace.elementType == .uint8)

    var coordinates = try gridWorld(text: text.replacing("one-hot", with: "coordinates"))
    coordinates.state.cell = 1
    #expect(coordinates.observation == [-1, 0])
    coordinates.state.cell = 4
    #expect(coordinates.observation == [1, 1])

    var layers = try gridWorld(text: text.replacing("one-hot", with: "layers"))
    layers.state.cell = 3
    #expect(layers.observationSpace.shape == [4, 2, 3])
    #expect(
      layers.observation == [
        0, 0, 0, 1, 0, 0,  // agent
        0, 0, 0, 0, 1, 0,  // wall
        0, 0, 1, 0, 0, 0,  // goal
        0, 0, 0, 0, 0, 0,  // hazard
      ])
  }

  @Test func severalStartsAreEquallyLikely() throws {
    var grid = try gridWorld("empty-room")
    var random = RandomStream(seed: 1)
    var counts: [Int: Int] = [:]
    for _ in 0..<8000 {
      grid.reset(using: &random)
      counts[grid.stateIndex, default: 0] += 1
    }
    #expect(Set(counts.keys) == Set(grid.startDistribution.map(\.state)))
    #expect(counts.count == 8)
    // 1000 each, standard deviation 30.
    #expect(counts.values.allSatisfy { abs($0 - 1000) < 200 })
  }

  @Test func mapsMayHoldAnyCharacter() throws {
    let grid = try gridWorld(
      text: text.replacing("S.G", with: "S\u{B7}\u{2605}").replacing(
        ".#.", with: "\u{B7}\u{2588}\u{B7}"
      )
      .replacing("\"#\": wall", with: "\u{2588}: wall").replacing(
        "\".\": floor", with: "\u{B7}: floor"
      ).replacing("G: goal", with: "\u{2605}: goal"))
    #expect(grid.definition.mapRows == ["S\u{B7}\u{2605}", "\u{B7}\u{2588}\u{B7}"])
    #expect(grid.stateCount == 5)
  }

  @Test func fourRoomsIsTheHouseOfThePaper() throws {
    let grid = try gridWorld("four-rooms")
    // 5 x 5, 5 x 6 (upper right is 5 wide and 6 high), 4 x 5 and 5 x 5 cells and four hallways.
    #expect(grid.stateCount == 104)
    #expect(grid.definition.width == 13)
    #expect(grid.definition.height == 13)
    #expect(grid.describeState() == "row 1, column 1 (start)")
    #expect(grid.outcomes(of: 40, action: 2).count == 4)
  }

  @Test func renderingShowsTheAgentInItsCell() throws {
    var grid = try gridWorld("four-rooms")
    let before = grid.render()
    grid.state.cell += 1
    let after = grid.render()
    #expect(before.width == 13 * 32 + 1)
    #expect(before[1 * 32 + 16, 1 * 32 + 16] == .blue)
    #expect(after[2 * 32 + 16, 1 * 32 + 16] == .blue)
    #expect(after[1 * 32 + 16, 1 * 32 + 16] != .blue)
    #expect(after[9 * 32 + 16, 7 * 32 + 16] == .green)
    #expect(after[16, 16] == .slate)
  }
}
