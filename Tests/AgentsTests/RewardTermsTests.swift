import Agents
import Determinism
import Documents
import Environments
import Testing

@Suite struct RewardTermsTests {
  @Test func amountsAreReadInTheOrderOfTheFile() throws {
    let terms = try RewardTerms(EnvironmentRegistry.definition("coin-maze")).terms
    #expect(terms.map(\.name) == ["step", "collect(coin)", "goal and remaining == 0"])
    #expect(terms.map(\.weight) == [-0.1, 1, 5])
    #expect(terms.map(\.expression) == [nil, "collected", nil])
  }

  /// A definition written anew has the same rewards, map, observation and optimum.
  @Test(arguments: ["coin-maze", "four-rooms", "cliff-walking-slippery", "deliveries", "maze"])
  func aDefinitionWrittenAnewIsTheSame(id: String) throws {
    let definition = try EnvironmentRegistry.definition(id)
    let terms = try RewardTerms(definition)
    let again = try terms.definition(weights: terms.weights)
    #expect(again.describe() == definition.describe())
    #expect(try RewardTerms(again).weights == terms.weights)
  }

  /// What the copies count, times the weights, is the reward of every step; wherever one stands.
  @Test(arguments: [
    "coin-maze", "lava-field", "deliveries", "cliff-walking-slippery", "four-rooms",
    "keys-and-doors", "moving-guards", "random-maze",
  ])
  func everyRewardIsTheSumOfItsFeatures(id: String) throws {
    let definition = try EnvironmentRegistry.definition(id)
    let terms = try RewardTerms(definition)
    let environment = try definition.makeVector(count: 3, random: RandomStream(seed: 4))
    let features = try FeatureVector(terms, copies: 3)
    var random = RandomStream(seed: 9)
    var largest: Float = 0
    var counted = [Bool](repeating: false, count: terms.count)
    for step in 0..<600 {
      // A copy that follows later has missed nothing.
      if step % 200 == 0 { try features.follow(environment) }
      let actions = (0..<3).map { _ in
        Int32(random.integer(below: environment.actionSpace.count))
      }
      environment.step(actions)
      features.step(actions, after: environment)
      for copy in 0..<3 {
        var sum = 0.0
        for index in 0..<terms.count {
          let value = features.values[copy * terms.count + index]
          if value != 0 { counted[index] = true }
          sum += terms.weights[index] * Double(value)
        }
        largest = max(largest, abs(Float(sum) - environment.rewards[copy]))
      }
    }
    #expect(largest < 1e-5)
    #expect(counted[0], "a step is never counted")
  }

  @Test func weightsAreChangedByNamesAndShortNames() throws {
    let terms = try RewardTerms(EnvironmentDefinition.parse(forkDefinition, file: "fork.yaml"))
    #expect(try terms.weights(changedBy: "apple=-2") == [-0.1, -2, -1])
    #expect(try terms.weights(changedBy: "collect(berry)=3, step = -1") == [-1, 1, 3])
    for (text, part) in [
      ("apple", "NAME=NUMBER"), ("apple=x", "NAME=NUMBER"), ("aple=1", "collect(apple)"),
      ("apple=1,apple=2", "twice"), ("", "NAME=NUMBER"), ("=1", "NAME=NUMBER"),
    ] {
      let error = #expect(throws: InputError.self) { try terms.weights(changedBy: text) }
      #expect(error?.description.contains(part) == true, "\(text): \(error?.description ?? "")")
    }
    #expect(throws: InputError.self) { try terms.definition(weights: [1e9, 0, 0]) }
  }

  @Test func weightsOfAnotherDefinitionAreRead() throws {
    func changed(_ from: String, _ to: String) throws -> EnvironmentDefinition {
      #expect(forkDefinition.contains(from))
      return try EnvironmentDefinition.parse(
        forkDefinition.replacing(from, with: to), file: "other.yaml")
    }
    let terms = try RewardTerms(changed("id: fork", "id: fork"))
    #expect(
      try terms.weights(in: changed("collect(apple): 1", "collect(apple): 7")) == [-0.1, 7, -1])
    #expect(try terms.weights(in: changed("  collect(apple): 1\n", "")) == [-0.1, 0, -1])
    for (from, to, part) in [
      ("timeLimit: 20", "timeLimit: 30", "timeLimit"), ("#a.S.b#", "#a.Sb.#", "the map"),
      ("termination: [collect]", "termination: [all(collected)]", "termination"),
      ("color: red", "color: blue", "the legend"),
      ("collect(apple): 1", "collect(apple): 1\n  bump: -1", "'bump', which is no feature"),
      ("collect(apple): 1", "collect(apple): collected", "computed otherwise"),
    ] {
      let other = try changed(from, to)
      let error = #expect(throws: InputError.self) { try terms.weights(in: other) }
      #expect(error?.description.contains(part) == true, "\(error?.description ?? "")")
    }
  }

  @Test func aComputedAmountMayBeMultiplied() throws {
    let terms = try RewardTerms(EnvironmentRegistry.definition("coin-maze"))
    let doubled = try terms.definition(weights: [-0.1, 2, 5])
    #expect(try terms.weights(in: doubled) == [-0.1, 2, 5])
  }

  @Test(arguments: ["cartpole", "minigrid-empty-5x5"])
  func whatIsNoGridIsRefused(id: String) throws {
    let definition = try EnvironmentRegistry.definition(id)
    let error = #expect(throws: InputError.self) { try RewardTerms(definition) }
    #expect(error?.description.contains("no grid") == true)
  }

  @Test func aWrapperThatChangesRewardsIsRefused() throws {
    let text = forkDefinition + "wrappers: [{rewardScale: 2}]\n"
    let definition = try EnvironmentDefinition.parse(text, file: "fork.yaml")
    #expect(throws: InputError.self) { try RewardTerms(definition) }
  }
}

/// Two things in two directions: which way is better is a matter of the rewards.
let forkDefinition = """
  id: fork
  version: 1
  summary: Take the apple or the berry.
  grid:
    map: |
      #######
      #a.S.b#
      #######
    legend:
      "#": wall
      ".": floor
      S: start
      a: {kind: item, name: apple, color: red}
      b: {kind: item, name: berry, color: purple}
  observation: one-hot
  actions: [right, left]
  rewards:
    step: -0.1
    collect(apple): 1
    collect(berry): -1
  termination: [collect]
  timeLimit: 20
  success: terminated

  """
