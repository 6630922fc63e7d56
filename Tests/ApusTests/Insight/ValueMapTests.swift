import Agents
import Determinism
import Documents
import Environments
import Experiments
import Foundation
import TensorCore
import Testing
import Visualizer
import apus

@Suite struct ValueMapTests {
  /// The map of a world, and that drawing it left the world alone.
  private func map(
    _ source: inout InsightSource, _ world: some Environment
  ) throws -> ValueMap? {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let before = (try encoder.encode(world.state), world.state, world.observation)
    let map = source.insight(of: world).map
    #expect(try encoder.encode(world.state) == before.0)
    #expect(world.state == before.1 && world.observation == before.2)
    return map
  }

  private func insight(
    _ source: inout InsightSource, _ world: any Environment
  ) throws -> ValueMap {
    try #require(try map(&source, world))
  }

  /// Random steps, in all of which the map of what value iteration found is the optimum.
  ///
  /// - Returns: the last map and the cells of all.
  private func expectOptimum(
    _ id: String, steps: Int, tolerance: Float = 1e-5
  ) throws -> ValueMap {
    let policy = try Policy.solved(id)
    var source = InsightSource(definition: policy.definition, policy: policy)
    var last: ValueMap?
    for step in 0...steps {
      let world = policy.definition.played(steps: step, seed: 5)
      let map = try insight(&source, world)
      var compared = 0
      for case let cell? in map.cells {
        guard let optimum = cell.optimum else { continue }
        compared += 1
        #expect(abs(cell.value - optimum) <= tolerance * max(1, abs(optimum)), "\(id), \(step)")
        #expect(cell.direction == cell.optimalDirection, "\(id), step \(step)")
      }
      #expect(compared > 0)
      // Where the agent is, the map says what it acts on.
      if let agent = map.agent, let cell = map.cells[agent] {
        var memory = PolicyMemory()
        let values = policy.acting.values(of: world.observation, memory: &memory)
        let possible = zip(values, world.actionMask).filter(\.1).map(\.0)
        #expect(cell.value == possible.max())
      }
      last = map
    }
    return try #require(last)
  }

  // MARK: Solved tasks

  @Test func fourRoomsIsSolvedInEveryCell() throws {
    let map = try expectOptimum("four-rooms", steps: 6)
    #expect(map.width == 13 && map.height == 13)
    // 104 cells are no wall; one of them is the goal, where nothing is chosen any more.
    #expect(map.cells.count { $0 != nil } == 103)
    #expect(map.cells.compactMap(\.self).allSatisfy { $0.optimum != nil && $0.direction != nil })
    #expect(map.cells.prefix(13).allSatisfy { $0 == nil })
    // The goal is in row 7, column 9; the way to it leads down from above.
    #expect(map.cells[7 * 13 + 9] == nil)
    #expect(map.cells[6 * 13 + 9]?.direction == .down)
  }

  @Test(arguments: ["cliff-walking", "frozen-lake-8x8", "maze", "empty-room", "deep-sea", "taxi"])
  func otherGridsAreToo(id: String) throws { _ = try expectOptimum(id, steps: 5) }

  @Test(arguments: ["keys-and-doors", "coin-maze", "treasure-boxes", "pushing-blocks"])
  func gridsWithObjectsAreAsTheyAreNow(id: String) throws { _ = try expectOptimum(id, steps: 9) }

