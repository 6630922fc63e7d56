import Determinism

/// Places starts, goals and objects on the open ground of a new map.
struct GridPlacing {
  private let generator: GridGenerator
  private var ground: GridGround
  /// The number of each cell's entry in the legend.
  private(set) var cells: [Int]
  /// The open cells on which nothing has been placed.
  private var free: [Bool]
  /// The cells that cannot be passed without a key that has not been placed yet.
  private var isLocked: [Bool]

  init(_ generator: GridGenerator, _ ground: GridGround) {
    self.generator = generator
    self.ground = ground
    cells = ground.isOpen.map { $0 ? generator.floor : generator.wall }
    free = ground.isOpen
    isLocked = [Bool](repeating: false, count: cells.count)
  }

  /// Places everything.
  mutating func placeAll(using random: inout RandomStream) {
    let wanted = generator.contents.flatMap { content in
      [Int](repeating: content.legend, count: content.count)
    }
    func entries(_ isMeant: (GridGenerator.Role) -> Bool) -> [Int] {
      wanted.filter { isMeant(generator.roles[$0]) }
    }
    let blocks = entries { $0 == .block }
    let starts = entries { $0 == .start }
    guard blocks.isEmpty else {
      return placeBlocks(blocks, entries { $0 == .target }, starts, using: &random)
    }
    let doors = placeDoors(
      entries {
        if case .lockedDoor = $0 { true } else { $0 == .door }
      }, using: &random)
    for hazard in entries({ $0 == .hazard }) { placeHazard(hazard, using: &random) }
    var region = self.region(from: anyFree(using: &random))
    for start in starts { place(start, in: region, using: &random) }
    var openers = entries {
      if case .opener = $0 { true } else { false }
    }
    let last = openDoors(doors, &openers, &region, using: &random)
    for goal in entries({ $0 == .goal }) {
      place(goal, in: last.contains { free[$0] } ? last : region, using: &random)
    }
    for entry in openers + entries({ $0 == .other || $0 == .target }) {
      place(entry, in: region, using: &random)
    }
  }

  // MARK: Single cells

  private mutating func put(_ entry: Int, _ cell: Int) {
    cells[cell] = entry
    free[cell] = false
  }

  /// Places an entry in a free cell of a region; where there is none, it is left out.
  private mutating func place(
    _ entry: Int, in region: [Int], using random: inout RandomStream
  ) {
    let possible = region.filter { free[$0] }
    guard !possible.isEmpty else { return }
    put(entry, possible[random.integer(below: possible.count)])
  }

  private func anyFree(using random: inout RandomStream) -> Int {
    let possible = free.indices.filter { free[$0] }
    return possible.isEmpty ? 0 : possible[random.integer(below: possible.count)]
  }

  /// The open cells that can be reached from one without a key.
  private func region(from start: Int) -> [Int] {
    guard ground.isOpen[start] else { return [] }
    var isKnown = [Bool](repeating: false, count: cells.count)
    isKnown[start] = true
    var region = [start]
    var head = 0
    while head < region.count {
      for step in ground.steps {
        let next = region[head] + step
        guard ground.isOpen[next], !isKnown[next], !isLocked[next] else { continue }
        isKnown[next] = true
        region.append(next)
      }
      head += 1
    }
    return region
  }

  /// Places a hazard where it leaves a way past.
  private mutating func placeHazard(_ entry: Int, using random: inout RandomStream) {
    var possible = free.indices.filter { free[$0] && !ground.doorways.contains($0) }
    random.shuffle(&possible)
    for cell in possible where !ground.cutsOff(cell) {
      put(entry, cell)
      ground.isOpen[cell] = false
      return
    }
  }

  // MARK: Doors

  /// Places doors in doorways; where there are too few, the rest are left out.
  ///
  /// - Returns: the cells of the locked ones.
  private mutating func placeDoors(
    _ doors: [Int], using random: inout RandomStream
  ) -> [Int] {
    var doorways = ground.doorways
    random.shuffle(&doorways)
    var locked: [Int] = []
    for (door, cell) in zip(doors, doorways) {
      put(door, cell)
      guard case .lockedDoor = generator.roles[door] else { continue }
      isLocked[cell] = true
      locked.append(cell)
    }
    return locked
  }

