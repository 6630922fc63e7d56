import Documents

extension MiniGridTask {
  /// Reads a mission; places are those of the objects that it names.
  ///
  /// - Parameters:
  ///   - mission: the task in the words of MiniGrid.
  ///   - map: the level at the beginning of the episode.
  /// - Throws: `InputError` where the map does not have what the mission names.
  package init(mission: String, on map: MiniGridMap) throws {
    let words = mission.split(separator: " ").map(String.init)
    func thing(_ index: Int) -> (object: MiniGridObject, color: MiniGridColor)? {
      guard index + 1 < words.count,
        let color = MiniGridColor.allCases.first(where: { "\($0)" == words[index] }),
        let object = MiniGridObject.allCases.first(where: { "\($0)" == words[index + 1] })
      else { return nil }
      return (object, color)
    }
    switch words.first {
    case nil: self = .none
    case "pick":
      guard let (object, color) = thing(3) else { throw Self.unknown(mission) }
      self = .pickUp(object, color)
    case "put":
      guard let (object, color) = thing(2), let (target, targetColor) = thing(6) else {
        throw Self.unknown(mission)
      }
      let place = try map.place(of: target, targetColor)
      self = .putNear(
        object, color, target: target, targetColor: targetColor, x: place.x, y: place.y)
    case "open" where words.count == 3:
      let place = try map.place(of: .door, nil)
      self = .openDoor(x: place.x, y: place.y)
    case "open":
      let red = try map.place(of: .door, .red)
      let blue = try map.place(of: .door, .blue)
      self = .redBlueDoors(redX: red.x, redY: red.y, blueX: blue.x, blueY: blue.y)
    case "go" where words.count == 5 && words[1] == "to":
      guard let (object, color) = thing(3) else { throw Self.unknown(mission) }
      let place = try map.place(of: object, color)
      self = .goTo(object, color, x: place.x, y: place.y)
    case "go" where words.contains("matching"):
      self = try Self.memory(on: map)
    case "get" where words.contains("unlock"):
      guard let (_, key) = thing(2), let room = words.firstIndex(of: "room,"),
        let color = MiniGridColor.allCases.first(where: { "\($0)" == words[room - 1] })
      else { throw Self.unknown(mission) }
      self = .reachLockedGoal(key: key, room: color)
    default:
      let wording = Self.fetchWordings.firstIndex { mission.hasPrefix($0 + " ") }
      if let wording, let (object, color) = thing(words.count - 2) {
        self = .fetch(object, color, wording: wording)
      } else {
        self = .reachGoal
      }
    }
  }

  /// The objects at the end of the hallway, one of which is like the one beside the start.
  private static func memory(on map: MiniGridMap) throws -> MiniGridTask {
    let middle = map.height / 2
    let shown = map[1, middle - 1]
    var ends: [(place: MiniGridPlace, isLike: Bool)] = []
    for x in 2..<map.width {
      for (y, step) in [(middle - 2, 1), (middle + 2, -1)]
      where map.contains(x, y) && map[x, y].isPortable {
        ends.append((MiniGridPlace(x, y + step), map[x, y].isAlike(shown)))
      }
    }
    guard ends.count == 2, let success = ends.first(where: { $0.isLike })?.place,
      let failure = ends.first(where: { !$0.isLike })?.place
    else {
      throw InputError("expected two objects at the end of a hallway, one like that at its start")
    }
    return .memory(
      successX: success.x, successY: success.y, failureX: failure.x, failureY: failure.y)
  }

  private static func unknown(_ mission: String) -> InputError {
    InputError("mission: '\(shown(mission))' names no object that exists")
  }

  /// Whether two tasks are of the same kind, whatever they name.
  func isSameKind(as other: MiniGridTask) -> Bool {
    switch (self, other) {
    case (.reachGoal, .reachGoal), (.reachLockedGoal, .reachLockedGoal), (.none, .none),
      (.avoidObstacles, .avoidObstacles), (.openDoor, .openDoor), (.pickUp, .pickUp),
      (.redBlueDoors, .redBlueDoors), (.fetch, .fetch), (.goTo, .goTo), (.putNear, .putNear),
      (.memory, .memory):
      true
    default: false
    }
  }
}

extension MiniGridMap {
  /// The first place, row by row, of an object of a kind and, where one is given, a colour.
  ///
  /// - Throws: `InputError` where there is none.
  fileprivate func place(of object: MiniGridObject, _ color: MiniGridColor?) throws -> MiniGridPlace
  {
    for y in 0..<height {
      for x in 0..<width where self[x, y].holds(object) {
        if color == nil || self[x, y].color == color { return MiniGridPlace(x, y) }
      }
    }
    throw InputError("the map has no \(color.map { "\($0) " } ?? "")\(object)")
  }
}
