import Documents
import Environments
import Testing

/// What the levels of single rooms and hallways promise, over many episodes.
struct MiniGridObjectLevelTests {
  @Test(arguments: MiniGridLevelSamples.ids(of: "gotodoor"))
  func fourDoorsHaveFourColoursAndOneIsMeant(id: String) throws {
    var world = try MiniGridLevelSamples.make(id)
    for state in try MiniGridLevelSamples.beginnings(id, count: 40) {
      let doors = state.cells(.door)
      #expect(doors.count == 4 && Set(doors).count == 4)
      guard case .goTo(.door, let color, let x, let y) = state.task else {
        Issue.record("expected a door to go to, got \(state.task)")
        continue
      }
      #expect(state.map[x, y] == MiniGridCell(.door, color, state: .closed))
      world.state = state
      #expect(world.mission == "go to the \(color) door")
    }
  }

  @Test(arguments: MiniGridLevelSamples.ids(of: "gotoobject"))
  func objectsDifferAndTheOneMeantIsWhereItIsSaidToBe(id: String) throws {
    for state in try MiniGridLevelSamples.beginnings(id, count: 40) {
      let objects = state.map.places { $0.isPortable }.map { state.map[$0.x, $0.y] }
      #expect(objects.count == 2 && Set(objects).count == 2)
      guard case .goTo(let object, let color, let x, let y) = state.task else {
        Issue.record("expected an object to go to, got \(state.task)")
        continue
      }
      #expect(state.map[x, y] == MiniGridCell(object, color))
    }
  }

  @Test(arguments: MiniGridLevelSamples.ids(of: "fetch"))
  func whatIsToBeFetchedIsThere(id: String) throws {
    let count = try MiniGridLevelSamples.make(id).parameters.count
    var wordings: Set<Int> = []
    for state in try MiniGridLevelSamples.beginnings(id, count: 60) {
      let objects = state.map.places { $0.isPortable }.map { state.map[$0.x, $0.y] }
      #expect(objects.count == count)
      #expect(objects.allSatisfy { !$0.holds(.box) })
      guard case .fetch(let object, let color, let wording) = state.task else {
        Issue.record("expected an object to fetch, got \(state.task)")
        continue
      }
      #expect(objects.contains(MiniGridCell(object, color)))
      wordings.insert(wording)
    }
    #expect(wordings == [0, 1, 2, 3, 4])
  }

  @Test(arguments: MiniGridLevelSamples.ids(of: "putnear"))
  func objectsLieApartAndBothThatAreMeantAreThere(id: String) throws {
    let count = try MiniGridLevelSamples.make(id).parameters.count
    for state in try MiniGridLevelSamples.beginnings(id, count: 60) {
      let places = state.map.places { $0.isPortable }
      #expect(places.count == count)
      #expect(Set(places.map { state.map[$0.x, $0.y] }).count == count)
      for (index, a) in places.enumerated() {
        for b in places[(index + 1)...] {
          #expect(max(abs(a.x - b.x), abs(a.y - b.y)) > 1, "objects at \(a) and \(b)")
        }
      }
      guard
        case .putNear(let moved, let movedColor, let object, let color, let x, let y) =
          state.task
      else {
        Issue.record("expected an object to put, got \(state.task)")
        continue
      }
      #expect(state.map[x, y] == MiniGridCell(object, color))
      let movedCell = MiniGridCell(moved, movedColor)
      #expect(movedCell != state.map[x, y])
      #expect(state.map.places { $0 == movedCell }.count == 1)
    }
  }

  @Test(arguments: MiniGridLevelSamples.ids(of: "memory"))
  func placeOfSuccessIsBesideWhatWasShown(id: String) throws {
    var ends: Set<Int> = []
    for state in try MiniGridLevelSamples.beginnings(id, count: 60) {
      let middle = state.map.height / 2
      guard case .memory(let x, let y, let otherX, let otherY) = state.task else {
        Issue.record("expected something to remember, got \(state.task)")
        continue
      }
      #expect(x == otherX && abs(y - middle) == 1 && otherY == 2 * middle - y)
      let shown = state.map[1, middle - 1]
      #expect(shown.isPortable && state.map[x, 2 * y - middle] == shown)
      #expect(state.map[otherX, 2 * otherY - middle] != shown)
      #expect(state.map.places { $0.isPortable }.count == 3)
      #expect(state.y == middle && state.direction == 0)
      ends.insert(x)
    }
    // A shorter hallway ends anywhere from the room to the far wall.
    #expect(ends.count == (id.hasSuffix("random") ? try widthOf(id) - 6 : 1))
  }

  private func widthOf(_ id: String) throws -> Int {
    try MiniGridLevelSamples.make(id).parameters.size
  }

  @Test(arguments: MiniGridLevelSamples.ids(of: "redbluedoors"))
  func redDoorIsOnTheLeftAndBlueOneOnTheRight(id: String) throws {
    for state in try MiniGridLevelSamples.beginnings(id, count: 40) {
      guard case .redBlueDoors(let redX, let redY, let blueX, let blueY) = state.task else {
        Issue.record("expected two doors, got \(state.task)")
        continue
      }
      #expect(state.map[redX, redY] == MiniGridCell(.door, .red, state: .closed))
      #expect(state.map[blueX, blueY] == MiniGridCell(.door, .blue, state: .closed))
      #expect(redX < state.x && state.x < blueX)
      #expect(state.cells(.door).count == 2)
    }
  }

  @Test(arguments: [
    ("{level: keycorridor, size: 8, count: 11}", "at most 10 rows"),
    ("{level: keycorridor, size: 30, count: 1}", "a map of at most 64 cells a side"),
    ("{level: multiroom, size: 3, count: 2}", "a number in 4...10"),
    ("{level: multiroom, size: 5, count: 30}", "a number in 1...8"),
    ("{level: unlock, size: 4}", "a number in 5...32"),
    ("{level: gotodoor, size: 4}", "at least 5"),
    ("{level: gotoobject, size: 8, count: 19}", "at most 18 different objects"),
    ("{level: gotoobject, size: 4, count: 3}", "at most 2 different objects"),
    ("{level: fetch, size: 5, count: 5}", "at most half of the 9 cells"),
    ("{level: putnear, size: 6, count: 1}", "2 to 2 different objects"),
    ("{level: putnear, size: 6, count: 3}", "2 to 2 different objects"),
    ("{level: memory, size: 8}", "an odd number of at least 7"),
    ("{level: redbluedoors, size: 33}", "a number in 4...32"),
    ("{level: lockedroom, size: 18}", "has a size of 19"),
    ("{level: playground, size: 20}", "has a size of 19"),
    ("{level: obstructedmaze, maze: 3dl}", "expected one of 1dl, 1dlh, 1dlhb, 2dl"),
  ])
  func impossibleParametersAreRefused(parameters: String, reason: String) throws {
    let text = try EnvironmentRegistry.definition("minigrid-unlock").text
    let block = try #require(text.firstRange(of: "parameters:\n"))
    let end = try #require(text.firstRange(of: "\nobservation:"))
    let changed =
      text[..<block.lowerBound] + "parameters: \(parameters)\n" + text[end.lowerBound...]
    let error = #expect(throws: InputError.self) {
      try EnvironmentDefinition.parse(String(changed), file: "level.yaml")
    }
    #expect(error?.message.contains(reason) == true, "\(error?.message ?? "")")
  }
}
