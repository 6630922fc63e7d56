import Determinism
import Documents
import Environments
import Testing

@Suite struct MiniGridLevelTests {
  static let ids = EnvironmentRegistry.ids.filter { $0.hasPrefix("minigrid-") }

  /// The beginnings of some episodes.
  static func beginnings(_ id: String, count: Int) throws -> [MiniGridState] {
    var world = try builtIn(id, as: MiniGrid.self)
    return (0..<count).map { episode in
      var random = RandomStream(seed: 4).stream("episode/\(episode)")
      world.reset(using: &random)
      return world.state
    }
  }

  /// How many beginnings show each value.
  static func counts<Value: Hashable>(
    _ states: [MiniGridState], _ value: (MiniGridState) -> Value
  ) -> [Value: Int] {
    Dictionary(grouping: states, by: value).mapValues(\.count)
  }

  /// Whether each of `kinds` values comes about equally often: within six standard deviations.
  static func areEven(_ counts: some Collection<Int>, kinds: Int) -> Bool {
    let total = Double(counts.reduce(0, +))
    let expected = total / Double(kinds)
    return counts.count == kinds
      && counts.allSatisfy { abs(Double($0) - expected) < 6 * expected.squareRoot() }
  }

  @Test(arguments: ids) func clockOfTheFileIsTheClockOfTheReward(id: String) throws {
    let definition = try EnvironmentRegistry.definition(id)
    #expect(definition.timeLimit == (try builtIn(id, as: MiniGrid.self).parameters.maxSteps))
    let original = id.hasSuffix("-v1") ? id : id + "-v0"
    #expect(definition.source.lowercased().contains(original + " "))
  }

  @Test func agentStartsAnywhereInRandomRoomsOnly() throws {
    let fixed = try Self.beginnings("minigrid-empty-5x5", count: 20)
    #expect(Set(fixed).count == 1)
    #expect((fixed[0].x, fixed[0].y, fixed[0].direction) == (1, 1, 0))
    let random = try Self.beginnings("minigrid-empty-random-5x5", count: 4000)
    #expect(Self.areEven(Self.counts(random) { [$0.x, $0.y, $0.direction] }.values, kinds: 32))
    #expect(random.allSatisfy { $0.map == fixed[0].map })
  }

  @Test func fourRoomsHaveFourGaps() throws {
    let states = try Self.beginnings("minigrid-fourrooms", count: 2000)
    for state in states {
      let across = (1..<18).filter { state.map[9, $0] != .wall }
      let along = (1..<18).filter { state.map[$0, 9] != .wall }
      try #require(across.count == 2 && along.count == 2)
      try #require(across[0] < 9 && across[1] > 9 && along[0] < 9 && along[1] > 9)
      try #require(state.map[state.x, state.y] == .empty)
    }
    for place in 0..<4 {
      let gaps = Self.counts(states) { state in
        let line = place < 2 ? 1..<9 : 10..<18
        return line.first { state.map[place % 2 == 0 ? 9 : $0, place % 2 == 0 ? $0 : 9] != .wall }
      }
      #expect(Self.areEven(gaps.values, kinds: 8))
    }
  }

  @Test func keyLiesOnTheAgentsSideOfTheDoor() throws {
    let states = try Self.beginnings("minigrid-doorkey-6x6", count: 3000)
    for state in states {
      let door = (0..<36).first { state.map[$0 % 6, $0 / 6].holds(.door) } ?? 0
      let key = (0..<36).first { state.map[$0 % 6, $0 / 6].holds(.key) } ?? 0
      try #require(state.map[door % 6, door / 6] == MiniGridCell(.door, .yellow, state: .locked))
      try #require(key % 6 < door % 6 && state.x < door % 6 && key != state.y * 6 + state.x)
      try #require((0..<6).allSatisfy { state.map[door % 6, $0] != .empty })
    }
    let doors = Self.counts(states) { state in
      (0..<36).first { state.map[$0 % 6, $0 / 6].holds(.door) }
    }
    #expect(Self.areEven(doors.values, kinds: 6))
  }

