import Determinism
import Environments
import Testing

@Suite struct MiniGridViewTests {
  /// A game on a map of random cells, the agent anywhere.
  static func randomWorld(_ random: inout RandomStream, viewSize: Int = 7) throws -> MiniGrid {
    var parameters = MiniGridParameters()
    parameters.size = 4 + random.integer(below: 12)
    parameters.seesThroughWalls = random.integer(below: 4) == 0
    parameters.viewSize = viewSize
    var world = try MiniGrid(parameters: parameters)
    let cells: [MiniGridCell] = [
      .wall, .wall, MiniGridCell(.door, .red, state: .closed), MiniGridCell(.door, .blue),
      MiniGridCell(.door, .grey, state: .locked), MiniGridCell(.key, .purple), .goal, .lava,
      MiniGridCell(boxOf: .yellow, containing: MiniGridCell(.ball, .red)),
    ]
    for x in 1..<(parameters.size - 1) {
      for y in 1..<(parameters.size - 1) {
        let kind = random.integer(below: 2 * cells.count)
        world.state.map[x, y] = kind < cells.count ? cells[kind] : .empty
      }
    }
    world.state.x = random.integer(below: parameters.size)
    world.state.y = random.integer(below: parameters.size)
    world.state.direction = random.integer(below: 4)
    if random.integer(below: 2) == 0 { world.state.carrying = MiniGridCell(.key, .green) }
    return world
  }

  @Test func quickViewIsTheViewCellByCell() throws {
    var random = RandomStream(seed: 5)
    for _ in 0..<2000 {
      let world = try Self.randomWorld(&random)
      var slow = [UInt8](repeating: 255, count: 147)
      slow.withUnsafeMutableBufferPointer { buffer in
        if let first = buffer.baseAddress { world.writeSquare(first) }
      }
      try #require(world.observation == slow.map { Float($0) }, "\(world.state)")
    }
  }

  @Test func wallsHideWhatIsBehindThemAndDoorsWhileTheyAreClosed() throws {
    let open = try scene("#####", "#.b.#", "##O##", "#.^.#", "#####")
    let closed = try scene("#####", "#.b.#", "##D##", "#.^.#", "#####")
    // The ball is two cells ahead: row 4 of the view, its middle column.
    let ball = 4 * 7 + 3
    #expect(open.observation[ball] == 6 && open.observation[49 + ball] == 2)
    #expect(closed.observation[ball] == 0)
    #expect(closed.observation[ball + 7] == 4 && closed.observation[98 + ball + 7] == 1)
    let glass = try scene("#####", "#.b.#", "##D##", "#.^.#", "#####") {
      $0.seesThroughWalls = true
    }
    #expect(glass.observation[ball] == 6)
  }

  @Test func agentSeesWhatItCarriesInItsOwnPlace() throws {
    let world = try scene("####", "#>.#", "#..#", "####", carrying: MiniGridCell(.key, .yellow))
    let own = 6 * 7 + 3
    #expect(world.observation[own] == 5 && world.observation[49 + own] == 4)
  }

  @Test func viewTurnsWithTheAgent() throws {
    // The key is always at the agent's right hand.
    let worlds = [
      try scene("#####", "#...#", "#.>.#", "#.k.#", "#####"),
      try scene("#####", "#...#", "#kv.#", "#...#", "#####"),
      try scene("#####", "#.k.#", "#.<.#", "#...#", "#####"),
      try scene("#####", "#...#", "#.^k#", "#...#", "#####"),
    ]
    for world in worlds { #expect(world.observation[6 * 7 + 4] == 5) }
    #expect(Set(worlds.map(\.observation)).count == 1)
  }

  @Test func fullViewHoldsTheMapAndTheAgent() throws {
    let world = try scene("####", "#.L#", "#v.#", "####") { $0.view = .full }
    let planes = world.observation
    #expect(world.observationSpace.shape == [3, 4, 4])
    #expect(planes[0..<4].allSatisfy { $0 == 2 })
    #expect([planes[6], planes[16 + 6], planes[32 + 6]] == [4, 4, 2])
    #expect([planes[9], planes[16 + 9], planes[32 + 9]] == [10, 0, 1])
  }

  @Test(arguments: [(MiniGridView.partialOneHot, MiniGridView.partial), (.fullOneHot, .full)])
  func oneHotViewsHaveOnePlaneForEachNumber(view: MiniGridView, plain: MiniGridView) throws {
    var random = RandomStream(seed: 6)
    for viewSize in [3, 7, 11] {
      var numbers = try Self.randomWorld(&random, viewSize: viewSize)
      var parameters = numbers.parameters
      parameters.view = plain
      let state = numbers.state
      numbers = try MiniGrid(parameters: parameters)
      numbers.state = state
      parameters.view = view
      var oneHot = try MiniGrid(parameters: parameters)
      oneHot.state = state
      #expect(oneHot.observationSpace.contains(oneHot.observation))
      #expect(numbers.observationSpace.contains(numbers.observation))
      let values = numbers.observation
      let planes = oneHot.observation
      let cells = values.count / 3
      var expected = [Float](repeating: 0, count: planes.count)
      for cell in 0..<cells {
        for (part, first) in [0, 11, 17].enumerated() {
          expected[(first + Int(values[part * cells + cell])) * cells + cell] = 1
        }
      }
      #expect(planes == expected)
    }
  }
}