  /// In the rules that slip, actions can be equally good; what the map says of them is.
  @Test func slipperyIceIsSolved() throws {
    let policy = try Policy.solved("frozen-lake-4x4-slippery")
    var source = InsightSource(definition: policy.definition, policy: policy)
    let map = try insight(&source, policy.definition.played(steps: 0))
    let known = map.cells.compactMap(\.self)
    // 16 cells, 4 holes, 1 goal.
    #expect(known.count == 11)
    for cell in known { #expect(abs(cell.value - (cell.optimum ?? 9)) < 1e-5) }
    #expect(map.agent == 0)
  }

  /// With the red key in hand the cells behind the red door are worth something else.
  @Test func whatChangesBesideThePlaceChangesTheMap() throws {
    let policy = try Policy.solved("keys-and-doors")
    var source = InsightSource(definition: policy.definition, policy: policy)
    let world = try #require(policy.definition.makeEnvironment() as? ObjectGridWorld)
    var later = world
    var random = RandomStream(seed: 1)
    let names = world.actionSpace.names
    func go(_ name: String) throws {
      _ = later.step(try #require(names.firstIndex(of: name)), using: &random)
    }
    let first = try insight(&source, later)
    try go("down")
    let second = try insight(&source, later)
    #expect(first.cells == second.cells && first.agent != second.agent)
    for name in ["down", "down", "right"] { try go(name) }
    #expect(later.describeState().contains("carries a red key"))
    let third = try insight(&source, later)
    #expect(third.cells != second.cells)
    // The cell before the locked red door, and the closed doors themselves.
    let (before, door) = (3 * 11 + 3, 3 * 11 + 4)
    #expect(second.cells[door] == nil && third.cells[door] == nil)
    #expect(third.cells[before]?.optimalDirection == .right)
    #expect(third.cells[before]?.direction == .right)
    #expect(second.cells[before]?.direction != .right)
  }

  // MARK: Networks

  @Test(arguments: ["random-maze", "random-rooms", "lava-field", "moving-guards", "locked-rooms"])
  func wallsAndGuardsAreNoPlaces(id: String) throws {
    let definition = try EnvironmentRegistry.definition(id)
    let policy = try Policy.fresh(in: definition)
    var source = InsightSource(definition: definition, policy: policy)
    let world = try #require(definition.played(steps: 4) as? ObjectGridWorld)
    let map = try insight(&source, world)
    #expect(map.agent == Int(world.state.agent))
    var free = 0
    for cell in map.cells.indices {
      var state = world.state
      state.agent = Int32(cell)
      let isWall = !world.isValid(state)
      let hasGuard = world.state.guards.contains { Int($0.cell) == cell }
      if isWall || hasGuard { #expect(map.cells[cell] == nil) }
      guard let known = map.cells[cell] else { continue }
      free += 1
      var copy = world
      copy.state = state
      var memory = PolicyMemory()
      let values = policy.acting.values(of: copy.observation, memory: &memory)
      #expect(known.value == values.max())
    }
    #expect(free > map.cells.count / 5)
  }

  /// The largest over the four directions; of generated levels no optimum is known.
  @Test func aLevelOfMiniGridIsValuedOverAllDirections() throws {
    let definition = try EnvironmentRegistry.definition("minigrid-doorkey-5x5")
    let policy = try Policy.fresh(in: definition)
    var source = InsightSource(definition: definition, policy: policy)
    let world = try #require(definition.played(steps: 7) as? MiniGrid)
    let map = try insight(&source, world)
    #expect(map.agent == world.state.y * 5 + world.state.x)
    for cell in map.cells.indices {
      let ground = world.state.map[cell % 5, cell / 5]
      let isFree = ground.canBeEntered && ground.object != .goal
      #expect((map.cells[cell] != nil) == isFree)
      guard isFree else { continue }
      let all = (0..<4).flatMap { direction -> [Float] in
        var copy = world
        (copy.state.x, copy.state.y, copy.state.direction) = (cell % 5, cell / 5, direction)
        var memory = PolicyMemory()
        return policy.acting.values(of: copy.observation, memory: &memory)
      }
      #expect(map.cells[cell]?.value == all.max())
      #expect(map.cells[cell]?.optimum == nil)
    }
  }

  /// Where every step needs another map, only the direction counts in which the agent looks.
  @Test func amongMovingObstaclesTheAgentLooksAsItDoes() throws {
    let definition = try EnvironmentRegistry.definition("minigrid-dynamic-obstacles-6x6")
    let policy = try Policy.fresh(in: definition)
    var source = InsightSource(definition: definition)
    source.use(policy)
    var maps = Set<[ValueMap.Cell?]>()
    for direction in 0..<4 {
      var world = try #require(definition.played(steps: 2) as? MiniGrid)
      world.state.direction = direction
      let map = try insight(&source, world)
      let agent = try #require(map.agent)
      var memory = PolicyMemory()
      let values = policy.acting.values(of: world.observation, memory: &memory)
      #expect(map.cells[agent]?.value == values.max())
      for place in world.state.obstacles { #expect(map.cells[place.y * 6 + place.x] == nil) }
      maps.insert(map.cells)
    }
    #expect(maps.count == 4)
  }

  @Test func anotherPolicyHasAnotherMap() throws {
    let definition = try EnvironmentRegistry.definition("four-rooms")
    var source = InsightSource(definition: definition, policy: try .fresh(in: definition))
    let world = definition.played(steps: 0)
    let first = try insight(&source, world)
    source.use(try .solved("four-rooms"))
    let second = try insight(&source, world)
    #expect(first.cells != second.cells)
    #expect(second.cells[1 * 13 + 1]?.direction == second.cells[1 * 13 + 1]?.optimalDirection)
  }

  @Test func wrappersAreSeenThrough() throws {
    let definition = try EnvironmentDefinition.registered(
      "four-rooms", wrappers: "[episodeStatistics, flatten]")
    let policy = try Policy.fresh(in: definition)
    var source = InsightSource(definition: definition, policy: policy)
    let map = try insight(&source, definition.played(steps: 3))
    #expect(map.cells.count { $0 != nil } == 103)
    #expect(map.cells.compactMap(\.self).allSatisfy { $0.optimum != nil })
  }

  // MARK: Who has none

  @Test func whatIsNoGridOrRemembersHasNoMap() throws {
    for id in ["breakout", "cartpole", "tic-tac-toe"] {
      let definition = try EnvironmentRegistry.definition(id)
      var source = InsightSource(definition: definition, policy: try .fresh(in: definition))
      #expect(try map(&source, definition.played(steps: 2)) == nil)
    }
    let rooms = try EnvironmentRegistry.definition("four-rooms")
    var remembering = InsightSource(definition: rooms, policy: try .remembering(in: rooms))
    #expect(try map(&remembering, rooms.played(steps: 0)) == nil)
    let stacked = try EnvironmentDefinition.registered("four-rooms", wrappers: "[frameStack: 2]")
    var last = InsightSource(definition: stacked, policy: try .fresh(in: stacked))
    #expect(try map(&last, stacked.played(steps: 0)) == nil)
    var nobody = InsightSource(definition: rooms)
    #expect(try map(&nobody, rooms.played(steps: 0)) == nil)
  }

  @Test func onlyWhatIsLookedAtIsComputed() throws {
    let definition = try EnvironmentRegistry.definition("four-rooms")
    let policy = try Policy.fresh(in: definition, distribution: .quantiles(5))
    var source = InsightSource(definition: definition, policy: policy)
    let world = definition.played(steps: 1)
    func look(_ panels: Set<Panel>) -> [Bool] {
      let insight = source.insight(of: world, showing: panels)
      return [insight.distributions != nil, insight.observation != nil, insight.map != nil]
    }
    #expect(look([.actionValues]) == [true, false, false])
    #expect(look([.observation, .rewards]) == [false, true, false])
    #expect(look([.map]) == [false, false, true])
    #expect(look(Set(Panel.allCases)) == [true, true, true])
    #expect(look([]) == [false, false, false])
    var memory = PolicyMemory()
    let values = policy.acting.values(of: world.observation, memory: &memory)
    guard case .quantiles(let returns)? = source.insight(of: world).distributions else {
      Issue.record("expected quantiles")
      return
    }
    for (value, row) in zip(values, returns) {
      #expect(abs(value - row.reduce(0, +) / 5) < 1e-5)
    }
  }
}