  @Test(arguments: [("lavacrossings9n1", 1), ("simplecrossings9n2", 2), ("lavacrossings11n5", 5)])
  func riversCanBeCrossed(level: String, rivers: Int) throws {
    for state in try Self.beginnings("minigrid-" + level, count: 300) {
      let side = state.map.width
      let isWet: (Int, Int) -> Bool = { x, y in !state.map[x, y].holds(.empty) }
      let (inside, middle) = (1..<(side - 1), 2..<(side - 2))
      let columns = middle.filter { x in inside.count { isWet(x, $0) } > side / 2 }
      let rows = middle.filter { y in inside.count { isWet($0, y) } > side / 2 }
      try #require(columns.count + rows.count == rivers)
      try #require((columns + rows).allSatisfy { $0 % 2 == 0 })
      try #require(isReachable(state))
    }
  }

  @Test func everyRiverIsEquallyLikely() throws {
    let states = try Self.beginnings("minigrid-lavacrossings9n1", count: 3000)
    // One river and one gap: 3 columns and 3 rows, 7 gaps in each.
    #expect(Self.areEven(Self.counts(states) { $0.map }.values, kinds: 42))
  }

  @Test func lavaHasOneGap() throws {
    let states = try Self.beginnings("minigrid-lavagaps6", count: 2000)
    #expect(Self.areEven(Self.counts(states) { $0.map }.values, kinds: 2 * 4))
    #expect(states.allSatisfy(isReachable))
  }

  @Test(arguments: [("5x5", 2), ("random-6x6", 3), ("16x16", 8)])
  func obstaclesAreBallsOnFreeCells(size: String, count: Int) throws {
    for state in try Self.beginnings("minigrid-dynamic-obstacles-" + size, count: 200) {
      try #require(Set(state.obstacles).count == count)
      for place in state.obstacles {
        try #require(state.map[place.x, place.y] == MiniGridCell(.ball, .blue))
        try #require(place != MiniGridPlace(state.x, state.y))
      }
    }
  }

  @Test(arguments: [
    ("empty", "size", "3", "has a size of at least 4, got 3"),
    ("doorkey", "size", "4", "has a size of at least 5, got 4"),
    ("fourrooms", "size", "6", "has a size of at least 7, got 6"),
    ("lavagap", "size", "4", "has a size of at least 5, got 4"),
    ("lavacrossing", "size", "8", "has an odd size of at least 5, got 8"),
    ("simplecrossing", "count", "7", "has at most 6 crossings, got 7"),
    ("dynamic-obstacles", "count", "6", "has at most 5 obstacles, got 6"),
    ("distshift", "row", "6", "lies in row 1 to 5, got 6"),
  ])
  func impossibleLevelsAreRefused(level: String, key: String, value: String, part: String) throws {
    var parameters = MiniGrid.defaultParameters
    parameters.size = level.hasSuffix("crossing") ? 9 : 8
    try MiniGrid.parameterFields.set(&parameters, key: "level", text: level)
    _ = try MiniGrid(parameters: parameters)
    try MiniGrid.parameterFields.set(&parameters, key: key, text: value)
    let error = #expect(throws: InputError.self) { try MiniGrid(parameters: parameters) }
    #expect(error?.message.contains(part) == true, "\(error.map { "\($0)" } ?? "")")
  }

  @Test(arguments: ["2", "8", "17", "x"]) func viewsHaveAnOddSide(text: String) {
    var parameters = MiniGrid.defaultParameters
    #expect(throws: InputError.self) {
      try MiniGrid.parameterFields.set(&parameters, key: "viewSize", text: text)
    }
  }
}

/// Whether a goal can be walked to from the agent's place over what can be entered, without lava.
private func isReachable(_ state: MiniGridState) -> Bool {
  var seen = [MiniGridPlace(state.x, state.y)]
  var next = 0
  while next < seen.count {
    let place = seen[next]
    next += 1
    if state.map[place.x, place.y].holds(.goal) { return true }
    for (x, y) in [(1, 0), (0, 1), (-1, 0), (0, -1)] {
      let beside = MiniGridPlace(place.x + x, place.y + y)
      let cell = state.map[beside.x, beside.y]
      if cell.canBeEntered && !cell.holds(.lava) && !seen.contains(beside) { seen.append(beside) }
    }
  }
  return false
}
