import Agents
import Documents
import Environments
import Experiments

/// A policy that follows an episode: it values the actions at every step.
struct Mind<World: Environment> {
  let policy: Policy
  /// The world as this policy sees it, where it normalizes what it sees by statistics of its own.
  private let eyes: World?

  /// The mind of a policy for an environment.
  ///
  /// - Throws: `InputError` where the policy was trained in another one.
  init(_ policy: Policy, for definition: EnvironmentDefinition) throws {
    try policy.requireEnvironment(definition)
    self.policy = policy
    eyes =
      policy.definition.normalization == nil
      ? nil : try policy.definition.makeSingle(to: "be played here") as? World
  }

  /// Whether it remembers what it saw: then it has to see every step.
  var remembers: Bool { !emptyMemory.states.isEmpty }

  /// What it remembers at the beginning of an episode.
  var emptyMemory: PolicyMemory { policy.acting.makeMemory(copies: 1) }

  /// The world as the policy sees it.
  func seen(_ world: World) -> World {
    guard var eyes else { return world }
    eyes.state = world.state
    return eyes
  }

  /// The values of all actions; the memory takes in what is seen.
  func values(in world: World, memory: inout PolicyMemory) -> [Float] {
    policy.acting.values(of: seen(world).observation, memory: &memory)
  }
}

/// The first possible action of the largest value, as evaluations choose.
func greedyAction(_ values: [Float], mask: [Bool]? = nil) -> Int {
  var best: Int?
  for action in values.indices where mask?[action] ?? true {
    if best.map({ values[action] > values[$0] }) ?? true { best = action }
  }
  return best ?? 0
}

extension Policy {
  /// Makes sure that the policy is one for an environment.
  ///
  /// - Throws: `InputError` where it was trained in another one.
  func requireEnvironment(_ definition: EnvironmentDefinition) throws {
    guard self.definition.text == definition.text else {
      throw InputError(
        "the policy was trained in version \(self.definition.version) of "
          + "'\(self.definition.id)'; expected version \(definition.version) of "
          + "'\(definition.id)'")
    }
  }
}
