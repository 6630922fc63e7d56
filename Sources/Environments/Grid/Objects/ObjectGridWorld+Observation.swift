extension ObjectGridWorld {
  /// Writes what the agent sees.
  public func writeObservation(into observation: UnsafeMutableBufferPointer<Float>) {
    let view = rules.view
    switch view.kind {
    case .coordinates: writeCoordinates(view, observation)
    case .oneHot: writeOneHot(view, observation)
    case .layers: writeLayers(view, observation)
    case .egocentric(let radius): writeSurroundings(view, radius, observation)
    }
  }

  private func writeLayers(
    _ view: ObjectGridView, _ observation: UnsafeMutableBufferPointer<Float>
  ) {
    let cells = rules.cellCount
    if view.background.isEmpty {
      observation.update(repeating: 0)
      for cell in 0..<cells {
        let plane = Int(view.groundPlanes[Int(state.terrain[cell])])
        if plane >= 0 { observation[plane * cells + cell] = 1 }
      }
    } else {
      _ = observation.update(fromContentsOf: view.background)
    }
    observation[Int(state.agent)] = 1
    for cell in 0..<cells where state.things[cell] != 0 {
      observation[Int(view.thingPlanes[Int(state.things[cell])]) * cells + cell] = 1
    }
    for guardian in state.guards {
      let plane = view.guardPlanes[Int(guardian.kind) * 4 + Int(guardian.heading)]
      observation[Int(plane) * cells + Int(guardian.cell)] = 1
    }
    fillCarried(view, observation, size: cells)
  }

  /// Fills the planes of what is carried.
  private func fillCarried(
    _ view: ObjectGridView, _ observation: UnsafeMutableBufferPointer<Float>, size: Int
  ) {
    if state.hand != 0 {
      let first = Int(view.handPlanes[Int(state.hand)]) * size
      for element in first..<(first + size) { observation[element] = 1 }
    }
    guard state.ring != 0 else { return }
    for color in 0..<view.ringPlanes.count where state.ring >> UInt8(color) & 1 != 0 {
      let first = Int(view.ringPlanes[color]) * size
      for element in first..<(first + size) { observation[element] = 1 }
    }
  }

  private func writeSurroundings(
    _ view: ObjectGridView, _ radius: Int, _ observation: UnsafeMutableBufferPointer<Float>
  ) {
    observation.update(repeating: 0)
    let side = 2 * radius + 1
    let row = Int(state.agent) / rules.width
    let column = Int(state.agent) % rules.width
    let height = rules.cellCount / rules.width
    for y in 0..<side {
      for x in 0..<side {
        let mapRow = row + y - radius
        let mapColumn = column + x - radius
        let place = y * side + x
        guard mapRow >= 0, mapRow < height, mapColumn >= 0, mapColumn < rules.width else {
          observation[place] = 1
          continue
        }
        let cell = mapRow * rules.width + mapColumn
        let plane = Int(view.groundPlanes[terrainNumber(cell)])
        if plane >= 0 { observation[plane * side * side + place] = 1 }
        let code = Int(state.things[cell])
        if code != 0 { observation[Int(view.thingPlanes[code]) * side * side + place] = 1 }
      }
    }
    for guardian in state.guards {
      let y = Int(guardian.cell) / rules.width - row + radius
      let x = Int(guardian.cell) % rules.width - column + radius
      guard y >= 0, y < side, x >= 0, x < side else { continue }
      let plane = view.guardPlanes[Int(guardian.kind) * 4 + Int(guardian.heading)]
      observation[Int(plane) * side * side + y * side + x] = 1
    }
    fillCarried(view, observation, size: side * side)
  }

  private func writeOneHot(
    _ view: ObjectGridView, _ observation: UnsafeMutableBufferPointer<Float>
  ) {
    observation.update(repeating: 0)
    let carried = view.names.count - view.planeCount
    let open = (observation.count - carried) / view.planeCount
    observation[Int(view.cellNumbers[Int(state.agent)])] = 1
    for cell in 0..<rules.cellCount where state.things[cell] != 0 {
      let plane = Int(view.thingPlanes[Int(state.things[cell])])
      observation[plane * open + Int(view.cellNumbers[cell])] = 1
    }
    for guardian in state.guards {
      let plane = view.guardPlanes[Int(guardian.kind) * 4 + Int(guardian.heading)]
      observation[Int(plane) * open + Int(view.cellNumbers[Int(guardian.cell)])] = 1
    }
    let first = view.planeCount * open
    for element in 0..<carried where isCarried(view, element) {
      observation[first + element] = 1
    }
  }

  /// Whether the agent carries what one of the last elements stands for.
  private func isCarried(_ view: ObjectGridView, _ element: Int) -> Bool {
    let plane = Int32(view.planeCount + element)
    if state.hand != 0, view.handPlanes[Int(state.hand)] == plane { return true }
    for color in 0..<view.ringPlanes.count where view.ringPlanes[color] == plane {
      return state.ring >> UInt8(color) & 1 != 0
    }
    return false
  }

  // MARK: Coordinates

  private func writeCoordinates(
    _ view: ObjectGridView, _ observation: UnsafeMutableBufferPointer<Float>
  ) {
    writePlace(Int(state.agent), into: observation, at: 0)
    var place = 2
    for fixture in view.fixtures {
      let code = Int(state.things[fixture.cell])
      if fixture.isDoor {
        observation[place] = Self.number(of: rules.things[code].door)
      } else {
        let plane = code == 0 ? -1 : Int(view.thingPlanes[code])
        observation[place] = plane == fixture.appearance + view.firstThingPlane ? 1 : -1
      }
      place += 1
    }
    place = writeMovable(view, observation, from: place)
    for guardian in state.guards {
      writePlace(Int(guardian.cell), into: observation, at: place)
      let isRandom = rules.definition.guards[Int(guardian.kind)].moves == .random
      let goesOn = guardian.heading == 1 || guardian.heading == 2
      observation[place + 2] = isRandom ? 0 : goesOn ? 1 : -1
      place += 3
    }
    for element in 0..<(view.names.count - view.planeCount) {
      observation[place + element] = isCarried(view, element) ? 1 : -1
    }
  }

  /// Three numbers for each thing that can be moved, by look and then in reading order.
  private func writeMovable(
    _ view: ObjectGridView, _ observation: UnsafeMutableBufferPointer<Float>, from first: Int
  ) -> Int {
    var place = first
    for (appearance, count) in view.movableCounts.enumerated() where count > 0 {
      let plane = Int32(appearance + view.firstThingPlane)
      var found = 0
      for cell in 0..<rules.cellCount where found < count && state.things[cell] != 0 {
        guard view.thingPlanes[Int(state.things[cell])] == plane else { continue }
        observation[place + 3 * found] = 1
        writePlace(cell, into: observation, at: place + 3 * found + 1)
        found += 1
      }
      for element in (place + 3 * found)..<(place + 3 * count) { observation[element] = 0 }
      place += 3 * count
    }
    return place
  }

  private func writePlace(
    _ cell: Int, into observation: UnsafeMutableBufferPointer<Float>, at place: Int
  ) {
    observation[place] = GridTable.scaled(cell / rules.width, of: rules.cellCount / rules.width)
    observation[place + 1] = GridTable.scaled(cell % rules.width, of: rules.width)
  }

  private static func number(of door: GridThing.DoorState) -> Float {
    switch door {
    case .locked: -1
    case .closed: 0
    case .open: 1
    }
  }
}
