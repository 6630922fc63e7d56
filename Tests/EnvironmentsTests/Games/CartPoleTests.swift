import Determinism
import Documents
import Environments
import Testing

@Suite struct CartPoleTests {
  static func world(
    _ position: Double = 0, _ velocity: Double = 0, _ angle: Double = 0, _ spin: Double = 0
  ) -> CartPole {
    var world = CartPole(parameters: CartPole.defaultParameters)
    world.state = CartPole.State(
      position: position, velocity: velocity, angle: angle, angularVelocity: spin)
    return world
  }

  @Test(.enabled(if: ReferenceRollouts.arePresent, Comment(rawValue: ReferenceRollouts.absence)))
  func definitionHasTheConstantsOfTheOriginal() throws {
    let constants = try GameRollouts.constants(of: "CartPole-v1")
    let p = try builtIn("cartpole", as: CartPole.self).parameters
    #expect(p == CartPole.defaultParameters)
    #expect(constants["gravity"] == .number(p.gravity))
    #expect(constants["masscart"] == .number(p.cartMass))
    #expect(constants["masspole"] == .number(p.poleMass))
    #expect(constants["length"] == .number(p.halfLength))
    #expect(constants["force_mag"] == .number(p.force))
    #expect(constants["tau"] == .number(p.timeStep))
    #expect(constants["x_threshold"] == .number(p.positionThreshold))
    #expect(constants["theta_threshold_radians"] == .number(p.angleThreshold))
    #expect(constants["kinematics_integrator"] == .word(p.integrator.rawValue))
    let limit = try #require(EnvironmentRegistry.definition("cartpole").timeLimit)
    #expect(constants["max_episode_steps"] == .number(Double(limit)))
  }

  /// Upright and still, pushed to the right: 4/3 − 0.1/1.1 = 41/33, so the pole accelerates by
  /// −(100/11) / (41/66) = −600/41 and the cart by 400/41; a step is 1/50 s.
  @Test func firstPushMovesByTheWorkedOutAmounts() {
    var world = Self.world()
    let result = world.step(1)
    #expect(result == StepResult(reward: 1))
    #expect(world.state.position == 0 && world.state.angle == 0)
    #expect(abs(world.state.velocity - 8.0 / 41) < 1e-15)
    #expect(abs(world.state.angularVelocity + 12.0 / 41) < 1e-15)
  }

  @Test func semiImplicitIntegratorMovesWithTheNewVelocity() {
    var parameters = CartPole.defaultParameters
    parameters.integrator = .semiImplicitEuler
    var world = CartPole(parameters: parameters)
    _ = world.step(1)
    #expect(abs(world.state.position - 8.0 / 41 / 50) < 1e-16)
    #expect(abs(world.state.angle + 12.0 / 41 / 50) < 1e-16)
  }

  @Test(arguments: [2.4, -2.4]) func cartExactlyOnItsThresholdGoesOn(position: Double) {
    var world = Self.world(position)
    #expect(!world.step(0).terminated)
    #expect(world.state.position == position)
  }

  @Test(arguments: [(2.4).nextUp, (-2.4).nextDown])
  func cartOneStepOfRoundingBeyondItsThresholdEnds(position: Double) {
    var world = Self.world(position)
    #expect(world.step(0) == StepResult(reward: 1, terminated: true))
  }

  @Test(arguments: [0.20943951023931953, -0.20943951023931953])
  func poleExactlyOnItsThresholdGoesOn(angle: Double) {
    var world = Self.world(0, 0, angle)
    #expect(!world.step(0).terminated)
  }

  @Test(arguments: [(0.20943951023931953).nextUp, (-0.20943951023931953).nextDown])
  func poleOneStepOfRoundingBeyondItsThresholdEnds(angle: Double) {
    var world = Self.world(0, 0, angle)
    #expect(world.step(0) == StepResult(reward: 1, terminated: true))
  }

  @Test func cartAndPoleBeyondTheirThresholdsInOneStepEndOnceWithOneReward() {
    var world = Self.world(2.39, 1, 0.2, 1)
    #expect(world.step(1) == StepResult(reward: 1, terminated: true))
    #expect(world.state.position > 2.4 && world.state.angle > 0.2095)
  }

  @Test func fallOnTheLastStepOfTheClockIsTerminatedAndNotTruncated() {
    let world = CartPole(parameters: CartPole.defaultParameters)
    func lastResult(limit: Int) -> (steps: Int, result: StepResult) {
      var episode = Episode(in: world, timeLimit: limit, random: RandomStream(seed: 5))
      while true {
        let result = episode.step(0)
        if episode.hasEnded { return (episode.steps, result) }
      }
    }
    let fall = lastResult(limit: 500)
    #expect(fall.result.terminated && fall.steps < 20)
    let both = lastResult(limit: fall.steps)
    #expect(both.result == StepResult(reward: 1, terminated: true, truncated: false))
    let before = lastResult(limit: fall.steps - 1)
    #expect(before.result == StepResult(reward: 1, terminated: false, truncated: true))
  }

  @Test func startsAreUniformWithinTheRange() {
    var world = CartPole(parameters: CartPole.defaultParameters)
    var random = RandomStream(seed: 2)
    var sums = [Double](repeating: 0, count: 4)
    var largest = 0.0
    for _ in 0..<4000 {
      world.reset(using: &random)
      let s = world.state
      for (index, number) in [s.position, s.velocity, s.angle, s.angularVelocity].enumerated() {
        sums[index] += number
        largest = max(largest, abs(number))
      }
    }
    #expect(largest <= 0.05 && largest > 0.0499)
    // The mean of 4000 has a standard deviation of 0.1 / sqrt(12 * 4000) = 0.00046.
    #expect(sums.allSatisfy { abs($0 / 4000) < 0.0023 })
  }

  @Test func heavyCartPoleDiffersOnlyInMassesAndLength() throws {
    let heavy = try builtIn("cartpole-heavy", as: CartPole.self).parameters
    var expected = CartPole.defaultParameters
    expected.cartMass = 2
    expected.poleMass = 1
    expected.halfLength = 1
    #expect(heavy == expected)
  }

  @Test func unknownParameterNamesTheNearestOne() throws {
    let text = try EnvironmentRegistry.definition("cartpole").text
      .replacing("poleMass:", with: "polMass:")
    let error = #expect(throws: InputError.self) {
      try EnvironmentDefinition.parse(text, file: "mine.yaml")
    }
    #expect(error?.line == 14)
    #expect(error?.message.contains("polMass") == true)
    #expect(error?.description.contains("poleMass") == true)
  }

  @Test(arguments: ["-1", "0", "nan", "heavy", "1e9"])
  func parameterOutOfItsRangeIsRefusedAtItsLine(value: String) throws {
    let text = try EnvironmentRegistry.definition("cartpole").text
      .replacing("poleMass: 0.1", with: "poleMass: \(value)")
    let error = #expect(throws: InputError.self) {
      try EnvironmentDefinition.parse(text, file: "mine.yaml")
    }
    #expect(error?.line == 14)
  }
}
