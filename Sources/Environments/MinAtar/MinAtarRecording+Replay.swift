import Documents

extension MinAtarEpisode {
  /// Replays the episode and finds the first difference.
  func replay<World: MinAtarGame>(in world: World) throws -> RecordingComparison {
    let planes = World.planes.count
    try checkForm(game: World.name.replacing("-", with: "_"), planes: planes)
    let actions = try playedActions()
    var world = world
    world.state = try World.State(recorded: MinAtarVariables(values: start))
    if let difference = try differenceAtStart(of: world) {
      return RecordingComparison(steps: 0, difference: difference)
    }
    for step in actions.indices {
      var source = RecordedDraws(draws[step].flatMap(\.outcomes))
      let result = world.state.advance(
        actions[step], isRamping: difficultyRamping, from: &source)
      let expected = try Self.unpack(observations[step], planes: planes)
      let first =
        difference(of: source)
        ?? difference("reward", rewards[step], Double(result.reward))
        ?? difference("terminal", terminals[step], result.terminated)
        ?? observationDifference(of: world, from: expected)
      if var first {
        first.step = step
        return RecordingComparison(steps: step, difference: first)
      }
    }
    var last = variableDifference(of: world.state, from: end)
    last?.step = actions.indices.last
    return RecordingComparison(steps: actions.count, difference: last)
  }

  /// Whether the game begins as recorded, and shows what was recorded.
  private func differenceAtStart<World: MinAtarGame>(
    of world: World
  ) throws -> RecordingDifference? {
    var source = RecordedDraws(resetDraws.flatMap(\.outcomes))
    var begun = world.state
    begun.begin(from: &source)
    let expected = try Self.unpack(firstObservation, planes: World.planes.count)
    return difference(of: source) ?? variableDifference(of: begun, from: start)
      ?? variableDifference(of: world.state, from: start)
      ?? observationDifference(of: world, from: expected)
  }

  /// Draws that were not asked for, or asked for otherwise.
  private func difference(of source: RecordedDraws) -> RecordingDifference? {
    if let mismatch = source.mismatch { return found("draws", "those recorded", mismatch) }
    return source.isExhausted ? nil : found("draws", "those recorded", "fewer")
  }

  private func difference<Value: Equatable>(
    _ what: String, _ expected: Value, _ got: Value
  ) -> RecordingDifference? {
    expected == got ? nil : found(what, "\(expected)", "\(got)")
  }

  /// The first cell that differs, plane by plane.
  private func observationDifference<World: MinAtarGame>(
    of world: World, from expected: [UInt8]
  ) -> RecordingDifference? {
    let marks = world.marks
    guard let cell = marks.indices.first(where: { marks[$0] != expected[$0] }) else { return nil }
    let place = "\(World.planes[cell / 100].name) at row \(cell / 10 % 10), column \(cell % 10)"
    return found("observation", "\(place): \(expected[cell])", "\(marks[cell])")
  }

  /// The first variable by name that differs; those that say how the game was made are left out.
  private func variableDifference<State: MinAtarState>(
    of state: State, from recorded: [String: MinAtarValue]
  ) -> RecordingDifference? {
    let constants: Set = ["channels", "action_map", "ramping"]
    let variables = state.variables
    for name in recorded.keys.sorted() where !constants.contains(name) {
      guard recorded[name] == variables[name] else {
        return found(
          "variable '\(name)'", recorded[name]?.description ?? "nothing",
          variables[name]?.description ?? "nothing")
      }
    }
    for name in variables.keys.sorted() where recorded[name] == nil {
      return found("variable '\(name)'", "nothing", variables[name]?.description ?? "nothing")
    }
    return nil
  }

  private func found(_ what: String, _ expected: String, _ got: String) -> RecordingDifference {
    RecordingDifference(episode: episode, step: nil, what: what, expected: expected, got: got)
  }
}
