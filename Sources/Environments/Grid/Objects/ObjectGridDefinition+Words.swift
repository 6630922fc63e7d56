extension ObjectGridDefinition {
  /// What a legend entry stands for, in a few words: "locked red door", "target".
  static func words(
    for entry: GridLegendEntry, _ terrains: [GridTerrain], _ things: [GridThing],
    _ guards: [GridGuard]
  ) -> String {
    let terrain = terrains[Int(entry.terrain)]
    let ground = terrain.kind == .floor ? "" : " on a \(terrain.kind.rawValue)"
    if let kind = entry.guardKind { return guards[kind].words + ground }
    guard entry.thing != 0 else { return terrain.name ?? terrain.kind.rawValue }
    return things[Int(entry.thing)].words + ground
  }

  /// A legend entry for `show`: "#  wall" or "k  red key".
  func words(for entry: GridLegendEntry) -> String {
    var parts = [
      "\(entry.symbol)  " + Self.words(for: entry, terrains, things, guards)
    ]
    let terrain = terrains[Int(entry.terrain)]
    if let kind = entry.guardKind {
      let moves = guards[kind].moves
      parts.append("moves " + (moves == .random ? "at random" : moves.rawValue + "ly"))
    } else if entry.thing != 0 {
      let contents = things[Int(entry.thing)].contents
      if contents != 0 { parts.append("holds a \(things[Int(contents)].words)") }
    } else {
      if terrain.name != nil { parts.append(terrain.kind.rawValue) }
      if endings.contains(where: { $0.text == terrain.kind.rawValue }) {
        parts.append("ends the task")
      }
      if terrain.kind == .cliff { parts.append("leads back to a start") }
      if terrain.kind == .switch {
        parts.append("moves the \(terrain.color.map { $0.rawValue + " " } ?? "")doors")
      }
      if terrain.kind != .wall { parts.append("reward \(groundReward(terrain).text)") }
    }
    return parts.joined(separator: ", ")
  }

  /// What the agent sees, in words.
  var observationWords: String {
    switch observation {
    case .coordinates: "places and states as numbers in -1...1"
    case .oneHot: "a row of 0 and 1: for each thing one element for each cell that is no wall"
    case .layers: "planes of 0 and 1"
    case .egocentric(let radius):
      "planes of 0 and 1 of the cells at most \(radius) rows and columns from the agent"
    }
  }

  /// What is rewarded, in words.
  var rewardWords: String {
    var parts = ["\(stepReward.text) a step"]
    for kind in GridTerrain.Kind.allCases {
      guard let reward = kindRewards[kind] else { continue }
      let place = kind == .cliff ? "that goes over a cliff" : "that ends on a \(kind.rawValue)"
      parts.append("\(reward.text) for one \(place)")
    }
    for entry in legend where entry.thing == 0 && entry.guardKind == nil {
      guard let reward = terrains[Int(entry.terrain)].reward else { continue }
      parts.append("\(reward.text) for one that ends in a cell '\(entry.symbol)'")
    }
    let events = rewards.map { "\($0.value.text) for \($0.text)" }
    return parts.joined(separator: ", ")
      + (events.isEmpty ? "" : "; added to that " + events.joined(separator: ", "))
  }

  /// The rewards as a table: what happens, and what it is worth.
  var rewardLines: [String] {
    var rows = [("step", stepReward.text, "")]
    for kind in GridTerrain.Kind.allCases {
      guard let reward = kindRewards[kind] else { continue }
      rows.append((kind.rawValue, reward.text, "  instead of that of the step"))
    }
    rows += rewards.map { ($0.text, $0.value.text, "  added") }
    let widths = (rows.map(\.0.count).max() ?? 0, rows.map(\.1.count).max() ?? 0)
    return rows.map { row in
      let event = row.0 + String(repeating: " ", count: widths.0 - row.0.count)
      guard !row.2.isEmpty else { return event + "  " + row.1 }
      return event + "  " + row.1 + String(repeating: " ", count: widths.1 - row.1.count) + row.2
    }
  }

  /// What ends the task, in words.
  var endingWords: String {
    endings.isEmpty ? "nothing but the time limit" : endings.map(\.text).joined(separator: ", or ")
  }

  /// The map as lines of text; of a generator, one line that says what it makes.
  var mapRows: [String] {
    switch source {
    case .map(let layout, _): layout.rows
    case .generator(let generator): [generator.words]
    }
  }

  /// What the planes of an observation, or its groups of elements, stand for.
  var observationLines: [String] {
    let view = ObjectGridView(self)
    return observation == .coordinates
      ? [] : view.names.enumerated().map { "\($0.offset)  \($0.element)" }
  }

  /// How keys, parcels, doors and boxes work, one line each; none for what the legend lacks.
  var dynamicsLines: [String] {
    let kinds = Set(things.dropFirst().map(\.kind))
    var lines: [String] = []
    if !kinds.isDisjoint(with: [.key, .parcel]) {
      lines.append(
        dynamics.takesByEntering
          ? "keys go onto a ring and one parcel into the hand by entering their cell"
          : "pickup takes the key or parcel in the agent's cell into its hand, which holds one")
    }
    if !kinds.isDisjoint(with: [.door, .box]) {
      lines.append(
        dynamics.opensByMoving
          ? "doors and boxes open by moving against them"
          : "toggle opens and closes the doors and opens the boxes beside the agent")
    }
    if things.dropFirst().contains(where: { $0.door == .locked }), kinds.contains(.key) {
      lines.append(
        "a locked door needs a key of its colour, which is "
          + (dynamics.usesUpKeys ? "used up" : "kept"))
    }
    if kinds.contains(.item) { lines.append("items are collected by entering their cell") }
    if kinds.contains(.block) { lines.append("a block is pushed by moving against it") }
    if !guards.isEmpty { lines.append("guards move after the agent and stand in its way") }
    return lines
  }
}
