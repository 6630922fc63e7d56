import Determinism
import Environments
import Testing

@Suite struct BanditTests {
  @Test func armsAreWorthTenthsInSomeOrder() throws {
    let world: Bandit = try builtIn("bandit")
    #expect(world.worths.sorted() == (0...10).map { Float($0) / 10 })
    #expect(world.worths != world.worths.sorted())
    var parameters = Bandit.defaultParameters
    parameters.mappingSeed = 1
    #expect(Bandit(parameters: parameters).worths != world.worths)
  }

  @Test func pullPaysTheWorthAndEnds() throws {
    var world: Bandit = try builtIn("bandit")
    #expect(world.step(3) == StepResult(reward: world.worths[3], terminated: true))
    #expect(world.state == Bandit.State(arm: 3))
  }

  @Test func bernoulliArmPaysOneAsOftenAsItIsWorth() throws {
    let world: Bandit = try builtIn("bandit-bernoulli")
    var random = RandomStream(seed: 5)
    for arm in 0..<11 {
      var paid = 0
      for _ in 0..<2000 {
        var copy = world
        let reward = copy.step(arm, using: &random).reward
        #expect(reward == 0 || reward == 1)
        paid += Int(reward)
      }
      // Standard deviation at most 22.
      #expect(abs(paid - Int(2000 * world.worths[arm] + 0.5)) <= 100, "arm \(arm)")
    }
  }

  @Test func armThatDoesNotExistIsNotValid() throws {
    let world: Bandit = try builtIn("bandit")
    #expect(!world.isValid(Bandit.State(arm: 11)) && !world.isValid(Bandit.State(arm: -1)))
    #expect(world.isValid(Bandit.State(arm: 10)) && world.isValid(Bandit.State()))
  }
}
