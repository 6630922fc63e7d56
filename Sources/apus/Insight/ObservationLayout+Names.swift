import Environments

/// What the numbers of an observation are called, before any wrapper.
extension ObservationLayout {
  /// The parts of the world inside all wrappers.
  static func parts(of world: any Environment, of definition: EnvironmentDefinition) -> [Part] {
    let space = world.observationSpace
    switch definition.world {
    case .grid(let grid): return parts(of: grid, in: space)
    case .objectGrid(let grid):
      let names = listedNames(of: definition)
      return space.shape.count == 1
        ? rowParts(of: world, names, width: grid.width, height: grid.height)
        : parts(of: space, named: names)
    case .game(let game): return parts(of: game, in: space)
    case .external: return parts(of: space, named: names(of: definition.id, in: space))
    }
  }

  /// The parts of a space of any shape.
  ///
  /// - Parameters:
  ///   - space: the space; of three axes the planes come first.
  ///   - names: one for each plane or number; others are numbered.
  /// - Returns: planes for two axes and more, and for long rows without names; else numbers.
  static func parts(of space: Box, named names: [String]) -> [Part] {
    let (shape, count) = (space.shape, space.count)
    guard shape.count == 1 else {
      let (height, width) = (shape[shape.count - 2], shape[shape.count - 1])
      let planes = count / (height * width)
      return (0..<planes).map { plane in
        let name = planes == names.count ? names[plane] : planes == 1 ? "" : "\(plane + 1)"
        return .plane(name, width: width, height: height, from: plane * height * width)
      }
    }
    if names.count == count { return names.enumerated().map { .number($1, at: $0) } }
    guard count > longestList else {
      return (0..<count).map { .number("\($0 + 1)", at: $0) }
    }
    var side = 1
    while side * side < count { side += 1 }
    let height = (count + side - 1) / side
    return [
      Part(
        name: names.count == 1 ? names[0] : "", width: side, height: height,
        elements: (0..<(side * height)).map { $0 < count ? $0 : -1 })
    ]
  }

  /// So many numbers without names are listed one by one; more are cells of a plane.
  private static let longestList = 40

  // MARK: Worlds outside this program

  /// Names by the words of an id such as "gym:CartPole-v1".
  static func names(of id: String, in space: Box) -> [String] {
    let id = id.lowercased()
    if space.shape.count == 3 {
      return space.elementType == .uint8 && space.shape[0] == 3 ? ["red", "green", "blue"] : []
    }
    let games: [(String, any Game.Type)] = [
      ("cartpole", CartPole.self), ("mountaincar", MountainCar.self), ("acrobot", Acrobot.self),
    ]
    return games.first { id.contains($0.0) }?.1.observationNames ?? []
  }

  // MARK: Grids

  private static func parts(of grid: GridDefinition, in space: Box) -> [Part] {
    switch grid.observation {
    case .coordinates: return [.number("row", at: 0), .number("column", at: 1)]
    case .layers: return parts(of: space, named: ["agent", "wall", "goal", "hazard or cliff"])
    case .oneHot:
      let isOpen = grid.cells.map { $0.kind != .wall }
      return [plane("agent", from: 0, isOpen: isOpen, width: grid.width, height: grid.height)]
    }
  }

  /// One element for each open cell, in reading order.
  private static func plane(
    _ name: String, from first: Int, isOpen: [Bool], width: Int, height: Int
  ) -> Part {
    var next = first
    let elements = isOpen.map { isOpen -> Int in
      guard isOpen else { return -1 }
      next += 1
      return next - 1
    }
    return Part(name: name, width: width, height: height, elements: elements)
  }

  /// The names that the description of an environment lists under its observation.
  private static func listedNames(of definition: EnvironmentDefinition) -> [String] {
    let sections = definition.describe().sections
    var names: [String] = []
    for line in sections.first(where: { $0.title == "Observation" })?.lines ?? [] {
      let start = "\(names.count)  "
      if line.hasPrefix(start) { names.append(String(line.dropFirst(start.count))) }
    }
    return names
  }

  /// The parts of a grid with objects that is seen as one row.
  private static func rowParts(
    of world: any Environment, _ names: [String], width: Int, height: Int
  ) -> [Part] {
    let space = world.observationSpace
    guard space.elementType == .uint8 else {
      let known = ["agent's row", "agent's column"]
      return (0..<space.count).map {
        .number($0 < known.count ? known[$0] : "\($0 + 1)", at: $0)
      }
    }
    // Planes of `open` cells each, then one element for each thing that can be carried.
    let isOpen = openCells(of: world, count: width * height)
    let open = isOpen.count { $0 }
    let planes = open > 1 ? (space.count - names.count) / (open - 1) : 1
    guard planes > 0, planes <= names.count, planes * open + names.count - planes == space.count
    else { return parts(of: space, named: []) }
    return names.enumerated().map { number, name in
      number < planes
        ? plane(name, from: number * open, isOpen: isOpen, width: width, height: height)
        : .number(name, at: planes * open + number - planes)
    }
  }

  /// The cells of a grid with objects that are no wall.
  private static func openCells(of world: any Environment, count: Int) -> [Bool] {
    guard let world = world as? ObjectGridWorld else { return [] }
    var state = world.state
    return (0..<count).map { cell in
      state.agent = Int32(cell)
      return world.isValid(state)
    }
  }
}
