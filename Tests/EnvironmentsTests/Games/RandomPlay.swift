import Determinism
import Environments
import Testing

/// Plays random episodes and checks what holds in every game: valid states, rewards in their range,
/// some possible action before an ending.
///
/// - Parameters:
///   - game: the game.
///   - steps: environment steps in all.
///   - timeLimit: the longest episode.
///   - seed: of the episodes and the actions.
///   - look: sees the game before and after each step, the action and what it brought.
/// - Returns: the number of episodes that the game itself ended.
@discardableResult
func playRandomly<Kind: Game>(
  _ game: Kind, steps: Int, timeLimit: Int = 500, seed: UInt64 = 1,
  look: (Kind, Kind, Int, StepResult) -> Void = { _, _, _, _ in }
) -> Int {
  var episode = Episode(in: game, timeLimit: timeLimit, random: RandomStream(seed: seed))
  var choices = RandomStream(seed: seed).stream("choices")
  var endings = 0
  for step in 0..<steps {
    if episode.hasEnded { episode.begin() }
    let before = episode.world
    let possible = before.actionMask.indices.filter { before.actionMask[$0] }
    guard !possible.isEmpty else {
      Issue.record("step \(step): no action is possible in \(before.state)")
      return endings
    }
    // Now and then any action, possible or not.
    let action =
      choices.integer(below: 8) == 0
      ? before.actionSpace.sample(using: &choices)
      : possible[choices.integer(below: possible.count)]
    let result = episode.step(action)
    if !episode.world.isValid(episode.world.state) {
      Issue.record("step \(step): not valid: \(episode.world.state)")
      return endings
    }
    if !episode.world.rewardRange.contains(result.reward) {
      Issue.record("step \(step): reward \(result.reward) of \(before.state)")
    }
    look(before, episode.world, action, result)
    endings += result.terminated ? 1 : 0
  }
  return endings
}

/// The first 16 digits of the hash of a fixed run of a built-in environment: two copies, random
/// actions, every observation, reward, flag and final picture.
func goldenRun(of id: String, steps: Int = 300) throws -> String {
  let definition = try EnvironmentRegistry.definition(id)
  let root = RandomStream(seed: 2026)
  let vector = try definition.makeVector(count: 2, random: root.stream("golden"))
  var choices = root.stream("actions")
  var hash = SHA256()
  for _ in 0..<steps {
    vector.step((0..<2).map { _ in Int32(vector.actionSpace.sample(using: &choices)) })
    hash.update(UnsafeRawBufferPointer(vector.observations))
    hash.update(UnsafeRawBufferPointer(vector.rewards))
    hash.update((0..<2).map { vector.terminated[$0] ? 1 : vector.truncated[$0] ? 2 : 0 })
  }
  hash.update(vector.render(0).pixels)
  return String(SHA256.hex(of: hash.finalize()).prefix(16))
}
