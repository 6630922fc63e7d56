import Determinism
import Environments
import Foundation
import Testing

@Suite struct MiniGridStateTests {
  @Test func everyCellIsReadBackAsItWasMade() throws {
    var seen: Set<MiniGridCell> = []
    for object in MiniGridObject.allCases where object != .unseen && object != .agent {
      for color in MiniGridColor.allCases {
        for state in MiniGridDoorState.allCases {
          let cell = MiniGridCell(object, color, state: state)
          #expect(cell.isValid)
          #expect(cell.object == object)
          #expect(object == .empty || cell.color == color)
          #expect(cell.stateNumber == (object == .door ? state.rawValue : 0))
          #expect(cell.isOpaque == (object == .wall || object == .door && state != .open))
          seen.insert(cell)
        }
      }
    }
    #expect(seen.count == 1 + 8 * 6 + 2 * 6)
    for color in MiniGridColor.allCases {
      for object in [MiniGridObject.key, .ball, .box] {
        let inside = MiniGridCell(object, color)
        let box = MiniGridCell(boxOf: .grey, containing: inside)
        #expect(box.isValid && box.contents == inside && box.isAlike(MiniGridCell(.box, .grey)))
      }
    }
    #expect(MiniGridCell(boxOf: .grey, containing: .empty) == MiniGridCell(.box, .grey))
  }

  @Test func stateWrittenAsTextIsReadBack() throws {
    var world = try scene("#####", "#>Xg#", "#L~D#", "#kbf#", "#####")
    world.state.steps = 17
    world.state.task = .fetch(.key, .red, wording: 3)
    let bytes = try JSONEncoder().encode(world.state)
    #expect(try JSONDecoder().decode(MiniGridState.self, from: bytes) == world.state)
  }

  @Test(arguments: [
    ("\"x\":1", "\"x\":8"), ("\"y\":1", "\"y\":-1"), ("\"direction\":0", "\"direction\":4"),
    ("\"steps\":0", "\"steps\":-1"), ("\"steps\":0", "\"steps\":9223372036854775807"),
    ("{\"reachGoal\":{}}", "{\"none\":{}}"),
    ("{\"reachGoal\":{}}", "{\"openDoor\":{\"x\":99,\"y\":1}}"),
    ("\"obstacles\":[]", "\"obstacles\":[{\"x\":0,\"y\":8}]"),
    ("\"direction\":0", "\"direction\":0,\"carrying\":210"),
  ])
  func damagedStatesAreRefused(part: String, damaged: String) throws {
    let game = try builtIn("minigrid-empty-8x8", as: MiniGrid.self)
    let state = try damagedState(of: game, part, damaged)
    #expect(!game.isValid(state))
    #expect(game.isValid(game.state))
  }

  @Test(arguments: [
    ("\"width\":8", "\"width\":7"), ("\"width\":8", "\"width\":9999999"),
    ("\"height\":8", "\"height\":-8"), ("\"cells\":[210", "\"cells\":[0"),
    ("\"cells\":[210", "\"cells\":[65535"), ("\"cells\":[210", "\"cells\":[10"),
    ("\"cells\":[210", "\"cells\":[82"), ("\"cells\":[210,", "\"cells\":["),
  ])
  func impossibleMapsAreNotRead(part: String, damaged: String) throws {
    let game = try builtIn("minigrid-empty-8x8", as: MiniGrid.self)
    #expect(throws: DecodingError.self) { try damagedState(of: game, part, damaged) }
  }

  @Test func mapOfAnotherSizeIsNoStateOfTheLevel() throws {
    let small = try builtIn("minigrid-empty-5x5", as: MiniGrid.self)
    let large = try builtIn("minigrid-empty-8x8", as: MiniGrid.self)
    #expect(!large.isValid(small.state))
  }

  @Test func picturesShowTheAgentAndWhatItSees() throws {
    let world = try scene("#####", "#>Xg#", "#L~D#", "#kbf#", "#####")
    let frame = world.render()
    #expect(frame.width == 101 && frame.height == 101)
    #expect(frame[30, 30] == .blue)
    #expect(frame[70, 25] == .green)
    var turned = world
    turned.state.direction = 3
    #expect(turned.render() != frame)
    #expect(world.describeState().hasPrefix("agent at (1, 1) looking right; get to"))
  }

  @Test func picturesOfEveryLevelAreDrawn() throws {
    for id in EnvironmentRegistry.ids where id.hasPrefix("minigrid-") {
      let environment = try EnvironmentRegistry.definition(id).makeEnvironment()
      #expect(environment.render() == environment.render())
    }
  }
}
