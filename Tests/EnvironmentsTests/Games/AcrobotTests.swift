import Determinism
import Environments
import Testing

@Suite struct AcrobotTests {
  static func world(
    _ angle1: Double, _ angle2: Double, _ velocity1: Double = 0, _ velocity2: Double = 0,
    _ change: (inout Acrobot.Parameters) -> Void = { _ in }
  ) -> Acrobot {
    var parameters = Acrobot.defaultParameters
    change(&parameters)
    var world = Acrobot(parameters: parameters)
    world.state = Acrobot.State(
      angle1: angle1, angle2: angle2, velocity1: velocity1, velocity2: velocity2)
    return world
  }

  @Test(.enabled(if: ReferenceRollouts.arePresent, Comment(rawValue: ReferenceRollouts.absence)))
  func definitionHasTheConstantsOfTheOriginal() throws {
    let constants = try GameRollouts.constants(of: "Acrobot-v1")
    let p = try builtIn("acrobot", as: Acrobot.self).parameters
    #expect(p == Acrobot.defaultParameters)
    #expect(constants["dt"] == .number(p.timeStep))
    #expect(constants["LINK_LENGTH_1"] == .number(p.length1))
    #expect(constants["LINK_LENGTH_2"] == .number(p.length2))
    #expect(constants["LINK_MASS_1"] == .number(p.mass1))
    #expect(constants["LINK_MASS_2"] == .number(p.mass2))
    #expect(constants["LINK_COM_POS_1"] == .number(p.centre1))
    #expect(constants["LINK_COM_POS_2"] == .number(p.centre2))
    #expect(constants["LINK_MOI"] == .number(p.inertia))
    #expect(constants["MAX_VEL_1"] == .number(p.maximumVelocity1))
    #expect(constants["MAX_VEL_2"] == .number(p.maximumVelocity2))
    #expect(constants["AVAIL_TORQUE"] == .numbers([-p.torque, 0, p.torque]))
    #expect(constants["torque_noise_max"] == .number(p.torqueNoise))
    #expect(constants["book_or_nips"] == .word(p.equations.rawValue))
    let limit = try #require(EnvironmentRegistry.definition("acrobot").timeLimit)
    #expect(constants["max_episode_steps"] == .number(Double(limit)))
  }

  /// Without gravity, torque and velocity nothing moves, so the height is the start's: 2.
  @Test func heightExactlyReachedGoesOnAndAnythingMoreEnds() {
    var exact = Self.world(Double.pi, 0) {
      $0.gravity = 0
      $0.goalHeight = 2
    }
    #expect(exact.step(1) == StepResult(reward: -1))
    var above = Self.world(Double.pi, 0) {
      $0.gravity = 0
      $0.goalHeight = (2.0).nextDown
    }
    #expect(above.step(1) == StepResult(reward: 0, terminated: true))
  }

  @Test func angleBeyondHalfATurnComesBackOnTheOtherSide() {
    var world = Self.world(3.1, 0, 1, 0) { $0.gravity = 0 }
    _ = world.step(1)
    #expect(world.state.angle1 < -2.9 && world.state.angle1 >= -Double.pi)
  }

  @Test func velocitiesAreBounded() {
    var world = Self.world(0.5, 0) {
      $0.maximumVelocity1 = 0.01
      $0.maximumVelocity2 = 0.02
    }
    _ = world.step(2)
    #expect(world.state.velocity1 == -0.01)
    #expect(abs(world.state.velocity2) == 0.02)
  }

  @Test func paperEquationsLackTheTermOfTheFirstVelocity() {
    var still = Self.world(0.3, 0.4)
    var stillNips = Self.world(0.3, 0.4) { $0.equations = .nips }
    var moving = Self.world(0.3, 0.4, 1, 0)
    var movingNips = Self.world(0.3, 0.4, 1, 0) { $0.equations = .nips }
    _ = still.step(1)
    _ = stillNips.step(1)
    _ = moving.step(1)
    _ = movingNips.step(1)
    // From rest the term stays small within a step; with a velocity of 1 it is not.
    #expect(abs(still.state.velocity2 - stillNips.state.velocity2) < 0.01)
    #expect(abs(moving.state.velocity2 - movingNips.state.velocity2) > 0.02)
  }

  @Test func startIsRoundedToSinglePrecision() {
    var world = Acrobot(parameters: Acrobot.defaultParameters)
    var random = RandomStream(seed: 3)
    for _ in 0..<50 {
      world.reset(using: &random)
      let s = world.state
      for number in [s.angle1, s.angle2, s.velocity1, s.velocity2] {
        #expect(number == Double(Float(number)) && abs(number) <= 0.1)
      }
    }
  }

  @Test func torqueNoiseDrawsOncePerStepAndOnlyWhereItIsSet() {
    var random = anyStream
    var quiet = Self.world(0.1, 0.1)
    _ = quiet.step(1, using: &random)
    #expect(random.position == anyStream.position)
    var noisy = Self.world(0.1, 0.1) { $0.torqueNoise = 0.5 }
    _ = noisy.step(1, using: &random)
    #expect(random.position == anyStream.position + 2)
    #expect(noisy.state != quiet.state)
  }
}