  /// Places what opens each locked door on this side of it, one door after another.
  ///
  /// A door whose opener finds no place, or was not asked for, becomes floor.
  ///
  /// - Returns: the cells behind the last door; all where there is none.
  private mutating func openDoors(
    _ doors: [Int], _ openers: inout [Int], _ region: inout [Int],
    using random: inout RandomStream
  ) -> [Int] {
    var doors = doors
    var last = region
    while !doors.isEmpty {
      let inside = Set(region)
      let near = doors.indices.filter { index in
        ground.steps.contains { inside.contains(doors[index] + $0) }
      }
      guard !near.isEmpty else { break }
      let door = doors.remove(at: near[random.integer(below: near.count)])
      let opener = openers.firstIndex { opens(generator.roles[$0], generator.roles[cells[door]]) }
      let wasPlaced = opens(alreadyPlaced: generator.roles[cells[door]])
      if let opener, region.contains(where: { free[$0] }) {
        place(openers.remove(at: opener), in: region, using: &random)
      } else if !wasPlaced {
        cells[door] = generator.floor
        free[door] = true
      }
      isLocked[door] = false
      let wider = self.region(from: region[0])
      let behind = wider.filter { !inside.contains($0) && $0 != door }
      if !behind.isEmpty { last = behind }
      region = wider
    }
    return last
  }

  private func opens(_ opener: GridGenerator.Role, _ door: GridGenerator.Role) -> Bool {
    guard case .opener(let color) = opener, case .lockedDoor(let wanted) = door else {
      return false
    }
    return color == nil || color == wanted
  }

  private func opens(alreadyPlaced door: GridGenerator.Role) -> Bool {
    cells.contains { opens(generator.roles[$0], door) }
  }

  // MARK: Blocks

  /// Places blocks, targets and starts so that the blocks can be pushed onto the targets.
  ///
  /// Where no attempt finds such a map, blocks and targets are left out; a definition for whose
  /// maps that is likely is refused when it is read.
  private mutating func placeBlocks(
    _ blocks: [Int], _ targets: [Int], _ starts: [Int], using random: inout RandomStream
  ) {
    for _ in 0..<Self.attempts {
      var attempt = self
      guard let region = attempt.pullBlocks(blocks, targets, using: &random),
        region.lazy.filter({ attempt.free[$0] }).count >= starts.count
      else { continue }
      self = attempt
      for start in starts { place(start, in: region, using: &random) }
      return
    }
    let region = region(from: anyFree(using: &random))
    for start in starts { place(start, in: region, using: &random) }
  }

  /// How often blocks are pulled off their targets before a map is given up.
  private static let attempts = 100

  /// Puts blocks on targets and pulls them away, as a player could push them back.
  ///
  /// - Returns: the cells from which the blocks can be pushed; nil where some block still lies on a
  ///   target.
  private mutating func pullBlocks(
    _ blocks: [Int], _ targets: [Int], using random: inout RandomStream
  ) -> [Int]? {
    var places: [Int] = []
    for target in targets {
      let cell = anyFree(using: &random)
      put(target, cell)
      places.append(cell)
    }
    let homes = places
    var agent = anyFree(using: &random)
    for cell in places { ground.isOpen[cell] = false }
    let fewest = 6 * blocks.count
    for pull in 0..<(20 * fewest) {
      if pull >= fewest, !places.contains(where: homes.contains) { break }
      let reachable = Set(region(from: agent))
      let index = random.integer(below: places.count)
      let step = ground.steps[random.integer(below: 4)]
      let (block, stand) = (places[index], places[index] + step)
      guard reachable.contains(stand), ground.isOpen[stand + step] else { continue }
      ground.isOpen[block] = true
      ground.isOpen[stand] = false
      places[index] = stand
      agent = stand + step
    }
    guard !places.contains(where: homes.contains) else { return nil }
    for (block, cell) in zip(blocks, places) { put(block, cell) }
    let region = region(from: agent)
    for cell in region where !homes.contains(cell) { free[cell] = true }
    return region
  }
}
