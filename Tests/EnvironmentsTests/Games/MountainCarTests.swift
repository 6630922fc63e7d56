import Documents
import Environments
import Testing

@Suite struct MountainCarTests {
  static func world(
    _ position: Double, _ velocity: Double,
    _ change: (inout MountainCar.Parameters) -> Void = { _ in }
  ) throws -> MountainCar {
    var parameters = MountainCar.defaultParameters
    change(&parameters)
    var world = try MountainCar(parameters: parameters)
    world.state = MountainCar.State(position: position, velocity: velocity)
    return world
  }

  @Test(.enabled(if: ReferenceRollouts.arePresent, Comment(rawValue: ReferenceRollouts.absence)))
  func definitionHasTheConstantsOfTheOriginal() throws {
    let constants = try GameRollouts.constants(of: "MountainCar-v0")
    let p = try builtIn("mountain-car", as: MountainCar.self).parameters
    #expect(p == MountainCar.defaultParameters)
    #expect(constants["min_position"] == .number(p.minimumPosition))
    #expect(constants["max_position"] == .number(p.maximumPosition))
    #expect(constants["max_speed"] == .number(p.maximumSpeed))
    #expect(constants["goal_position"] == .number(p.goalPosition))
    #expect(constants["goal_velocity"] == .number(p.goalVelocity))
    #expect(constants["force"] == .number(p.force))
    #expect(constants["gravity"] == .number(p.gravity))
    let limit = try #require(EnvironmentRegistry.definition("mountain-car").timeLimit)
    #expect(constants["max_episode_steps"] == .number(Double(limit)))
  }

  @Test func leftWallStopsTheCarWithoutEnding() throws {
    var world = try Self.world(-1.19, -0.05)
    #expect(world.step(0) == StepResult(reward: -1))
    #expect(world.state == MountainCar.State(position: -1.2, velocity: 0))
  }

  @Test func carLeavesTheLeftWallWithItsVelocity() throws {
    var world = try Self.world(-1.2, 0)
    _ = world.step(2)
    // cos(−3.6) = −0.896758: 0.001 + 0.0025 · 0.896758.
    #expect(abs(world.state.velocity - 0.003241896) < 1e-9)
    #expect(world.state.position > -1.2)
  }

  @Test func flagExactlyReachedEnds() throws {
    var world = try Self.world(0.4375, 0.0625) {
      $0.force = 0
      $0.gravity = 0
    }
    #expect(world.step(2) == StepResult(reward: -1, terminated: true))
    #expect(world.state.position == 0.5)
  }

  @Test func flagPassedTooSlowlyGoesOn() throws {
    var world = try Self.world(0.4375, 0.0625) {
      $0.force = 0
      $0.gravity = 0
      $0.goalVelocity = 0.0626
    }
    #expect(!world.step(2).terminated)
  }

  @Test func speedIsClippedBeforeTheCarMoves() throws {
    var world = try Self.world(0, 0.0699) { $0.gravity = 0 }
    _ = world.step(2)
    #expect(world.state == MountainCar.State(position: 0.07, velocity: 0.07))
  }

  @Test func rightEndHoldsTheCarButKeepsItsVelocity() throws {
    var world = try Self.world(0.59, 0.05) { $0.goalVelocity = 1 }
    #expect(!world.step(2).terminated)
    #expect(world.state.position == 0.6 && world.state.velocity > 0.05)
  }

  @Test func startRangeTheWrongWayRoundIsRefused() throws {
    let text = try EnvironmentRegistry.definition("mountain-car").text
      .replacing("startMinimum: -0.6", with: "startMinimum: -0.3")
    let error = #expect(throws: InputError.self) {
      try EnvironmentDefinition.parse(text, file: "mine.yaml")
    }
    #expect(error?.message == "expected startMinimum <= startMaximum, got -0.3 and -0.4")
    #expect(error?.file == "mine.yaml")
  }
}
